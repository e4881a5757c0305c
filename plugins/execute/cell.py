"""Find the cells of a document: which fences run, with what options, on which lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from plugins import address, fences, header
from plugins.execute import inline, option
from plugins.execute.option import Flaw, Options
from plugins.fences import Fence
from plugins.problems import Problem

PYTHON = frozenset({"python", "py", "python3", "ipython", "ipython3"})
BRACES = re.compile(r"\{(?P<inside>[^{}]*)\}")
TARGET = re.compile(r'\]\(<?(?P<link>[^\s()<>]+)|\b(?:src|href)="(?P<attribute>[^"]+)"')
TOTAL = 1800.0  # seconds all cells of a document may take together
ATTRIBUTES = re.compile(r"\s*(?:[.#][\w-]+\s*|(?:title|hl_lines|linenums|linenums_style)=\S+\s*)*")

Mode = Literal["all", "marked", "none"]
MODES: dict[str, Mode] = {"all": "all", "marked": "marked", "none": "none"}


@dataclass(frozen=True, slots=True)
class Cell:
    """An executed fence or an inline value: `line` is that of the first line of `code` in the file, from 1.

    Of an inline value `inline` is the text as written, and `fence` covers its line.
    """

    code: str
    line: int
    options: Options
    fence: Fence
    shown: str = ""  # the info string that is left for showing the source
    inline: str = ""

    @property
    def end(self) -> int:
        """The last line of the code."""
        return max(self.line, self.fence.end - 1)

    def holds(self, line: int) -> bool:
        """Whether `line` of the file is in this cell's fence."""
        return self.fence.line <= line <= self.fence.end


@dataclass(frozen=True, slots=True)
class Document:
    """One content file and its cells.

    `timeout` is for cells that name none, `total` for all of them together, in seconds; `links` are the
    addresses in its text that a cell may have written the file of.
    """

    path: str
    lines: tuple[str, ...]
    cells: tuple[Cell, ...]
    timeout: float
    total: float = TOTAL
    mode: Mode = "marked"
    links: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()

    @property
    def folder(self) -> Path:
        """The folder of the file, where its cells' relative paths start."""
        return Path(self.path).resolve().parent


def read_document(path: str, text: str, mode: Mode, timeout: float, total: float = TOTAL) -> Document:
    """Find the cells of `text`; `mode`, `timeout` and `total` are the site's, the header may give its own."""
    head = header.read(text)
    lines = tuple(header.split(text))
    if head.flaws:  # the article will not be built: nothing of it runs
        return Document(path, lines, (), timeout, total, mode)
    mode = MODES.get(str(head.get("execute", "")).lower(), mode)
    with suppress(TypeError, ValueError):  # the front matter's own check says so
        timeout = float(head.get("timeout", timeout))
        total = float(head.get("total_timeout", total))
    blanked = [""] * (head.body_line - 1) + list(lines[head.body_line - 1 :])
    fenced, problems = find(blanked, path, mode)
    cells = fenced if mode == "none" else with_inline(fenced, blanked, head)
    links = frozenset(targets(blanked, cells)) if cells else frozenset()
    return Document(path, lines, tuple(cells), timeout, total, mode, links, tuple(problems))


def with_inline(cells: Sequence[Cell], lines: Sequence[str], head: header.Header) -> list[Cell]:
    """Return `cells` and the inline values in the order they run: those in a cell's options after it, the header's last."""
    placed = [(float(cell.fence.line), cell) for cell in cells]
    placed += [(float(number), value(number, written, code)) for number, written, code in inline.find(lines)]
    for cell in cells:
        options = lines[cell.fence.line : cell.line - 1]
        placed += [(cell.fence.end + 0.5, value(cell.fence.line + 1 + offset, written, code))
                   for offset, line in enumerate(options) for written, code in inline.on(line)]  # fmt: skip
    placed += [(float("inf"), value(number, written, code)) for number, written, code in inline.in_header(head)]
    return [cell for _, cell in sorted(placed, key=lambda each: each[0])]


def value(line: int, written: str, code: str) -> Cell:
    """Return the cell of an inline value."""
    return Cell(inline.program(code), line, Options(), Fence("", (code,), line, line, "", "`", closed=True), inline=written)


def targets(lines: Sequence[str], cells: Sequence[Cell]) -> Iterator[str]:
    """Yield the relative addresses in links, pictures and HTML attributes outside of `cells`."""
    for _, line in outside(lines, cells):
        for match in TARGET.finditer(line):
            written = match["link"] or match["attribute"]
            found = address.read(written)
            if found and not found.explicit and not written.startswith("/"):
                yield written


def outside(lines: Sequence[str], cells: Sequence[Cell]) -> Iterator[tuple[int, str]]:
    """Yield the lines that are no cell's code, each with its index."""
    inside = {number for cell in cells if not cell.inline for number in range(cell.line, cell.fence.end)}
    yield from ((index, line) for index, line in enumerate(lines) if index + 1 not in inside)


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
    problems += [Problem(path, cell.fence.line, f"depends-on: no such file: {name!r}", "a path starts beside this file")
                 for cell in cells for name in cell.options.depends_on if not Path(path).parent.joinpath(name).is_file()]
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

