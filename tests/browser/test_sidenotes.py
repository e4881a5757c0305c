"""Footnotes and cited works stand beside the text where there is room, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Served, build_site, ready
from tests.integration.test_citations import BIB, HEAD

Serve = Callable[..., Served]
BODY = ("One[^a], two[^b], and @knuth84. Again[^a].\n\n## A section\n\nText.\n\n## Another\n\nText.\n\n"
        f"[^a]: {'A long note. ' * 20}\n[^b]: With [a link](https://example.org).\n")  # fmt: skip


@pytest.fixture
def article(page: Page, serve: Serve, tmp_path: Path) -> Page:
    site = build_site(tmp_path, {"a.md": HEAD + BODY, "refs.bib": BIB}, {}, {})
    assert site.code == 0, site.said
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{serve(site.output).address}/articles/t/")
    return ready(page)


def test_notes_stand_beside_the_text_one_below_the_other(article: Page) -> None:
    notes = article.locator(".side-note")
    expect(notes).to_have_count(3)  # each once
    boxes = [box for note in notes.all() if (box := note.bounding_box())]
    text = article.locator(".article-body > p").first.bounding_box()
    assert text
    assert all(box["x"] >= text["x"] + text["width"] for box in boxes)
    assert abs(boxes[0]["y"] - text["y"]) < 40
    assert all(below["y"] >= above["y"] + above["height"] for above, below in pairwise(boxes))
    assert article.evaluate("document.documentElement.scrollWidth") == 1440


def test_notes_beside_the_text_are_for_the_eye_only(article: Page) -> None:
    assert article.locator(".side-note:not([aria-hidden=true])").count() == 0
    assert article.locator(".side-note a:not([tabindex='-1'])").count() == 0
    assert article.evaluate("[...document.querySelectorAll('[id]')].map((each) => each.id).filter((id, index, all) => all.indexOf(id) < index)") == []


def test_note_at_the_end_is_seen_when_somebody_goes_there(article: Page) -> None:
    assert article.locator(".footnote").bounding_box()["height"] <= 1  # type: ignore[index]
    article.focus(".footnote-backref")
    assert article.locator(".footnote").bounding_box()["height"] > 20  # type: ignore[index]


@pytest.mark.parametrize(("width", "media"), [(1000, "screen"), (360, "screen"), (1440, "print")])
def test_notes_stay_at_the_end_elsewhere(article: Page, width: int, media: str) -> None:
    article.set_viewport_size({"width": width, "height": 900})
    article.emulate_media(media=media)  # type: ignore[arg-type]
    expect(article.locator(".side-note").first).to_be_hidden()
    expect(article.locator(".footnote li").first).to_be_visible()
    assert article.locator(".footnote").bounding_box()["height"] > 20  # type: ignore[index]
