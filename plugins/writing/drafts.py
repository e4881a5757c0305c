"""Links from what is published to what is not yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from plugins.problems import Problem

FILE = re.compile(r'href="\{filename\}(?P<path>/[^"#?]*)')


def linked(path: str, text: str, html: str, drafts: Mapping[str, str]) -> Iterator[Problem]:
    """Yield a problem for each link of a published file to one of `drafts`, titles by path from the top of the content."""
    for target in dict.fromkeys(FILE.findall(html)):
        if target in drafts:
            name = target.rpartition("/")[2]
            line = next((number for number, each in enumerate(text.split("\n"), 1) if name in each), 0)
            yield Problem(path, line, f"a link to the draft {drafts[target]!r}, which no reader should see yet",
                          "publish that first, or take the link out", severity="warning")  # fmt: skip
