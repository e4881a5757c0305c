"""Citations: `[@key]` and `@key` from BibTeX files, and the list of what was cited."""

from plugins.citations.adapter import register

__all__ = ["register"]
