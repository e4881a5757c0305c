"""The one error of the tools: a task cannot do what it was asked."""

from __future__ import annotations


class TaskError(Exception):
    """What happened, and a hint what to do about it."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what, self.hint = what, hint

    def __str__(self) -> str:
        return f"{self.what}\n  hint: {self.hint}" if self.hint else self.what
