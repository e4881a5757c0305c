"""Formulas by their TeX: from the store, or typeset and stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from plugins.store import Store, digest
from plugins.typeset.katex import Katex

KIND = "formulas"
SCHEMA = "3"  # raised when KaTeX's output is cleaned in another way


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as KaTeX reads it, and as its author wrote it."""

    tex: str
    source: str
    display: bool


@dataclass(frozen=True, slots=True)
class Typesetter:
    """Typesets each formula once."""

    katex: Katex
    store: Store

    def typeset(self, tex: str, macros: Mapping[str, str], *, display: bool) -> str:
        """Return `tex` as HTML with MathML inside; raises what Katex.render raises. Errors are not stored."""
        named = sorted(macros.items()) if any(name in tex for name in macros) else []  # one may use another
        key = digest(SCHEMA, self.katex.version, str(display), tex, *(part for pair in named for part in pair))
        stored = self.store.get(KIND, key)
        if stored is not None:
            return stored.decode()
        html = self.katex.render(tex, macros, display=display)
        self.store.put(KIND, key, html.encode())
        return html
