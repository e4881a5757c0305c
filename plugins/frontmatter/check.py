"""Check a header against the schema: metadata for what is right, a problem for what is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from plugins.frontmatter.schema import FIELDS
from plugins.frontmatter.values import WrongValueError
from plugins.header import Entry, Header
from plugins.problems import Problem, suggest


@dataclass(frozen=True, slots=True)
class Checked:
    """Metadata by field, with the schema's defaults, and all problems of one header."""

    metadata: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether any problem is an error."""
        return any(problem.severity == "error" for problem in self.problems)


def check(header: Header, path: str, *, needs_date: bool, today: date) -> Checked:
    """Return the metadata of the header of `path`, and everything wrong with it."""
    metadata: dict[str, Any] = {name: known.default for name, known in FIELDS.items() if known.default is not None}
    problems = [Problem(path, flaw.line, flaw.what, flaw.hint) for flaw in header.flaws]
    for entry in header.entries:
        name = entry.key.lower()
        try:
            metadata[name] = FIELDS[name].parse(entry) if name in FIELDS else entry.value
        except WrongValueError as flaw:
            problems.append(Problem(path, entry.line, f"{name}: {flaw.what}", flaw.hint))
        problems.extend(_misspelt(entry, path))
    given = {entry.key.lower() for entry in header.entries}
    if not any(problem.line and not header.entries for problem in problems):  # else nothing could be read
        problems.extend(_missing(given, path, needs_date, today))
    return Checked(_joined(metadata), sorted(problems))


def _misspelt(entry: Entry, path: str) -> Iterator[Problem]:
    hint = "" if entry.key.lower() in FIELDS else suggest(entry.key.lower(), FIELDS)
    if hint:
        yield Problem(path, entry.line, f"{entry.key}: unknown field", hint, severity="warning")


def _missing(given: set[str], path: str, needs_date: bool, today: date) -> Iterator[Problem]:
    if "title" not in given:
        yield Problem(path, 1, "title: missing", "write 'title: …' between two lines of '---' at the top")
    if needs_date and "date" not in given:
        yield Problem(path, 1, "date: missing", f"write 'date: {today.isoformat()}' in the front matter")


def _joined(metadata: dict[str, Any]) -> dict[str, Any]:
    """Settle fields that say the same thing twice: `draft` and `status`, `author` and `authors`."""
    if metadata.pop("draft", False):
        metadata["status"] = "draft"
    people = [*(metadata.pop("author", None) or []), *(metadata.pop("authors", None) or [])]
    if people:
        metadata["authors"] = people
    return metadata
