"""How much memory processes hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import psutil


def held(pid: int) -> int:
    """Return the bytes that a process and all below it hold for themselves."""
    return sum(own(process) for process in family(pid))


def family(pid: int) -> Iterator[psutil.Process]:
    """Yield a process and all below it."""
    with suppress(psutil.NoSuchProcess):
        parent = psutil.Process(pid)
        yield parent
        yield from parent.children(recursive=True)


def own(process: psutil.Process) -> int:
    """Return the bytes of a process that it does not share with a file."""
    with suppress(psutil.NoSuchProcess):
        memory = process.memory_info()
        return int(memory.rss - getattr(memory, "shared", 0))
    return 0
