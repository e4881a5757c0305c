"""Inline values: expressions in prose, captions and the front matter, as small cells in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from plugins import fences, header
from plugins.execute.output import Output

WRITTEN = re.compile(r"(?<![`\\])`\{(?:python|py)\}[ \t]+(?P<code>[^`]+?)[ \t]*`(?!`)")
FIELDS = ("title", "subtitle", "description", "summary")  # of the front matter
LONGER = re.compile(r"(`{2,}).*?\1")  # code spans that may show one
SPECIAL = re.compile(r"[`*_{}\[\]()<>#+\-!|&~^$@\"':/=\\]")


def find(lines: Sequence[str], first: int = 1) -> Iterator[tuple[int, str, str]]:
    """Yield the line, the text as written and the expression of each in `lines`, outside of fences."""
    fenced = {index for fence in fences.find(lines) for index in range(fence.line - 1, fence.end)}
    for index, line in enumerate(lines):
        if index not in fenced:
            yield from ((first + index, written, code) for written, code in on(line))


def on(line: str) -> Iterator[tuple[str, str]]:
    """Yield the text as written and the expression of each in one line."""
    for match in WRITTEN.finditer(LONGER.sub(lambda span: " " * len(span[0]), line)):
        yield match[0], match["code"]


def in_header(head: header.Header) -> Iterator[tuple[int, str, str]]:
    """Yield the same for the fields of the front matter that may have some."""
    for entry in head.entries:
        if entry.key in FIELDS and isinstance(entry.value, str):
            yield from ((entry.line, written, code) for written, code in on(entry.value))


def program(code: str) -> str:
    """Return the cell that writes the value of an expression."""
    return f"print({code}, end='')"


def value(outputs: Sequence[Output]) -> str:
    """Return what such a cell wrote, on one line."""
    text = "".join(output["text"] for output in outputs if output["output_type"] == "stream" and output["name"] == "stdout")
    return " ".join(text.split())


def escaped(text: str) -> str:
    """Return `text` so that no Markdown and no HTML is read in it."""
    return SPECIAL.sub(lambda match: f"&#{ord(match[0])};", text)


def filled(text: str, values: Sequence[tuple[str, str]]) -> str:
    """Return `text` with each (as written, value) of `values` put in once, in order."""
    for written, found in values:
        text = text.replace(written, found, 1)
    return text


def without(text: str) -> str:
    """Return `text` without its inline values, empty if it has none."""
    bare = WRITTEN.sub("", text)
    return " ".join(bare.split()) if bare != text else ""


def fill_metadata(metadata: dict[str, object], values: Sequence[tuple[str, str]]) -> None:
    """Put values into the fields of the front matter that may have some; as plain text."""
    by_text: Mapping[str, str] = dict(values)
    for name in FIELDS:
        if isinstance(text := metadata.get(name), str):
            metadata[name] = WRITTEN.sub(lambda match: by_text.get(match[0], match[0]), text)
