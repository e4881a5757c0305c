"""Lists as on GitHub, rewritten as Python-Markdown reads them.

Python-Markdown wants an empty line before a list and four spaces a level. On GitHub a list may follow
a paragraph directly, and an item's content starts where its first word does.
Source: CommonMark 0.31, sections 5.2 and 5.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plugins import fences

MARKER = re.compile(r"(?P<indent>[ ]*)(?P<marker>[-*+]|(?P<number>\d{1,9})[.)])(?P<space>[ ]+|$)(?P<text>.*)$", re.DOTALL)
RULE = re.compile(r"[ ]{0,3}(?:(?:\*[ ]*){3,}|(?:-[ ]*){3,}|(?:_[ ]*){3,})$")
QUOTE = re.compile(r"[ ]{0,3}>[ ]?(?P<text>.*)$", re.DOTALL)
INTERRUPTS = re.compile(r"[ ]{0,3}(?:#{1,6}[ ]|>)")
HTML = re.compile(r"[ ]{0,3}<(?:/?[A-Za-z][\w-]*[\s/>]|!--)")
LEVEL = 4  # spaces a level in Python-Markdown


@dataclass(frozen=True, slots=True)
class Item:
    """An open list item: the columns of its marker and of its content."""

    marker: int
    content: int


def bridged(lines: Sequence[str]) -> list[str]:
    """Return `lines` with all lists as Python-Markdown reads them, those in quotations too."""
    fenced = {index: fence for fence in fences.find(lines) for index in range(fence.line - 1, fence.end)}
    result: list[str] = []
    start = 0
    for quoted, end in runs(lines, set(fenced)):
        part = lines[start:end]
        if quoted:
            inner = bridged([match["text"] for line in part if (match := QUOTE.match(line))])
            result += [f"> {line}".rstrip() for line in inner]
        else:
            result += Bridge().run(part, {index - start for index in fenced})
        start = end
    return result


def runs(lines: Sequence[str], fenced: set[int]) -> Iterator[tuple[bool, int]]:
    """Yield (whether quoted, end) for each run of lines that all are, or all are not, in a quotation."""
    quoted = False
    for index, line in enumerate(lines):
        now = QUOTE.match(line) is not None and (index not in fenced or quoted or starts(lines, index))
        if now != quoted and index:
            yield quoted, index
        quoted = now
    yield quoted, len(lines)


def starts(lines: Sequence[str], index: int) -> bool:
    """Whether a fence that opens in a quotation starts at `index`."""
    return bool(re.match(r"[ ]{0,3}>[ ]*(`{3,}|~{3,})", lines[index]))


class Bridge:
    """Walks over lines once, with the list items that are open."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.result: list[str] = []
        self.blank = True  # whether the line before is empty
        self.html = False  # whether this is inside a block of raw HTML
        self.listed = False  # whether the line before belongs to a list

    def run(self, lines: Sequence[str], fenced: set[int]) -> list[str]:
        """Return the rewritten lines; those at `fenced` indices are only moved with their item."""
        for index, line in enumerate(lines):
            if not line.strip():
                self.result.append("")
                self.blank, self.html = True, False
                continue
            first_of_fence = index in fenced and index - 1 not in fenced
            if index in fenced and not first_of_fence:
                self.result.append(self.moved(line))
            else:
                self.take(line, fence=first_of_fence)
            self.blank = False
        return self.result

    def take(self, line: str, *, fence: bool) -> None:
        """Rewrite one line."""
        indent = len(line) - len(line.lstrip(" "))
        self.html = self.html or (not self.items and self.blank and HTML.match(line) is not None)
        match = None if self.html or RULE.match(line) else MARKER.match(line)
        if match and not self.is_code(indent) and self.may_start(match):
            self.start(match, indent)
        elif self.blank or fence or INTERRUPTS.match(line) or RULE.match(line):
            self.close(indent)
            if self.listed and not self.items and not self.blank:
                self.result.append("")  # a heading or a rule ends the list
            self.result.append(self.moved(line))
            self.listed = bool(self.items)
        else:
            self.result.append(self.moved(line) if self.items else line)
            self.listed = bool(self.items)

    def is_code(self, indent: int) -> bool:
        """Whether a line this far in is indented code."""
        return self.blank and indent - (self.items[-1].content if self.items else 0) >= LEVEL and not (
            self.items and indent < self.items[-1].content + LEVEL)  # fmt: skip

    def may_start(self, match: re.Match[str]) -> bool:
        """Whether an item may start here: only a full `1.` or a full bullet interrupts a paragraph."""
        if self.blank or self.listed or any(len(match["indent"]) >= item.marker for item in self.items[:1]):
            return True
        return bool(match["text"].strip()) and match["number"] in (None, "1")

    def start(self, match: re.Match[str], indent: int) -> None:
        """Open an item, after an empty line if it interrupts a paragraph."""
        self.close(indent)
        if not self.blank and not self.listed:
            self.result.append("")
        marker = f"{match['number']}." if match["number"] else match["marker"]
        self.result.append(f"{' ' * LEVEL * len(self.items)}{marker} {match['text']}")
        width = len(match["marker"]) + (len(match["space"]) if 1 <= len(match["space"]) <= LEVEL else 1)
        self.items.append(Item(indent, indent + width))
        self.listed = True

    def close(self, indent: int) -> None:
        """Close the items whose content lies further in."""
        while self.items and indent < self.items[-1].content:
            self.items.pop()

    def moved(self, line: str) -> str:
        """Return `line` at the depth its item has in Python-Markdown."""
        if not self.items:
            return line
        content = self.items[-1].content
        indent = len(line) - len(line.lstrip(" "))
        return " " * (LEVEL * len(self.items)) + line[min(indent, content) :]
