"""Find the line of a formula in the text it came from."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

COMMENT = re.compile(r"(?<!\\)%.*")


@dataclass
class Locator:
    """Looks formulas up in one file, in order: the same formula asked for twice is found twice."""

    text: str
    _asked: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        characters: list[str] = []
        self._lines: list[int] = []
        for number, line in enumerate(self.text.split("\n"), 1):
            kept = squeezed(COMMENT.sub("", line))
            characters.append(kept)
            self._lines += [number] * len(kept)
        self._squeezed = "".join(characters)

    def line(self, tex: str, position: int = 0, *, display: bool) -> int:
        """Return the line of character `position` of the formula, or 0 if it is not in the text."""
        wanted = squeezed(tex)
        start = self._find(wanted, display)
        if start is None:
            return 0
        before = min(len(squeezed(tex[:position])), len(wanted) - 1)
        return self._lines[start + before]

    def _find(self, wanted: str, display: bool) -> int | None:
        """Return where the next occurrence begins, whatever delimiters it has."""
        pairs = [("$$", "$$"), ("\\[", "\\]"), ("", "")] if display else [("$", "$"), ("\\(", "\\)")]
        found = sorted(
            match.start() + len(opening)
            for opening, closing in pairs
            for match in re.finditer(re.escape(opening + wanted + closing), self._squeezed)
        )
        unique = sorted(set(found))
        if not unique:
            return None
        asked = self._asked[wanted]
        self._asked[wanted] += 1
        return unique[min(asked, len(unique) - 1)]


def squeezed(text: str) -> str:
    """Return `text` without white space, and without `>`, which may be a quotation's."""
    return "".join(text.replace(">", "").split())
