"""Citations in the text: found as they are written, numbered in the page's order, listed at its end."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from plugins.citations.bibliography import Work
from plugins.citations.style import listed, named

KEY = r"[A-Za-z0-9_][\w:.+/-]*(?<![.:/-])"
ITEM = re.compile(rf"^\s*(?P<before>[^@]*?)\s*(?P<bare>-?)@(?P<key>{KEY})(?:\s*,\s*(?P<where>.*?))?\s*$")
MARK = re.compile(r'<span class="citation-mark" data-items="(?P<items>[^"]*)"></span>')
NARRATIVE = "="  # how the items of a citation begin that is part of the sentence


@dataclass(frozen=True, slots=True)
class Item:
    """One work of a citation: words before it, where in it, and whether only the year is wanted."""

    key: str
    before: str = ""
    where: str = ""
    bare: bool = False


def items(inside: str) -> list[Item] | None:
    """Read `see @a, p. 3; -@b`; return None if it is no citation."""
    matches = [ITEM.match(part) for part in inside.split(";")]
    found = [Item(match["key"], match["before"], match["where"] or "", bool(match["bare"])) for match in matches if match]
    return found if len(found) == len(matches) else None


@dataclass
class Citations:
    """The citations of one page: `style` is `author-year` or `numeric`."""

    works: Mapping[str, Work]
    style: str
    unknown: Callable[[str], None]
    counts: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))  # in the order of first citation

    def resolve(self, page: str) -> str:
        """Return `page` with its citations in words and the list of works at its end."""
        page = MARK.sub(self.put, page)
        return page + self.list() if self.counts else page

    def put(self, match: re.Match[str]) -> str:
        """Return one citation in words."""
        text = html.unescape(match["items"])
        narrative = text.startswith(NARRATIVE)
        cited = items(text.removeprefix(NARRATIVE) if narrative else text) or []
        for item in cited:
            if item.key not in self.works:
                self.unknown(item.key)
        known = [item for item in cited if item.key in self.works]
        if not known:
            return html.escape(text.removeprefix(NARRATIVE))
        if narrative:
            return self.in_sentence(known[0])
        inside = "; ".join(map(self.in_brackets, known))
        return f"[{inside}]" if self.style == "numeric" else f"({inside})"

    def in_sentence(self, item: Item) -> str:
        """Return a citation whose names are part of the sentence."""
        work, where = self.works[item.key], f", {html.escape(item.where, quote=False)}" if item.where else ""
        if self.style == "numeric":
            return f"{named(work)} [{self.link(item.key, self.number)}{where}]"
        return self.link(item.key, lambda key: f"{named(work)} ({self.year(key)}{where})")

    def in_brackets(self, item: Item) -> str:
        """Return one work of a citation in brackets."""
        text = self.number if self.style == "numeric" else (
            self.year if item.bare else lambda key: f"{named(self.works[key])}, {self.year(key)}")  # fmt: skip
        before = f"{html.escape(item.before, quote=False)} " if item.before else ""
        return before + self.link(item.key, text) + (f", {html.escape(item.where, quote=False)}" if item.where else "")

    def link(self, key: str, text: Callable[[str], str]) -> str:
        """Return the link to a work in the list; its own address is for the way back."""
        self.counts[key] += 1
        return f'<a class="citation" href="#ref-{key}" id="cite-{key}-{self.counts[key]}">{text(key)}</a>'

    def number(self, key: str) -> str:
        """Return the number of a work: the order of first citation."""
        return str(list(self.counts).index(key) + 1)

    def year(self, key: str) -> str:
        """Return the year of a work, with a letter where two would be named alike."""
        work = self.works[key]
        alike = [other for other in sorted(self.works) if (named(self.works[other]), self.works[other].year) == (named(work), work.year)]
        letter = "abcdefghijklmnopqrstuvwxyz"[alike.index(key) % 26] if len(alike) > 1 else ""
        return (work.year or "n.d.") + letter

    def list(self) -> str:
        """Return the list of works: numbered as they were cited, or by name."""
        keys = list(self.counts)
        tag = "ol" if self.style == "numeric" else "ul"
        if tag == "ul":
            keys.sort(key=lambda key: (named(self.works[key]).lower(), self.year(key)))
        lines = [f'<li id="ref-{key}">{listed(self.works[key], self.year(key))} {self.back(key)}</li>' for key in keys]
        return ('\n<section class="references" aria-labelledby="references">\n<h2 id="references">References</h2>\n'
                f"<{tag}>\n" + "\n".join(lines) + f"\n</{tag}>\n</section>")  # fmt: skip

    def back(self, key: str) -> str:
        """Return the links back to where a work is cited."""
        return " ".join(f'<a class="citation-back" href="#cite-{key}-{number}" aria-label="Back to citation {number}">↩</a>'
                        for number in range(1, self.counts[key] + 1))  # fmt: skip
