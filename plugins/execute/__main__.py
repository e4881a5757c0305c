"""Ask about executions, or freeze them: `python -m plugins.execute why|freeze|verify SETTINGS CONTENT [ARTICLE]`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from plugins.execute import frozen
from plugins.execute.adapter import open_site
from plugins.execute.cell import Document
from plugins.execute.executor import Executor
from plugins.execute.sessions.session import SessionError
from plugins.execute.settings import SettingsError
from plugins.execute.verify import drift
from plugins.problems import Problem, relative


class Report:
    """Shows problems as they come, and knows whether one was an error."""

    def __init__(self) -> None:
        self.failed = False

    def __call__(self, problem: Problem) -> None:
        """Show one."""
        self.failed |= problem.severity == "error"
        print(problem if problem.severity == "error" else f"warning: {problem}", flush=True)


def why(executor: Executor, documents: Sequence[Document], _: Report) -> None:
    """Say of each document why its cells would run now."""
    for document in documents:
        print(f"{relative(document.path)}: {executor.archive.why(document)}")


def freeze(executor: Executor, documents: Sequence[Document], report: Report) -> None:
    """Put the results of each document into files beside it, running it first where none are kept."""
    executor.execute(documents)
    for document in with_cells(documents):
        execution = executor.execution(document)
        if execution is None or execution.failures:
            report(Problem(document.path, document.cells[0].fence.line, "not frozen: it has no results",
                           "correct what is listed above, then freeze it again"))
            continue
        written = frozen.write(execution, tuple(executor.archive.keys(document)), executor.archive.store)
        print(f"{relative(frozen.folder_of(document))}: {'written' if written else 'unchanged'}")


def verify(executor: Executor, documents: Sequence[Document], report: Report) -> None:
    """Run each document from nothing, and show what comes out otherwise than what is kept."""
    for fresh in executor.run(with_cells(documents), keep=False):
        document = fresh.document
        for cell, failed in fresh.failures:
            report(Problem(document.path, failed.line or cell.line, failed.what, failed.hint, detail=failed.detail))
        kept = executor.archive.of_same_code(document)
        if kept is None:
            what = f"nothing to compare with: {executor.archive.why(document)}"
            report(Problem(document.path, document.cells[0].fence.line, what, "run ./inv build first"))
            continue
        found = list(drift(kept, fresh))
        for problem in found:
            report(problem)
        if not found and not fresh.failures:
            print(f"{relative(document.path)}: the same outputs ({len(fresh.runs)} cells in {fresh.seconds:.1f} s)", flush=True)


def with_cells(documents: Sequence[Document]) -> list[Document]:
    """Return the documents that have cells."""
    return [document for document in documents if document.cells]


VERBS: dict[str, Callable[[Executor, Sequence[Document], Report], None]] = {"why": why, "freeze": freeze, "verify": verify}


def main() -> int:
    """Do what the verb says; return 1 if that was not possible for all, or if an article asked for is not there."""
    verb, settings, content, wanted = [*sys.argv[1:], ""][:4]
    report = Report()
    try:
        executor, documents = open_site(settings, content, wanted, report, thawed=verb == "freeze")
        for problem in (problem for document in documents for problem in document.problems):
            report(problem)
        if not documents:
            print(f"no document has {wanted!r} in its path")
            return 1
        VERBS[verb](executor, documents, report)
    except (SessionError, SettingsError) as error:
        report(Problem("", 0, str(error)))
    except KeyboardInterrupt:
        return 130
    return int(report.failed)


if __name__ == "__main__":
    sys.exit(main())
