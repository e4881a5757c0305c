"""What runs now: one live display on a terminal, a line elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.console import Console, RenderableType
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from plugins.execute.cell import Document
from plugins.problems import relative

SHOWN = 8  # documents named at once
LONG = 3.0  # seconds after which a line says what a build without a terminal is doing


@dataclass
class Progress:
    """A context: the documents that run, the cell each is at, for how long, and how many have failed."""

    documents: Sequence[Document]
    console: Console = field(default_factory=Console)
    _at: dict[str, tuple[int, float]] = field(default_factory=dict)  # by path: the cell's index, since when
    _finished: int = 0
    _failed: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> Progress:
        """Begin to show."""
        self._started = time.monotonic()
        self._spinner = Spinner("dots")
        self._live: Live | None = None
        self._timer = threading.Timer(LONG, self._say)
        if self.console.is_terminal:
            self._live = Live(get_renderable=self.render, console=self.console, transient=True, refresh_per_second=8)
            self._live.start()
        else:
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(self, *exception: object) -> None:
        """Remove the display."""
        self._timer.cancel()
        if self._live:
            self._live.stop()

    def cell(self, document: Document, index: int) -> None:
        """Note that a cell starts."""
        with self._lock:
            self._at[document.path] = index, time.monotonic()

    def finished(self, document: Document, *, failed: bool) -> None:
        """Note that a document has ended."""
        with self._lock:
            self._at.pop(document.path, None)
            self._finished += 1
            self._failed += failed

    def render(self) -> RenderableType:
        """Return what is shown."""
        self._spinner.text = Text("\n".join(self.lines()), overflow="ellipsis", no_wrap=True)
        return self._spinner

    def lines(self) -> list[str]:
        """Return the state of things in words, the first line a summary."""
        now = time.monotonic()
        with self._lock:
            running = sorted(self._at.items())
            failed = f", {self._failed} failed" if self._failed else ""
            head = f"{self._finished} of {len(self.documents)} documents{failed}, {now - self._started:.0f} s"
        counts = {document.path: len(document.cells) for document in self.documents}
        return [head, *(f"  {relative(path)}: cell {index + 1} of {counts[path]}, {now - since:.0f} s"
                        for path, (index, since) in running[:SHOWN])]  # fmt: skip

    def _say(self) -> None:
        """Say once what takes so long."""
        head, *running = self.lines()
        print(f"running cells: {head}; {'; '.join(line.strip() for line in running)}", file=sys.stdout, flush=True)
