"""Gather every problem of a build, show them, and decide how the build ends."""

from plugins.report.adapter import register

__all__ = ["register"]
