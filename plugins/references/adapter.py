"""Where references meet Markdown and Pelican: marked while a file is read, resolved when it is HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from pelican import ArticlesGenerator, PagesGenerator, Pelican, signals
from pelican.generators import Generator

from plugins import header, source
from plugins.problems import Problem, log, suggest
from plugins.references.figure import MARK, captioned, make_figures
from plugins.references.resolve import across, resolved
from plugins.references.target import LABEL, WORDS, Target, find

AT = rf"(?<![\w@/.])@(?:(?P<article>[\w-]+)#)?(?P<label>{LABEL})"
TEX = r"\\(?P<kind>eqref|ref|autoref|cref|Cref)\{(?P<label>[^}]+)\}"
FORMULA = re.compile(r"\\\((.+?)\\\)")  # as a formula stands in a title, whose patterns have been read before the picture's
TEX_FORMS = {"eqref": "eqref", "ref": "number"}

LABELS = "labels"  # the note that has an article's targets, for others to refer to


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(add_extension)
    signals.all_generators_finalized.connect(resolve_across)


def add_extension(pelican: Pelican) -> None:
    """Extend Markdown."""
    pelican.settings["MARKDOWN"]["extensions"].append(ReferenceExtension())


def resolve_across(generators: Sequence[Generator]) -> None:
    """Resolve references from one article or page to another, now that all are read."""
    contents = [content for generator in generators for content in contents_of(generator)]
    by_slug = {content.slug: content for content in contents}
    for content in contents:
        if "data-article=" in content._content:
            content._content = across(content._content, partial(look_up, content, by_slug))


def look_up(content: Any, by_slug: Mapping[str, Any], slug: str, label: str) -> tuple[str, Target] | None:
    """Return the address of the article called `slug` and what has the label there; tell if either is missing."""
    other = by_slug.get(slug)
    there = {name: Target(name, *rest) for name, *rest in getattr(other, "notes", {}).get(LABELS, [])}
    if other is not None and label in there:
        return f"{other.settings['SITEURL']}/{other.url}", there[label]
    what = f"no label {label!r} in the article {slug!r}" if other else f"no article has the slug {slug!r}"
    hint = suggest(label, there) if other else suggest(slug, by_slug)
    tell(content.source_path, source.read(content.source_path), f"{slug}#{label}", what, hint)
    return None


def contents_of(generator: Generator) -> list[Any]:
    """Return what a generator has read."""
    if isinstance(generator, ArticlesGenerator):
        return [*generator.articles, *generator.translations, *generator.drafts, *generator.hidden_articles]
    return [*generator.pages, *generator.hidden_pages, *generator.draft_pages] if isinstance(generator, PagesGenerator) else []


def tell(path: str, text: str, label: str, what: str, hint: str) -> None:
    """Log what is wrong with a label, at the last line that has it."""
    whole = re.compile(rf"(?<![\w-]){re.escape(label)}(?![\w-])")
    log(Problem(path, max((number for number, line in enumerate(header.split(text), 1) if whole.search(line)), default=0), what, hint))


class ReferenceExtension(Extension):
    """Registers the steps."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register them."""
        md.preprocessors.register(Captions(md), "table_captions", 25.5)  # after lists (26), before superfences (25)
        md.inlinePatterns.register(AtReference(AT, md), "at_reference", 184)  # after code (190) and formulas (185)
        md.inlinePatterns.register(TexReference(TEX, md), "tex_reference", 183)  # before escapes (180)
        md.treeprocessors.register(Titles(md), "titles", 19)  # after inline (20), before formulas (12)
        md.treeprocessors.register(Figures(md), "figures", 7)  # after attribute lists (8), before toc (5)
        md.postprocessors.register(Resolve(md), "references", 5)  # after raw HTML is back (30)


class Captions(Preprocessor):
    """Reads the captions of tables."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with captions as paragraphs."""
        return captioned(lines)


class AtReference(InlineProcessor):
    """Reads `@fig-x` and `@slug#fig-x`."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]
        """Return the mark of a reference."""
        return mark(m["label"], "name", m["article"]), m.start(), m.end()


class TexReference(InlineProcessor):
    r"""Reads `\eqref{eq:x}` and `\ref{eq:x}` outside of formulas."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]
        """Return the mark of a reference."""
        label = re.sub(r"[^\w.-]+", "-", m["label"]).strip("-")
        known = re.fullmatch(LABEL, label)
        return mark(label if known else f"eq-{label}", TEX_FORMS.get(m["kind"], "name")), m.start(), m.end()


def mark(label: str, form: str, article: str | None = None) -> Element:
    """Return the element a reference is until it is resolved, which `REFERENCE` looks for."""
    attributes = {"class": "reference", "data-form": form, "data-label": label,
                  **({"data-article": article} if article else {}), "href": f"#{label}"}  # fmt: skip
    element = Element("a", attributes)
    element.text = label
    return element


class Titles(Treeprocessor):
    """Reads the titles of pictures as Markdown; a picture holds its own until it has become a figure."""

    def run(self, root: Element) -> None:
        """Change the pictures in place."""
        for image in root.iter("img"):
            if image.get("title"):
                SubElement(image, "span").text = FORMULA.sub(r"$\1$", image.get("title", ""))
                self.md.treeprocessors["inline"].run(image)


class Figures(Treeprocessor):
    """Makes figures of what is labelled, and tells of captions that are left over."""

    md: Any  # the reader gave it the file's path and text

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        make_figures(root)
        for lone in root.iterfind(f".//*[@class='{MARK}']"):
            kind = WORDS[lone.get("id", "")[:3]].lower()
            tell(self.md.source_path, self.md.source_text, lone.get("id", ""), f"this caption stands under no {kind}",
                 "put it on the line after it")  # fmt: skip
        for image in root.iter("img"):
            for read in list(image):
                image.remove(read)


class Resolve(Postprocessor):
    """Numbers what is labelled, and resolves references within the file."""

    md: Any  # the reader gave it the file's path and text

    def run(self, text: str) -> str:
        """Return the HTML with numbers and links; tell of labels that are unknown, or given twice."""
        found, doubled = find(text)
        self.md.reading.notes[LABELS] = [astuple(target) for target in found.values()]
        for label in (each for each in doubled if not each.startswith("eq-")):  # equations tell themselves
            self.tell(label, f"label {label!r} is used twice", "give each its own")
        return resolved(text, found, lambda label: self.tell(label, f"nothing here has the label {label!r}", suggest(label, found)))

    def tell(self, label: str, what: str, hint: str) -> None:
        """Log what is wrong with a label."""
        tell(self.md.source_path, self.md.source_text, label, what, hint)
