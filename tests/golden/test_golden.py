"""One site, whole: every page and feed is what it was. `./inv test --args=--update-golden` accepts changes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.conftest import build_site

HERE = Path(__file__).parent
SCRUBBED = (  # what depends on something other than the content and our code
    (re.compile(r"figures/[0-9a-f]{16}"), "figures/FIGURE"),
    (re.compile(r"(?<=with Python )[\d.]+"), "PYTHON"),
    (re.compile(r"\?v=[0-9a-f]{10}"), "?v=VERSION"),
    (re.compile(r"<style>@layer reset.*?</style>", re.DOTALL), "<style>STYLES</style>"),
)


def scrub(text: str) -> str:
    """Return `text` without what changes for another reason."""
    for pattern, replacement in SCRUBBED:
        text = pattern.sub(replacement, text)
    return "\n".join(line.rstrip() for line in text.split("\n"))


def test_site_is_what_it_was(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    shutil.copytree(HERE / "content", tmp_path / "content")
    site = build_site(tmp_path, {}, {"SOURCE_DATE_EPOCH": "1735689600"}, {"SITEURL": "https://example.org/blog"})
    assert site.code == 0, site.said
    pages = {name: scrub(site.read(name)) for name in site.files() if name.endswith((".html", ".xml", ".py"))}
    expected = HERE / "expected"
    if request.config.getoption("--update-golden"):
        shutil.rmtree(expected, ignore_errors=True)
        for name, text in pages.items():
            path = expected / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    kept = {path.relative_to(expected).as_posix() for path in expected.rglob("*") if path.is_file()}
    assert set(pages) == kept
    for name, text in pages.items():
        assert text == (expected / name).read_text(), name
