"""Find the cells of a document: which fences run, with what options, on which lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from plugins import fences, header
from plugins.execute import option
from plugins.execute.option import Flaw, Options
from plugins.fences import Fence
from plugins.problems import Problem

PYTHON = frozenset({"python", "py", "python3", "ipython", "ipython3"})
BRACES = re.compile(r"\{(?P<inside>[^{}]*)\}")
ATTRIBUTES = re.compile(r"\s*(?:[.#][\w-]+\s*|(?:title|hl_lines|linenums|linenums_style)=\S+\s*)*")

Mode = Literal["all", "marked", "none"]
MODES: dict[str, Mode] = {"all": "all", "marked": "marked", "none": "none"}


@dataclass(frozen=True, slots=True)
class Cell:
    """An executed fence: `line` is that of the first line of `code` in the file, from 1."""

    code: str
    line: int
    options: Options
    fence: Fence
    shown: str  # the info string that is left for showing the source

    @property
    def end(self) -> int:
        """The last line of the code."""
        return max(self.line, self.fence.end - 1)

    def holds(self, line: int) -> bool:
        """Whether `line` of the file is in this cell's fence."""
        return self.fence.line <= line <= self.fence.end


@dataclass(frozen=True, slots=True)
class Document:
    """One content file and its cells; `timeout` in seconds is for cells that name none."""

    path: str
    lines: tuple[str, ...]
    cells: tuple[Cell, ...]
    timeout: float
    mode: Mode = "marked"
    problems: tuple[Problem, ...] = ()


def read_document(path: str, text: str, mode: Mode, timeout: float) -> Document:
    """Find the cells of `text`; `mode` and `timeout` are the site's, the header may give its own."""
    head = header.read(text)
    lines = tuple(header.split(text))
    if head.flaws:  # the article will not be built: nothing of it runs
        return Document(path, lines, (), timeout, mode)
    mode = MODES.get(str(head.get("execute", "")).lower(), mode)
    with suppress(TypeError, ValueError):  # the front matter's own check says so
        timeout = float(head.get("timeout", timeout))
    blanked = [""] * (head.body_line - 1) + list(lines[head.body_line - 1 :])
    cells, problems = find(blanked, path, mode)
    return Document(path, lines, tuple(cells), timeout, mode, tuple(problems))


def find(lines: Sequence[str], path: str, mode: Mode) -> tuple[list[Cell], list[Problem]]:
    """Return the cells of `lines` in order, and everything wrong with their options."""
    cells: list[Cell] = []
    problems: list[Problem] = []
    for fence in fences.find(lines):
        cell, flaws = read_cell(fence, mode)
        problems += [Problem(path, fence.line + flaw.line, flaw.what, flaw.hint) for flaw in flaws]
        if cell:
            cells.append(cell)
    problems += [Problem(path, cell.fence.line, f"label {cell.options.label!r} is used twice", "give each cell its own")
                 for cell in _repeated(cells)]  # fmt: skip
    return cells, problems


def read_cell(fence: Fence, mode: Mode) -> tuple[Cell | None, list[Flaw]]:
    """Return the cell `fence` is, or None if it is only shown."""
    match = BRACES.search(fence.info)
    inside = match["inside"] if match else ""
    ours = bool(match) and bool(fence.language) and not ATTRIBUTES.fullmatch(inside)
    braces, flaws = option.read_braces(inside) if ours else (option.Braces((), {}), [])
    marked = "run" in braces.switches
    python = fence.language.lower() in PYTHON
    if flaws or not (marked or (mode == "all" and python)) or "static" in braces.switches or mode == "none":
        if not flaws and braces.given and not braces.switches and mode != "none":
            flaws = [Flaw(0, "options on a fence that does not run", "add 'run': {run …}")]
        return None, flaws
    if not python:
        return None, [Flaw(0, f"{fence.language!r} cells cannot run", "only python cells run; leave out {run}")]
    if not fence.closed:
        return None, [Flaw(0, "this fence is not closed", f"end it with a line of {fence.marker}")]
    comments, count, more = option.read_comments(fence.body)
    places = dict(option.lines_of(fence.body, count))
    options, wrong = option.build({**braces.given, **comments}, lambda name: places.get(name, 0))
    if more or wrong:
        return None, more + wrong
    code = "\n".join(fence.body[count:])
    return Cell(code, fence.line + 1 + count, options, fence, _shown(fence, match)), []


def _shown(fence: Fence, braces: re.Match[str] | None) -> str:
    """Return the info string without our braces."""
    info = fence.info.replace(braces[0], "", 1) if braces else fence.info
    return " ".join(info.split())


def _repeated(cells: Sequence[Cell]) -> list[Cell]:
    seen: set[str] = set()
    repeated = []
    for cell in cells:
        if cell.options.label in seen:
            repeated.append(cell)
        if cell.options.label:
            seen.add(cell.options.label)
    return repeated

