"""What is known of a document's last execution, to say why it runs again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from plugins.execute.cell import Document
from plugins.problems import relative
from plugins.store import Store, digest

KIND = "documents"


@dataclass(frozen=True, slots=True)
class Record:
    """The keys of the cells that were stored last, and how many seconds they took together."""

    keys: tuple[str, ...]
    seconds: float = 0.0


def remember(store: Store, document: Document, keys: Sequence[str], seconds: float) -> None:
    """Note that the execution of `document`, which took `seconds`, is stored under the last of `keys`."""
    store.put(KIND, name_of(document), json.dumps(asdict(Record(tuple(keys), seconds))).encode())


def recall(store: Store, document: Document) -> Record | None:
    """Return what is known of `document`, None if it never ran."""
    data = store.get(KIND, name_of(document))
    if not data:
        return None
    stored = json.loads(data)
    return Record(tuple(stored["keys"]), stored.get("seconds", 0.0))


def name_of(document: Document) -> str:
    """Return the document's name in the store."""
    return digest(str(Path(document.path).resolve()))


def first_difference(was: Sequence[str], now: Sequence[str]) -> int:
    """Return the index of the first key that differs."""
    same = (index for index, (one, other) in enumerate(zip(was, now, strict=False)) if one != other)
    return next(same, min(len(was), len(now)))


def edited(document: Document, was: Sequence[str], now: Sequence[str]) -> str:
    """Say which cell of `document` is the first whose key is another."""
    index = first_difference(was, now)
    if index >= len(document.cells):
        return f"{len(was) - len(now)} of its last cells were deleted"
    return f"{name_of_cell(document, index)} {'was added' if index >= len(was) else 'edited'}"


def name_of_cell(document: Document, index: int) -> str:
    """Return what an author calls a cell: its number among the fences that run, or the value as written."""
    cell = document.cells[index]
    number = sum(not each.inline for each in document.cells[: index + 1])
    return f"{cell.inline or f'cell {number}'} ({relative(document.path)}:{cell.line})"
