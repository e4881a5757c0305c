"""Where a cell runs: a scratch folder that shows the article's folder, which it cannot change.

What is shown are links. Before a cell writes through one, the file is copied and the link replaced, so that
the cell changes its own copy.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from plugins.execute.processes import readonly

WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
RESULTS = ".results"  # the suffix of folders with an article's frozen results
CHANGED = {  # audit events, and which of their arguments are files that change
    "os.chmod": (0,), "os.chown": (0,), "os.truncate": (0,), "os.utime": (0,),
}  # fmt: skip
ENTERED = {  # the same for paths that appear in their folder, or vanish from it
    "os.link": (1,), "os.mkdir": (0,), "os.remove": (0,), "os.rename": (0, 1), "os.rmdir": (0,), "os.symlink": (1,),
    "shutil.rmtree": (0,),
}  # fmt: skip


def enter(folder: str, scratch: str, content: str) -> Guard:
    """Go to `scratch`, where what is in `folder` can be read, and refuse changes below `content`."""
    os.chdir(scratch)
    show(Path(folder), Path(scratch))
    sys.path[:0] = [folder]
    sys.argv = [""]
    readonly.protect(content)
    guard = Guard(Path(content).resolve(), Path(scratch))
    sys.addaudithook(guard.audit)
    return guard


def show(folder: Path, place: Path) -> None:
    """Link what is in `folder` into `place`; copy it where there are no links, as for most users of Windows."""
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith(".") or entry.name.endswith(RESULTS):
            continue
        try:
            (place / entry.name).symlink_to(entry)
        except FileExistsError:
            continue
        except OSError:
            copy = shutil.copytree if entry.is_dir() else shutil.copy2
            copy(entry, place / entry.name)


class Guard:
    """Copies before a change through a link in `scratch`; refuses changes below `content`."""

    def __init__(self, content: Path, scratch: Path) -> None:
        self.content, self.scratch = content, scratch
        self.busy: set[int] = set()  # threads in which what the guard itself does is not looked at

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Look at what is about to happen; raises PermissionError to prevent it."""
        if event == "open":
            path, mode, flags = arguments
            if writes(mode, flags):
                self.change(path, keep=not truncates(mode, flags))
        elif event in CHANGED:
            for index in CHANGED[event]:
                self.change(arguments[index], keep=True)
        elif event in ENTERED:
            for index in ENTERED[event]:
                self.change(arguments[index], entered=True)

    def change(self, path: Any, *, keep: bool = False, entered: bool = False) -> None:
        """See to it that `path` may change: itself (a copy with its content, if `keep`), or that it is in its folder."""
        if not isinstance(path, str | bytes | os.PathLike) or threading.get_ident() in self.busy:
            return
        place = Path(os.path.normpath(Path.cwd() / os.fsdecode(path)))  # its links not followed
        with self.paused():
            if place.is_relative_to(self.scratch):
                self.part_from_content(place.parent if entered else place, keep=keep)
            target = place.parent.resolve() / place.name if entered else place.resolve()
        if target.is_relative_to(self.content):
            raise PermissionError(f"{os.fsdecode(path)!r} is in the content folder, which a cell may only read")

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Do not look at what this thread does."""
        self.busy.add(threading.get_ident())
        try:
            yield
        finally:
            self.busy.discard(threading.get_ident())

    def part_from_content(self, place: Path, *, keep: bool) -> None:
        """Replace links on the way to `place`: a folder's by a folder of links, a file's by a copy of it."""
        parts = place.relative_to(self.scratch).parts
        for depth in range(1, len(parts) + 1):
            link = self.scratch.joinpath(*parts[:depth])
            if not link.is_symlink() or not link.resolve().is_relative_to(self.content):
                continue
            shown = link.resolve()
            link.unlink()
            if shown.is_dir():
                link.mkdir()
                show(shown, link)
            elif keep:
                with suppress(FileNotFoundError):
                    shutil.copy2(shown, link)


def writes(mode: Any, flags: Any) -> bool:
    """Whether an open call with these arguments can change the file."""
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return bool(isinstance(flags, int) and flags & WRITE_FLAGS)


def truncates(mode: Any, flags: Any) -> bool:
    """Whether an open call with these arguments empties the file."""
    return "w" in mode if isinstance(mode, str) else bool(isinstance(flags, int) and flags & os.O_TRUNC)
