"""Make a new article with front matter to fill in."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import date
from pathlib import Path

from tools.errors import TaskError

TEMPLATE = """\
---
title: {title}
subtitle: ""
description: ""
date: {date}
tags: []
# thumbnail: /images/{slug}.svg
---

The first paragraph says what the article shows.

```python {{run}}
sum(n**2 for n in range(10))
```
"""


def slug_of(title: str) -> str:
    """Return `title` in letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def new_article(title: str, content: Path, today: date) -> Path:
    """Write the article and return its path; raises TaskError if it is there already."""
    slug = slug_of(title)
    if not slug:
        raise TaskError(f"{title!r} has no letter for an address", "give the article a title with letters")
    folder = content / "articles"
    path = folder / f"{today.isoformat()}-{slug}.md"
    folder.mkdir(parents=True, exist_ok=True)
    text = TEMPLATE.format(title=json.dumps(title, ensure_ascii=False), date=today.isoformat(), slug=slug)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise TaskError(f"{path}: exists already", "choose another title, or edit that file") from error
    return path
