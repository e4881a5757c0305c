"""Watch the files a site is made from, with one watcher that stays open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

from watchfiles import watch

TICK = 1000  # milliseconds between looks at folders that may have been removed and made again
DEBOUNCE = 120  # milliseconds in which saves count as one


def changes(paths: Sequence[Path], stop: Event) -> Iterator[list[Path]]:
    """Yield the files changed, sorted, each time some are; what is saved during a build comes next.

    A watched folder that is removed and made again is watched again.
    """
    while not stop.is_set():
        present = [path for path in paths if path.exists()]
        before = identities(paths)
        for found in watch(*present, stop_event=stop, debounce=DEBOUNCE, rust_timeout=TICK, yield_on_timeout=True,
                           raise_interrupt=True):  # fmt: skip
            if found:
                yield sorted({Path(path) for _, path in found})
            if identities(paths) != before:
                break
        if not stop.is_set():
            yield [path for path in paths if path.exists()][:1]


def identities(paths: Sequence[Path]) -> list[int]:
    """Return the file system's number of each path, 0 for one that does not exist."""
    return [path.stat().st_ino if path.is_dir() else 0 for path in paths]
