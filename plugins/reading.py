"""What reading a file brings about beside its HTML: files for the site, and what other plugins are to know of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plugins.store import write_atomically


@dataclass
class Reading:
    """Gathers it while Markdown reads; `notes` are plain data, and become those of the article."""

    output: Path
    files: dict[str, bytes] = field(default_factory=dict)  # by their path in the output
    notes: dict[str, Any] = field(default_factory=dict)

    def publish(self, name: str, data: bytes) -> None:
        """Write a file of the site."""
        self.files[name] = data
        write_atomically(self.output / name, data)
