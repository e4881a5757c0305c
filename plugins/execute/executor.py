"""Executions for documents: kept ones where nothing they were computed from changed, else from sessions."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from plugins.execute import frozen, history, sessions
from plugins.execute.cell import Cell, Document, read_document
from plugins.execute.execution import Execution, dump, load
from plugins.execute.frozen import Frozen, FrozenError
from plugins.execute.inputs import Change, changes, packages
from plugins.execute.key import keys
from plugins.execute.progress import Progress
from plugins.execute.sessions import service
from plugins.execute.sessions.keeper import ignore, time_left
from plugins.execute.sessions.session import FILES, CellRun, SessionError, updated
from plugins.execute.settings import Settings
from plugins.problems import Problem
from plugins.store import Store

KIND = "executions"
Run = Callable[[Document, Callable[[int], None]], Execution]


@dataclass
class Executor:
    """Runs each document at most once a build.

    `done` is told of each that ran, in the documents' order; `tell` of what is wrong with frozen results.
    """

    settings: Settings
    done: Callable[[Execution], None]
    tell: Callable[[Problem], None]
    thawed: bool = False  # frozen results are not looked at
    unable: bool = False  # no session can be had, which was said once
    _documents: dict[tuple[str, str], Document] = field(default_factory=dict)  # by path and text
    _known: dict[tuple[str, str], Execution] = field(default_factory=dict)  # by path and last key

    @property
    def store(self) -> Store:
        """Where executions are kept."""
        return Store(self.settings.store)

    def document(self, path: str, text: str) -> Document:
        """Return the document at `path`, under the site's settings; it is read once."""
        if (path, text) not in self._documents:
            settings = self.settings
            self._documents[path, text] = read_document(path, text, settings.mode, settings.timeout, settings.total)
        return self._documents[path, text]

    def execute(self, documents: Iterable[Document]) -> None:
        """Have the executions of all `documents`, running those that are not kept side by side.

        Raises SessionError if no session can be had.
        """
        missing = [document for document in documents if document.cells and not self._recall(document)]
        if self.settings.frozen:
            for document in missing:
                self._miss(document)
            return
        if not missing or self.unable:
            return
        try:
            with closing(self.run(missing)) as executions:
                for execution in executions:
                    self.done(execution)
        except SessionError:
            self.unable = True
            raise

    def fresh(self, documents: Sequence[Document]) -> Generator[Execution, None, None]:
        """Run `documents` in new sessions whatever is kept; yield their executions in order, keeping none."""
        return self.run(documents, keep=False)

    def run(self, documents: Sequence[Document], *, keep: bool = True) -> Generator[Execution, None, None]:
        """Run `documents` side by side, those first that took longest; yield their executions in order."""
        first = sorted(documents, key=self._expected, reverse=True)
        with Progress(documents) as progress, ThreadPoolExecutor(self.settings.workers) as pool, self._runner() as run:
            jobs = {document.path: pool.submit(self._job, run, document, progress, keep=keep) for document in first}
            try:
                for document in documents:
                    yield jobs[document.path].result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)  # what runs ends with its session
                raise

    def _job(self, run: Run, document: Document, progress: Progress, *, keep: bool) -> Execution:
        """Run one document; keep its execution at once, whatever becomes of the others."""
        execution = run(document, lambda index: progress.cell(document, index))
        execution = self._keep(execution) if keep else execution
        progress.finished(document, failed=bool(execution.failures))
        return execution

    def _expected(self, document: Document) -> tuple[float, int]:
        """Return how long a document probably takes: those that never ran first, by their number of cells."""
        record = history.recall(self.store, document)
        return (record.seconds if record else float("inf"), len(document.cells))

    @contextmanager
    def _runner(self) -> Iterator[Run]:
        """Yield what runs a document: kept sessions where a preview has some, else a session for each."""
        settings = self.settings
        if settings.sessions:

            def resume(document: Document, started: Callable[[int], None]) -> Execution:
                now = list(keys(document, settings))
                found = service.ask(settings.sessions, document, now, settings.conditions, started)
                return Execution(document, updated(found.runs), self.now(), found.reused, found.obstacle)

            yield resume
            return
        threading.Thread(target=packages).start()  # it takes as long as the server does
        with sessions.server(settings.conditions) as server:

            def fresh(document: Document, started: Callable[[int], None]) -> Execution:
                with server.session(document) as session:
                    runs = until_failure(document, session.run, started)
                    return Execution(document, updated(list(runs)), self.now())

            yield fresh

    def now(self) -> datetime:
        """Return when what runs now is computed."""
        epoch = self.settings.epoch
        return datetime.now(UTC) if epoch is None else datetime.fromtimestamp(epoch, UTC)

    def execution(self, document: Document) -> Execution | None:
        """Return the execution of `document`, which runs now if it was changed since the build began."""
        if not document.cells:
            return None
        if self._name(document) not in self._known:
            self.execute([document])
        return self._known.get(self._name(document))

    def _name(self, document: Document) -> tuple[str, str]:
        return document.path, list(keys(document, self.settings))[-1]

    def why(self, document: Document) -> str:
        """Return why `document` would run now, or `hit` if it would not."""
        if not document.cells:
            return "no cells"
        kept = self._frozen(document)
        if kept is not None:
            stale = self.stale(kept, document)
            return f"frozen results are stale: {stale.what}" if stale else "hit (frozen)"
        stored = self.stored(document)
        if stored:
            change = next(self._changes(stored), None)
            return change.what if change else "hit"
        record = history.recall(self.store, document)
        if record is None:
            return "never run"
        now = list(keys(document, self.settings))
        return history.edited(document, record.keys, now) if list(record.keys) != now else "its results were removed"

    def _frozen(self, document: Document) -> Frozen | None:
        """Return the frozen results of `document`; tell if they cannot be read."""
        if self.thawed:
            return None
        try:
            return frozen.read(document)
        except FrozenError as error:
            self.tell(error.problem)
            return None

    def stale(self, kept: Frozen, document: Document) -> Change | None:
        """Return how frozen results differ from what `document` would give now; what matters most first."""
        now = list(keys(document, self.settings))
        if list(kept.keys) != now:
            return Change(history.edited(document, kept.keys, now))
        found = sorted(changes(kept.execution.inputs, self.settings.content), key=lambda change: change.slight)
        return next(iter(found), None)

    def _recall(self, document: Document) -> bool:
        """Remember the kept execution of `document`; return whether there is one."""
        name = self._name(document)
        if name in self._known:
            return True
        kept = self._frozen(document)
        stale = self.stale(kept, document) if kept else None
        if kept and stale:
            self.tell(frozen.problem(document, stale))
        if kept and not (stale and not stale.slight):
            self._known[name] = kept.execution
            kept.give_files(self.store)
            return True
        stored = self.stored(document)
        if stored and not any(self._changes(stored)):
            self._known[name] = stored
        return name in self._known

    def _miss(self, document: Document) -> None:
        """Tell that nothing is kept of a document that may not run; that frozen results are stale was told."""
        if not frozen.exist(document):
            self.tell(Problem(document.path, document.cells[0].fence.line, f"no results are kept: {self.why(document)}",
                              "nothing runs with EXECUTE=frozen: build without it, or commit what ./inv freeze writes"))  # fmt: skip

    def _changes(self, stored: Execution) -> Iterator[Change]:
        """Yield how what there is now differs from what a stored execution was computed from, and has of it."""
        yield from changes(stored.inputs, self.settings.content)
        for name, kept_as in stored.files.items():
            if name in stored.document.links and (not kept_as or self.store.get(FILES, kept_as) is None):
                yield Change(f"{name!r}, which a cell writes, is linked now")

    def kept(self, document: Document) -> Execution | None:
        """Return the frozen or the stored execution for the code of `document`."""
        kept = self._frozen(document)
        same = kept and list(kept.keys) == list(keys(document, self.settings))
        return kept.execution if kept and same else self.stored(document)

    def stored(self, document: Document) -> Execution | None:
        """Return the execution the store has for the code of `document`."""
        data = self.store.get(KIND, self._name(document)[1])
        return load(data, document) if data else None

    def _keep(self, execution: Execution) -> Execution:
        """Remember `execution`, and store it unless it failed; return it with the cells that were unsteady."""
        document = execution.document
        name, now = self._name(document), list(keys(document, self.settings))
        if not execution.failures:
            execution = replace(execution, unsteady=self._unsteady(execution, now))
            self.store.put(KIND, name[1], dump(execution))
            history.remember(self.store, document, now, execution.seconds)
        self._known[name] = execution
        return execution

    def _unsteady(self, execution: Execution, now: list[str]) -> tuple[Cell, ...]:
        """Return the cells that ran again, unedited, and put out something else than last time."""
        document = execution.document
        record = history.recall(self.store, document)
        data = self.store.get(KIND, record.keys[-1]) if record and record.keys else None
        if record is None or data is None:
            return ()
        same = history.first_difference(record.keys, now)
        before = load(data, replace(document, cells=document.cells[:same]))
        if any(changes(before.inputs, self.settings.content)):
            return ()
        triples = list(zip(document.cells, before.runs, execution.runs, strict=False))[execution.reused : same]
        return tuple(cell for cell, was, ran in triples if was.outputs != ran.outputs)


def until_failure(document: Document, run_cell: Callable[..., CellRun],
                  started: Callable[[int], None] = ignore) -> Iterator[CellRun]:  # fmt: skip
    """Yield the run of each cell up to the first that fails; one with `eval=false` has no outputs."""
    runs: list[CellRun] = []
    for index, cell in enumerate(document.cells):
        started(index)
        ran = run_cell(cell, left=time_left(document, runs)) if cell.options.eval else CellRun([], 0.0)
        runs.append(ran)
        yield ran
        if ran.failure and (ran.failure.fatal or not cell.options.error):
            return
