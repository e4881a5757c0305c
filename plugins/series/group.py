"""Articles grouped into series: by name, oldest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Series:
    """A series and its `parts`, articles in their order; `url` and `save_as` count from the top of the site."""

    name: str
    description: str
    url: str
    save_as: str
    parts: tuple[Any, ...]


def grouped(articles: Iterable[Any], slug_of: Callable[[str], str], addresses: tuple[str, str], descriptions: Mapping[str, str]) -> list[Series]:
    """Return the series of `articles`, the one with the newest part first; names with the same slug are the same series.

    `addresses` are the patterns of a series' URL and file, with `{slug}` in them.
    """
    found: dict[str, list[Any]] = {}
    for article in articles:
        if article.series:
            found.setdefault(slug_of(article.series), []).append(article)
    series = []
    for slug, parts in found.items():
        parts.sort(key=lambda each: (each.date, each.slug))
        name = parts[0].series
        url, save_as = (pattern.format(slug=slug) for pattern in addresses)
        series.append(Series(name, descriptions.get(name, ""), url, save_as, tuple(parts)))
    return sorted(series, key=lambda each: each.parts[-1].date, reverse=True)
