"""Typeset equations at build: HTML and MathML in pages, MathML alone in feeds."""

from plugins.typeset.adapter import register

__all__ = ["register"]
