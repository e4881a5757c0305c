"""Find the fenced blocks of a Markdown text, with the lines they stand on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

OPENING = re.compile(
    r"""^(?P<prefix>(?:[ \t]*>)*[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)  # quote marks, indentation, a list marker
    (?P<marker>`{3,}|~{3,}|(?:\\`){3,})[ \t]*(?P<info>.*)$""",
    re.VERBOSE,
)
CONTAINER = re.compile(r"\s*(?:[-*+][ \t]|\d{1,9}[.)][ \t]|\[\^[^\]]+\]:|:[ \t]|!!!|\?\?\?|===|///)")
QUOTES = re.compile(r"^(?:[ \t]*>)*[ \t]?")
COMMENT = re.compile(r"^\s*<!--")


@dataclass(frozen=True, slots=True)
class Fence:
    """One fenced block: lines count from 1, `end` is the closing fence's (or the text's last)."""

    info: str
    body: tuple[str, ...]  # without the prefix of quote marks and indentation
    line: int
    end: int
    prefix: str
    marker: str
    closed: bool

    @property
    def escaped(self) -> bool:
        r"""Whether the fence was written \`\`\`, as some editors export it."""
        return self.marker.startswith("\\")

    @property
    def language(self) -> str:
        """The info string's first word, when it is a word."""
        match = re.match(r"[\w+#.-]+", self.info)
        return match[0] if match else ""


def find(lines: Sequence[str]) -> Iterator[Fence]:
    """Yield the fenced blocks of `lines`, in order; what stands in an HTML comment is none."""
    index = 0
    while index < len(lines):
        if COMMENT.match(lines[index]):
            index = _comment_end(lines, index) + 1
            continue
        opening = _opening(lines, index)
        if opening is None:
            index += 1
            continue
        fence = _read(lines, index, opening)
        yield fence
        index = fence.end


def _comment_end(lines: Sequence[str], start: int) -> int:
    ends = (index for index in range(start, len(lines)) if "-->" in lines[index])
    return next(ends, len(lines) - 1)


def _opening(lines: Sequence[str], index: int) -> re.Match[str] | None:
    match = OPENING.match(lines[index])
    if match is None or (match["marker"].startswith(("`", "\\")) and "`" in match["info"]):
        return None  # a backtick fence has no backtick in its info string (CommonMark 4.5)
    if ">" not in match["prefix"] and _indentation(match["prefix"]) >= 4 and not _in_container(lines, index):
        return None  # an indented code block, not a fence
    return match


def _in_container(lines: Sequence[str], index: int) -> bool:
    """Whether the indented line `index` belongs to a list item, a footnote or the like."""
    indentation = _indentation(lines[index])
    for line in reversed(lines[:index]):
        if not line.strip() or _indentation(line) >= indentation:
            continue
        if CONTAINER.match(line):
            return True
        indentation = _indentation(line)
        if indentation == 0:
            return False
    return False


def _read(lines: Sequence[str], start: int, opening: re.Match[str]) -> Fence:
    prefix, closing = opening["prefix"], _closing(opening["marker"])
    quoted = ">" in prefix
    width = len((QUOTES.sub("", prefix, count=1) if quoted else prefix).expandtabs(4))
    body: list[str] = []

    def fence(end: int, closed: bool) -> Fence:
        return Fence(opening["info"].strip(), tuple(body), start + 1, end, prefix, opening["marker"], closed)

    for index in range(start + 1, len(lines)):
        line = lines[index]
        if quoted:
            if not line.lstrip().startswith(">"):
                return fence(index, closed=False)
            line = QUOTES.sub("", line, count=1)
        if closing.match(line):
            return fence(index + 1, closed=True)
        body.append(_dedent(line, width))
    return fence(len(lines), closed=False)


def _closing(marker: str) -> re.Pattern[str]:
    """Match a closing fence: at least as many of the same mark, alone on its line."""
    one, count = (r"\\`", len(marker) // 2) if marker.startswith("\\") else (marker[0], len(marker))
    return re.compile(rf"[ \t]*(?:{one}){{{count},}}[ \t]*$")


def _dedent(line: str, width: int) -> str:
    """Remove up to `width` columns of indentation."""
    removed = 0
    for position, character in enumerate(line):
        if removed >= width or character not in " \t":
            return line[position:]
        removed += 4 - removed % 4 if character == "\t" else 1
    return ""


def _indentation(line: str) -> int:
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip(" "))
