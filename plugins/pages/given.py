"""What the template of one article or page is given: itself, its neighbours, the site's settings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

ENOUGH = 1.0  # how near two articles must be to be called related
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


def related(article: Any, articles: Sequence[Any], count: int = 3) -> list[Neighbour]:
    """Return the articles nearest to `article` by tags and words: the rarer what they share, the nearer they are."""
    described = {id(each): features(each) for each in articles}
    if id(article) not in described:
        return []
    frequency = Counter(feature for found in described.values() for feature in found)
    own = described[id(article)]

    def nearness(other: Any) -> float:
        shared = own & described[id(other)]
        return sum(log(len(articles) / frequency[feature]) * (3 if feature.startswith("#") else 1) for feature in shared)

    others = sorted(((nearness(other), other) for other in articles if other is not article), key=lambda pair: -pair[0])
    return [Neighbour(other.title, other.url) for value, other in others[:count] if value > ENOUGH]


def features(article: Any) -> set[str]:
    """Return what an article is about: its tags, and the words of its title, its summary and its headings."""
    headings = " ".join(entry["name"] for entry in getattr(article, "toc", []))
    words = re.findall(r"[^\W\d_]{4,}", f"{article.title} {getattr(article, 'subtitle', '')} {article.summary} {headings}".lower())
    return {*words, *(f"#{tag}" for tag in article.tags)}


def as_neighbour(article: Any | None) -> Neighbour | None:
    """Return what a page shows of another article."""
    return Neighbour(article.title, article.url) if article else None


def menu(entries: Sequence[tuple[str, str]], known: Collection[str]) -> list[tuple[str, str]]:
    """Return the entries whose page exists."""
    return [(text, path) for text, path in entries if path in known]
