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
    """The keys of the cells that were stored last."""

    keys: tuple[str, ...]


def remember(store: Store, document: Document, keys: Sequence[str]) -> None:
    """Note that the execution of `document` is stored under the last of `keys`."""
    store.put(KIND, name_of(document), json.dumps(asdict(Record(tuple(keys)))).encode())


def recall(store: Store, document: Document) -> Record | None:
    """Return what is known of `document`, None if it never ran."""
    data = store.get(KIND, name_of(document))
    return Record(tuple(json.loads(data)["keys"])) if data else None


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
    if index >= len(was):
        return f"cell {index + 1} ({relative(document.path)}:{document.cells[index].line}) was added"
    return f"cell {index + 1} ({relative(document.path)}:{document.cells[index].line}) edited"
