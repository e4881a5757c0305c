r"""Number the equations that have a label.

KaTeX has no `\label`. Here an equation has a number if it has a label, or the `\tag` its author gave it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

ROW = re.compile(r"(\\\\(?:\[[^\]]*\])?)")
LABEL = re.compile(r"\\label\{(?P<label>[^}]+)\}")
TAG = re.compile(r"\\tag\*?\{(?P<tag>[^}]*)\}")
REFERENCE = re.compile(r"\\(?P<kind>eqref|ref|autoref|cref|Cref)\{(?P<label>[^}]+)\}")


@dataclass
class Numbers:
    """The numbers of one document's equations by label, in order, and the labels given twice."""

    by_label: dict[str, str] = field(default_factory=dict)
    doubled: list[str] = field(default_factory=list)
    _last: int = 0

    def give(self, label: str, tag: str | None = None) -> str:
        """Return the number of the equation with `label`: its tag, else the next one."""
        if label in self.by_label:
            self.doubled.append(label)
        if tag is None:
            self._last += 1
        self.by_label[label] = tag or str(self._last)
        return self.by_label[label]


def identity(label: str) -> str:
    """Return the address on the page of the equation with `label`: `eq:x` and `eq-x` are the same."""
    name = re.sub(r"[^\w.-]+", "-", label).strip("-")
    return name if name.startswith("eq-") else f"eq-{name}"


def labels(tex: str) -> list[str]:
    """Return the labels in `tex`, as addresses."""
    return [identity(match["label"]) for match in LABEL.finditer(tex)]


def numbered(tex: str, numbers: Numbers) -> str:
    """Return `tex` with a `\\tag` for each label; `numbers` grows."""
    if r"\label" not in tex:
        return tex
    return "".join(part if ROW.fullmatch(part) else row(part, numbers) for part in ROW.split(tex)).strip()


def row(tex: str, numbers: Numbers) -> str:
    """Return one row with its labels taken out and its tag put in their place."""
    found = LABEL.search(tex)
    if found is None:
        return tex
    tag = TAG.search(tex)
    number = numbers.give(identity(found["label"]), tag["tag"] if tag else None)
    return LABEL.sub("" if tag else lambda _: rf"\tag{{{number}}}", tex, count=1)


def referred(tex: str, number_of: Callable[[str], str]) -> str:
    r"""Return `tex` with `\ref` and `\eqref` replaced by the numbers they mean."""

    def put(match: re.Match[str]) -> str:
        number = number_of(identity(match["label"]))
        return rf"\text{{({number})}}" if match["kind"] == "eqref" else rf"\text{{{number}}}"

    return REFERENCE.sub(put, tex)
