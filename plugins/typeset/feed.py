"""Formulas in feeds: the MathML alone, for readers that would show both."""

from __future__ import annotations

import re

VISUAL = '<span class="katex-html" aria-hidden="true">'
TAG = re.compile(r"<(/?)span\b[^>]*>")


def mathml_only(html: str) -> str:
    """Return `html` without what KaTeX draws for the eye; MathML and the TeX in it stay."""
    parts: list[str] = []
    position = 0
    while (start := html.find(VISUAL, position)) >= 0:
        parts.append(html[position:start])
        position = end_of_span(html, start)
    parts.append(html[position:])
    return "".join(parts)


def end_of_span(html: str, start: int) -> int:
    """Return the position after the span that opens at `start`."""
    depth = 0
    for tag in TAG.finditer(html, start):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.end()
    return len(html)
