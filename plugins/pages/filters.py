"""What templates compute: small functions of one value."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from math import ceil
from typing import Any

from plugins.pages.describe import bibtex, linked_data
from plugins.pages.language import day, direction
from plugins.pages.policy import policy

WORDS_A_MINUTE = 230  # silent reading of English non-fiction: Brysbaert 2019, doi:10.1016/j.jml.2019.104047
NOT_PROSE = re.compile(r"<(pre|math|svg|script|style)\b.*?</\1>", re.DOTALL)
UNSEARCHED = re.compile(r'<(?:annotation|span class="katex-html"|a class="heading-link"|svg class="drawing"|div class="cell-source")')
TAG = re.compile(r"<[^>]+>")


def plain(html: str) -> str:
    """Return the text of `html`."""
    return unescape(TAG.sub("", html))


def reading_minutes(html: str) -> int:
    """Return how many minutes the prose of `html` takes to read, at least one; code does not count."""
    words = plain(NOT_PROSE.sub(" ", html)).split()
    return max(1, ceil(len(words) / WORDS_A_MINUTE))


def iso(moment: datetime) -> str:
    """Return `moment` as RFC 3339 has it."""
    return moment.isoformat(timespec="seconds")


def has_notes(html: str) -> bool:
    """Whether `html` has something that may stand beside the text."""
    return any(f'class="{name}"' in html for name in ("citation", "footnote-ref"))


def unsearched(html: str) -> str:
    """Return `html` with marks that keep from the search what would be found twice, or by nobody."""
    return UNSEARCHED.sub(r"\g<0> data-pagefind-ignore", html)


FILTERS: dict[str, Callable[..., Any]] = {
    "bibtex": bibtex,
    "day": day,
    "direction": direction,
    "linked_data": linked_data,
    "policy": policy,
    "unsearched": unsearched,
    "has_notes": has_notes,
    "iso": iso,
    "plain": plain,
    "reading_minutes": reading_minutes,
}
