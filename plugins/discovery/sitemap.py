"""The sitemap, and the line of robots.txt that names it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape


def sitemap(pages: Iterable[tuple[str, datetime | None]]) -> str:
    """Return a sitemap as https://www.sitemaps.org/protocol.html has it, of addresses in full and times of change."""
    lines = [f"<url><loc>{escape(address)}</loc>{f'<lastmod>{changed.date().isoformat()}</lastmod>' if changed else ''}</url>"
             for address, changed in sorted(pages, key=lambda page: page[0])]  # fmt: skip
    head = '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return head + "\n".join(lines) + "\n</urlset>\n"


def robots(text: str, address: str) -> str:
    """Return robots.txt with the sitemap at `address` named, unless it names one."""
    return text if "sitemap:" in text.lower() else f"{text.rstrip()}\n\nSitemap: {address}\n".lstrip()
