"""Formulas in a title: typeset where it is HTML, in plain characters where it is text."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

FORMULA = re.compile(r"\$(?![\s$])(?P<tex>(?:\\.|[^$\\])+?)(?<![\s\\])\$(?!\d)|\\\((?P<other>.+?)\\\)|(?P<dollar>\\\$)")
COMMAND = re.compile(r"\\(?:mathbb|mathbf|mathrm|mathcal|mathit|text|operatorname|left|right)(?![A-Za-z])")


def typeset(text: str, render: Callable[[str], str]) -> str:
    """Return a title as HTML, its formulas by `render`."""
    parts, position = [], 0
    for match in FORMULA.finditer(text):
        parts.append(html.escape(text[position : match.start()], quote=False))
        parts.append("$" if match["dollar"] else f'<span class="math">{render(match["tex"] or match["other"])}</span>')
        position = match.end()
    return "".join([*parts, html.escape(text[position:], quote=False)])


def plain(text: str) -> str:
    """Return a title as text: `the $L_2$ norm on $\\mathbb{R}^n$` reads "the L_2 norm on R^n"."""
    return FORMULA.sub(lambda match: "$" if match["dollar"] else bare(match["tex"] or match["other"]), text)


def bare(tex: str) -> str:
    """Return a formula without commands that only style it, without backslashes and braces."""
    return " ".join(re.sub(r"[\\{}]", "", COMMAND.sub("", tex)).split())
