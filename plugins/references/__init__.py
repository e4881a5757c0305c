"""References to figures, tables, equations, listings and sections: numbered, linked, across articles too."""

from plugins.references.adapter import register

__all__ = ["register"]
