"""What a link within the page points to is shown beside it, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Served, build_site, ready
from tests.integration.test_citations import BIB, HEAD

Serve = Callable[..., Served]
BODY = "As @knuth84 says in @eq-a[^1].\n\n$$ a = b \\label{eq:a} $$\n\n[^1]: A note.\n"


@pytest.fixture
def article(page: Page, serve: Serve, tmp_path: Path) -> Page:
    site = build_site(tmp_path, {"a.md": HEAD + BODY, "refs.bib": BIB}, {}, {})
    assert site.code == 0, site.said
    page.goto(f"{serve(site.output).address}/articles/t/")
    return ready(page)


@pytest.mark.parametrize(("link", "shown"), [(".citation", "Literate Programming"), (".reference", "a=b"), (".footnote-ref", "A note.")])
def test_preview_shows_what_a_link_points_to(article: Page, link: str, shown: str) -> None:
    article.set_viewport_size({"width": 1000, "height": 800})  # where footnotes are not beside the text
    article.hover(f".article-body {link}")
    expect(article.locator(".preview")).to_be_visible()
    expect(article.locator(".preview")).to_contain_text(shown)
    article.mouse.move(0, 0)
    expect(article.locator(".preview")).to_be_hidden()


def test_preview_opens_by_keyboard_and_closes_with_escape(article: Page) -> None:
    article.focus(".article-body .citation")
    expect(article.locator(".preview")).to_be_visible()
    article.keyboard.press("Escape")
    expect(article.locator(".preview")).to_be_hidden()
    assert article.evaluate("document.querySelectorAll('[id=\"ref-knuth84\"]').length") == 1
