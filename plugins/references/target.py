"""What can be referred to on a page: figures, tables, equations, listings, sections."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

WORDS = {"fig": "Figure", "tbl": "Table", "eq": "Equation", "lst": "Listing", "sec": "Section"}
KINDS = "|".join(WORDS)
LABEL = rf"(?:{KINDS})-\w[\w.-]*(?<![.-])"  # as Quarto spells them
ELEMENT = re.compile(rf'<(?P<tag>[a-z]+\d?)\b(?=[^>]*\bid="(?P<label>{LABEL})")(?:[^>]*\bdata-number="(?P<number>[^"]*)")?'
                     r'(?:[^>]*\bdata-part="(?P<part>[a-z])")?[^>]*>')  # fmt: skip
LINK = re.compile(r'<a class="heading-link".*?</a>|<[^>]+>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Target:
    """Something with a label: its kind, its number (empty for a section), and a section's title."""

    label: str
    number: str = ""
    title: str = ""

    @property
    def kind(self) -> str:
        """`fig`, `tbl`, `eq`, `lst` or `sec`."""
        return self.label.partition("-")[0]

    @property
    def name(self) -> str:
        """What a reference says, in HTML."""
        if self.kind == "sec":
            return self.title
        number = f"({self.number})" if self.kind == "eq" else self.number
        return f"{WORDS[self.kind]}&nbsp;{number}"


def find(html: str) -> tuple[dict[str, Target], list[str]]:
    """Return the targets of a page by label, numbered in their order, and the labels given twice."""
    counts: Counter[str] = Counter()
    targets: dict[str, Target] = {}
    doubled: list[str] = []
    for match in ELEMENT.finditer(html):
        label, kind = match["label"], match["label"].partition("-")[0]
        if label in targets:
            doubled.append(label)
            continue
        counts[kind] += not match["part"]
        number = match["number"] or f"{counts[kind]}{match['part'] or ''}"
        targets[label] = Target(label, number, title(html, match) if kind == "sec" else "")
    return targets, doubled


def title(html: str, heading: re.Match[str]) -> str:
    """Return the words of the heading that opens at `heading`."""
    end = html.find(f"</{heading['tag']}>", heading.end())
    return LINK.sub("", html[heading.end() : end]).strip()
