"""Where equations meet Markdown and Pelican: render-math finds them, KaTeX typesets them."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import slugify
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pelican import Pelican, signals
from pelican.contents import Content, Static
from pelican.utils import slugify as pelican_slug

from plugins import header, source
from plugins.problems import Problem, log, suggest
from plugins.store import Store
from plugins.typeset import guard, title, tree
from plugins.typeset.feed import mathml_only
from plugins.typeset.formula import Formula, Typesetter
from plugins.typeset.katex import Katex, KatexMissingError, TexError
from plugins.typeset.locate import Locator
from plugins.typeset.number import Numbers, labels, numbered, referred
from plugins.typeset.rewrite import rewritten

# A formula as Pandoc reads it: no space inside the dollars, no digit after the last; else one dollar.
FORMULA_OR_DOLLAR = r"\$\$.+?\$\$|\$(?![\s$])(?:\\.|[^$\\])*?(?<![\s\\])\$(?!\d)|\\?\$"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(add_extension)
    signals.article_generator_context.connect(name_by_plain_title)
    signals.page_generator_context.connect(name_by_plain_title)
    signals.content_object_init.connect(typeset_titles)
    signals.feed_generated.connect(simplify_feed)


def add_extension(pelican: Pelican) -> None:
    """Typeset what Markdown reads."""
    settings = pelican.settings
    katex = Katex(Path(settings["NODE_MODULES"], "katex"))
    typesetter = Typesetter(katex, Store(Path(settings["STORE_PATH"])))
    settings["MARKDOWN"]["extensions"].append(MathExtension(typesetter, settings.get("MATH_MACROS", {})))


def name_by_plain_title(generator: Any, metadata: dict[str, Any]) -> None:
    """Keep TeX out of an address that is made from a title, and out of what is read as text alone."""
    for name in ("description", "summary"):
        if name in metadata:
            metadata[name] = title.plain(str(metadata[name]))
    text = str(metadata.get("title", ""))
    if title.plain(text) != text and "`" not in text:
        metadata.setdefault("slug", pelican_slug(title.plain(text), generator.settings["SLUG_REGEX_SUBSTITUTIONS"]))


def typeset_titles(content: Content) -> None:
    """Give an article or a page its title and subtitle as HTML, and as text without TeX."""
    if isinstance(content, Static):
        return
    extension = next(each for each in content.settings["MARKDOWN"]["extensions"] if isinstance(each, MathExtension))
    for name in ("title", "subtitle"):
        text = getattr(content, name, "")
        setattr(content, f"{name}_html", title.typeset(text, lambda tex: extension.inline(tex, content.source_path)))
        setattr(content, name, title.plain(text))


def simplify_feed(context: Any, feed: Any) -> None:
    """Leave MathML alone in a feed's items."""
    for item in feed.items:
        for name in ("content", "description"):
            if item.get(name):
                item[name] = mathml_only(item[name])


class MathExtension(Extension):
    """Registers the three steps; their priorities follow those of what they must precede."""

    def __init__(self, typesetter: Typesetter, macros: Mapping[str, str]) -> None:
        super().__init__()
        self.typesetter, self.macros = typesetter, macros

    def inline(self, tex: str, path: str) -> str:
        """Return a formula of a title; broken TeX is shown as it is, and logged."""
        head = header.read(source.read(path))
        try:
            return self.typesetter.typeset(rewritten(tex), named({**self.macros, **own_macros(head)}), display=False)
        except (TexError, KatexMissingError) as error:
            line = next((entry.line for entry in head.entries if tex in str(entry.value)), 0)
            log(Problem(path, line, f"the equation {shortened(tex)} cannot be typeset: {error}"))
            return html.escape(tex)

    def extendMarkdown(self, md: Markdown) -> None:
        """Register them."""
        md.preprocessors.register(Guard(md), "math_guard", 27)  # after cells (28), before lists (26)
        md.inlinePatterns.register(Dollars(FORMULA_OR_DOLLAR, md), "dollars", 187)  # before render-math (186, 185)
        md.treeprocessors.register(Typeset(md, self.typesetter, self.macros), "typeset", 12)  # after inline (20), before toc (5)


class Guard(Preprocessor):
    """Joins display equations, and tells of one that never ends."""

    md: Any  # the reader gave it the file's path and text

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with each display equation on one."""
        body = header.read(self.md.source_text).body_line - 1
        source = header.split(self.md.source_text)
        for found in guard.unclosed([*[""] * body, *source[body:]]):
            log(Problem(self.md.source_path, found.line, f"the equation opened by '{found.opening}' never ends",
                        f"close it with {found.closing}"))  # fmt: skip
        return guard.guard(lines)


class Dollars(InlineProcessor):
    """Lets formulas pass, and keeps every other dollar from opening one."""

    def handleMatch(  # type: ignore[override]  # the stubs know only elements
        self, m: re.Match[str], data: str
    ) -> tuple[Element | str | None, int | None, int | None]:
        """Return a kept dollar, or a formula with a dollar or an environment in it, which render-math would cut there."""
        if m[0] in ("$", r"\$"):
            return tree.DOLLAR, m.start(), m.end()
        if any(part in m[0] for part in (r"\$", r"\begin")) and not m[0].startswith("$$"):
            formula = Element("span", {"class": "math"})
            formula.text = AtomicString(rf"\({m[0][1:-1]}\)")
            return formula, m.start(), m.end()
        return None, None, None


class Typeset(Treeprocessor):
    """Replaces each formula's TeX by its HTML."""

    md: Any

    def __init__(self, md: Markdown, typesetter: Typesetter, macros: Mapping[str, str]) -> None:
        super().__init__(md)
        self.typesetter, self.macros = typesetter, macros

    def run(self, root: Element) -> None:
        """Typeset all formulas of one file, once all that are labelled have their number."""
        formulas = [element for element in root.iter() if tree.is_math(element)]
        if not formulas:
            return
        for heading in root.iter():
            if heading.tag in HEADINGS:
                self.name(heading)
        numbers, locator = Numbers(), Locator(self.md.source_text)
        written = [tree.tex_of(element) for element in formulas]
        read = [numbered(rewritten(tex), numbers) for tex in written]
        for label in numbers.doubled:
            self.log(label, f"two equations have the label {label!r}", "give each its own")
        macros = named({**self.macros, **own_macros(header.read(self.md.source_text))})
        whole = [referred(tex, lambda label: self.number_of(label, numbers)) for tex in read]
        asked = [Formula(*each) for each in zip(whole, written, map(tree.is_display, formulas), strict=True)]
        for element, original, made in zip(formulas, written, self.typeset(asked, macros, locator), strict=True):
            element.text = self.md.htmlStash.store(made)
            if tree.is_display(element):
                element.set("tabindex", "0")
                tree.mark(element, {label: numbers.by_label[label] for label in labels(original)})
        tree.lift(root)

    def number_of(self, label: str, numbers: Numbers) -> str:
        """Return the number of an equation; tell if there is none."""
        if label not in numbers.by_label:
            self.log(label, f"no equation has the label {label!r}", suggest(label, numbers.by_label))
        return numbers.by_label.get(label, "?")

    def log(self, label: str, what: str, hint: str) -> None:
        """Tell what is wrong with a label, at the last line that has it."""
        lines = header.split(self.md.source_text)
        name = re.compile(re.escape(label.removeprefix("eq-")).replace(r"\-", "[-:_ ]"))
        line = max((number for number, text in enumerate(lines, 1) if name.search(text)), default=0)
        log(Problem(self.md.source_path, line, what, hint))

    def typeset(self, formulas: Sequence[Formula], macros: Mapping[str, str], locator: Locator) -> list[str]:
        """Return the formulas' HTML; broken TeX is shown as it is, and logged."""
        try:
            made = self.typesetter.typeset_all([(formula.tex, formula.display) for formula in formulas], macros)
        except KatexMissingError as error:
            log(Problem(str(error), 0, "KaTeX is missing", "run ./inv build, or npm ci in theme/"))
            return [as_written(formula) for formula in formulas]
        return [self.told(formula, each, locator) if isinstance(each, TexError) else each
                for formula, each in zip(formulas, made, strict=True)]  # fmt: skip

    def told(self, formula: Formula, error: TexError, locator: Locator) -> str:
        """Log what is wrong with a formula; return what stands in its place."""
        position = error.position if formula.tex == formula.source else 0
        line = locator.line(formula.source, position, display=formula.display)
        what = f"the equation {shortened(formula.source)} cannot be typeset: {error.message}"
        log(Problem(self.md.source_path, line, what, "KaTeX's functions are listed at katex.org/docs/supported"))
        return as_written(formula)

    def name(self, heading: Element) -> None:
        """Give a heading with formulas its address and its name in the table of contents from their TeX."""
        if not any(tree.is_math(element) for element in heading.iter()):
            return
        words = " ".join("".join(heading.itertext()).replace(r"\(", "").replace(r"\)", "").split())
        heading.set("id", slugify(words, "-"))
        heading.set("data-toc-label", words)


def as_written(formula: Formula) -> str:
    """Return the TeX of a formula that cannot be typeset."""
    return f'<code class="math-error">{html.escape(formula.source)}</code>'


def own_macros(head: header.Header) -> dict[str, Any]:
    """Return the macros a file has of its own."""
    found = head.get("math_macros", {})
    return found if isinstance(found, dict) else {}


def named(macros: Mapping[str, Any]) -> dict[str, str]:
    r"""Return `macros` by their names as TeX has them: `R` means `\R`."""
    return {f"\\{str(name).removeprefix(chr(92))}": str(tex) for name, tex in macros.items()}


def shortened(tex: str) -> str:
    """Return `tex` fit for a message."""
    line = " ".join(tex.split())
    return repr(line if len(line) <= 40 else line[:39] + "…").replace("\\\\", "\\")
