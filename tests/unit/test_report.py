"""Problems are listed by place, once each, and annotated for GitHub."""

from __future__ import annotations

import logging

from plugins.problems import Problem, suggest
from plugins.report.ledger import Ledger, LedgerHandler
from plugins.report.show import listing, workflow_commands

ERROR = Problem("content/x.md", 41, "unknown option 'ecko'", "did you mean 'echo'?")
WARNING = Problem("content/a.md", 3, "a figure without alt text", severity="warning")


def test_problem_says_where_what_and_what_to_do() -> None:
    assert str(ERROR) == "content/x.md:41: unknown option 'ecko'\n  hint: did you mean 'echo'?"


def test_problem_of_a_whole_file_has_no_line() -> None:
    assert str(Problem("content/x.md", 0, "is empty")) == "content/x.md: is empty"


def test_listing_puts_errors_last_under_a_count() -> None:
    text = listing([ERROR, WARNING])
    assert text.startswith("1 warning:\ncontent/a.md:3: ")
    assert "\n\n1 error:\ncontent/x.md:41: " in text


def test_nothing_wrong_is_nothing_said() -> None:
    assert listing([]) == ""


def test_annotation_escapes_what_github_would_read() -> None:
    [command] = workflow_commands([Problem("content/a,b.md", 2, "50% of\nit", "x: y")])
    assert command == "::error file=content/a%2Cb.md,line=2::50%25 of%0Ait%0Ahint: x: y"


def test_same_problem_counts_once() -> None:
    ledger = Ledger(lambda problem: None)
    ledger.add(ERROR)
    ledger.add(ERROR)
    assert ledger.sorted() == [ERROR]


def test_traceback_is_told_at_once_and_not_listed_again() -> None:
    told: list[Problem] = []
    ledger = Ledger(told.append)
    ledger.add(Problem("a.md", 1, "ZeroDivisionError", detail="Traceback"))
    assert [problem.detail for problem in told] == ["Traceback"]
    assert [problem.detail for problem in ledger.sorted()] == [""]


def test_only_errors_fail_a_build() -> None:
    ledger = Ledger(lambda problem: None)
    ledger.add(WARNING)
    assert not ledger.failed
    ledger.add(ERROR)
    assert ledger.failed


def test_errors_of_others_are_kept_as_they_are() -> None:
    ledger = Ledger(lambda problem: None)
    handler = LedgerHandler(ledger)
    handler.emit(logging.LogRecord("pelican", logging.ERROR, "", 0, "Could not process %s", ("x.md",), None))
    assert [str(problem) for problem in ledger.sorted()] == ["Could not process x.md"]
    assert ledger.failed


def test_suggestion_is_made_only_for_something_close() -> None:
    assert suggest("ecko", ["echo", "eval"]) == "did you mean 'echo'?"
    assert suggest("banana", ["echo", "eval"]) == ""


