r"""Put each display equation on one line, where no block rule of Markdown can reach into it.

Python-Markdown would see a list in a line of `$$…$$` that starts with `- `, a heading in one that
starts with `#`, and the end of the paragraph in an empty one. `\[…\]` and `\(…\)` become dollars.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plugins import fences

PREFIX = re.compile(r"(?P<prefix>(?:[ \t]*>)*[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(?P<rest>.*)$", re.DOTALL)
QUOTES = re.compile(r"(?:[ \t]*>)*[ \t]*")
BEGIN = re.compile(r"\\begin\{([A-Za-z]+\*?)\}")
COMMENT = re.compile(r"(?<!\\)%.*")
INLINE = re.compile(r"\\\((.+?)\\\)")
CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")


@dataclass(frozen=True, slots=True)
class Unclosed:
    """A display equation without an end, at a line from 1."""

    line: int
    opening: str
    closing: str


def guard(lines: Sequence[str]) -> list[str]:
    """Return `lines` with each display equation on one line; fences stay as they are."""
    return [line for start, end, text in spans(lines) for line in (lines[start:end] if text is None else [text])]


def unclosed(lines: Sequence[str]) -> list[Unclosed]:
    """Return the display equations of `lines` that never end."""
    fenced = in_fences(lines)
    staying = {start for start, end, text in spans(lines) if text is None and start not in fenced}
    return [
        Unclosed(index + 1, opening, closing)
        for index, line in enumerate(lines)
        if index in staying and (found := opened(line))
        for opening, closing in [found]
    ]


def spans(lines: Sequence[str]) -> Iterator[tuple[int, int, str | None]]:
    """Yield (first, end, text) over all lines: the joined equation, or None where lines stay."""
    fenced = in_fences(lines)
    index = 0
    while index < len(lines):
        found = None if index in fenced else opened(lines[index])
        end = end_of(lines, index, found[1], fenced) if found else None
        if found and end is not None:
            yield index, end + 1, joined(lines[index : end + 1], *found)
            index = end + 1
            continue
        yield index, index + 1, None if index in fenced or "\\(" not in lines[index] else inline(lines[index])
        index += 1


def in_fences(lines: Sequence[str]) -> set[int]:
    """Return the indices of lines that belong to fenced blocks."""
    return {index for fence in fences.find(lines) for index in range(fence.line - 1, fence.end)}


def opened(line: str) -> tuple[str, str] | None:
    """Return how an equation that starts `line` opens and closes."""
    match = PREFIX.match(line)
    rest = match["rest"] if match else line
    if rest.startswith("$$"):
        return "$$", "$$"
    if rest.startswith("\\["):
        return "\\[", "\\]"
    begin = BEGIN.match(rest)
    return (begin[0], f"\\end{{{begin[1]}}}") if begin else None


def end_of(lines: Sequence[str], start: int, closing: str, fenced: set[int]) -> int | None:
    """Return the index of the line with `closing`, or None if a fence or the end comes first."""
    match = PREFIX.match(lines[start])
    position = len(match["prefix"]) + 2 if match else 2
    for index in range(start, len(lines)):
        if index in fenced:
            return None
        if closing in lines[index][position if index == start else 0 :]:
            return index
    return None


def joined(lines: Sequence[str], opening: str, closing: str) -> str:
    """Return the equation on one line, with the first line's prefix, between `$$` where it was `\\[`."""
    match = PREFIX.match(lines[0])
    prefix = match["prefix"] if match else ""
    quoted = ">" in prefix
    rest = [lines[0][len(prefix) :], *(QUOTES.sub("", line, count=1) if quoted else line for line in lines[1:])]
    text = " ".join(part for line in rest if (part := COMMENT.sub("", line).strip())) if len(rest) > 1 else rest[0]
    if opening == "\\[":
        text = "$$" + text.removeprefix("\\[").replace("\\]", "$$", 1)
    return prefix + text


def inline(line: str) -> str:
    r"""Return `line` with `\(…\)` as `$…$`, outside of code."""
    parts, position = [], 0
    for code in CODE.finditer(line):
        parts += [INLINE.sub(_dollars, line[position : code.start()]), code[0]]
        position = code.end()
    return "".join([*parts, INLINE.sub(_dollars, line[position:])])


def _dollars(match: re.Match[str]) -> str:
    return f"${match[1].strip()}$"
