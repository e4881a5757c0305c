"""Formulas in a title: typeset where it is HTML, in plain characters where it is text."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Callable

FORMULA = re.compile(r"\$(?![\s$])(?P<tex>(?:\\.|[^$\\])+?)(?<![\s\\])\$(?!\d)|\\\((?P<other>.+?)\\\)|(?P<dollar>\\\$)")


def typeset(text: str, render: Callable[[str], str]) -> str:
    """Return a title as HTML, its formulas by `render`."""
    parts, position = [], 0
    for match in FORMULA.finditer(text):
        parts.append(html.escape(text[position : match.start()], quote=False))
        parts.append("$" if match["dollar"] else f'<span class="math">{render(match["tex"] or match["other"])}</span>')
        position = match.end()
    return "".join([*parts, html.escape(text[position:], quote=False)])


def plain(text: str) -> str:
    """Return a title as text: `the $L_2$ norm on $\\mathbb{R}^n$` reads "the L_2 norm on ℝ^n"."""
    return FORMULA.sub(lambda match: "$" if match["dollar"] else bare(match["tex"] or match["other"]), text)


def bare(tex: str) -> str:
    """Return a formula in plain characters."""
    from pylatexenc.latex2text import LatexNodes2Text  # few titles have a formula

    logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)  # of broken TeX KaTeX tells, with its line
    return " ".join(LatexNodes2Text(math_mode="text").latex_to_text(tex).split())
