"""Read a file's header into metadata, every problem with its line."""

from plugins.frontmatter.adapter import register

__all__ = ["register"]
