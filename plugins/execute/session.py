"""The builder's side of a session: start the fork server, send cells, collect outputs."""

from __future__ import annotations

import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plugins.execute import wire
from plugins.execute.cell import Cell, Document
from plugins.execute.output import Collector, Output
from plugins.problems import relative

ROOT = Path(__file__).parents[2]
FIXED = {  # the same on every machine
    "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT),
    "TZ": "UTC", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "COLUMNS": "80", "LINES": "24", "TERM": "dumb",
    "NO_COLOR": "1", "MPLBACKEND": "module://matplotlib_inline.backend_inline", "SOURCE_DATE_EPOCH": "0",
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "NUMEXPR_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
}  # fmt: skip
DROPPED = ("PYTHON", "IPYTHON", "JUPYTER", "MPL", "MATPLOTLIB", "FORCE_COLOR", "CLICOLOR")


class SessionError(Exception):
    """No session can be had."""


@dataclass(frozen=True, slots=True)
class Failure:
    """How a cell failed: at which line, in one line, with what to show and what to do."""

    line: int
    what: str
    hint: str = ""
    detail: str = ""
    fatal: bool = False  # the session ended with it


@dataclass(frozen=True, slots=True)
class CellRun:
    """What one cell put out, in seconds of wall time."""

    outputs: list[Output]
    seconds: float
    failure: Failure | None = None


@dataclass
class ForkServer:
    """The process that sessions are forked from, started when the first is asked for."""

    preload: tuple[str, ...]
    cache: Path  # where Matplotlib keeps its list of fonts
    content: Path
    _process: subprocess.Popen[bytes] | None = None
    _control: socket.socket | None = None
    _base: str = ""
    _channels: set[socket.socket] = field(default_factory=set)
    _count: Iterator[int] = field(default_factory=itertools.count)

    def __enter__(self) -> ForkServer:
        """Start it, and wait until it has imported what it was told to."""
        if not hasattr(os, "fork") or not sys.platform.startswith("linux"):
            raise SessionError("cells run on Linux only")
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._base = tempfile.mkdtemp(prefix="demonstrandum-")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "plugins.execute.server", str(theirs.fileno())],
            env=environment(self.cache), pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, cwd=ROOT,
        )  # fmt: skip
        theirs.close()
        self._control = ours
        ours.send(json.dumps({"preload": self.preload, "base": self._base}).encode())
        ready = ours.recv(wire.CHUNK)
        if not ready:
            raise SessionError("the fork server did not start")
        for name, reason in json.loads(ready)["failed"].items():
            raise SessionError(f"EXECUTE_PRELOAD: cannot import {name!r} ({reason})")
        return self

    @contextmanager
    def session(self, document: Document) -> Iterator[Session]:
        """Open a session for `document`; at the end nothing of it is left."""
        assert self._control is not None, "enter the server first"
        scratch = Path(self._base, str(next(self._count)))
        scratch.mkdir()
        ours, theirs = socket.socketpair()
        try:
            socket.send_fds(self._control, [b"fork"], [theirs.fileno()])
            theirs.close()
            wire.send(ours, {
                "name": relative(document.path), "lines": dedented(document), "scratch": str(scratch),
                "folder": str(Path(document.path).resolve().parent), "content": str(self.content),
            })  # fmt: skip
            self._channels.add(ours)
            yield Session(ours, document)
        finally:
            self._channels.discard(ours)
            ours.close()

    def __exit__(self, *exception: object) -> None:
        """End the sessions that are still open, and the server."""
        for channel in tuple(self._channels):
            with suppress(OSError):
                channel.shutdown(socket.SHUT_RDWR)
        if self._control and self._process:
            self._control.close()
            self._process.wait()
            self._control = self._process = None


def environment(cache: Path) -> dict[str, str]:
    """Return the environment of cells: the builder's, without what would change results."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(DROPPED)}
    return {**kept, **FIXED, "MPLCONFIGDIR": str(cache / "matplotlib")}


def dedented(document: Document) -> list[str]:
    """Return the document's lines with each cell's code as it was compiled, for tracebacks."""
    lines = list(document.lines)
    for cell in document.cells:
        code = cell.code.split("\n") if cell.code else []
        lines[cell.line - 1 : cell.line - 1 + len(code)] = code
    return lines


@dataclass
class Session:
    """One process's life over one document."""

    channel: socket.socket
    document: Document

    def __post_init__(self) -> None:
        self._messages = wire.receive(self.channel)
        if next(self._messages, None) is None:  # the worker's "ready"
            raise SessionError("the session did not start")

    def run(self, cell: Cell) -> CellRun:
        """Run `cell` and return what it put out, whatever becomes of it."""
        timeout = cell.options.timeout or self.document.timeout
        wire.send(self.channel, {"code": cell.code, "line": cell.line, "end": cell.end, "timeout": timeout})
        collector = Collector()
        for message in self._messages:
            if message["type"] == "end":
                return CellRun(collector.outputs, message["seconds"], raised(message.get("error"), collector))
            if message["type"] == "died":
                return CellRun(collector.outputs, 0.0, ENDS[message["how"]](cell, message["value"]))
            collector.add(message)
        return CellRun(collector.outputs, 0.0, Failure(cell.line, "the session ended", fatal=True))


def raised(error: dict[str, Any] | None, collector: Collector) -> Failure | None:
    """Return the failure an exception is, which is the cell's last output too."""
    if error is None:
        return None
    line = error["line"]
    collector.outputs.append({"output_type": "error", "ename": error["ename"], "evalue": error["evalue"],
                              "traceback": error["traceback"]})  # fmt: skip
    summary = " ".join(f"{error['ename']}: {error['evalue']}".split()).rstrip(": ")
    if error["ename"] == "SystemExit":
        return Failure(line, f"the cell called sys.exit({error['evalue']})", "leave it out: a cell ends by itself")
    return Failure(line, summary, HINTS.get(error["ename"], ""), detail="\n".join(error["traceback"]))


HINTS = {  # by the exception's class
    "EOFError": "nobody answers input() in a build: write the value into the cell",
    "FileNotFoundError": "a relative path starts at the article's own folder",
    "ModuleNotFoundError": "add the package to requirements.in, then run ./inv lock",
}


def timed_out(cell: Cell, seconds: float) -> Failure:
    """Return the failure of a cell that took too long."""
    return Failure(cell.line, f"the cell was stopped after {seconds:g} s",
                   f"give it more time: {{run timeout={int(seconds * 4) or 4}}}", fatal=True)  # fmt: skip


def crashed(cell: Cell, number: int) -> Failure:
    """Return the failure of a cell that was ended by a signal."""
    name = signal.Signals(number).name if number in set(signal.Signals) else f"signal {number}"
    hint = "the system may have run out of memory" if name == "SIGKILL" else ""
    return Failure(cell.line, f"the cell crashed the Python process ({name})", hint, fatal=True)


def left(cell: Cell, code: int) -> Failure:
    """Return the failure of a cell that ended its process."""
    return Failure(cell.line, f"the cell ended the Python process with exit code {code}",
                   "os._exit and the like do not belong into an article", fatal=True)  # fmt: skip


def flooded(cell: Cell, size: int) -> Failure:
    """Return the failure of a cell that printed without end."""
    return Failure(cell.line, f"the cell was stopped after printing {size / 1e6:g} MB", "print less", fatal=True)


ENDS = {"timeout": timed_out, "signal": crashed, "exit": left, "flood": flooded}
