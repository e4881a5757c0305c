"""KaTeX in V8: one formula to HTML and MathML, or why not."""

from __future__ import annotations

import atexit
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from plugins.typeset.rewrite import MACROS

FUNCTION = """
function typeset(tex, displayMode, macros) {
  try {
    return {html: katex.renderToString(tex, {
      displayMode, throwOnError: true, strict: "ignore", output: "htmlAndMathml", macros: {...macros},
    })};
  } catch (error) {
    return {error: error.rawMessage || String(error), position: error.position ?? 0};
  }
}
function typesetAll(given) {
  const {formulas, macros} = JSON.parse(given);
  return JSON.stringify(formulas.map(([tex, display]) => typeset(tex, display, macros)));
}
"""
NEGATIVE_STRUT = re.compile(r"height:-[\d.]+em;?")  # not valid CSS, and without effect
INVALID = re.compile(r' style=""|(?<=<mtd) width="50%"| (?==")')  # nor are these valid HTML


class KatexMissingError(Exception):
    """KaTeX is not installed where it should be."""


class TexError(Exception):
    """A formula that cannot be typeset; `position` counts its characters from 0."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.message, self.position = message, position


@dataclass
class Katex:
    """The engine, which starts V8 at its first formula."""

    folder: Path
    _context: Any = field(default=None, repr=False)

    @cached_property
    def version(self) -> str:
        """The version installed; raises KatexMissingError."""
        try:
            return str(json.loads((self.folder / "package.json").read_text())["version"])
        except FileNotFoundError as error:
            raise KatexMissingError(str(self.folder)) from error

    def render_all(self, formulas: Sequence[tuple[str, bool]], macros: Mapping[str, str]) -> list[str | TexError]:
        """Return each formula, TeX and whether it is displayed, as HTML with MathML inside, or what is wrong with it.

        Raises KatexMissingError.
        """
        given = json.dumps({"formulas": formulas, "macros": {**MACROS, **macros}})
        results = json.loads(self._started().call("typesetAll", given))  # one call: each waits for V8's thread
        return [TexError(result["error"], result["position"]) if "error" in result
                else INVALID.sub("", NEGATIVE_STRUT.sub("", result["html"])) for result in results]  # fmt: skip

    def close(self) -> None:
        """End V8, which may hang at the interpreter's exit otherwise."""
        if self._context is not None:
            self._context.close()
            self._context = None

    def _started(self) -> Any:
        if self._context is None:
            from py_mini_racer import MiniRacer  # slow to import, and most builds have no new formula

            assert self.version
            self._context = MiniRacer()
            atexit.register(self.close)
            for name in ("katex.min.js", "contrib/mhchem.min.js"):
                self._context.eval((self.folder / "dist" / name).read_text(encoding="utf-8"))
            self._context.eval(FUNCTION)
        return self._context
