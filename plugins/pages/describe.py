"""An article described for machines: schema.org's JSON-LD, a BibTeX entry."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

SPECIAL = re.compile(r"([&%$#_{}])")


def linked_data(article: Any, site: Mapping[str, str]) -> dict[str, Any]:
    """Return the article as https://schema.org/TechArticle; `site` has `name` and `url`."""
    address = f"{site['url']}/{article.url}"
    people = getattr(article, "author_details", None) or [{"name": str(author)} for author in article.authors]
    picture = getattr(article, "card", None)
    found = {
        "@context": "https://schema.org", "@type": "TechArticle", "headline": article.title, "url": address,
        "mainEntityOfPage": address, "inLanguage": article.lang, "datePublished": article.date.isoformat(),
        "dateModified": getattr(article, "modified", article.date).isoformat(),
        "description": getattr(article, "description", "") or article.summary,
        "author": [{"@type": "Person", **{name: each[name] for name in ("name", "url") if each.get(name)}} for each in people],
        "publisher": {"@type": "Organization", "name": site["name"], "url": f"{site['url']}/"},
        "keywords": [str(tag) for tag in article.tags],
        "image": f"{site['url']}/{picture['url']}" if picture else "",
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}


def bibtex(article: Any, site: Mapping[str, str]) -> str:
    """Return the BibTeX entry by which one cites the article."""
    first = re.sub(r"\W", "", unicodedata.normalize("NFKD", str(article.authors[0]).split()[-1]).encode("ascii", "ignore").decode().lower())
    word = next(iter(re.findall(r"[a-z]{4,}", article.slug)), "article")
    fields = {
        "author": braced(" and ".join(str(author) for author in article.authors)), "title": f"{{{braced(article.title)}}}",
        "journal": braced(site["name"]), "year": f"{{{article.date.year}}}", "month": f"{article.date:%b}".lower(),
        **({"url": f"{{{site['url']}/{article.url}}}"} if site["url"] else {}),
    }  # fmt: skip
    lines = [f"  {name} = {value}," for name, value in fields.items()]
    return f"@article{{{first or 'author'}{article.date.year}{word},\n" + "\n".join(lines) + "\n}"


def braced(text: str) -> str:
    """Return text as BibTeX wants it."""
    return "{" + SPECIAL.sub(r"\\\1", text) + "}"
