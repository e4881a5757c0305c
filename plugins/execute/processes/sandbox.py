"""Where a cell runs: a scratch folder that sees the article's folder, which it cannot change."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = {  # audit events, and which of their arguments are paths that change
    "os.chmod": (0,), "os.chown": (0,), "os.link": (1,), "os.mkdir": (0,), "os.remove": (0,), "os.rename": (0, 1),
    "os.rmdir": (0,), "os.symlink": (1,), "os.truncate": (0,), "os.utime": (0,), "shutil.rmtree": (0,),
}  # fmt: skip


def enter(folder: str, scratch: str, content: str) -> None:
    """Go to `scratch`, where what is in `folder` can be read, and refuse changes below `content`."""
    os.chdir(scratch)
    for entry in sorted(Path(folder).iterdir()):
        if not entry.name.startswith("."):
            with suppress(FileExistsError):
                Path(scratch, entry.name).symlink_to(entry)
    sys.path[:0] = [folder]
    sys.argv = [""]
    guard(content)


def guard(content: str) -> None:
    """Refuse to open for writing, to make, rename or remove anything below `content`."""
    root = Path(content).resolve()

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            paths = (path,) if writes(mode, flags) else ()
        else:
            paths = tuple(arguments[index] for index in CHANGES.get(event, ()))
        for path in paths:
            if isinstance(path, str | bytes | os.PathLike) and is_below(os.fsdecode(path), root, event):
                raise PermissionError(f"{os.fsdecode(path)!r} is in the content folder, which a cell may only read")

    sys.addaudithook(refuse)


def writes(mode: Any, flags: Any) -> bool:
    """Whether an open call with these arguments can change the file."""
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return bool(isinstance(flags, int) and flags & WRITE_FLAGS)


def is_below(path: str, root: Path, event: str) -> bool:
    """Whether `path` lies below `root`; a link in the scratch folder may be removed, not written through."""
    place = Path(path)
    target = place.resolve() if event == "open" else place.parent.resolve() / place.name
    return target.is_relative_to(root)
