"""Give each template what its page is made of, and write the page only if it changed."""

from plugins.pages.adapter import register

__all__ = ["register"]
