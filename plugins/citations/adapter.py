"""Where citations meet Markdown: marked while a file is read, resolved when it is HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.postprocessors import Postprocessor
from pelican import Pelican, signals

from plugins import address, header
from plugins.citations import bibliography
from plugins.citations.bibliography import Work
from plugins.citations.cite import KEY, NARRATIVE, Citations, items
from plugins.problems import Problem, log, suggest

BRACKETS = r"\[(?P<inside>[^\[\]@]*-?@[^\[\]]+)\](?![(\[:])"
NAMED = rf"(?<![\w@/.\\])@(?P<key>{KEY})(?: \[(?P<where>[^\[\]@]+)\](?![(\[]))?"
STYLES = ("author-year", "numeric")


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(add_extension)


def add_extension(pelican: Pelican) -> None:
    """Extend Markdown."""
    settings = pelican.settings
    style = settings.get("CITATION_STYLE", STYLES[0])
    if style not in STYLES:
        log(Problem("pelicanconf.py", 0, f"CITATION_STYLE takes {' or '.join(STYLES)}, not {style!r}"))
        style = STYLES[0]
    settings["MARKDOWN"]["extensions"].append(CitationExtension(Path(settings["PATH"]), settings.get("BIBLIOGRAPHY", ""), style))


class CitationExtension(Extension):
    """Registers the steps; reads each file of works once a build."""

    def __init__(self, content: Path, site: str, style: str) -> None:
        super().__init__()
        self.content, self.site, self.style = content, site, style
        self._read: dict[Path, dict[str, Work]] = {}

    def extendMarkdown(self, md: Markdown) -> None:
        """Register them."""
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "@"]
        md.inlinePatterns.register(Bracketed(BRACKETS, md, self), "citation", 182)  # before links (160)
        md.inlinePatterns.register(Narrative(NAMED, md, self), "citation_in_sentence", 181)  # after @fig-x (184)
        md.postprocessors.register(Resolve(md, self), "citations", 4)  # after references (5)

    def works(self, md: Any) -> Mapping[str, Work] | None:
        """Return what a file may cite, None if it has no bibliography."""
        names = [*self.named(md), *filter(None, [self.site])]
        found = [works for name in names if (works := self.file(name, md)) is not None]
        return {key: work for works in reversed(found) for key, work in works.items()} if names else None

    def named(self, md: Any) -> list[str]:
        """Return the files the front matter names."""
        given = header.read(md.source_text).get("bibliography", "")
        names = given if isinstance(given, list) else str(given or "").split(",")
        return [name for each in names if (name := str(each).strip())]

    def file(self, name: str, md: Any) -> dict[str, Work] | None:
        """Return the works in the file called `name`; tell what is wrong with it."""
        path = next((each for each in address.candidates(name, Path(md.source_path), self.content) if each.is_file()), None)
        if path is None:
            line = header.read(md.source_text).line("bibliography")
            log(Problem(md.source_path if line else "pelicanconf.py", line, f"bibliography: no such file: {name!r}",
                        "a path starts beside the article, or at the top of the content folder"))  # fmt: skip
            return None
        path = path.resolve()
        if path not in self._read:
            self._read[path], problems = bibliography.read(path)
            for problem in problems:
                log(problem)
        return self._read[path]


class Bracketed(InlineProcessor):
    """Reads `[@key; @other, p. 3]`."""

    def __init__(self, pattern: str, md: Markdown, extension: CitationExtension) -> None:
        super().__init__(pattern, md)
        self.extension = extension

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | None, int | None, int | None]:  # type: ignore[override]
        """Return the mark of a citation; leave brackets that hold anything else."""
        return (mark(m["inside"]), m.start(), m.end()) if items(m["inside"]) else (None, None, None)


class Narrative(Bracketed):
    """Reads `@key` and `@key [p. 3]` as part of a sentence, in files that have a bibliography."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | None, int | None, int | None]:  # type: ignore[override]
        """Return the mark of a citation."""
        if self.extension.works(self.md) is None:
            return None, None, None
        where = f", {m['where']}" if m["where"] else ""
        return mark(f"{NARRATIVE}@{m['key']}{where}"), m.start(), m.end()


def mark(text: str) -> Element:
    """Return the element a citation is until it is resolved, which `MARK` looks for."""
    return Element("span", {"class": "citation-mark", "data-items": text})


class Resolve(Postprocessor):
    """Puts citations into words, and the list at the end."""

    md: Any  # the reader gave it the file's path and text

    def __init__(self, md: Markdown, extension: CitationExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, text: str) -> str:
        """Return the HTML; tell of keys nothing has."""
        works = self.extension.works(self.md) or {}
        return Citations(works, self.extension.style, lambda key: self.unknown(key, works)).resolve(text)

    def unknown(self, key: str, works: Mapping[str, Work]) -> None:
        """Tell of a key."""
        line = next(self.lines(key), 0)
        what = f"no work has the key {key!r}" if works else f"{key!r} is cited, and there is no bibliography"
        hint = suggest(key, works) if works else "name a BibTeX file in the front matter: bibliography: refs.bib"
        log(Problem(self.md.source_path, line, what, hint))

    def lines(self, key: str) -> Iterator[int]:
        """Yield the lines that cite `key`."""
        for number, line in enumerate(header.split(self.md.source_text), 1):
            if re.search(rf"@{re.escape(key)}(?![\w:-])", line):
                yield number
