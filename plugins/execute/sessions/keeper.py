"""Sessions kept between edits, so that an edited cell runs from the state before it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from plugins.execute.cell import Cell, Document
from plugins.execute.inputs import changes
from plugins.execute.memory import used
from plugins.execute.output import relocated
from plugins.execute.sessions.server import Server
from plugins.execute.sessions.session import CellRun, Session
from plugins.problems import relative


def ignore(_: int) -> None:
    """Do nothing about a cell that starts."""


@dataclass
class Kept:
    """A session, what it has run, and after how many cells it can go on."""

    session: Session
    document: Document
    keys: list[str] = field(default_factory=list)  # of the cells that ran without a failure
    runs: list[CellRun] = field(default_factory=list)
    checkpoints: set[int] = field(default_factory=set)  # by how many of the document's cells come before
    position: int = 0  # how many cells have run; -1 if the last one failed


@dataclass(frozen=True, slots=True)
class Resumed:
    """The runs of all cells, and how many of them were there already; `obstacle` says why not more."""

    runs: tuple[CellRun, ...]
    reused: int
    obstacle: str = ""


@dataclass
class Keeper:
    """Keeps the sessions of the documents edited last: at most `documents`, in at most `memory` bytes."""

    server: Server
    documents: int = 8
    memory: int = 4 * 2**30
    _kept: OrderedDict[str, Kept] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, document: Document, keys: Sequence[str], started: Callable[[int], None] = ignore) -> Resumed:
        """Run `document`, whose cells have `keys`, from the first that differs from what its session has run.

        Calls `started` with the index of each cell that is about to run.
        """
        with self._lock:
            kept = self._kept.pop(document.path, None)
        kept = kept or Kept(self.server.open(document), document)
        start = start_of(kept, document, keys)
        if start is None:
            self.server.close(kept.session)
            kept, start = Kept(self.server.open(document), document), 0
        reused = moved(kept, document)[:start]
        kept.session.document = kept.document = document
        kept.checkpoints = {at for at in kept.checkpoints if at <= start}
        kept.keys, kept.runs = list(keys[:start]), reused
        for index, cell in enumerate(document.cells[start:], start):
            started(index)
            step(kept, cell, keys)
            if kept.position < 0 and not cell.options.error:
                break
        with self._lock:
            self._kept[document.path] = kept
        self._let_go()
        obstacle = next((ran.obstacle for ran in kept.runs if ran.obstacle), "")
        return Resumed(tuple(kept.runs), start, obstacle)

    def close(self) -> None:
        """End all sessions."""
        with self._lock:
            for kept in self._kept.values():
                self.server.close(kept.session)
            self._kept.clear()

    def _let_go(self) -> None:
        """End the sessions of the documents that were edited longest ago, until the rest is within bounds."""
        with self._lock:
            while len(self._kept) > self.documents or (len(self._kept) > 1 and self._used() > self.memory):
                _, oldest = self._kept.popitem(last=False)
                self.server.close(oldest.session)

    def _used(self) -> int:
        """Return the bytes all kept sessions use."""
        return sum(used(kept.session.warden) for kept in self._kept.values())


def start_of(kept: Kept, document: Document, keys: Sequence[str]) -> int | None:
    """Return how many cells need not run again, or None if the session cannot go back as far as it must."""
    content = Path(kept.session.conditions.content)

    def same_as(index: int) -> bool:
        ran = kept.runs[index]
        return kept.keys[index] == keys[index] and not any(changes(ran.inputs, content)) and not any(
            name in document.links and not kept_as for name, kept_as in ran.files.items())  # fmt: skip

    bound = min(len(kept.keys), len(keys))
    same = next((index for index in range(bound) if not same_as(index)), bound)
    if same == kept.position:
        return same
    return max((at for at in kept.checkpoints if at <= same), default=None)


def step(kept: Kept, cell: Cell, keys: Sequence[str]) -> None:
    """Run the next cell of a kept session."""
    at = len(kept.runs)
    if not cell.options.eval:
        ran = CellRun([], 0.0)
    else:
        ran = kept.session.run(cell, at, keep=True, left=time_left(kept.document, kept.runs))
        if not ran.obstacle:
            kept.checkpoints.add(at)
    kept.runs.append(ran)
    expected = ran.failure is None or (cell.options.error and not ran.failure.fatal)
    kept.position = at + 1 if expected else -1
    if expected:
        kept.keys.append(keys[at])


def time_left(document: Document, runs: Sequence[CellRun]) -> float:
    """Return how many seconds the cells of `document` may still take together, after `runs`."""
    return document.total - sum(ran.seconds for ran in runs)


def moved(kept: Kept, document: Document) -> list[CellRun]:
    """Return the runs of `kept` with each line named as it is in `document`."""
    lines = {
        was.line + offset: now.line + offset
        for was, now in zip(kept.document.cells, document.cells, strict=False)
        for offset in range(was.code.count("\n") + 1)
    }
    name = relative(document.path)
    return [replace(ran, outputs=relocated(ran.outputs, name, name, lines)) for ran in kept.runs]
