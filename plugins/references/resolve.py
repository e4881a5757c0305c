"""Put names and numbers where a page refers to something."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping

from plugins.references.target import WORDS, Target

REFERENCE = re.compile(r'<a class="reference"(?: data-article="(?P<article>[^"]+)")? data-form="(?P<form>\w+)"'
                       r' data-label="(?P<label>[^"]+)" href="[^"]*">[^<]*</a>')  # fmt: skip
CAPTION = re.compile(r'<span class="caption-number" data-of="(?P<label>[^"]+)"></span>')
FORMS: dict[str, Callable[[Target], str]] = {
    "name": lambda target: target.name,
    "number": lambda target: target.number,
    "eqref": lambda target: f"({target.number})",
}


def resolved(page: str, targets: Mapping[str, Target], unknown: Callable[[str], None]) -> str:
    """Return `page` with its own references and captions numbered; `unknown` is told of labels nothing has."""

    def put(match: re.Match[str]) -> str:
        if match["article"]:
            return match[0]
        target = targets.get(match["label"])
        if target is None:
            unknown(match["label"])
            return f"<span>{match['label']}</span>"
        return link(f"#{target.label}", FORMS[match["form"]](target))

    return CAPTION.sub(lambda match: numbered(match, targets), REFERENCE.sub(put, page))


def across(page: str, find: Callable[[str, str], tuple[str, Target] | None]) -> str:
    """Return `page` with its references to other articles resolved; `find` knows an address and a target by slug, label."""

    def put(match: re.Match[str]) -> str:
        found = find(match["article"], match["label"]) if match["article"] else None
        if found is None:
            return f"<span>{match['label']}</span>"
        address, target = found
        return link(f"{address}#{target.label}", target.name)

    return REFERENCE.sub(put, page)


def link(address: str, text: str) -> str:
    """Return a link."""
    return f'<a class="reference" href="{html.escape(address)}">{text}</a>'


def numbered(match: re.Match[str], targets: Mapping[str, Target]) -> str:
    """Return the number in front of a caption."""
    target = targets.get(match["label"])
    return f'<span class="caption-number">{WORDS[target.kind]}&nbsp;{target.number}.</span> ' if target else ""
