"""A walk through an article from its first line to the next article: with the keyboard alone, with scripts and without."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.conftest import Served, build_site, ready

CONTENT = Path(__file__).parents[1] / "golden" / "content"
ARTICLE = "/articles/everything-one-of-each/"
Serve = Callable[..., Served]
SEEN = """element => {
    const box = element.getBoundingClientRect(), shown = getComputedStyle(element);
    const outlined = [...document.querySelectorAll(':focus-visible')].includes(element) && shown.outlineStyle !== 'none' && parseFloat(shown.outlineWidth) >= 2;
    const labelled = element.labels?.[0] ? getComputedStyle(element.labels[0]).outlineStyle !== 'none' : false;
    return (outlined || labelled) && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
}"""


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("walk")
    shutil.copytree(CONTENT, folder / "content")
    site = build_site(folder, {}, {}, {"SEARCH": True})
    assert site.code == 0, site.said
    return site.output


@pytest.fixture(params=[1440, 360])
def walker(request: pytest.FixtureRequest, page: Page, serve: Serve, output: Path) -> Page:
    """The article on a wide and on a narrow screen, where scrolling takes no time."""
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": request.param, "height": 740})
    page.goto(serve(output).address + ARTICLE)
    return ready(page)


@pytest.fixture(params=[1440, 360])
def plain(request: pytest.FixtureRequest, browser: Browser, serve: Serve, output: Path) -> Iterator[Page]:
    """The same in a browser that runs no script."""
    context = browser.new_context(java_script_enabled=False, reduced_motion="reduce", viewport={"width": request.param, "height": 740})
    opened = context.new_page()
    opened.goto(serve(output).address + ARTICLE)
    yield opened
    context.close()


def walk_to(page: Page, wanted: str, key: str = "Tab") -> Locator:
    """Press `key` until what `wanted` selects has the focus; everything on the way is to be seen when it has it."""
    for _ in range(150):
        page.keyboard.press(key)
        focus = page.locator("*:focus")
        assert focus.count() == 1, "the focus left the page"
        assert focus.evaluate(SEEN), f"not to be seen: {focus.evaluate('e => e.outerHTML')[:150]}"
        if focus.evaluate("(element, wanted) => element.matches(wanted)", wanted):
            return focus
    raise AssertionError(f"{wanted} cannot be reached")


def in_view(page: Page, selector: str) -> bool:
    box, height = page.locator(selector).first.bounding_box(), page.viewport_size
    return bool(box and height and 0 <= box["y"] < height["height"])


def test_article_is_read_with_the_keyboard_alone(walker: Page) -> None:
    page = walker
    walk_to(page, ".skip-link")
    page.keyboard.press("Enter")
    walk_to(page, ".article a")  # the menu is passed over

    if page.locator(".toc-fold").is_visible():
        walk_to(page, ".toc-fold > summary")
        page.keyboard.press("Enter")
    walk_to(page, ":is(.toc-fold, .toc-side) a[href='#cells']")
    page.keyboard.press("Enter")
    assert in_view(page, "#cells")

    walk_to(page, ".cell pre, .copy")  # the focus goes on from where the link led
    walk_to(page, ".cell-source > summary")
    page.keyboard.press("Enter")
    expect(page.locator("details.cell-source[open]")).to_have_count(1)
    walk_to(page, ".zoom-open")
    page.keyboard.press("Enter")
    expect(page.locator("dialog.zoom")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".zoom-open").first).to_be_focused()

    walk_to(page, "a.reference[href='#fig-numbered']")
    expect(page.locator(".preview")).to_be_visible()
    walk_to(page, ".citation")
    expect(page.locator(".preview")).to_contain_text("Knuth")
    page.keyboard.press("Enter")
    assert in_view(page, ".references li:target")
    walk_to(page, ".citation-back")
    page.keyboard.press("Enter")
    assert in_view(page, ".citation:target, :target .citation, :target")

    walk_to(page, ".tabbed-set input")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".tabbed-content").get_by_text("Two.")).to_be_visible()

    walk_to(page, ".cite > summary")
    page.keyboard.press("Enter")
    expect(page.locator(".cite pre")).to_contain_text("Everything")
    walk_to(page, ".neighbour")
    page.keyboard.press("Enter")
    expect(page).to_have_title("Second · Demonstrandum")


def test_dialogs_keep_the_focus_and_give_it_back(walker: Page) -> None:
    page = walker
    opener = walk_to(page, "[data-search-open]")
    page.keyboard.press("Enter")
    for _ in range(6):
        page.keyboard.press("Tab")
        assert page.locator("*:focus").count() == 0 or page.locator("dialog[open] *:focus").count() == 1
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    page.keyboard.press("?")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_article_is_read_backwards(walker: Page) -> None:
    page = walker
    walk_to(page, ".neighbour", "Shift+Tab")
    walk_to(page, ".skip-link", "Shift+Tab")


def test_article_is_read_without_scripts(plain: Page) -> None:
    page = plain
    walk_to(page, ".skip-link")
    page.keyboard.press("Enter")
    if page.locator(".toc-fold").is_visible():
        walk_to(page, ".toc-fold > summary")
        page.keyboard.press("Enter")
    walk_to(page, ":is(.toc-fold, .toc-side) a[href='#cells']")
    page.keyboard.press("Enter")
    assert in_view(page, "#cells")

    walk_to(page, ".cell-source > summary")
    page.keyboard.press("Enter")
    expect(page.locator("details.cell-source[open] pre")).to_be_visible()
    expect(page.locator(".drawing").first).to_be_visible()
    walk_to(page, "a.reference[href='#fig-numbered']")
    page.keyboard.press("Enter")
    assert in_view(page, "#fig-numbered")
    walk_to(page, ".tabbed-set input")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".tabbed-content").get_by_text("Two.")).to_be_visible()
    walk_to(page, ".footnote-backref")
    page.keyboard.press("Enter")
    assert in_view(page, ".footnote-ref")
    walk_to(page, ".cite > summary")
    page.keyboard.press("Enter")
    expect(page.locator(".cite pre")).to_contain_text("Everything")
    walk_to(page, ".neighbour")
    page.keyboard.press("Enter")
    expect(page).to_have_title("Second · Demonstrandum")
