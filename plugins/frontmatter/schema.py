"""The fields of a header: what each takes, and what it is when it is not given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from plugins.frontmatter import values
from plugins.frontmatter.values import Parse


@dataclass(frozen=True, slots=True)
class Field:
    """How a field is read; `default` is None for a field that is absent unless given."""

    parse: Parse
    default: Any = None


FIELDS: dict[str, Field] = {
    "title": Field(values.filled),
    "subtitle": Field(values.text, ""),
    "description": Field(values.text, ""),
    "summary": Field(values.text),
    "date": Field(values.moment),
    "modified": Field(values.moment),
    "thumbnail": Field(values.text, ""),
    "thumbnail_alt": Field(values.text, ""),
    "tags": Field(values.names, ()),
    "category": Field(values.filled),
    "author": Field(values.people),
    "authors": Field(values.people),
    "slug": Field(values.slug),
    "status": Field(values.one_of("published", "draft", "hidden", "skip")),
    "draft": Field(values.truth),
    "series": Field(values.text, ""),
    "lang": Field(values.filled),
    "translation": Field(values.truth),
    "save_as": Field(values.text),
    "url": Field(values.text),
    "aliases": Field(values.names, ()),
    "bibliography": Field(values.names, ()),
    "math_macros": Field(values.texts, {}),
    "execute": Field(values.one_of("all", "marked", "none")),
    "timeout": Field(values.seconds),
    "total_timeout": Field(values.seconds),
}
