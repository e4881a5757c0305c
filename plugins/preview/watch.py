"""Watch the files a site is made from, with one watcher that stays open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread

from watchfiles import watch

TICK = 1000  # milliseconds between looks at folders that may have been removed and made again
DEBOUNCE = 120  # milliseconds in which saves count as one


class Watcher:
    """Watches from a thread, so that nothing is missed while a build goes on, the first one included."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._stop = Event()
        self._found: Queue[list[Path]] = Queue()
        Thread(target=self._watch, args=(paths,), daemon=True).start()

    def _watch(self, paths: Sequence[Path]) -> None:
        for changed in changes(paths, self._stop):
            self._found.put(changed)

    def changed(self, seconds: float) -> list[Path]:
        """Return the files changed since the last call, sorted, waiting for one as long as `seconds`."""
        found: set[Path] = set()
        with suppress(Empty):
            found.update(self._found.get(timeout=seconds))
            while True:
                found.update(self._found.get_nowait())
        return sorted(found)

    def close(self) -> None:
        """Stop watching."""
        self._stop.set()


def changes(paths: Sequence[Path], stop: Event) -> Iterator[list[Path]]:
    """Yield the files changed, each time some are.

    A watched folder that is removed and made again is watched again.
    """
    while not stop.is_set():
        present = [path for path in paths if path.exists()]
        before = identities(paths)
        for found in watch(*present, stop_event=stop, debounce=DEBOUNCE, rust_timeout=TICK, yield_on_timeout=True):
            if found:
                yield [Path(path) for _, path in found]
            if identities(paths) != before:
                break
        if not stop.is_set():
            yield [path for path in paths if path.exists()][:1]


def identities(paths: Sequence[Path]) -> list[int]:
    """Return the file system's number of each folder, 0 for one that does not exist."""
    return [path.stat().st_ino if path.is_dir() else 0 for path in paths]
