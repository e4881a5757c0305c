"""The fonts of a site, cut to its characters: as set-up has cut them for most sites, or anew."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from plugins.assets.subset import BASIC, covered, subset
from plugins.store import Store, digest

KIND = "fonts"
CUT = ".fonts"  # the folder in node_modules where set-up has put those with basic characters
TAG = re.compile(r"<[^>]*>")
VISUAL = re.compile(r'<span class="katex-html" aria-hidden="true">(.*?)(?=<span class="katex-mathml">|</(?:p|div|h\d|li|td|th|figcaption)>|$)', re.DOTALL)
IN_SPAN = re.compile(r'<span(?: class="(?P<kind>[^"]*)")?[^>]*>(?P<inside>[^<]+)|</span>(?P<after>[^<]+)(?=</span)')
SLANTED = re.compile(r"<(?P<tag>em|i|cite|dfn)>(.*?)</(?P=tag)>", re.DOTALL)
SLANTED_BY = frozenset({"<em", "<i", "<cite", "<dfn"})  # elements that are set in italics
CODE_BY = frozenset({"<code", "<pre", "<kbd", "<samp"})
FACES = {"mathnormal": "Math-Italic", "mathbf": "Main-Bold"}  # whose letters are in no other of KaTeX's fonts


def is_slanted(name: str) -> bool:
    """Whether a font has italics."""
    return name.endswith("-italic.woff2")


def elements_of(name: str) -> frozenset[str]:
    """Return the elements that a font is for; none if it is for any text."""
    return SLANTED_BY if is_slanted(name) else CODE_BY if "code" in name else frozenset()


class MissingError(Exception):
    """A font is not installed."""


@dataclass(frozen=True, slots=True)
class Cutter:
    """Cuts fonts below `modules`, once each; one that is `hasty` leaves whole what is not cut yet."""

    modules: Path
    store: Store
    hasty: bool = False

    def ours(self, name: str, characters: Collection[str], weights: tuple[int, int]) -> bytes:
        """Return one of the theme's fonts; raises MissingError."""
        found = self.found(name)
        ready = self.modules / CUT / name
        if ready.is_file() and not covered(found) & (set(characters) - BASIC):
            return ready.read_bytes()
        return self.cut(found, BASIC | set(characters), weights)

    def exactly(self, name: str, characters: Collection[str], weights: tuple[int, int]) -> bytes:
        """Return one of the theme's fonts with no character more; raises MissingError."""
        return self.cut(self.found(name), characters, weights) if characters else self.ours(name, (), weights)

    def found(self, name: str) -> Path:
        """Return where a font of the theme's is; raises MissingError."""
        path = next(iter(self.modules.glob(f"@fontsource-variable/*/files/{name}")), None)
        if path is None:
            raise MissingError(f"the font {name} is missing")
        return path

    def cut(self, path: Path, characters: Collection[str], weights: tuple[int, int] | None = None) -> bytes:
        """Return the font at `path` with `characters` and a range of weights."""
        whole = path.read_bytes()
        key = digest(whole, "".join(sorted(characters)), str(weights))
        if (kept := self.store.get(KIND, key)) is not None:
            return kept
        if self.hasty:
            return whole
        made = subset(path, characters, weights)
        self.store.put(KIND, key, made)
        return made


def letters(texts: Iterable[str]) -> frozenset[str]:
    """Return the characters of HTML texts that a font may have to show."""
    found: set[str] = set()
    for text in texts:
        found.update(text if "&" not in text else text + unescape(text))
    return frozenset(each for each in found if each.isprintable())


def slanted(texts: Iterable[str]) -> frozenset[str]:
    """Return the characters of what HTML texts emphasise."""
    return letters(TAG.sub("", found[1]) for text in texts for found in SLANTED.findall(text))


def of_formulas(texts: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the characters of what KaTeX draws in HTML texts: by font for those in `FACES`, and under "" for all others."""
    found: dict[str, set[str]] = {}
    for text in texts:
        for drawn in VISUAL.findall(text):
            for part in IN_SPAN.finditer(drawn):
                face = next((FACES[kind] for kind in (part["kind"] or "").split() if kind in FACES), "")
                found.setdefault(face, set()).update(unescape(part["inside"] or part["after"]))
    return {face: frozenset(characters) for face, characters in found.items()}
