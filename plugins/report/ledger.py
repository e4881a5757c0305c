"""The ledger of a build's problems: a logging handler which keeps each of them once."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from plugins.problems import Problem

SAID_BETTER = (  # Pelican's messages which a plugin of ours reports with the line
    "Empty alt attribute",
    "Watched path does not exist",
)


@dataclass
class Ledger:
    """Problems in the order they came; `tell` is called at once with those that carry a traceback."""

    tell: Callable[[Problem], None]
    problems: dict[Problem, None] = field(default_factory=dict)  # an ordered set

    def add(self, problem: Problem) -> None:
        """Keep `problem` unless it is known."""
        if problem in self.problems:
            return
        self.problems[problem] = None
        if problem.detail:
            self.tell(problem)

    def sorted(self) -> list[Problem]:
        """Return all problems by path and line, their tracebacks told already and left out."""
        return sorted(replace(problem, detail="") for problem in self.problems)

    @property
    def failed(self) -> bool:
        """Whether any problem is an error."""
        return any(problem.severity == "error" for problem in self.problems)


class LedgerHandler(logging.Handler):
    """Takes warnings and errors, ours with their place and other people's as they are."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(logging.WARNING)
        self.ledger = ledger

    def emit(self, record: logging.LogRecord) -> None:
        """Add the record's problem to the ledger; what ends Pelican is shown by Pelican."""
        if record.levelno >= logging.CRITICAL:
            return
        problem = getattr(record, "problem", None) or foreign_problem(record)
        if problem:
            self.ledger.add(problem)


def foreign_problem(record: logging.LogRecord) -> Problem | None:
    """Return what Pelican or another library logged as a problem without a place."""
    message = record.getMessage()
    if message.startswith(SAID_BETTER):
        return None
    detail = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
    severity = "error" if record.levelno >= logging.ERROR else "warning"
    return Problem("", 0, message, severity=severity, detail=detail)  # type: ignore[arg-type]
