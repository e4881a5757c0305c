"""One session, as the builder sees it: cells in, outputs out."""

from __future__ import annotations

import itertools
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from plugins.execute import wire
from plugins.execute.cell import Cell, Document
from plugins.execute.inputs import Inputs, gathered
from plugins.execute.output import Collector, Output
from plugins.execute.sessions import failure
from plugins.execute.sessions.failure import Failure
from plugins.problems import relative

MEMORY = 2 * 2**30  # bytes a cell may hold unless it says otherwise


class SessionError(Exception):
    """No session can be had."""


@dataclass(frozen=True, slots=True)
class CellRun:
    """What one cell put out, in seconds of wall time; `obstacle` says why there is no checkpoint before it."""

    outputs: list[Output]
    seconds: float
    failure: Failure | None = None
    obstacle: str = ""
    inputs: Inputs = field(default_factory=Inputs)


@dataclass
class Session:
    """One process's life over one document, which may be edited meanwhile."""

    channel: socket.socket
    document: Document
    variables: tuple[str, ...] = ()  # the names of those declared
    _position: int = 0
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _places: dict[int, tuple[int, int]] = field(default_factory=dict)  # a run's cell, and the line it stood on

    def __post_init__(self) -> None:
        self._messages = wire.receive(self.channel)
        ready = next(self._messages, None)
        if ready is None:
            raise SessionError("the session did not start")
        self.warden: int = ready["warden"]

    def run(self, cell: Cell, at: int | None = None, *, keep: bool = False) -> CellRun:
        """Run `cell` and return what it put out, whatever becomes of it.

        `at` is where the session is to run it: it goes back there if it has run on. With `keep` it leaves a
        checkpoint there first.
        """
        at = self._position if at is None else at
        self._position = at + 1
        number = next(self._numbers)
        self._places[number] = self.document.cells.index(cell), cell.line
        wire.send(self.channel, {
            "at": at, "keep": keep, "number": number, "code": cell.code, "line": cell.line, "end": cell.end,
            "timeout": cell.options.timeout or self.document.timeout, "memory": cell.options.memory or MEMORY,
        })  # fmt: skip
        return self._placed(self._collect(cell))

    def _collect(self, cell: Cell) -> CellRun:
        collector = Collector()
        for message in self._messages:
            if message["type"] == "died":
                return CellRun(collector.outputs, 0.0, failure.ended(cell, message))
            if message["type"] != "end":
                collector.add(message)
                continue
            error = message.get("error")
            if error:
                collector.outputs.append({"output_type": "error", "ename": error["ename"], "evalue": error["evalue"],
                                          "traceback": error["traceback"]})  # fmt: skip
            failed = failure.raised(error) if error else None
            inputs = gathered(message["observed"], self.variables)
            return CellRun(collector.outputs, message["seconds"], failed, message["obstacle"], inputs)
        return CellRun(collector.outputs, 0.0, Failure(cell.line, "the session ended", fatal=True))

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
        return output

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
