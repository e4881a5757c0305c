"""Fork a process that stays behind as it is now: a checkpoint, from which a session can go on."""

from __future__ import annotations

import fcntl
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

    The scratch folder is part of the state: a copy is put aside, and put back when the checkpoint goes on. So are the
    positions in files that are open for reading, which a fork would share.
    """
    reading = positions()
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
    reopen(reading)
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


def positions() -> dict[int, int]:
    """Return where each descriptor stands that reads from a file."""
    return {each: os.lseek(each, 0, os.SEEK_CUR) for each in open_descriptors() if is_file(each) and not may_write(each)}


def reopen(reading: dict[int, int]) -> None:
    """Give each descriptor in `reading` a position of its own again."""
    still_open = open_descriptors()  # collecting garbage may have closed some
    for descriptor, position in reading.items():
        if descriptor not in still_open:
            continue
        fresh = os.open(f"/proc/self/fd/{descriptor}", os.O_RDONLY)
        os.dup2(fresh, descriptor, inheritable=os.get_inheritable(descriptor))
        os.close(fresh)
        os.lseek(descriptor, position, os.SEEK_SET)


def is_file(descriptor: int) -> bool:
    """Whether it is open, and a regular file."""
    try:
        return stat.S_ISREG(os.fstat(descriptor).st_mode)
    except OSError:
        return False


def may_write(descriptor: int) -> bool:
    """Whether it was opened for writing."""
    return fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE != os.O_RDONLY


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
    """Return what an open descriptor is, if a fork would share what is written to it or its other end."""
    try:
        mode = os.fstat(descriptor).st_mode
    except OSError:
        return ""
    if stat.S_ISREG(mode):
        return "a file it writes" if may_write(descriptor) else ""
    return "a connection" if stat.S_ISSOCK(mode) or stat.S_ISFIFO(mode) else ""
