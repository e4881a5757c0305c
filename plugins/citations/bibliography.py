"""Read BibTeX files: what can be cited, and what is wrong in them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bibtexparser
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors, SplitNameParts
from bibtexparser.model import DuplicateBlockKeyBlock, Entry

from plugins.problems import Problem

ADDRESSES = ("doi", "url")
OTHERS = "others"  # BibTeX's word for "et al."


@dataclass(frozen=True, slots=True)
class Person:
    """A name in two parts; an institution has a family name only."""

    family: str
    given: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """Something that can be cited: its people (authors, else editors), year and other fields as text."""

    key: str
    people: tuple[Person, ...]
    year: str
    fields: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        """Return a field, empty if it has none."""
        return self.fields.get(name, "")


def read(path: Path) -> tuple[dict[str, Work], list[Problem]]:
    """Return the works in the file by key, and every problem with its line."""
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # its problems are ours to tell
    steps = [LatexDecodingMiddleware(), SeparateCoAuthors(), SplitNameParts()]
    library = bibtexparser.parse_file(str(path), append_middleware=steps)
    written = bibtexparser.parse_file(str(path)).entries_dict
    works = {entry.key: work(entry, written[entry.key]) for entry in library.entries}
    return works, list(problems(path, library.failed_blocks))


def problems(path: Path, failed: list[Any]) -> Iterator[Problem]:
    """Yield what is wrong with blocks that could not be read."""
    for block in failed:
        line = (block.start_line or 0) + 1
        if isinstance(block, DuplicateBlockKeyBlock):
            yield Problem(str(path), line, f"the key {block.key!r} is given twice", "give each entry its own")
        else:
            yield Problem(str(path), line, "the entry cannot be read", "look for a missing comma or brace")


def work(entry: Entry, written: Entry) -> Work:
    """Return the work of an entry; its addresses are as they were written, not read as LaTeX."""
    values = {each.key.lower(): each.value for each in entry.fields}
    people = values.pop("author", None) or values.pop("editor", None) or []
    text = {name: " ".join(str(value).split()) for name, value in values.items() if isinstance(value, str)}
    text |= {name: str(written.get(name).value) for name in ADDRESSES if name in text}
    year = text.get("year") or text.get("date", "")[:4]
    return Work(entry.key, tuple(map(person, people)), year, {"type": entry.entry_type.lower(), **text})


def person(name: Any) -> Person:
    """Return a name as we keep it."""
    if isinstance(name, str):
        return Person(name)
    return Person(" ".join([*name.von, *name.last, *name.jr]), " ".join(name.first))
