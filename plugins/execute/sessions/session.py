"""One session, as the builder sees it: cells in, outputs out."""

from __future__ import annotations

import itertools
import math
import os
import re
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from plugins.execute import wire
from plugins.execute.cell import Cell, Document
from plugins.execute.inputs import Inputs, gathered, stamp
from plugins.execute.output import Collector, Output, without_chance
from plugins.execute.sessions import failure
from plugins.execute.sessions.conditions import Conditions
from plugins.execute.sessions.failure import Failure
from plugins.problems import relative
from plugins.store import Store, digest

FILES = "files"  # the kind under which files that cells wrote are stored
MEMORY = 2 * 2**30  # bytes a cell may hold unless it says otherwise


class SessionError(Exception):
    """No session can be had."""


@dataclass(frozen=True, slots=True)
class CellRun:
    """What one cell put out, in `seconds` of wall time.

    `obstacle` says why there is no checkpoint before it; `files` has the digests of the files that were in the
    scratch folder after it, empty for those that nothing links to. `displays` has the index of each output that
    has a display id, `updates` what those of earlier cells show since this one ran.
    """

    outputs: list[Output]
    seconds: float
    failure: Failure | None = None
    obstacle: str = ""
    inputs: Inputs = field(default_factory=Inputs)
    files: dict[str, str] = field(default_factory=dict)
    displays: dict[str, int] = field(default_factory=dict)
    updates: dict[str, Output] = field(default_factory=dict)


def updated(runs: Sequence[CellRun]) -> tuple[CellRun, ...]:
    """Return `runs` with each display as the last update in a later cell left it."""
    updates: dict[str, Output] = {}
    result: list[CellRun] = []
    for ran in reversed(runs):
        outputs = list(ran.outputs)
        for name in updates.keys() & ran.displays.keys():
            outputs[ran.displays[name]] = updates[name]
        updates = {**ran.updates, **updates}
        result.insert(0, replace(ran, outputs=outputs))
    return tuple(result)


@dataclass
class Session:
    """One process's life over one document, which may be edited meanwhile."""

    channel: socket.socket
    document: Document
    conditions: Conditions
    scratch: Path
    _position: int = 0
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _places: dict[int, tuple[int, int]] = field(default_factory=dict)  # a run's cell, and the line it stood on

    def __post_init__(self) -> None:
        self._messages = wire.receive(self.channel)
        ready = next(self._messages, None)
        if ready is None:
            raise SessionError("the session did not start")
        self.warden: int = ready["warden"]

    def run(self, cell: Cell, at: int | None = None, *, keep: bool = False, left: float = math.inf) -> CellRun:
        """Run `cell` and return what it put out, whatever becomes of it.

        `at` is where the session is to run it: it goes back there if it has run on. With `keep` it leaves a
        checkpoint there first. `left` is how many seconds the document has left.
        """
        at = self._position if at is None else at
        self._position = at + 1
        number = next(self._numbers)
        self._places[number] = self.document.cells.index(cell), cell.line
        timeout = cell.options.timeout or self.document.timeout
        with suppress(BrokenPipeError, ConnectionResetError):  # `_collect` tells of the end
            wire.send(self.channel, {
                "at": at, "keep": keep, "number": number, "code": cell.code, "line": cell.line, "end": cell.end,
                "timeout": max(0.0, min(timeout, left)), "memory": cell.options.memory or MEMORY,
            })  # fmt: skip
        ran = self._placed(self._collect(cell))
        if ran.failure and ran.failure.kind == "timeout" and left < timeout:
            return replace(ran, failure=failure.document_timed_out(cell, self.document.total))
        return ran

    def _collect(self, cell: Cell) -> CellRun:
        collector, started = Collector(), time.perf_counter()
        for message in self._messages:
            if message["type"] == "died":
                return CellRun(collector.outputs, time.perf_counter() - started, failure.ended(cell, message))
            if message["type"] != "end":
                collector.add(message)
                continue
            error = message.get("error")
            if error:
                collector.outputs.append({"output_type": "error", "ename": error["ename"], "evalue": error["evalue"],
                                          "traceback": error["traceback"]})  # fmt: skip
            failed = failure.raised(cell, error) if error else None
            return CellRun(collector.outputs, message["seconds"], failed, message["obstacle"],
                           self._inputs(cell, message["observed"]), self._files(), collector.displays,
                           collector.updates)  # fmt: skip
        return CellRun(collector.outputs, 0.0, Failure(cell.line, "the session ended", fatal=True))

    def _inputs(self, cell: Cell, observed: dict[str, Any]) -> Inputs:
        """Return what `cell` was computed from: what was observed, and what it says it depends on."""
        said = (str(self.document.folder / name) for name in cell.options.depends_on)
        files = {**observed["files"], **{path: stamp(path) or () for path in said}}
        return gathered({**observed, "files": files}, self.conditions.declared, Path(self.conditions.content))

    def _files(self) -> dict[str, str]:
        """Return the files in the scratch folder; those the document links to are put into the store."""
        links, names = self.document.links, sorted(written(self.scratch, ""))
        return {name: self._kept(self.scratch / name) if name in links else "" for name in names}

    def _kept(self, path: Path) -> str:
        data = path.read_bytes()
        name = digest(data)
        Store(Path(self.conditions.store)).put(FILES, name, data)
        return name

    def _placed(self, ran: CellRun) -> CellRun:
        """Return `ran` with each line named as it is in the file now."""
        outputs = [self._placed_output(output) for output in ran.outputs]
        failed = ran.failure and replace(ran.failure, detail=self._text(ran.failure.detail))
        return replace(ran, outputs=outputs, failure=failed)

    def _placed_output(self, output: Output) -> Output:
        if output["output_type"] == "stream":
            return {**output, "text": self._text(output["text"])}
        if output["output_type"] == "error":
            return {**output, "traceback": [self._text(line) for line in output["traceback"]]}
        return without_chance(output)

    def _text(self, text: str) -> str:
        """Return `text` with `name#number:line` as `name:line`, the line moved with its cell."""
        name = relative(self.document.path)
        pattern = re.compile(rf'{re.escape(name)}#(?P<number>\d+)(?:(?P<between>:|", line )(?P<line>\d+))?')

        def place(match: re.Match[str]) -> str:
            if not match["line"]:
                return name
            index, was = self._places.get(int(match["number"]), (-1, 0))
            cells = self.document.cells
            moved = cells[index].line - was if 0 <= index < len(cells) else 0
            return f"{name}{match['between']}{int(match['line']) + moved}"

        return pattern.sub(place, text)


def written(folder: Path, prefix: str) -> Iterator[str]:
    """Yield the files below `folder` that are no links to what is shown there."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_file(follow_symlinks=False):
                yield prefix + entry.name
            elif entry.is_dir(follow_symlinks=False):
                yield from written(Path(entry.path), f"{prefix}{entry.name}/")
