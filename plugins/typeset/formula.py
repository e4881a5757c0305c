"""Formulas by their TeX: from the store, or typeset and stored."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.store import Store, digest
from plugins.typeset.katex import Katex

KIND = "formulas"
SCHEMA = "1"  # raised when KaTeX's output is cleaned in another way


@dataclass(frozen=True, slots=True)
class Typesetter:
    """Typesets each formula once."""

    katex: Katex
    store: Store

    def typeset(self, tex: str, *, display: bool) -> str:
        """Return `tex` as HTML with MathML inside; raises what Katex.render raises. Errors are not stored."""
        key = digest(SCHEMA, self.katex.version, str(display), tex)
        stored = self.store.get(KIND, key)
        if stored is not None:
            return stored.decode()
        html = self.katex.render(tex, display=display)
        self.store.put(KIND, key, html.encode())
        return html
