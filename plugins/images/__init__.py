"""Give pictures their size, and draw one where a file is missing."""

from plugins.images.adapter import register

__all__ = ["register"]
