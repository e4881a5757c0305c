r"""Headings, fences and line breaks as CommonMark reads them, rewritten as Python-Markdown does.

Python-Markdown takes `#hashtag` for a heading and ` ## Title` for none, wants a closing fence exactly as long as
its opening one, and knows no `\` at a line's end. Source: CommonMark 0.31, sections 4.2, 4.5 and 6.7.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from plugins import fences
from plugins.fences import Fence

HEADING = re.compile(r"[ ]{0,3}(?P<marks>#{1,6})(?:[ \t]+(?P<text>.*?))?(?:(?<=[ \t])#+)?[ \t]*$")
HASHES = re.compile(r"[ ]{0,3}(?=#)")
LONG_NUMBER = re.compile(r"^([ ]{0,3}\d{10,})([.)])(?=\s)")  # too long to begin a list
BREAK = re.compile(r"(?<!\\)(?:\\\\)*\\$")


def normalized(lines: Sequence[str]) -> list[str]:
    """Return `lines` with headings, fences and line breaks as Python-Markdown reads them."""
    result = list(lines)
    found = list(fences.find(lines))
    for fence in found:
        same_length(fence, result)
    fenced = {index for fence in found for index in range(fence.line - 1, fence.end)}
    for index, line in enumerate(lines):
        if index not in fenced:
            following = lines[index + 1] if index + 1 < len(lines) else ""
            result[index] = broken(LONG_NUMBER.sub(r"\1\\\2", heading(line)), following)
    return result


def heading(line: str) -> str:
    """Return a heading without what CommonMark ignores; a line that only looks like one, escaped."""
    if not HASHES.match(line):
        return line
    match = HEADING.match(line)
    if match is None:
        return line.replace("#", r"\#", 1)
    text = (match["text"] or "").rstrip()
    return f"{match['marks']} {text[:-1]}\\#" if text.endswith("#") and not text.endswith(r"\#") else f"{match['marks']} {text}"


def broken(line: str, following: str) -> str:
    """Return `line` with a backslash at its end as the two spaces that break a line."""
    return line[:-1] + "  " if BREAK.search(line) and following.strip() else line


def same_length(fence: Fence, lines: list[str]) -> None:
    """Change a fence in `lines` to end as it begins, at the margin unless it belongs to something."""
    if not fence.closed or fence.escaped:
        return
    indented = fence.prefix.strip(" ") == "" and 0 < len(fence.prefix) < 4
    if indented:
        width = len(fence.prefix)
        lines[fence.line - 1] = lines[fence.line - 1][width:]
        for index in range(fence.line, fence.end - 1):
            line = lines[index]
            lines[index] = line[min(width, len(line) - len(line.lstrip(" "))) :]
    closing = lines[fence.end - 1]
    kept = "" if indented or not fence.prefix else closing[: len(closing) - len(closing.lstrip(" >\t"))]
    lines[fence.end - 1] = kept + fence.marker
