"""The style sheet that a page carries: of the site's rules and fonts, those it has a use for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plugins.assets.bundle import CLASS

CLASSES = re.compile(r'class="([^"]*)"|className = "([^"]*)"')
ELEMENT = re.compile(r"<[a-z]\w*")
SELECTORS = re.compile(r"([^{}]+)\{")


@dataclass(frozen=True, slots=True)
class Part:
    """Some CSS, and by what a page is known to need it: classes, or elements such as `<em`; none means that all do."""

    css: str
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Styles:
    """The parts of a site's style sheet, in order; `around` are the marks that templates and scripts give to any page."""

    parts: Sequence[Part]
    around: frozenset[str]

    def of(self, html: str = "") -> str:
        """Return the style sheet of a page with `html` in it."""
        there = self.around | marks_of(html)
        return "".join(part.css for part in self.parts if not part.marks or part.marks & there)


def marks_of(*texts: str) -> frozenset[str]:
    """Return the classes and the elements of HTML texts, and the classes that scripts give."""
    return frozenset(each for text in texts for each in marks(text))


def marks(text: str) -> Iterator[str]:
    """Yield each of them."""
    for found in CLASSES.finditer(text):
        yield from (found[1] or found[2] or "").split()
    yield from ELEMENT.findall(text)


def needed_by(css: str) -> frozenset[str]:
    """Return the classes that a page has one of if it needs a sheet; none if there is a selector without a class."""
    selectors = [each.strip() for each in SELECTORS.findall(css) if not each.strip().startswith("@")]
    classes = [CLASS.findall(each) for each in selectors]
    return frozenset(name for found in classes for name in found) if all(classes) else frozenset()
