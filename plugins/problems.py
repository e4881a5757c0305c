"""Problems: what is wrong in a source file, where, and what to do about it."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

LOGGER = "demonstrandum"

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong at `path:line`; line 0 means the file as a whole.

    `detail` holds lines to show between the message and the hint, such as a traceback.
    """

    path: str
    line: int
    what: str
    hint: str = ""
    severity: Severity = "error"
    detail: str = ""

    @property
    def where(self) -> str:
        """`path:line`, the path relative to the current folder; empty for a problem without a place."""
        if not self.path:
            return ""
        return f"{relative(self.path)}:{self.line}" if self.line else relative(self.path)

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.what}" if self.path else self.what]
        if self.detail:
            parts.append(self.detail.rstrip())
        if self.hint:
            parts.append(f"  hint: {self.hint}")
        return "\n".join(parts)


def log(problem: Problem) -> None:
    """Hand `problem` to whoever listens: the `report` plugin, or else plain logging."""
    level = logging.ERROR if problem.severity == "error" else logging.WARNING
    logging.getLogger(LOGGER).log(level, "%s", problem, extra={"problem": problem})


def relative(path: str | Path) -> str:
    """Return `path` as one would type it from the current folder, with forward slashes."""
    try:
        shown = os.path.relpath(path)
    except ValueError:  # Windows: another drive
        shown = str(path)
    return Path(shown).as_posix()


def suggest(name: str, known: Iterable[str]) -> str:
    """Return `did you mean 'x'?` when a known name is close to `name`, else the empty string."""
    matches = get_close_matches(name, sorted(known), n=1, cutoff=0.65)
    return f"did you mean {matches[0]!r}?" if matches else ""
