"""Fork a process that stays behind as it is now: a checkpoint, from which a session can go on."""

from __future__ import annotations

import os
import shutil
import socket
import stat
from pathlib import Path

from plugins.execute import wire
from plugins.execute.processes.lifetime import die_with_parent
from plugins.execute.processes.sender import Sender


def leave_behind(sender: Sender, scratch: Path, position: int) -> int:
    """Fork a checkpoint; return 0 in it, when it is told to go on, and its number in the process that runs on.

    The scratch folder is part of the state: a copy is put aside, and put back when the checkpoint goes on.
    """
    aside = scratch.with_name(f"{scratch.name}-{position}")
    shutil.rmtree(aside, ignore_errors=True)
    shutil.copytree(scratch, aside, symlinks=True)
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid:
        theirs.close()
        sender.flush()
        socket.send_fds(sender.channel, [wire.encode({"type": "checkpoint", "pid": pid})], [ours.fileno()])
        ours.close()
        return pid
    ours.close()
    sender.channel.close()
    sender.channel = theirs
    if not theirs.recv(1, socket.MSG_PEEK):  # waits here, perhaps for hours
        os._exit(0)
    die_with_parent()
    restore(scratch, aside)
    return 0


def restore(scratch: Path, aside: Path) -> None:
    """Make `scratch` what it was when it was put aside."""
    for entry in scratch.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    shutil.copytree(aside, scratch, symlinks=True, dirs_exist_ok=True)
    os.chdir(scratch)


def obstacle(known: set[int], checkpoints: set[int]) -> str:
    """Return why this process cannot be forked without sharing something, or the empty string.

    `known` holds the descriptors the session itself has open, `checkpoints` the processes it has left behind.
    """
    if len(list(Path("/proc/self/task").iterdir())) > 1:
        return "a thread is running"
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    if children.exists() and not {int(pid) for pid in children.read_text().split()} <= checkpoints:
        return "a process it started is running"
    for descriptor in open_descriptors() - known:
        if kind := kind_of(descriptor):
            return f"{kind} is open"
    return ""


def open_descriptors() -> set[int]:
    """Return the numbers of all open descriptors, without that of the listing itself."""
    listed = list(Path("/proc/self/fd").iterdir())
    return {int(path.name) for path in listed if os.path.lexists(path)}


def kind_of(descriptor: int) -> str:
    """Return what an open descriptor is, if a fork would share its position or its other end."""
    try:
        mode = os.fstat(descriptor).st_mode
    except OSError:
        return ""
    if stat.S_ISREG(mode):
        return "a file"
    return "a connection" if stat.S_ISSOCK(mode) or stat.S_ISFIFO(mode) else ""
