"""Tracebacks as their author knows them: from the document's first line on, nothing of IPython."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from typing import Any

FRAME = re.compile(r'^  File "(?P<file>.+?)", line (?P<line>\d+)', re.MULTILINE)
MACHINERY = ("/IPython/", "/plugins/execute/processes/", "\\IPython\\", "\\plugins\\execute\\processes\\")


def describe(error: BaseException, name: str, first: int, last: int) -> dict[str, Any]:
    """Return `error` as an nbformat error with a `line`.

    The line is that of the innermost frame in the cell that failed, which is called `name` and stands at
    lines `first` to `last`.
    """
    traced = traceback.TracebackException.from_exception(error, compact=True)
    for part in chain(traced):
        part.stack[:] = trimmed(part.stack, name)
    text = FRAME.sub(r"  \g<file>:\g<line>", "".join(traced.format()))
    return {
        "ename": type(error).__name__,
        "evalue": str(error.msg if isinstance(error, SyntaxError) else error),
        "traceback": text.rstrip("\n").split("\n"),
        "line": place(traced, name, first, last),
    }


def chain(traced: traceback.TracebackException | None) -> Iterator[traceback.TracebackException]:
    """Yield an exception, its causes, and its group's members."""
    if traced is None:
        return
    yield traced
    for other in (traced.__cause__, traced.__context__, *(getattr(traced, "exceptions", None) or ())):
        yield from chain(other)


def trimmed(stack: list[traceback.FrameSummary], name: str) -> list[traceback.FrameSummary]:
    """Return the frames from the document's first on; without one, those that are not IPython's."""
    document = name.partition("#")[0] + "#"
    start = next((index for index, frame in enumerate(stack) if frame.filename.startswith(document)), None)
    if start is not None:
        return [frame for frame in stack[start:] if not any(part in frame.filename for part in MACHINERY)]
    return [frame for frame in stack if not any(part in frame.filename for part in MACHINERY)]


def place(traced: traceback.TracebackException, name: str, first: int, last: int) -> int:
    """Return the line of the document to name for the error."""
    lines = [frame.lineno for frame in traced.stack if frame.filename == name and frame.lineno]
    if getattr(traced, "lineno", None) and getattr(traced, "filename", None) == name:  # a SyntaxError
        lines.append(int(traced.lineno or first))
    within = [line for line in lines if first <= line <= last]
    return (within or lines or [first])[-1]
