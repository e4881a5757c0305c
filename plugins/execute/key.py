"""The key of each cell: a hash of all that determines what it puts out."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

from plugins.execute.cell import Cell, Document
from plugins.execute.settings import Settings
from plugins.store import digest

SCHEMA = "2"  # raised when a stored execution would be read wrongly


@cache
def interpreter() -> str:
    """Return what runs the cells; what else they import is among their inputs."""
    return digest(platform.python_implementation(), sys.version, platform.machine(), version("ipython"))


def keys(document: Document, settings: Settings) -> Iterator[str]:
    """Yield each cell's key, which contains the key of the cell before it."""
    folder = Path(document.path).resolve().parent
    inside = folder.relative_to(settings.content.resolve()) if folder.is_relative_to(settings.content.resolve()) \
        else folder  # fmt: skip
    key = digest(SCHEMA, interpreter(), "python", inside.as_posix(), *settings.preload)
    for cell in document.cells:
        key = digest(key, *parts(cell))
        yield key


def parts(cell: Cell) -> tuple[str, ...]:
    """Return the code and the options that change what runs; prose, captions and `echo` are not in it."""
    return cell.code, str(cell.options.eval), str(cell.options.error)
