"""Where cells meet Pelican: run before anything is read, looked up while it is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from pelican import ArticlesGenerator, Pelican, signals
from pelican.contents import Content, Static
from pelican.settings import read_settings
from pelican.utils import slugify

from plugins import source
from plugins.execute.archive import Archive
from plugins.execute.cell import Document
from plugins.execute.execution import Execution, values_of
from plugins.execute.executor import Executor
from plugins.execute.inline import fill_metadata, without
from plugins.execute.page import published
from plugins.execute.page.adapter import CellExtension
from plugins.execute.processes.lifetime import die_with_parent
from plugins.execute.sessions.session import SessionError
from plugins.execute.settings import PARENT, Settings, SettingsError
from plugins.problems import Problem, log, relative
from plugins.source import NotTextError
from plugins.store import Store

SUFFIXES = ("md", "markdown", "mkd", "mdown")


def register() -> None:
    """Connect to Pelican, and end with the task that started this build, if it says that one did."""
    if os.environ.get(PARENT) == str(os.getppid()):
        die_with_parent()
    signals.initialized.connect(add_extension)
    signals.article_generator_init.connect(execute_all)
    signals.article_generator_context.connect(fill_in)
    signals.page_generator_context.connect(fill_in)
    signals.content_object_init.connect(add_computed)
    signals.finalized.connect(prune)


def add_extension(pelican: Pelican) -> None:
    """Make the executor of this build, and have Markdown look cells up in it."""
    try:
        settings = Settings.from_pelican(pelican.settings, os.environ)
    except SettingsError as error:
        log(Problem("pelicanconf.py", 0, str(error)))
        return
    pelican.settings["MARKDOWN"]["extensions"].append(CellExtension(Executor(Archive(settings, log), say)))


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


def fill_in(generator: Any, metadata: dict[str, Any]) -> None:
    """Put inline values into a title, a description and the like, before anything is made of them."""
    executor, path = executor_of(generator.settings), metadata.get("source_file")
    if executor and path:
        execution = executor.execution(executor.document(path, source.read(path)))
        values = values_of(execution) if execution else []
        if bare := without(str(metadata.get("title", ""))):  # the address stays when a value changes
            metadata.setdefault("slug", slugify(bare, generator.settings["SLUG_REGEX_SUBSTITUTIONS"]))
        fill_metadata(metadata, [(cell.inline, found) for cell, found in values])


def add_computed(content: Content) -> None:
    """Tell an article or a page how it was computed; None if nothing was."""
    executor = executor_of(content.settings)
    content.computed = None
    if executor is None or isinstance(content, Static):
        return
    document = executor.document(content.source_path, source.read(content.source_path))
    execution = executor.execution(document)
    if execution and not execution.failures:
        content.computed = published.computed(execution, executor.settings)


def documents_of(generator: ArticlesGenerator, executor: Executor) -> Iterator[Document]:
    """Yield the documents of all files that are text; the reader tells of the others."""
    for path in sources(generator):
        with suppress(NotTextError):
            yield executor.document(str(path), source.read(path))


def open_site(settings_file: str, content: str, wanted: str, tell: Callable[[Problem], None], *,
              thawed: bool = False) -> tuple[Executor, list[Document]]:  # fmt: skip
    """Return what runs cells, and the documents whose path has `wanted` in it, outside of a build.

    `tell` is told of what is wrong. Raises SettingsError.
    """
    settings = read_settings(settings_file, override={"PATH": content})
    archive = Archive(Settings.from_pelican(settings, os.environ), tell, thawed)
    executor = Executor(archive, lambda ran: say(ran, tell))
    context = {**settings, "generated_content": {}, "static_links": set(), "static_content": {}}
    generator = ArticlesGenerator(context, settings, content, settings["THEME"], settings["OUTPUT_PATH"])
    found = [document for document in documents_of(generator, executor) if wanted in relative(document.path)]
    return executor, found


def sources(generator: ArticlesGenerator) -> Iterator[Path]:
    """Yield the Markdown files Pelican will read."""
    settings = generator.settings
    found = generator.get_files(settings["ARTICLE_PATHS"], settings["ARTICLE_EXCLUDES"], SUFFIXES)
    found |= generator.get_files(settings["PAGE_PATHS"], settings["PAGE_EXCLUDES"], SUFFIXES)
    for name in sorted(found):
        yield Path(generator.path, name)


def say(execution: Execution, tell: Callable[[Problem], None] = log) -> None:
    """Tell the author what ran, and log what failed."""
    document, count = execution.document, len(execution.runs) - execution.reused
    cells = f"{count} of {len(execution.runs)} cells" if execution.reused else f"{count} cell{'s' * (count != 1)}"
    again = f" (those before run again after an edit: {execution.obstacle})" if execution.obstacle else ""
    print(f"ran {relative(document.path)}: {cells} in {execution.seconds_now:.1f} s{again}", flush=True)
    for cell in execution.unsteady:
        tell(Problem(document.path, cell.fence.line, "not deterministic: unedited, the cell gave other outputs than before",
                     "seed its random numbers; do not print times or addresses", severity="warning"))  # fmt: skip
    for _, failure in execution.failures:
        tell(Problem(document.path, failure.line, failure.what, failure.hint, detail=failure.detail))


def prune(pelican: Pelican) -> None:
    """Keep the store below its limit."""
    executor = executor_of(pelican.settings)
    if executor:
        Store(executor.settings.store).prune(executor.settings.limit)
