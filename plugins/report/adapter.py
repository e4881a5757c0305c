"""Where the ledger meets Pelican: it listens from the start, and ends the build."""

from __future__ import annotations

import json
import logging
import os
import sys
from dataclasses import asdict
from pathlib import Path

from pelican import Pelican, signals

from plugins.problems import LOGGER, Problem
from plugins.report import show
from plugins.report.ledger import Ledger, LedgerHandler

PROBLEMS = "DEMONSTRANDUM_PROBLEMS"  # the variable that names a file for the list
INTERRUPTED = 130  # what shells report for Ctrl-C


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(keep_ledger)


def keep_ledger(pelican: Pelican) -> None:
    """Listen to all loggers, and end `pelican.run` with the list and the exit code.

    The run is wrapped because no signal is sure to come last, or at all after a crash.
    """
    ledger = Ledger(tell)
    listen(LedgerHandler(ledger))
    run = pelican.run

    def run_and_report() -> None:
        try:
            run()
        except KeyboardInterrupt:  # Pelican would end with 0
            raise SystemExit(INTERRUPTED) from None
        finally:
            finish(ledger)
        if ledger.failed:
            raise SystemExit(1)

    pelican.run = run_and_report


def listen(handler: logging.Handler) -> None:
    """Give `handler` the warnings and errors, and keep the handlers before it from repeating them."""
    root, ours = logging.getLogger(), logging.getLogger(LOGGER)
    for before in root.handlers:
        before.addFilter(lambda record: not logging.WARNING <= record.levelno < logging.CRITICAL)
    ours.propagate = False
    for logger in (root, ours):
        logger.handlers = [known for known in logger.handlers if not isinstance(known, LedgerHandler)]
        logger.addHandler(handler)


def tell(problem: Problem) -> None:
    """Show a problem as it happens."""
    print(f"\n{problem}\n", file=sys.stderr, flush=True)


def finish(ledger: Ledger) -> None:
    """List what was found."""
    problems = ledger.sorted()
    if problems:
        print("\n" + show.listing(problems), file=sys.stderr, flush=True)
    if asked := os.environ.get(PROBLEMS):
        Path(asked).write_text(json.dumps([asdict(problem) for problem in problems]), encoding="utf-8")
    if os.environ.get("GITHUB_ACTIONS") == "true":
        print("\n".join(show.workflow_commands(problems)), flush=True)
