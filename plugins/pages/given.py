"""What the template of one article or page is given: itself, its neighbours, the site's settings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

KEPT = ("localsiteurl",)  # Pelican's Writer asks for it


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The article before or after another; `url` counts from the top of the site."""

    title: str
    url: str


def settings_of(context: Mapping[str, Any]) -> dict[str, Any]:
    """Return the site's settings in `context`, which are what is written in capitals."""
    return {name: value for name, value in context.items() if name.isupper() or name in KEPT}


def neighbours(article: Any, articles: Sequence[Any]) -> dict[str, Neighbour | None]:
    """Return the `newer` and the `older` neighbour of `article` among `articles`, newest first."""
    index = next((number for number, each in enumerate(articles) if each is article), None)
    if index is None:
        return {"newer": None, "older": None}
    newer = articles[index - 1] if index > 0 else None
    older = articles[index + 1] if index + 1 < len(articles) else None
    return {"newer": as_neighbour(newer), "older": as_neighbour(older)}


def as_neighbour(article: Any | None) -> Neighbour | None:
    """Return what a page shows of another article."""
    return Neighbour(article.title, article.url) if article else None


def menu(entries: Sequence[tuple[str, str]], known: Collection[str]) -> list[tuple[str, str]]:
    """Return the entries whose page exists."""
    return [(text, path) for text, path in entries if path in known]
