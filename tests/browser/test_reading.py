"""What readers meet: in both schemes, by keyboard, on a phone, without JavaScript, under a sub-path."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.conftest import Served, build_site

CONTENT = Path(__file__).parents[1] / "golden" / "content"
ARTICLE = "/articles/everything-one-of-each/"
PAGES = ["/", ARTICLE, "/tags/one/", "/404.html", "/archives/", "/about/"]
Serve = Callable[..., Served]


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The golden site, built for the top of a host."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(CONTENT, folder / "content")
    site = build_site(folder, {}, {}, {})
    assert site.code == 0, site.said
    return site.output


@pytest.fixture
def address(output: Path, serve: Serve) -> str:
    return serve(output).address


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A page whose browser runs no script."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_page_is_accessible(page: Page, address: str, path: str) -> None:
    page.goto(address + path)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways_on_a_phone(page: Page, address: str, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_text_has_the_scheme_of_the_system(page: Page, address: str) -> None:
    page.goto(address)
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    channels = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert (sum(channels[:3]) < 200) == dark


def test_skip_link_is_first_and_leads_to_the_content(page: Page, address: str) -> None:
    page.goto(address + ARTICLE)
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    expect(link).to_have_text("Skip to the content")
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_focus_is_visible(page: Page, address: str) -> None:
    page.goto(address)
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_theme_is_chosen_by_keyboard_and_kept_without_a_flash(page: Page, address: str) -> None:
    page.goto(address)
    toggle = page.get_by_role("button", name="Dark theme")
    before = toggle.get_attribute("aria-pressed")
    toggle.focus()
    page.keyboard.press("Enter")
    after = "false" if before == "true" else "true"
    expect(toggle).to_have_attribute("aria-pressed", after)
    page.add_init_script("addEventListener('DOMContentLoaded', () => { window.early = document.documentElement.dataset.theme })")
    page.goto(address + ARTICLE)
    assert page.evaluate("window.early") == ("dark" if after == "true" else "light")
    page.get_by_role("button", name="Dark theme").click()
    assert page.evaluate("localStorage.length") == 0


def test_code_tables_and_equations_can_be_scrolled_by_keyboard(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address + ARTICLE)
    stuck = page.evaluate("""() => [...document.querySelectorAll('main *')].filter((each) =>
        each.scrollWidth > each.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(each).overflowX)
        && each.tabIndex < 0).map((each) => each.outerHTML.slice(0, 80))""")
    assert stuck == []


def test_nothing_runs_over_each_other_on_paper(page: Page, address: str) -> None:
    page.goto(address + ARTICLE)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})  # about what A4 leaves
    assert page.evaluate("['.page-main', '.article', '.article-body'].map((name) => getComputedStyle(document.querySelector(name)).display)") == ["block"] * 3
    assert page.evaluate("document.documentElement.scrollWidth") <= 700
    for name in (".site-header", ".site-footer", ".neighbours", ".cite", ".table-download", "summary", ".tool", ".copy"):
        assert page.locator(f"{name}:visible").count() == 0, name
    expect(page.locator(".cell-source pre").first).to_be_visible()


def test_page_is_complete_without_javascript(plain: Page, address: str) -> None:
    plain.goto(address + ARTICLE)
    expect(plain.get_by_text("<escaped>", exact=True)).to_be_visible()
    expect(plain.locator(".katex-html").first).to_be_visible()
    expect(plain.locator("[data-theme-toggle]")).to_be_hidden()
    plain.get_by_text("Code", exact=True).first.click()
    expect(plain.get_by_text("plt.plot")).to_be_visible()


def test_site_works_under_a_sub_path(page: Page, serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "output").mkdir()
    address = serve(tmp_path / "output", "/blog").address
    shutil.copytree(CONTENT, tmp_path / "content")
    site = build_site(tmp_path, {}, {}, {"SITEURL": address})
    assert site.code == 0, site.said
    seen, waiting = set(), [f"{address}/", f"{address}/404.html"]
    failed: list[str] = []
    page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
    while waiting:
        url = waiting.pop()
        if url in seen:
            continue
        seen.add(url)
        if url.endswith((".xml", ".py", ".ipynb", ".csv", ".json")):
            assert page.request.get(url).ok, url
            continue
        page.goto(url)
        page.evaluate("for (const image of document.images) image.loading = 'eager'")
        page.wait_for_load_state("networkidle")
        links = page.evaluate("[...document.links].map((link) => link.href.split('#')[0])")
        waiting += [link for link in links if link.startswith("http://127.0.0.1")]
        assert all(link.startswith(address) for link in links if link.startswith("http://127.0.0.1"))
        targets = page.evaluate("[...document.links].map((link) => link.getAttribute('href')).filter((href) => href[0] === '#')")
        assert all(page.evaluate("(id) => Boolean(document.getElementById(id))", target[1:]) for target in targets)
    assert failed == []
    assert len(seen) > 10
