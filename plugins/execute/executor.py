"""Executions for documents: from the store where the key is known, else from sessions."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from plugins.execute import history
from plugins.execute.cell import Cell, Document
from plugins.execute.execution import Execution, dump, load
from plugins.execute.inputs import changes
from plugins.execute.key import keys
from plugins.execute.sessions import service
from plugins.execute.sessions.forkserver import ForkServer
from plugins.execute.sessions.session import CellRun, SessionError
from plugins.execute.settings import Settings
from plugins.store import Store

KIND = "executions"


@dataclass
class Executor:
    """Runs each document at most once a build; `done` is told of each that ran."""

    settings: Settings
    done: Callable[[Execution], None]
    unable: bool = False  # no session can be had, which was said once
    _runs: dict[tuple[str, str], tuple[CellRun, ...]] = field(default_factory=dict)  # by path and last key

    @property
    def store(self) -> Store:
        """Where executions are kept."""
        return Store(self.settings.store)

    def execute(self, documents: Iterable[Document]) -> None:
        """Have the executions of all `documents`, running those that are not in the store side by side.

        Raises SessionError if no session can be had.
        """
        missing = [document for document in documents if document.cells and not self._recall(document)]
        if not missing or self.unable:
            return
        try:
            with ThreadPoolExecutor(os.cpu_count()) as pool, self._runner() as run:
                for ran in as_completed([pool.submit(run, document) for document in missing]):
                    self._keep(ran.result())
        except SessionError:
            self.unable = True
            raise

    @contextmanager
    def _runner(self) -> Iterator[Callable[[Document], Execution]]:
        """Yield what runs a document: kept sessions where a preview has some, else a session for each."""
        settings = self.settings
        if settings.sessions:
            server = {"preload": settings.preload, "cache": str(settings.store), "content": str(settings.content),
                      "declared": settings.environment}  # fmt: skip

            def resume(document: Document) -> Execution:
                found = service.ask(settings.sessions, document, list(keys(document, settings)), server)
                return Execution(document, found.runs, found.reused, found.obstacle)

            yield resume
            return
        with ForkServer(settings.preload, settings.store, settings.content, settings.environment) as forks:

            def fresh(document: Document) -> Execution:
                with forks.session(document) as session:
                    return Execution(document, tuple(until_failure(document, session.run)))

            yield fresh

    def execution(self, document: Document) -> Execution:
        """Return the execution of `document`, which runs now if it was changed since the build began."""
        if not document.cells:
            return Execution(document, ())
        self.execute([document])
        return Execution(document, self._runs.get(self._name(document), ()))

    def _name(self, document: Document) -> tuple[str, str]:
        return document.path, list(keys(document, self.settings))[-1]

    def why(self, document: Document) -> str:
        """Return why `document` would run now, or `hit` if it would not."""
        if not document.cells:
            return "no cells"
        if stored := self._stored(document):
            return next(changes(stored.inputs), "hit")
        record = history.recall(self.store, document)
        if record is None:
            return "never run"
        now = list(keys(document, self.settings))
        return history.edited(document, record.keys, now) if list(record.keys) != now else "its results were removed"

    def _recall(self, document: Document) -> bool:
        name = self._name(document)
        if name not in self._runs and (stored := self._stored(document)) and not any(changes(stored.inputs)):
            self._runs[name] = stored.runs
        return name in self._runs

    def _stored(self, document: Document) -> Execution | None:
        data = self.store.get(KIND, self._name(document)[1])
        return load(data, document) if data else None

    def _keep(self, execution: Execution) -> None:
        """Remember `execution`, and store it unless it failed."""
        document = execution.document
        name, now = self._name(document), list(keys(document, self.settings))
        self._runs[name] = execution.runs
        if not execution.failures:
            execution = replace(execution, unsteady=self._unsteady(execution, now))
            self.store.put(KIND, name[1], dump(execution))
            history.remember(self.store, document, now)
        self.done(execution)

    def _unsteady(self, execution: Execution, now: list[str]) -> tuple[Cell, ...]:
        """Return the cells that ran again, unedited, and put out something else than last time."""
        document = execution.document
        record = history.recall(self.store, document)
        data = self.store.get(KIND, record.keys[-1]) if record and record.keys else None
        if record is None or data is None:
            return ()
        same = history.first_difference(record.keys, now)
        before = load(data, replace(document, cells=document.cells[:same]))
        if any(changes(before.inputs)):
            return ()
        triples = list(zip(document.cells, before.runs, execution.runs, strict=False))[execution.reused : same]
        return tuple(cell for cell, was, ran in triples if was.outputs != ran.outputs)


def until_failure(document: Document, run_cell: Callable[[Cell], CellRun]) -> Iterator[CellRun]:
    """Yield the run of each cell up to the first that fails; one with `eval=false` has no outputs."""
    for cell in document.cells:
        ran = run_cell(cell) if cell.options.eval else CellRun([], 0.0)
        yield ran
        if ran.failure and (ran.failure.fatal or not cell.options.error):
            return
