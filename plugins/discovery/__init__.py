"""Let others find the site: a sitemap, a JSON feed, cards for previews of links, redirects from older addresses."""

from plugins.discovery.adapter import register

__all__ = ["register"]
