"""Formulas by their TeX: from the store, or typeset and stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plugins.store import Store, digest
from plugins.typeset.katex import Katex, TexError

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
        """Return `tex` as HTML with MathML inside; raises TexError and KatexMissingError."""
        [found] = self.typeset_all([(tex, display)], macros)
        if isinstance(found, TexError):
            raise found
        return found

    def typeset_all(self, formulas: Sequence[tuple[str, bool]], macros: Mapping[str, str]) -> list[str | TexError]:
        """Return each formula, TeX and whether it is displayed, as HTML, or what is wrong with it, which is not stored.

        Raises KatexMissingError.
        """
        keys = [self.key(tex, macros, display=display) for tex, display in formulas]
        stored = {key: data.decode() for key in dict.fromkeys(keys) if (data := self.store.get(KIND, key)) is not None}
        missing = {key: formula for key, formula in zip(keys, formulas, strict=True) if key not in stored}
        made = dict(zip(missing, self.katex.render_all(list(missing.values()), macros), strict=True)) if missing else {}
        for key, html in made.items():
            if isinstance(html, str):
                self.store.put(KIND, key, html.encode())
        found = {**stored, **made}
        return [found[key] for key in keys]

    def key(self, tex: str, macros: Mapping[str, str], *, display: bool) -> str:
        """Return what a formula is stored under; macros count if it uses any, since one may use another."""
        named = sorted(macros.items()) if any(name in tex for name in macros) else []
        return digest(SCHEMA, self.katex.version, str(display), tex, *(part for pair in named for part in pair))
