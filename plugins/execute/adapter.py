"""Where cells meet Pelican and Markdown: run before anything is read, looked up while it is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from pelican import ArticlesGenerator, Pelican, signals
from pelican.settings import read_settings

from plugins import source
from plugins.execute.cell import Cell, Document, read_document
from plugins.execute.execution import Execution
from plugins.execute.executor import Executor
from plugins.execute.page.figure import Figure
from plugins.execute.page.render import Block, Html, Page, render_cell
from plugins.execute.sessions.service import VARIABLE
from plugins.execute.sessions.session import SessionError
from plugins.execute.settings import Settings, SettingsError
from plugins.problems import Problem, log, relative
from plugins.source import NotTextError
from plugins.store import Store, write_atomically

SUFFIXES = ("md", "markdown", "mkd", "mdown")


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(add_extension)
    signals.article_generator_init.connect(execute_all)
    signals.finalized.connect(prune)


def add_extension(pelican: Pelican) -> None:
    """Make the executor of this build, and have Markdown look cells up in it."""
    try:
        settings = Settings.from_pelican(pelican.settings, os.environ.get(VARIABLE, ""))
    except SettingsError as error:
        log(Problem("pelicanconf.py", 0, str(error)))
        return
    pelican.settings["MARKDOWN"]["extensions"].append(CellExtension(Executor(settings, say)))


def executor_of(settings: dict[str, Any]) -> Executor | None:
    """Return the build's executor."""
    extensions = settings["MARKDOWN"]["extensions"]
    return next((each.executor for each in extensions if isinstance(each, CellExtension)), None)


def execute_all(generator: ArticlesGenerator) -> None:
    """Run what must run of all articles and pages, before Pelican reads the first."""
    executor = executor_of(generator.settings)
    if executor is None:
        return
    documents = list(documents_of(generator, executor))
    for document in documents:
        for problem in document.problems:
            log(problem)
    try:
        executor.execute(documents)
    except SessionError as error:
        log(Problem("", 0, str(error)))


def documents_of(generator: ArticlesGenerator, executor: Executor) -> Iterator[Document]:
    """Yield the documents of all files that are text; the reader tells of the others."""
    for path in sources(generator):
        with suppress(NotTextError):
            yield read(path, source.read(path), executor)


def explain(settings_file: str, content: str, wanted: str) -> Iterator[str]:
    """Yield for each document (or the one whose path has `wanted` in it) why it would run now."""
    settings = read_settings(settings_file, override={"PATH": content})
    executor = Executor(Settings.from_pelican(settings), say)
    context = {**settings, "generated_content": {}, "static_links": set(), "static_content": {}}
    generator = ArticlesGenerator(context, settings, content, settings["THEME"], settings["OUTPUT_PATH"])
    for document in documents_of(generator, executor):
        if wanted in document.path:
            yield f"{relative(document.path)}: {executor.why(document)}"


def sources(generator: ArticlesGenerator) -> Iterator[Path]:
    """Yield the Markdown files Pelican will read."""
    settings = generator.settings
    found = generator.get_files(settings["ARTICLE_PATHS"], settings["ARTICLE_EXCLUDES"], SUFFIXES)
    found |= generator.get_files(settings["PAGE_PATHS"], settings["PAGE_EXCLUDES"], SUFFIXES)
    for name in sorted(found):
        yield Path(generator.path, name)


def read(path: Path | str, text: str, executor: Executor) -> Document:
    """Return the document at `path`."""
    return read_document(str(path), text, executor.settings.mode, executor.settings.timeout)


def say(execution: Execution) -> None:
    """Tell the author what ran, and log what failed."""
    document, count = execution.document, len(execution.runs) - execution.reused
    cells = f"{count} of {len(execution.runs)} cells" if execution.reused else f"{count} cell{'s' * (count != 1)}"
    again = f" (those before run again after an edit: {execution.obstacle})" if execution.obstacle else ""
    print(f"ran {relative(document.path)}: {cells} in {execution.seconds:.1f} s{again}", flush=True)
    for cell in execution.unsteady:
        log(Problem(document.path, cell.fence.line, "not deterministic: unedited, the cell gave other outputs than before",
                    "seed its random numbers; do not print times or addresses", severity="warning"))  # fmt: skip
    for _, failure in execution.failures:
        log(Problem(document.path, failure.line, failure.what, failure.hint, detail=failure.detail))


def prune(pelican: Pelican) -> None:
    """Keep the store below its limit."""
    executor = executor_of(pelican.settings)
    if executor:
        Store(executor.settings.store).prune(executor.settings.limit)


class CellExtension(Extension):
    """Puts each cell's outputs under it."""

    def __init__(self, executor: Executor) -> None:
        super().__init__()
        self.executor = executor

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
        document = read(self.md.source_path, self.md.source_text, self.executor)
        execution = self.executor.execution(document)
        page = Page(self.place, self.no_alt)
        for index, cell in reversed(list(enumerate(document.cells))):
            ran = execution.runs[index] if index < len(execution.runs) else None
            blocks = render_cell(cell, ran, page)
            after = lines[cell.fence.end : cell.fence.end + 1]
            apart = [""] if after and after[0].strip("> \t") else []
            lines[cell.fence.line - 1 : cell.fence.end] = [*self.placed(blocks, cell), *apart]
        return lines

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
        settings = self.executor.settings
        write_atomically(settings.output / "figures" / figure.name, figure.data)
        return f"{settings.site_url}/figures/{figure.name}"

    def no_alt(self, cell: Cell) -> None:
        """Warn of a figure without alt text."""
        log(Problem(self.md.source_path, cell.fence.line, "a figure without alt text",
                    "say what it shows: #| alt: …", severity="warning"))  # fmt: skip
