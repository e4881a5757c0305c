"""Links lead somewhere: to files of the content as Pelican resolves them, to headings and pages that are there."""

from plugins.links.adapter import register

__all__ = ["register"]
