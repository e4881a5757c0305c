"""The worker of a session: runs the cells it is sent, in order, and sends what they put out."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
import time
import warnings
from pathlib import Path
from typing import Any, NoReturn

from plugins.execute import wire
from plugins.execute.listener import connect
from plugins.execute.processes import sandbox
from plugins.execute.processes.checkpoint import leave_behind, obstacle, open_descriptors
from plugins.execute.processes.lifetime import die_with_parent
from plugins.execute.processes.observe import Observer
from plugins.execute.processes.sandbox import Guard
from plugins.execute.processes.sender import STREAMS, Sender, stream
from plugins.execute.processes.shell import DocumentShell
from plugins.execute.processes.trace import describe


def work(channel: socket.socket, session: dict[str, Any]) -> NoReturn:
    """Run every cell that arrives, until the channel closes."""
    sender = Sender(channel)
    for name in STREAMS:
        setattr(sys, name, stream(sender, name))
    warnings.filterwarnings("ignore", message="To exit: use", category=UserWarning)  # IPython's, after sys.exit
    shell = DocumentShell.make(str(Path(session["scratch"]).parent))
    shell.begin(sender, session["name"])
    guard = sandbox.enter(session["folder"], session["scratch"], session["content"])
    roots = tuple(Path(root).resolve() for root in (session["content"], session["project"]))
    observer = Observer(roots, Path(session["folder"]), Path(session["scratch"]).resolve())
    observer.start()
    Worker(sender, shell, Path(session["scratch"]), observer, guard, forks=session["forks"]).serve()
    os._exit(0)


class Worker:
    """The shell, and what it needs to leave checkpoints behind."""

    def __init__(self, sender: Sender, shell: DocumentShell, scratch: Path, observer: Observer, guard: Guard, *,
                 forks: bool) -> None:  # fmt: skip
        self.sender, self.shell, self.scratch, self.observer = sender, shell, scratch, observer
        self.guard, self.forks = guard, forks
        self.descriptors = open_descriptors() if forks else set()
        self.checkpoints: set[int] = set()
        self.lines = wire.Lines()

    def serve(self) -> None:
        """Run what comes; a checkpoint goes on here, at a channel of its own."""
        self.sender.send({"type": "ready", "warden": os.getppid()})
        while data := self.sender.channel.recv(wire.CHUNK):
            for command in self.lines.feed(data):
                obstacle = self.leave_checkpoint(command["at"]) if command["keep"] else ""
                if obstacle is not None:
                    self.run(command, obstacle)

    def leave_checkpoint(self, position: int) -> str | None:
        """Fork a checkpoint: return None in it, else the empty string or why there is none."""
        if not self.forks:
            return "EXECUTE_START is spawn"
        found = obstacle({*self.descriptors, self.sender.channel.fileno()}, self.checkpoints)
        if found:
            return found
        with self.guard.paused():
            pid = leave_behind(self.sender, self.scratch, position)
        self.checkpoints.add(pid)
        return "" if pid else None

    def run(self, command: wire.Message, obstacle: str) -> None:
        """Run one cell, and send how it ended."""
        self.observer.take()  # what the session itself opened is no input of a cell
        started = time.perf_counter()
        failure = self.shell.run(command["code"], command["line"], command["number"])
        self.sender.flush()
        if os.name == "posix":
            ctypes.CDLL(None).fflush(None)
        end: wire.Message = {"type": "end", "seconds": time.perf_counter() - started, "obstacle": obstacle,
                             "observed": self.observer.take()}  # fmt: skip
        if failure is not None:
            end["error"] = describe(failure, self.shell.compile.name, command["line"], command["end"])
        self.sender.send(end)


def main() -> None:
    """Be the worker of a session that was not forked: connect, and hear which."""
    die_with_parent()
    channel = connect(sys.argv[1])
    session = next(wire.receive(channel), None)  # nothing more is sent before the worker is ready
    if session is not None:
        work(channel, session)


if __name__ == "__main__":
    main()
