"""What all sessions of a site share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Conditions:
    """How sessions start, what is imported for them once, and which folders and variables they see."""

    start: Literal["fork", "spawn"]
    preload: tuple[str, ...]
    store: str  # the folder; Matplotlib's list of fonts is kept there too
    content: str
    declared: tuple[str, ...] = ()  # names of environment variables that cells may see
    fonts: str = ""  # a folder of font files for figures
