"""Read the header of a content file: its entries with their lines, and where its body starts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import yaml

RULE = re.compile(r"---[ \t]*$")
END = re.compile(r"(?:---|\.\.\.)[ \t]*$")
PELICAN_ENTRY = re.compile(r"(?P<key>[A-Za-z][\w-]*):(?:[ \t]+(?P<value>.*))?$")


@dataclass(frozen=True, slots=True)
class Entry:
    """One key with its value; `text` is a scalar as it was written, else None."""

    key: str
    value: Any
    line: int
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong with how the header is written."""

    line: int
    what: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """The entries in the order written; `body_line` counts from 1."""

    entries: tuple[Entry, ...]
    body_line: int
    kind: Literal["yaml", "pelican", "none"]
    flaws: tuple[Flaw, ...] = ()

    def get(self, key: str, default: Any = None) -> Any:
        """Return the last value of `key`, whose spelling ignores case."""
        values = [entry.value for entry in self.entries if entry.key.lower() == key]
        return values[-1] if values else default

    def line(self, key: str) -> int:
        """Return the line, from 1, of `key`, whose spelling ignores case; 0 if it is not there."""
        return next((entry.line for entry in self.entries if entry.key.lower() == key), 0)


class CoreLoader(yaml.SafeLoader):
    """YAML 1.2's core schema: `yes`, `1:30` and dates stay the strings an author typed."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012  PyYAML's own name


for tag, pattern, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+", "-+.0123456789"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("merge", r"<<", "<"),
):
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"(?:{pattern})$"), list(first))


@lru_cache(maxsize=16)  # each step of reading a file asks for it; nobody changes what it gets
def read(text: str) -> Header:
    """Read the header of `text`: YAML between rules, or Pelican's `Key: value` lines."""
    lines = split(text)
    if lines and RULE.match(lines[0]):
        return _read_yaml(lines)
    if lines and lines[0].rstrip() == "+++":
        flaw = Flaw(1, "TOML front matter is not read", "write YAML between two lines of '---'")
        return Header((), _after(lines, re.compile(r"\+\+\+\s*$")), "none", (flaw,))
    if lines and PELICAN_ENTRY.match(lines[0]):
        return _read_pelican(lines)
    return Header((), 1, "none")


def split(text: str) -> list[str]:
    """Return the lines of `text` as editors and Python-Markdown count them."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _after(lines: list[str], end: re.Pattern[str]) -> int:
    return next((number + 1 for number, line in enumerate(lines[1:], 2) if end.match(line)), len(lines) + 1)


def _read_yaml(lines: list[str]) -> Header:
    end = next((index for index, line in enumerate(lines[1:], 1) if END.match(line)), None)
    if end is None:
        flaw = Flaw(1, "the front matter is not closed", "end it with a line of '---'")
        return Header((), len(lines) + 1, "yaml", (flaw,))
    source = "\n" + "\n".join(lines[1:end]) + "\n"  # the first rule's line stays, so that lines are the file's
    try:
        loader = CoreLoader(source)
        try:
            node = loader.get_single_node()
            if node is None:
                return Header((), end + 2, "yaml")
            if not isinstance(node, yaml.MappingNode):
                flaw = Flaw(node.start_mark.line + 1, "the front matter is not a list of 'key: value' lines")
                return Header((), end + 2, "yaml", (flaw,))
            entries = tuple(_entries(loader, node))
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        return Header((), end + 2, "yaml", (_flaw(error, lines),))
    return Header(entries, end + 2, "yaml", tuple(_duplicates(entries)))


def _entries(loader: CoreLoader, node: yaml.MappingNode) -> Iterator[Entry]:
    for key, value in node.value:
        text = value.value if isinstance(value, yaml.ScalarNode) else None
        yield Entry(str(key.value), loader.construct_object(value, deep=True), key.start_mark.line + 1, text)


def _duplicates(entries: tuple[Entry, ...]) -> Iterator[Flaw]:
    first: dict[str, int] = {}
    for entry in entries:
        if entry.key in first:
            hint = f"it is on line {first[entry.key]} too; keep one"
            yield Flaw(entry.line, f"{entry.key}: given twice", hint)
        first.setdefault(entry.key, entry.line)


def _flaw(error: yaml.YAMLError, lines: list[str]) -> Flaw:
    """Say what PyYAML means in an author's words."""
    mark = getattr(error, "problem_mark", None)
    line = min(mark.line + 1, len(lines)) if mark else 1
    what = str(getattr(error, "problem", None) or error).splitlines()[0]
    for known, (said, hint) in YAML_FLAWS.items():
        if known in what:
            start = getattr(error, "context_mark", None)
            return Flaw(start.line + 1 if start and known in OPENED_EARLIER else line, said, hint)
    return Flaw(line, f"the YAML does not parse: {what}", "put the value in quotes")


OPENED_EARLIER = ("found unexpected end of stream",)
YAML_FLAWS = {  # PyYAML's words: ours, and what to do
    "mapping values are not allowed": ("a value contains ': ' without quotes", 'put the value in quotes: "…"'),
    "found character '\\t'": ("a tab indents or starts a value", "use spaces"),
    "found unexpected end of stream": ("a quoted value is not closed", "close the quote"),
    "could not find expected ':'": ("a line without 'key:'", "write 'key: value'; indent what continues a value"),
    "expected <block end>": ("a quoted value ends early, or the indentation is uneven",
                             "quote the whole value and start keys in the first column"),
    "expected ',' or ']'": ("a list is not closed", "close it with ']', its items separated by commas"),
    "did not find expected": ("the YAML does not parse", "put the value in quotes"),
}  # fmt: skip


def _read_pelican(lines: list[str]) -> Header:
    entries: list[Entry] = []
    for number, line in enumerate(lines, 1):
        match = PELICAN_ENTRY.match(line)
        if match:
            value = (match["value"] or "").strip()
            entries.append(Entry(match["key"].lower(), value, number, value))
        elif entries and line.startswith((" ", "\t")) and line.strip():
            last = entries[-1]
            joined = f"{last.text} {line.strip()}".strip()
            entries[-1] = Entry(last.key, joined, last.line, joined)
        else:
            break
    body_line = len(lines) + 1
    for number in range(len(entries) and entries[-1].line, len(lines)):
        if not lines[number].startswith((" ", "\t")) or not lines[number].strip():
            body_line = number + 1
            break
    return Header(tuple(entries), body_line, "pelican", tuple(_duplicates(tuple(entries))))
