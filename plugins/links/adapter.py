"""Where links meet Markdown and Pelican: resolved while a file is read, checked when all are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from pelican import ArticlesGenerator, PagesGenerator, Pelican, signals
from pelican.generators import Generator

from plugins import address, source
from plugins.links.across import Read, Site
from plugins.links.resolve import ATTRIBUTE, Linker
from plugins.problems import log

OURS = ('class="cell', 'class="katex', 'class="highlight"')  # HTML that no author wrote


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(add_extension)
    signals.all_generators_finalized.connect(check_links)


def add_extension(pelican: Pelican) -> None:
    """Resolve the links Markdown reads."""
    settings = pelican.settings
    settings["MARKDOWN"]["extensions"].append(LinkExtension(Path(settings["PATH"]), settings["SITEURL"]))


def check_links(generators: Sequence[Generator]) -> None:
    """Tell of links to drafts, and to headings and pages that are not there."""
    articles = next(each for each in generators if isinstance(each, ArticlesGenerator))
    pages = next(each for each in generators if isinstance(each, PagesGenerator))
    root = Path(articles.settings["PATH"])
    drafts = [*articles.drafts, *pages.draft_pages]
    shown = [*articles.articles, *articles.translations, *articles.hidden_articles, *pages.pages, *pages.translations, *pages.hidden_pages]
    read = {content: Read(content.source_path, content.title, source.read(content.source_path), content._content, content in drafts)
            for content in [*drafts, *shown]}  # fmt: skip
    aliases = {alias.strip("/") + "/" for content in read for alias in getattr(content, "aliases", ())}
    site = Site({address.from_top(Path(content.source_path), root): each for content, each in read.items()},
                {content.url: each for content, each in read.items()}, aliases.union(lists(articles)), articles.settings["SITEURL"])  # fmt: skip
    for each in read.values():
        for problem in site.problems(each):
            log(problem)


def lists(generator: ArticlesGenerator) -> Iterator[str]:
    """Yield the addresses of pages that list articles."""
    settings = generator.settings
    yield from (wrapper.url for wrapper, _ in [*generator.categories, *generator.authors])
    yield from (tag.url for tag in generator.tags)
    yield from (settings.get(f"{name.upper()}_URL", f"{name}.html") for name in settings["DIRECT_TEMPLATES"])
    for name in ("YEAR", "MONTH", "DAY"):
        pattern = settings.get(f"{name}_ARCHIVE_URL") or ""
        yield from (pattern.format(date=article.date) for article in generator.dates)


class LinkExtension(Extension):
    """Registers the tree processor."""

    def __init__(self, content: Path, site_url: str) -> None:
        super().__init__()
        self.content, self.site_url = content, site_url

    def extendMarkdown(self, md: Markdown) -> None:
        """Register it."""
        md.treeprocessors.register(Links(md, self.content, self.site_url), "links", 10)  # after images (11), before toc (5)


class Links(Treeprocessor):
    """Resolves links and pictures, those in raw HTML too."""

    md: Any

    def __init__(self, md: Markdown, content: Path, site_url: str) -> None:
        super().__init__(md)
        self.content, self.site_url = content, site_url

    def run(self, root: Element) -> None:
        """Change the tree and the stashed HTML in place."""
        linker = Linker(Path(self.md.source_path), self.content, self.site_url, self.md.source_text)
        for element in root.iter():
            if element.get("src"):  # a missing picture has been told, and drawn
                element.set("src", linker.resolve(element.get("src", ""))[0])
            if element.get("href"):
                element.set("href", self.resolve(linker, element.get("href", "")))
        blocks = self.md.htmlStash.rawHtmlBlocks
        for index, stashed in enumerate(blocks):
            if isinstance(stashed, str) and not any(mark in stashed for mark in OURS):
                blocks[index] = ATTRIBUTE.sub(lambda match: self.attribute(linker, match), stashed)

    def attribute(self, linker: Linker, match: re.Match[str]) -> str:
        """Return an attribute of raw HTML with its address resolved."""
        return f'{match["name"]}="{self.resolve(linker, match["url"])}"'

    def resolve(self, linker: Linker, written: str) -> str:
        """Return the resolved address; log what is wrong with it."""
        resolved, problem = linker.resolve(written)
        if problem and written not in getattr(self.md, "unknown_files", ()):  # a cell that did not run may write it
            log(problem)
        return resolved
