"""Make a folder read-only for a process and all it starts, where the system lets us."""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from pathlib import Path

from plugins.execute.processes.lifetime import die_with_parent, prctl

CLONE_NEWNS, CLONE_NEWUSER = 0x00020000, 0x10000000  # linux/sched.h
MS_RDONLY, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 32, 4096, 16384, 1 << 18  # linux/mount.h
KEPT = os.ST_NOSUID | 4 | 8 | 1024 | 2048 | 4096 if sys.platform == "linux" else 0  # flags a remount may not drop: statvfs(3)
PR_SET_DUMPABLE = 4


def protect(folder: str) -> bool:
    """Mount `folder` read-only in a namespace of this process; return whether that was allowed.

    Where it is not, Python's own writes are still refused (see `sandbox`), those of other programs are not.
    """
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    uid, gid = os.geteuid(), os.getegid()
    spaces = CLONE_NEWNS if uid == 0 else CLONE_NEWNS | CLONE_NEWUSER
    if libc.unshare(spaces) != 0:
        return False
    if spaces & CLONE_NEWUSER:
        with suppress(OSError):
            Path("/proc/self/setgroups").write_text("deny")
            Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
            Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
        prctl(PR_SET_DUMPABLE, 1)
        die_with_parent()  # the new identity has cleared it
    path = os.fsencode(os.path.realpath(folder))
    flags = MS_REMOUNT | MS_BIND | MS_RDONLY | (os.statvfs(path).f_flag & KEPT)
    calls = ((None, b"/", MS_REC | MS_PRIVATE), (path, path, MS_BIND | MS_REC), (None, path, flags))
    return all(libc.mount(source, target, None, kind, None) == 0 for source, target, kind in calls)
