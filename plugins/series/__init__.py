"""Articles that belong together: each knows the others, and every series has a page."""

from plugins.series.adapter import register

__all__ = ["register"]
