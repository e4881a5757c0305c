"""The key of each cell: a hash of its code and of all code before it.

What else its outputs depend on (Python, packages, data) is among its inputs, which a hit compares too.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from plugins.execute.cell import Cell, Document
from plugins.execute.settings import Settings
from plugins.store import digest

SCHEMA = "3"  # raised when a stored execution would be read wrongly


def keys(document: Document, settings: Settings) -> Iterator[str]:
    """Yield each cell's key, which contains the key of the cell before it."""
    folder = Path(document.path).resolve().parent
    inside = folder.relative_to(settings.content.resolve()) if folder.is_relative_to(settings.content.resolve()) \
        else folder  # fmt: skip
    key = digest(SCHEMA, "python", inside.as_posix())
    for cell in document.cells:
        key = digest(key, *parts(cell))
        yield key


def parts(cell: Cell) -> tuple[str, ...]:
    """Return the code and the options that change what runs; prose, captions and `echo` are not in it."""
    return cell.code, str(cell.options.eval), str(cell.options.error)
