"""Tables in HTML outputs, as pandas and others write them, made fit for the page."""

from __future__ import annotations

import re

from plugins.execute.output import STYLER
from plugins.store import digest

SCOPED_STYLE = re.compile(r"<style scoped>.*?</style>\s*", re.DOTALL)
TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
OBSOLETE = re.compile(r' (?:border|align|valign|cellpadding|cellspacing)="[^"]*"')
EMPTY_HEADER = re.compile(r"<th\b([^>]*)>(?:\s|&nbsp;)*</th>")
SCROLL_BOX = '<div class="table-scroll" role="group" aria-label="Table" tabindex="0">'


def in_scroll_box(html: str, name: str) -> str:
    """Return `html` with each table in a box of its own that scrolls, without what HTML 5 has dropped.

    pandas' Styler names its tables by their content here; with `name` two of the same on a page have names of their own.
    """
    html = SCOPED_STYLE.sub("", html)
    for found in dict.fromkeys(STYLER.findall(html)):
        html = html.replace(found, f"T_{digest(name, html.replace(found, ''))[:10]}")
    return TABLE.sub(lambda match: f"{SCROLL_BOX}{modern(match[0])}</div>", html)


def modern(table: str) -> str:
    """Return `table` without obsolete attributes in its tags, and without headers that say nothing."""
    table = EMPTY_HEADER.sub(r"<td\1></td>", table)
    return re.sub(r"<(?:table|tr|th|td|thead|tbody)\b[^>]*>", lambda tag: OBSOLETE.sub("", tag[0]), table)
