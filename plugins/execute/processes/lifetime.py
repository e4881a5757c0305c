"""The processes of a session: how they start, and how all of them end."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, NoReturn

import psutil

from plugins.execute import wire
from plugins.execute.listener import Listener

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36  # linux/prctl.h


@dataclass(frozen=True, slots=True)
class State:
    """A process that has run some cells and waits at its channel for the next."""

    pid: int
    channel: socket.socket = field(compare=False)
    process: subprocess.Popen[bytes] | None = None  # if it was not forked


def prctl(option: int, value: int) -> None:
    """Call Linux's prctl(2); elsewhere there is none."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def adopt_orphans() -> None:
    """Become the parent of every process below this one whose own parent ends."""
    prctl(PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent() -> None:
    """Have the system kill this process when its parent ends."""
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def fork(work: Callable[[socket.socket], NoReturn], *others: socket.socket) -> tuple[State, dict[int, str]]:
    """Fork a process that does `work` at its end of a channel.

    Returns its state, and the pipes at which its two standard streams can be read. The child closes `others`.
    """
    ours, theirs = socket.socketpair()
    pipes = {"stdout": os.pipe(), "stderr": os.pipe()}
    pid = os.fork()
    if pid == 0:
        die_with_parent()
        os.setpgid(0, 0)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for target, (read, write) in enumerate(pipes.values(), 1):
            os.dup2(write, target)
            os.close(read)
            os.close(write)
        for other in (ours, *others):
            other.close()
        try:
            work(theirs)
        except BaseException:
            traceback.print_exc(file=os.fdopen(2, "w"))
        finally:
            os._exit(1)  # never back into what the parent does
    theirs.close()
    for _, write in pipes.values():
        os.close(write)
    return State(pid, ours), {read: name for name, (read, _) in pipes.items()}


def spawn(module: str, first: wire.Message) -> tuple[State, dict[int, str]]:
    """Start `module` as a program that connects to a channel, and send it `first`; returns what `fork` does."""
    with Listener() as listener:
        process = subprocess.Popen([sys.executable, "-m", module, listener.address], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
        channel = listener.accept(process)
    wire.send(channel, first)
    assert process.stdout and process.stderr, "both are pipes"
    pipes = {selectable(process.stdout): "stdout", selectable(process.stderr): "stderr"}
    return State(process.pid, channel, process), pipes


def selectable(pipe: IO[bytes]) -> int:
    """Return what can be waited for beside sockets: on Windows a pipe cannot, so a thread copies it to one."""
    if os.name == "posix":
        return os.dup(pipe.fileno())
    ours, theirs = socket.socketpair()

    def copy() -> None:
        while data := pipe.read1(wire.CHUNK):  # type: ignore[attr-defined]
            theirs.sendall(data)
        theirs.close()

    threading.Thread(target=copy, daemon=True).start()
    return ours.detach()


def kill_all(keep: Collection[int] = ()) -> None:
    """Kill every process below this one except those in `keep`, again until none is left: one may fork while it dies."""
    while True:
        doomed = [process for process in psutil.Process().children(recursive=True) if process.pid not in keep]
        for process in doomed:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        reap()
        if not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in alive(doomed)):
            return


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Return those of `processes` that still exist, waiting a moment for the others to go."""
    _, left = psutil.wait_procs(processes, timeout=0.5)
    return [process for process in left if process.is_running()]


def exit_code(state: State) -> int | None:
    """Return how the process ended, negative for a signal; None while it lives."""
    if state.process:
        return state.process.poll()
    try:
        ended, status = os.waitpid(state.pid, os.WNOHANG)
    except ChildProcessError:  # another's child: it ended unseen, or it was a checkpoint a moment ago
        return None if psutil.pid_exists(state.pid) else -signal.SIGKILL
    return os.waitstatus_to_exitcode(status) if ended else None


def reap() -> None:
    """Take the exit codes of ended children, so that none stays as a zombie."""
    with suppress(ChildProcessError, AttributeError):  # there is no WNOHANG on Windows, nor are there zombies
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
