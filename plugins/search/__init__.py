"""Full-text search without a server: Pagefind's index of the finished pages."""

from plugins.search.adapter import register

__all__ = ["register"]
