"""What reads well enough to be built, and could be better: said by `inv check` only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from plugins import fences
from plugins.problems import Problem

HEADING = re.compile(r"(#{1,6})\s+\S")


def review(path: str, lines: Sequence[str]) -> Iterator[Problem]:
    """Yield what could be better in the body of a file; `lines` are the file's, its header blanked."""
    found = list(fences.find(lines))
    for fence in found:
        if fence.escaped:
            yield Problem(path, fence.line, "the fence is escaped: other programs do not read it as code",
                          "./inv check --fix writes it plain", severity="warning")  # fmt: skip
    yield from skipped_levels(path, lines, {index for fence in found for index in range(fence.line - 1, fence.end)})


def skipped_levels(path: str, lines: Sequence[str], fenced: set[int]) -> Iterator[Problem]:
    """Yield headings that are more than one level below the one before: screen readers' users find a gap there."""
    before = 0
    for index, line in enumerate(lines):
        match = None if index in fenced else HEADING.match(line)
        if match is None:
            continue
        level = len(match[1])
        if before and level > before + 1:
            yield Problem(path, index + 1, f"the heading skips from level {before} to {level}",
                          f"write {'#' * (before + 1)}", severity="warning")  # fmt: skip
        before = level
