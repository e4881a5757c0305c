"""Read the Markdown people write on GitHub: its lists, its fences, its links."""

from plugins.writing.adapter import register

__all__ = ["register"]
