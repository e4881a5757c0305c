"""What templates compute: small functions of one value."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from math import ceil
from typing import Any

WORDS_A_MINUTE = 230  # silent reading of English non-fiction: Brysbaert 2019, doi:10.1016/j.jml.2019.104047
NOT_PROSE = re.compile(r"<(pre|math|svg|script|style)\b.*?</\1>", re.DOTALL)
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


def has_equations(html: str) -> bool:
    """Whether `html` contains a typeset equation."""
    return 'class="katex' in html


def has_references(html: str) -> bool:
    """Whether `html` refers to something whose preview a script can show."""
    return any(f'class="{name}"' in html for name in ("reference", "citation", "footnote-ref"))


def has_notes(html: str) -> bool:
    """Whether `html` has something that may stand beside the text."""
    return any(f'class="{name}"' in html for name in ("citation", "footnote-ref"))


FILTERS: dict[str, Callable[[Any], Any]] = {
    "has_equations": has_equations,
    "has_notes": has_notes,
    "has_references": has_references,
    "iso": iso,
    "plain": plain,
    "reading_minutes": reading_minutes,
}
