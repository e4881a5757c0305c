"""How a cell can fail, in words."""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from plugins.execute.cell import Cell

HINTS = {  # by the exception's class
    "FileNotFoundError": "a relative path starts at the article's own folder",
    "StdinNotImplementedError": "write the value into the cell",
    "ModuleNotFoundError": "add the package to requirements.in, then run ./inv lock",
}

ABOVE = "a value in the text sees what the cells above it have computed"


@dataclass(frozen=True, slots=True)
class Failure:
    """How a cell failed: at which line, in one line, with what to show and what to do."""

    line: int
    what: str
    hint: str = ""
    detail: str = ""
    fatal: bool = False  # the session ended with it
    kind: str = ""  # of its end


def raised(cell: Cell, error: dict[str, Any]) -> Failure:
    """Return the failure an exception in `cell` is."""
    line, name, value = error["line"], error["ename"], error["evalue"]
    if name == "SystemExit":
        return Failure(line, f"the cell called sys.exit({value})", "leave it out: a cell ends by itself")
    summary = " ".join(f"{name}: {value}".split()).rstrip(": ")
    hint = ABOVE if cell.inline and name == "NameError" else HINTS.get(name, "")
    return Failure(line, summary, hint, detail="\n".join(error["traceback"]))


def ended(cell: Cell, message: dict[str, Any]) -> Failure:
    """Return the failure of a cell whose process is no more."""
    what, hint = ENDS[message["how"]](message["value"])
    return Failure(cell.line, what, hint, fatal=True, kind=message["how"])


def document_timed_out(cell: Cell, seconds: float) -> Failure:
    """Return the failure of the cell that ran when its document had used all its time."""
    what = f"the document was stopped after {seconds:g} s, in this cell"
    return Failure(cell.line, what, f"give all its cells more time: total_timeout: {int(seconds * 4) or 4}", fatal=True)


def timed_out(seconds: float) -> tuple[str, str]:
    """Say that a cell took too long."""
    return f"the cell was stopped after {seconds:g} s", f"give it more time: {{run timeout={int(seconds * 4) or 4}}}"


def overfull(limit: int) -> tuple[str, str]:
    """Say that a cell took too much memory."""
    shown = f"{limit / 2**30:g} GiB" if limit >= 2**30 else f"{limit / 2**20:g} MiB"
    return f"the cell used more than {shown}", "work on less at once, or allow it more: {run memory=4GiB}"


def crashed(number: int) -> tuple[str, str]:
    """Say that a signal ended the process."""
    name = signal.Signals(number).name if number in set(signal.Signals) else f"signal {number}"
    return f"the cell crashed the Python process ({name})", ""


def left(code: int) -> tuple[str, str]:
    """Say that the process ended itself."""
    return f"the cell ended the Python process with exit code {code}", "os._exit and the like do not belong here"


def lost(position: int) -> tuple[str, str]:
    """Say that there is no checkpoint."""
    return f"there is no checkpoint after {position} cells", ""


ENDS: dict[str, Callable[[Any], tuple[str, str]]] = {
    "timeout": timed_out, "memory": overfull, "signal": crashed, "exit": left, "lost": lost,
}  # fmt: skip
