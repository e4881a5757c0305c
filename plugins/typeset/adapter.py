"""Where equations meet Markdown and Pelican: render-math finds them, KaTeX typesets them."""

from __future__ import annotations

import html
import re
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

from plugins import header
from plugins.problems import Problem, log
from plugins.store import Store
from plugins.typeset import guard, tree
from plugins.typeset.feed import mathml_only
from plugins.typeset.formula import Typesetter
from plugins.typeset.katex import Katex, KatexMissingError, TexError
from plugins.typeset.locate import Locator

# A formula as Pandoc reads it: no space inside the dollars, no digit after the last; else one dollar.
FORMULA_OR_DOLLAR = r"\$\$.+?\$\$|\$(?![\s$])(?:\\.|[^$\\])*?(?<![\s\\])\$(?!\d)|\\?\$"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(add_extension)
    signals.feed_generated.connect(simplify_feed)


def add_extension(pelican: Pelican) -> None:
    """Typeset what Markdown reads."""
    settings = pelican.settings
    katex = Katex(Path(settings["NODE_MODULES"], "katex"))
    settings["MARKDOWN"]["extensions"].append(MathExtension(Typesetter(katex, Store(Path(settings["STORE_PATH"])))))


def simplify_feed(context: Any, feed: Any) -> None:
    """Leave MathML alone in a feed's items."""
    for item in feed.items:
        for name in ("content", "description"):
            if item.get(name):
                item[name] = mathml_only(item[name])


class MathExtension(Extension):
    """Registers the three steps; their priorities follow those of what they must precede."""

    def __init__(self, typesetter: Typesetter) -> None:
        super().__init__()
        self.typesetter = typesetter

    def extendMarkdown(self, md: Markdown) -> None:
        """Register them."""
        md.preprocessors.register(Guard(md), "math_guard", 27)  # after cells (28), before lists (26)
        md.inlinePatterns.register(Dollars(FORMULA_OR_DOLLAR, md), "dollars", 187)  # before render-math (186, 185)
        md.treeprocessors.register(Typeset(md, self.typesetter), "typeset", 12)  # after inline (20), before toc (5)


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
        """Return a kept dollar, or a formula with a dollar in it, which render-math would cut there."""
        if m[0] in ("$", r"\$"):
            return tree.DOLLAR, m.start(), m.end()
        if r"\$" in m[0] and not m[0].startswith("$$"):
            formula = Element("span", {"class": "math"})
            formula.text = AtomicString(rf"\({m[0][1:-1]}\)")
            return formula, m.start(), m.end()
        return None, None, None


class Typeset(Treeprocessor):
    """Replaces each formula's TeX by its HTML."""

    md: Any

    def __init__(self, md: Markdown, typesetter: Typesetter) -> None:
        super().__init__(md)
        self.typesetter = typesetter

    def run(self, root: Element) -> None:
        """Typeset all formulas of one file."""
        formulas = [element for element in root.iter() if tree.is_math(element)]
        if not formulas:
            return
        for heading in root.iter():
            if heading.tag in HEADINGS:
                self.name(heading)
        locator = Locator(self.md.source_text)
        for element in formulas:
            element.text = self.md.htmlStash.store(self.typeset(element, locator))
            if tree.is_display(element):
                element.set("tabindex", "0")
        tree.lift(root)

    def typeset(self, element: Element, locator: Locator) -> str:
        """Return a formula's HTML; broken TeX is shown as it is, and logged."""
        tex, display = tree.tex_of(element), tree.is_display(element)
        try:
            return self.typesetter.typeset(tex, display=display)
        except TexError as error:
            line = locator.line(tex, error.position, display=display)
            log(Problem(self.md.source_path, line, f"the equation {shortened(tex)} cannot be typeset: {error.message}",
                        "KaTeX's functions are listed at katex.org/docs/supported"))  # fmt: skip
        except KatexMissingError as error:
            log(Problem(str(error), 0, "KaTeX is missing", "run ./inv build, or npm ci in theme/"))
        return f'<code class="math-error">{html.escape(tex)}</code>'

    def name(self, heading: Element) -> None:
        """Give a heading with formulas its address and its name in the table of contents from their TeX."""
        if not any(tree.is_math(element) for element in heading.iter()):
            return
        words = " ".join("".join(heading.itertext()).replace(r"\(", "").replace(r"\)", "").split())
        heading.set("id", slugify(words, "-"))
        heading.set("data-toc-label", words)


def shortened(tex: str) -> str:
    """Return `tex` fit for a message."""
    line = " ".join(tex.split())
    return repr(line if len(line) <= 40 else line[:39] + "…").replace("\\\\", "\\")
