"""Where cells meet Markdown: each fence becomes its source and its outputs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from plugins.execute.cell import TARGET, Cell, Document, outside
from plugins.execute.execution import Execution, values_of
from plugins.execute.executor import Executor
from plugins.execute.inline import escaped, filled
from plugins.execute.page import published
from plugins.execute.page.figure import Figure
from plugins.execute.page.render import Block, Html, Page, render_cell
from plugins.execute.page.review import review
from plugins.problems import Problem, log
from plugins.store import digest


class CellExtension(Extension):
    """Puts each cell's outputs under it."""

    def __init__(self, executor: Executor) -> None:
        super().__init__()
        self.executor = executor

    def fingerprint(self, path: str, text: str) -> str | None:
        """Return a digest of what the cells of a file put out; None if one failed, which is not to be kept."""
        execution = self.executor.execution(self.executor.document(path, text))
        if execution is None:
            return self.executor.settings.mode
        return None if execution.failures else digest(self.executor.settings.mode, *(json.dumps(run.outputs) for run in execution.runs))

    def extendMarkdown(self, md: Markdown) -> None:
        """Register the preprocessor."""
        # after normalize_whitespace (30), which would strip our placeholders; before superfences (25)
        md.preprocessors.register(CellPreprocessor(md, self.executor), "cells", 28)


class CellPreprocessor(Preprocessor):
    """Replaces the fence of each cell by its source and its outputs."""

    md: Any  # the reader gave it the file's path and text

    def __init__(self, md: Markdown, executor: Executor) -> None:
        super().__init__(md)
        self.executor = executor

    def run(self, lines: list[str]) -> list[str]:
        """Return `lines` with the cells rendered, from the last to the first: numbers stay true."""
        document = self.executor.document(self.md.source_path, self.md.source_text)
        execution = self.executor.execution(document)
        runs = execution.runs if execution else ()
        self.md.unknown_files = set() if execution else named_in_cells(document)
        if execution:
            self.link_files(lines, execution)
        values = values_of(execution) if execution else []
        for cell, found in values:
            line = lines[cell.line - 1]
            lines[cell.line - 1] = filled(line, [(cell.inline, escaped(found))])
        for cell, ran in zip(document.cells, runs, strict=False) if self.executor.settings.quiet else ():
            for what, hint in review(ran.outputs):
                self.tell(cell, what, hint)
        page = Page(self.place, self.offer, self.tell)
        for index, cell in reversed([pair for pair in enumerate(document.cells) if not pair[1].inline]):
            own = [(each.inline, escaped(found)) for each, found in values if cell.holds(each.line)]
            blocks = render_cell(with_values(cell, own), runs[index] if index < len(runs) else None, page)
            after = lines[cell.fence.end : cell.fence.end + 1]
            apart = [""] if after and after[0].strip("> \t") else []
            lines[cell.fence.line - 1 : cell.fence.end] = [*self.placed(blocks, cell), *apart]
        return lines

    def link_files(self, lines: list[str], execution: Execution) -> None:
        """Publish the files the cells wrote and the text links to; make the links lead there."""
        addresses = published.files(execution, self.executor.settings, self.md.reading.publish)

        def placed(match: re.Match[str]) -> str:
            written = match["link"] or match["attribute"]
            return match[0].replace(written, addresses.get(written, written))

        for index, line in list(outside(lines, execution.document.cells)) if addresses else ():
            lines[index] = TARGET.sub(placed, line)

    def placed(self, blocks: list[Block], cell: Cell) -> Iterator[str]:
        """Yield lines for `blocks` where the fence stood, in its list item or quotation."""
        prefix = cell.fence.prefix
        inside = "".join(character if character in ">\t" else " " for character in prefix)
        for number, block in enumerate(blocks):
            text = self.md.htmlStash.store(block.text) if isinstance(block, Html) else block.text
            if number:
                yield inside.rstrip()
            for line in text.split("\n"):
                yield (inside if number else prefix) + line
        if not blocks:
            yield prefix.rstrip()

    def place(self, figure: Figure) -> str:
        """Write a figure's file into the output; return its address."""
        return published.figure(figure, self.executor.settings, self.md.reading.publish)

    def offer(self, csv: str) -> str:
        """Write a table's file into the output; return its address."""
        return published.table(csv, self.executor.settings, self.md.reading.publish)

    def tell(self, cell: Cell, what: str, hint: str) -> None:
        """Warn of what could be better about a cell."""
        log(Problem(self.md.source_path, cell.fence.line, what, hint, severity="warning"))


def named_in_cells(document: Document) -> set[str]:
    """Return the links of `document` to files its cells name, and may write when they run."""
    return {link for link in document.links if any(link.rpartition("/")[2] in cell.code for cell in document.cells)}


def with_values(cell: Cell, values: list[tuple[str, str]]) -> Cell:
    """Return `cell` with the inline values of its caption and its alt texts put in."""
    options = cell.options
    alt, subcaption = (tuple(filled(text, values) for text in texts) for texts in (options.alt, options.subcaption))
    caption = filled(options.caption, values)
    return replace(cell, options=replace(options, caption=caption, alt=alt, subcaption=subcaption)) if values else cell
