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
IN_SPAN = re.compile(r"<span\b[^>]*>([^<]+)|</span>([^<]+)(?=</span)")


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
        found = next(iter(self.modules.glob(f"@fontsource-variable/*/files/{name}")), None)
        if found is None:
            raise MissingError(f"the font {name} is missing")
        ready = self.modules / CUT / name
        if ready.is_file() and not covered(found) & (set(characters) - BASIC):
            return ready.read_bytes()
        return self.cut(found, BASIC | set(characters), weights)

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


def of_formulas(texts: Iterable[str]) -> frozenset[str]:
    """Return the characters of what KaTeX draws in HTML texts."""
    found: set[str] = set()
    for text in texts:
        for drawn in VISUAL.findall(text):
            for inside, after in IN_SPAN.findall(drawn):
                found.update(unescape(inside + after))
    return frozenset(found)
