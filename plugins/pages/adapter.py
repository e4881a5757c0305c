"""Where pages meet Pelican: its Writer, with less given and less written."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from jinja2 import FileSystemBytecodeCache, StrictUndefined
from pelican import Pelican, signals
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator
from pelican.writers import FileOverwriteFailedError, Writer

from plugins.pages.filters import FILTERS
from plugins.pages.given import menu, neighbours, related, settings_of
from plugins.pages.policy import widened
from plugins.problems import Problem, log
from plugins.store import write_atomically


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(prepare_templates)
    signals.all_generators_finalized.connect(prune_menu)
    signals.get_writer.connect(writer)


def prepare_templates(pelican: Pelican) -> None:
    """Add our filters, and keep compiled templates; a name a template misspells is an error."""
    settings = pelican.settings
    analytics = settings["ANALYTICS"]
    if analytics and not analytics.get("src"):
        log(Problem("pelicanconf.py", 0, "ANALYTICS names no script", 'ANALYTICS = {"src": "https://example.org/count.js"}'))
        settings["ANALYTICS"] = analytics = {}
    settings["CONTENT_SECURITY"] = widened(settings["CONTENT_SECURITY"], comments=bool(settings["GISCUS"]), analytics=analytics.get("src", ""))
    settings["JINJA_FILTERS"] = {**FILTERS, **settings["JINJA_FILTERS"]}
    kept: dict[str, Any] = {}
    with suppress(OSError):  # a store that cannot be written is told of elsewhere
        folder = Path(settings["STORE_PATH"], "templates")
        folder.mkdir(parents=True, exist_ok=True)
        kept["bytecode_cache"] = FileSystemBytecodeCache(str(folder))
    settings["JINJA_ENVIRONMENT"] = {"undefined": StrictUndefined, **kept, **settings["JINJA_ENVIRONMENT"]}


def prune_menu(generators: Sequence[Generator]) -> None:
    """Leave in the menu what this site has."""
    context = generators[0].context
    context["MENU"] = menu(context["MENU"], set(addresses(generators)))


def addresses(generators: Sequence[Generator]) -> Iterator[str]:
    """Yield the addresses a menu may name."""
    context, settings = generators[0].context, generators[0].settings
    yield from [settings["ALL_SERIES_URL"], *(series.url for series in context["SERIES"])] if context["SERIES"] else ()
    for generator in generators:
        if isinstance(generator, PagesGenerator):
            yield from (page.url for page in generator.pages)
        if isinstance(generator, ArticlesGenerator):
            yield from (article.url for article in generator.articles)
            yield from (wrapper.url for wrapper, _ in [*generator.categories, *generator.authors])
            yield from (tag.url for tag in generator.tags)
            yield from (settings[f"{name.upper()}_URL"] for name in settings["DIRECT_TEMPLATES"]
                        if f"{name.upper()}_URL" in settings)  # fmt: skip


def writer(pelican: Pelican) -> type[Writer]:
    """Name our Writer to Pelican."""
    return SparingWriter


class SparingWriter(Writer):
    """Gives an article's template its article and nothing else, and writes what changed."""

    def write_file(self, name: str, template: Any, context: dict[str, Any], *arguments: Any, **given: Any) -> None:
        """Render and write one page; when all is only checked, see that no two would be written to the same place."""
        if context.get("CHECK"):
            self._open_w(str(Path(self.output_path, name)), "utf-8", bool(given.get("override_output"))).close()
            return
        shown: dict[str, Any] = {kind: given.pop(kind) for kind in ("article", "page") if kind in given}
        if shown:
            around = around_of(shown.get("article"), context["articles"])
            context = settings_of(context)
            kept: dict[str, Any] = {key: given[key] for key in ("override_output", "url") if key in given}
            given = {**kept, **shown, **around}
        super().write_file(name, template, context, *arguments, **given)

    def write_feed(self, elements: Any, context: dict[str, Any], *arguments: Any, **given: Any) -> Any:
        """Write a feed, unless all is only checked."""
        return None if context.get("CHECK") else super().write_feed(elements, context, *arguments, **given)

    def _open_w(self, filename: str, encoding: str, override: bool = False) -> io.StringIO:
        """Return a file in memory, which is written when it is complete. Pelican's rules on writing twice hold."""
        if filename in self._overridden_files:
            if override:
                raise FileOverwriteFailedError(f"two files override {filename!r}")
            return io.StringIO()
        if filename in self._written_files and not override:
            raise FileOverwriteFailedError(f"two files would be written to {filename!r}")
        if override:
            self._overridden_files.add(filename)
        self._written_files.add(filename)
        return CompleteFile(Path(filename), encoding)


def around_of(article: Any, articles: Sequence[Any]) -> dict[str, Any]:
    """Return what a page shows of other articles."""
    return {**neighbours(article, articles), "related": related(article, articles)}


class CompleteFile(io.StringIO):
    """A text file that appears with all of its text, or not at all, and only if it differs."""

    def __init__(self, path: Path, encoding: str) -> None:
        super().__init__()
        self.path, self.encoding_name = path, encoding

    def __exit__(self, kind: object, error: object, traceback: object) -> None:
        """Write the text, unless an exception ended it early."""
        if error is None:
            write_atomically(self.path, self.getvalue().encode(self.encoding_name))
        self.close()
