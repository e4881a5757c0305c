"""Executions for documents: kept ones where they stand for a run, else from sessions, side by side."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from plugins.execute import frozen, sessions
from plugins.execute.archive import Archive
from plugins.execute.cell import Document, read_document
from plugins.execute.execution import Execution
from plugins.execute.inputs import packages
from plugins.execute.progress import Progress
from plugins.execute.sessions import service
from plugins.execute.sessions.keeper import ignore, time_left
from plugins.execute.sessions.session import CellRun, SessionError, updated
from plugins.execute.settings import Settings
from plugins.problems import Problem

Run = Callable[[Document, Callable[[int], None]], Execution]


@dataclass
class Executor:
    """Runs each document at most once a build; `done` is told of each that ran, in the documents' order."""

    archive: Archive
    done: Callable[[Execution], None]
    unable: bool = False  # no session can be had, which was said once
    _documents: dict[tuple[str, str], Document] = field(default_factory=dict)  # by path and text
    _known: dict[tuple[str, str], Execution] = field(default_factory=dict)  # by path and last key

    @property
    def settings(self) -> Settings:
        """The site's settings for cells."""
        return self.archive.settings

    def document(self, path: str, text: str) -> Document:
        """Return the document at `path`, under the site's settings; it is read once."""
        if (path, text) not in self._documents:
            settings = self.settings
            self._documents[path, text] = read_document(path, text, settings.mode, settings.timeout, settings.total)
        return self._documents[path, text]

    def execution(self, document: Document) -> Execution | None:
        """Return the execution of `document`, which runs now if it was changed since the build began."""
        if not document.cells:
            return None
        if self._name(document) not in self._known:
            self.execute([document])
        return self._known.get(self._name(document))

    def execute(self, documents: Iterable[Document]) -> None:
        """Have the executions of all `documents`, running those that are not kept.

        Raises SessionError if no session can be had.
        """
        missing = [document for document in documents if document.cells and not self._recall(document)]
        if self.settings.frozen:
            for document in () if self.settings.quiet else missing:
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

    def run(self, documents: Sequence[Document], *, keep: bool = True) -> Generator[Execution, None, None]:
        """Run `documents` whatever is kept of them, those first that took longest; yield executions in their order."""
        first = sorted(documents, key=self.archive.expected, reverse=True)
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
        if keep:
            execution = self._known[self._name(document)] = self.archive.keep(execution)
        progress.finished(document, failed=bool(execution.failures))
        return execution

    @contextmanager
    def _runner(self) -> Iterator[Run]:
        """Yield what runs a document: kept sessions where a preview has some, else a session for each."""
        settings = self.settings
        if settings.sessions:

            def resume(document: Document, started: Callable[[int], None]) -> Execution:
                now = self.archive.keys(document)
                found = service.ask(settings.sessions, document, now, settings.conditions, started)
                return Execution(document, updated(found.runs), self._now(), found.reused, found.obstacle)

            yield resume
            return
        threading.Thread(target=packages).start()  # it takes as long as the server does
        with sessions.server(settings.conditions) as server:

            def fresh(document: Document, started: Callable[[int], None]) -> Execution:
                with server.session(document) as session:
                    return Execution(document, updated(list(until_failure(document, session.run, started))), self._now())

            yield fresh

    def _now(self) -> datetime:
        """Return when what runs now is computed."""
        epoch = self.settings.epoch
        return datetime.now(UTC) if epoch is None else datetime.fromtimestamp(epoch, UTC)

    def _name(self, document: Document) -> tuple[str, str]:
        return document.path, self.archive.keys(document)[-1]

    def _recall(self, document: Document) -> bool:
        """Remember the kept execution of `document`; return whether there is one."""
        name = self._name(document)
        if name not in self._known and (kept := self.archive.recall(document)):
            self._known[name] = kept
        return name in self._known

    def _miss(self, document: Document) -> None:
        """Tell that nothing is kept of a document that may not run; that frozen results are stale was told."""
        if not frozen.exist(document):
            what = f"no results are kept: {self.archive.why(document)}"
            hint = "nothing runs with EXECUTE=frozen: build without it, or commit what ./inv freeze writes"
            self.archive.tell(Problem(document.path, document.cells[0].fence.line, what, hint))


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
