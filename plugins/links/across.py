"""Links between files of the content, checked once all are read: to drafts, to headings and pages that are not there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from plugins.problems import Problem, suggest

LINK = re.compile(r'<a\b(?![^<>]*\sdata-article=)[^<>]*?\shref="(?P<address>[^"]*)"')  # a reference tells itself
ID = re.compile(r'\sid="([^"]+)"')
OURS = frozenset({"main", "top"})  # names that the theme has on each page
SUFFIX = re.compile(r"\.\w+$|/page/\d+/?$")  # of files, and of the pages of long lists, which are counted later


@dataclass(frozen=True)
class Read:
    """A file that was read: its path, its text, its HTML; `draft` if no reader should see it yet."""

    path: str
    title: str
    text: str
    html: str
    draft: bool = False

    @cached_property
    def names(self) -> frozenset[str]:
        """What a fragment may name."""
        return OURS.union(ID.findall(self.html))

    def line(self, *wanted: str) -> int:
        """Return the first line with all of `wanted` in it."""
        return next((number for number, line in enumerate(self.text.split("\n"), 1) if all(each in line for each in wanted)), 0)


@dataclass(frozen=True, slots=True)
class Site:
    """All files by their path from the top of the content and by their address, and the addresses of what else there is."""

    by_file: Mapping[str, Read]
    by_address: Mapping[str, Read]
    others: Collection[str]
    root: str  # the address of the site, without the last slash

    def problems(self, source: Read) -> Iterator[Problem]:
        """Yield what is wrong with the links of `source`."""
        for address in dict.fromkeys(LINK.findall(source.html)):
            path, _, fragment = address.partition("#")
            target = self.target(source, path)
            if target is None:
                if path.startswith(f"{self.root}/") and (problem := self.missing(source, path)):
                    yield problem
            elif target.draft and not source.draft:
                yield Problem(source.path, source.line(path.rpartition("/")[2] or path.rstrip("/").rpartition("/")[2]),
                              f"a link to the draft {target.title!r}, which no reader should see yet",
                              "publish that first, or take the link out", severity="warning")  # fmt: skip
            elif fragment and unquote(fragment) not in target.names:
                where = "here" if target is source else f"in {target.title!r}"
                yield Problem(source.path, source.line(f"#{fragment}"), f"nothing {where} has the address '#{fragment}'",
                              suggest(unquote(fragment), target.names))  # fmt: skip

    def target(self, source: Read, path: str) -> Read | None:
        """Return the file a link leads to, None if it is none of them."""
        if not path:
            return source
        if path.startswith("{filename}"):
            return self.by_file.get(unquote(path.removeprefix("{filename}")))
        return self.by_address.get(path.removeprefix(f"{self.root}/"))

    def missing(self, source: Read, path: str) -> Problem | None:
        """Return what is wrong with the address of a page that no file has."""
        address = path.removeprefix(f"{self.root}/")
        if not address or address in self.others or SUFFIX.search(address):
            return None
        known = [*self.by_address, *self.others]
        found = suggest(address, known) or ("a page's address ends in '/'" if f"{address}/" in known else "")
        return Problem(source.path, source.line(f"/{address}"), f"no page has the address '/{address}'", found,
                       severity="warning")  # it may be somebody else's, beside this site
