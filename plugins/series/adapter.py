"""Where series meet Pelican: a generator after that of articles, which tells each article its series and writes their pages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from pelican import Pelican, signals
from pelican.contents import Article, Content
from pelican.generators import ArticlesGenerator, Generator
from pelican.utils import slugify
from pelican.writers import Writer

from plugins import header, source
from plugins.problems import Problem, log, suggest
from plugins.series.group import Series, grouped


def register() -> None:
    """Connect to Pelican."""
    signals.content_object_init.connect(without_series)
    signals.get_generators.connect(generator)
    signals.article_generator_finalized.connect(find_series)


def without_series(content: Content) -> None:
    """Give every article a series, for templates: none so far."""
    if isinstance(content, Article):
        content.in_series = None


def find_series(generator: ArticlesGenerator) -> None:
    """Tell the site its series, and each article the one it belongs to."""
    settings = generator.settings
    slug_of = partial(slugify, regex_subs=settings["SLUG_REGEX_SUBSTITUTIONS"])
    found = grouped(generator.articles, slug_of, (settings["SERIES_URL"], settings["SERIES_SAVE_AS"]), settings["SERIES_DESCRIPTIONS"])
    for series in found:
        for article in series.parts:
            article.in_series = series
    generator.context["SERIES"] = found
    names = [series.name for series in found]
    for series in found:
        tell_of_misspelling(series, [other.name for other in found if len(other.parts) > 1])
    for name in settings["SERIES_DESCRIPTIONS"]:
        if name not in names:
            log(Problem("pelicanconf.py", 0, f"SERIES_DESCRIPTIONS: no article is part of {name!r}", suggest(name, names), severity="warning"))


def tell_of_misspelling(series: Series, others: Sequence[str]) -> None:
    """Warn of a series that has one part, and nearly the name of one of `others`."""
    hint = suggest(series.name, others)
    if len(series.parts) == 1 and hint:
        path = series.parts[0].source_path
        line = header.read(source.read(path)).line("series")
        log(Problem(path, line, f"series: no other article is part of {series.name!r}", hint, severity="warning"))


def generator(pelican: Pelican) -> type[Generator]:
    """Name our generator to Pelican."""
    return SeriesGenerator


class SeriesGenerator(Generator):
    """Writes a page for each series, and one that lists them."""

    def generate_output(self, writer: Writer) -> None:
        """Write the pages; a site without series has none."""
        found: Sequence[Any] = self.context["SERIES"]
        if found:
            self.write(writer, "all_series", self.settings["ALL_SERIES_URL"], self.settings["ALL_SERIES_SAVE_AS"])
        for series in found:
            self.write(writer, "series", series.url, series.save_as, series=series)

    def write(self, writer: Writer, template: str, url: str, save_as: str, **given: Any) -> None:
        """Write one page."""
        writer.write_file(save_as, self.get_template(template), self.context, self.settings["RELATIVE_URLS"], url=url, **given)
