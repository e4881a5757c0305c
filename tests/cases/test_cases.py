"""Each `name.md` in this folder becomes `name.html`; `-nope` in a name marks what must stay as it is.

`./inv test --args=--update-golden` writes the HTML anew.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import Site, build_site

HERE = Path(__file__).parent
CASES = sorted(path.stem for path in HERE.glob("*.md"))
BODY = re.compile(r'<div class="article-body"[^>]*>\n(.*?)\n    </div>\n\s*(?:</article>|<nav|<aside|<footer)', re.DOTALL)
FORMULA = re.compile(r'<span class="katex">.*?<annotation[^>]*>(.*?)</annotation>.*?aria-hidden="true">', re.DOTALL)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """One site with every case as an article."""
    files: dict[str, str | bytes] = {
        f"{name}.md": f"---\ntitle: {name}\ndate: 2025-01-01\n---\n\n{(HERE / f'{name}.md').read_text()}" for name in CASES
    }
    built = build_site(tmp_path_factory.mktemp("cases"), files, {}, {})
    assert built.code == 0, built.said
    return built


def body(page: str) -> str:
    """Return the article's HTML, each formula as its TeX in double braces."""
    match = BODY.search(page)
    assert match, page
    html = match[1].replace(" data-pagefind-ignore", "")
    while (formula := FORMULA.search(html)) is not None:
        end = end_of_spans(html, formula.end(), depth=2)
        html = f"{html[: formula.start()]}{{{{{formula[1]}}}}}{html[end:]}"
    return html.strip() + "\n"


def end_of_spans(html: str, start: int, depth: int) -> int:
    """Return where `depth` spans that are open at `start` have closed."""
    for tag in re.finditer(r"<(/?)span\b[^>]*>", html[start:]):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return start + tag.end()
    return len(html)


@pytest.mark.parametrize("name", CASES)
def test_case(site: Site, name: str, request: pytest.FixtureRequest) -> None:
    expected = HERE / f"{name}.html"
    found = body(site.read(f"articles/{name}/index.html"))
    if request.config.getoption("--update-golden"):
        expected.write_text(found)
    assert found == expected.read_text()
