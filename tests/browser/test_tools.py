"""What scripts add to a page: search, copying, larger pictures, keys, the current section; none is needed, none is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.conftest import Served, build_site, ready

Serve = Callable[..., Served]
HEAD = "---\ntitle: {}\ndate: 2025-01-01\n---\n\n"
FILLER = "Words and words.\n\n" * 30
ARTICLE = HEAD.format("Formulas of Light") + (
    "Refraction, $n = c/v$.\n\n## First\n\n```python\nx = 1\ny = 2\n```\n\n```pycon\n>>> 1 + 1\n2\n```\n\n"
    "```python {run}\n#| alt: A rising line\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);\n```\n\n"
    f"{FILLER}## Second\n\n{FILLER}## Third\n\n{FILLER}"
)


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files: dict[str, str | bytes] = {"a.md": ARTICLE, "b.md": HEAD.format("Cheese") + "Dairy.\n"}
    site = build_site(tmp_path_factory.mktemp("tools"), files, {}, {"SEARCH": True})
    assert site.code == 0, site.said
    return site.output


@pytest.fixture
def article(page: Page, serve: Serve, output: Path) -> Iterator[Page]:
    """The article; that the browser has refused nothing is seen at the end."""
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page.on("response", lambda answer: refused.append(answer.url) if answer.status >= 400 else None)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{serve(output).address}/articles/formulas-of-light/")
    yield ready(page)
    assert refused == []


def test_search_is_a_matter_of_the_keyboard(article: Page) -> None:
    asked: list[str] = []
    article.on("request", lambda request: asked.append(request.url))
    assert not any("pagefind" in url for url in asked)
    article.keyboard.press("/")
    expect(article.get_by_role("searchbox")).to_be_focused()
    article.keyboard.type("dairy")
    expect(article.get_by_role("link", name="Cheese", exact=True)).to_be_visible()
    expect(article.get_by_role("status")).to_have_text("1 page")
    assert Axe().run(article).violations_count == 0
    article.keyboard.press("ArrowDown")
    expect(article.get_by_role("link", name="Cheese", exact=True)).to_be_focused()
    article.keyboard.press("Enter")
    expect(article).to_have_title("Cheese · Demonstrandum")


def test_search_finds_a_formula_once(article: Page) -> None:
    article.get_by_role("button", name="Search").click()
    article.keyboard.type("refraction")
    excerpt = article.locator(".search-results p")
    expect(excerpt).to_have_count(1)
    assert (excerpt.text_content() or "").count("c/v") <= 1
    article.keyboard.press("Escape")
    expect(article.locator(".search")).to_be_hidden()


@pytest.mark.parametrize(("index", "copied"), [(0, "x = 1\ny = 2"), (1, "1 + 1")])
def test_code_is_copied_without_prompts_and_outputs(article: Page, index: int, copied: str) -> None:
    article.locator(".highlight").nth(index).hover()
    article.locator(".copy").nth(index).click()
    expect(article.locator(".copy").nth(index)).to_have_text("Copied")
    assert article.evaluate("navigator.clipboard.readText()") == copied


def test_picture_is_shown_larger_and_closed_by_keyboard(article: Page) -> None:
    article.get_by_role("button", name="Enlarge: A rising line").focus()
    article.keyboard.press("Enter")
    expect(article.locator("dialog.zoom")).to_be_visible()
    assert article.locator("dialog.zoom svg").bounding_box()["width"] > 900  # type: ignore[index]
    assert Axe().run(article).violations_count == 0
    article.keyboard.press("Escape")
    expect(article.locator("dialog.zoom")).to_be_hidden()


def test_keys_go_from_heading_to_heading_and_are_listed(article: Page) -> None:
    for _ in range(2):
        article.keyboard.press("j")
        article.wait_for_timeout(700)
    expect(article.locator("#second")).to_be_focused()
    expect(article.locator(".toc-side [aria-current]")).to_have_text("Second")
    article.keyboard.press("k")
    expect(article.locator("#first")).to_be_focused()
    article.keyboard.press("?")
    expect(article.get_by_role("dialog", name="Keys")).to_be_visible()
    assert Axe().run(article).violations_count == 0


def test_page_reads_without_scripts(browser: Browser, serve: Serve, output: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{serve(output).address}/articles/formulas-of-light/")
    expect(page.locator(".article-body")).to_contain_text("Refraction")
    expect(page.locator(".drawing")).to_be_visible()
    for name in (".tool", ".copy", "dialog"):
        assert page.locator(f"{name}:visible").count() == 0
    context.close()


def test_page_that_was_meant_is_suggested(page: Page, serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "output").mkdir()
    address = serve(tmp_path / "output").address
    site = build_site(tmp_path, {"a.md": ARTICLE}, {}, {"SITEURL": address})
    assert site.code == 0, site.said
    mistyped = site.output / "articles" / "formula-of-light"  # a host shows the page for what is not there
    mistyped.mkdir()
    (mistyped / "index.html").write_text(site.read("404.html"))
    page.goto(f"{address}/articles/formula-of-light/")
    expect(page.get_by_text("Did you mean")).to_have_text("Did you mean /articles/formulas-of-light/?")
