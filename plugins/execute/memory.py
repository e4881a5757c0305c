"""How much memory processes hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import psutil


def held(pid: int) -> int:
    """Return the bytes that a process and all below it may hold for themselves; cheap, and never too small."""
    return sum(own(process) for process in family(pid))


def used(pid: int) -> int:
    """Return the bytes a process and all below it use, what several share counted once."""
    return sum(proportional(process) for process in family(pid))


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


def proportional(process: psutil.Process) -> int:
    """Return the bytes of a process, of what it shares its part; where the system does not tell, its own."""
    with suppress(psutil.Error):
        memory = process.memory_full_info()
        return int(getattr(memory, "pss", memory.uss))
    return 0
