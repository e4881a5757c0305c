"""Say problems: to an author at a terminal, and to GitHub as annotations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plugins.problems import Problem, relative


def listing(problems: Sequence[Problem]) -> str:
    """Return all of `problems` under a count, or the empty string if there is none."""
    if not problems:
        return ""
    errors = [problem for problem in problems if problem.severity == "error"]
    warnings = [problem for problem in problems if problem.severity == "warning"]
    parts = [f"{counted(len(found), word)}:\n{body(found)}" for found, word in
             ((warnings, "warning"), (errors, "error")) if found]  # fmt: skip
    return "\n\n".join(parts)


def body(problems: Sequence[Problem]) -> str:
    """Return `problems` one below the other."""
    return "\n".join(str(problem) for problem in problems)


def counted(number: int, word: str) -> str:
    """Return for instance `1 error` or `2 errors`."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def workflow_commands(problems: Sequence[Problem]) -> Iterator[str]:
    """Yield GitHub's workflow command for each problem.

    Source: GitHub Docs, "Workflow commands for GitHub Actions".
    """
    for problem in problems:
        place = f" file={escaped(relative(problem.path))}" if problem.path else ""
        place += f",line={problem.line}" if place and problem.line else ""
        message = f"{problem.what}\nhint: {problem.hint}" if problem.hint else problem.what
        yield f"::{problem.severity}{place}::{escaped(message, data=True)}"


def escaped(text: str, *, data: bool = False) -> str:
    """Escape `text` for a workflow command's message (`data`) or one of its properties."""
    for character, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        text = text.replace(character, code)
    return text if data else text.replace(":", "%3A").replace(",", "%2C")
