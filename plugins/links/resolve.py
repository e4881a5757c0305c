"""Links to files of the content, as Pelican resolves them; to pages of the site, under its address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from plugins import address
from plugins.address import MARKDOWN
from plugins.problems import Problem

ATTRIBUTE = re.compile(r'(?<=\s)(?P<name>src|href)="(?P<url>[^"]*)"')

GENERATED = ("", ".html", ".xml", ".txt")  # what a path from the top may name that is no file of the content


@dataclass(frozen=True, slots=True)
class Linker:
    """Resolves the links of one file."""

    source: Path
    content: Path
    site_url: str
    text: str  # of the file, to find lines in

    def resolve(self, written: str) -> tuple[str, Problem | None]:
        """Return what to put instead of `written`, and what is wrong with it."""
        found = address.read(written)
        if found is None:
            return written, None
        path = address.find(found, self.source, self.content)
        if path is not None and path.resolve().is_relative_to(self.content.resolve()):
            kind = "{filename}" if path.suffix.lower() in MARKDOWN else "{static}"
            return f"{kind}{address.from_top(path, self.content)}{found.rest}", None
        top = found.path.startswith("/")
        if found.explicit or found.suffix not in (GENERATED if top else ("",)):
            hint = address.nearest(found, self.source, self.content)
            return written, Problem(str(self.source), self.line(written), f"no such file: {found.path!r}", hint)
        return (self.site_url + written if top else written), None

    def line(self, written: str) -> int:
        """Return the first line of the file with `written` in it."""
        lines = self.text.split("\n")
        return next((number for number, line in enumerate(lines, 1) if written in line), 0)
