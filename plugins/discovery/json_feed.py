"""The JSON feed: https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any


def json_feed(site: Mapping[str, str], items: Iterable[Mapping[str, Any]]) -> str:
    """Return the feed of a site (`title`, `home`, `address`, `description`, `language`) and the items of its Atom feed."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1", "title": site["title"], "home_page_url": site["home"],
        "feed_url": site["address"], "description": site["description"], "language": site["language"],
        "items": [item(each) for each in items],
    }  # fmt: skip
    return json.dumps(feed, indent=1, ensure_ascii=False) + "\n"


def item(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return one item."""
    found = {
        "id": entry["link"], "url": entry["link"], "title": entry["title"], "content_html": entry.get("content") or "",
        "summary": entry.get("description") or "", "date_published": entry["pubdate"].isoformat(),
        "date_modified": (entry.get("updateddate") or entry["pubdate"]).isoformat(),
        "authors": [{"name": entry["author_name"]}] if entry.get("author_name") else [], "tags": [str(tag) for tag in entry.get("categories") or ()],
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}
