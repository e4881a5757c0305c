"""The warden of a session: watches its worker, its time, and whatever its cells started.

It runs no author's code. It forks the worker, passes commands down and messages up, reads what is
written past Python to the two standard streams, and is the reaper of all that cells start. When the
builder's end of the socket closes, nothing of the session is left.
"""

from __future__ import annotations

import ctypes
import os
import selectors
import shutil
import signal
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NoReturn

import psutil

from plugins.execute import wire, worker
from plugins.execute.wire import Message

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36  # linux/prctl.h
LIMIT = 5_000_000  # bytes a cell may print
GLANCE = 0.5  # seconds between looks at a worker whose end of the socket a process of its own may hold


def watch(builder: socket.socket) -> NoReturn:
    """Be the warden of the session that `builder` describes first; never returns into the server."""
    os.setsid()
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    session = next(wire.receive(builder), None)  # it sends nothing more before the worker is ready
    if session is None:
        os._exit(0)
    try:
        Warden(builder, session).run()
    finally:
        kill_children()
        shutil.rmtree(session["scratch"], ignore_errors=True)
        os._exit(0)


def prctl(option: int, value: int) -> None:
    """Call Linux's prctl(2)."""
    ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def kill_children() -> None:
    """Kill every descendant, again until none is left: a process may fork while it dies."""
    while True:
        for process in psutil.Process().children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                process.kill()
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


@dataclass
class Warden:
    """One session: the builder's socket, the worker's, and the worker's two pipes."""

    builder: socket.socket
    session: dict[str, Any]
    deadline: float | None = None  # of the running cell, on the monotonic clock
    timeout: float = 0.0
    printed: int = 0
    ended: bool = False
    commands: wire.Lines = field(default_factory=wire.Lines)
    messages: wire.Lines = field(default_factory=wire.Lines)

    def run(self) -> None:
        """Watch until the builder closes or the worker is gone."""
        self.start_worker()
        with selectors.DefaultSelector() as selector:
            sources: tuple[socket.socket | int, ...] = (self.builder, self.worker, *self.pipes)
            for source in sources:
                selector.register(source, selectors.EVENT_READ)
            while not self.ended:
                ready = {key.fileobj for key, _ in selector.select(self.patience())}
                for source in sources:  # the worker before its pipes: see `Sender`
                    if source in ready:
                        self.take(source, selector)
                self.check_time()
                self.check_worker()

    def patience(self) -> float | None:
        """Return how many seconds nothing may arrive before time and worker are looked at."""
        if self.deadline is None:
            return None
        return min(GLANCE, max(0.0, self.deadline - time.monotonic()))

    def start_worker(self) -> None:
        """Fork the worker, which dies with the warden."""
        self.worker, theirs = socket.socketpair()
        pipes = [os.pipe(), os.pipe()]
        self.pid = os.fork()
        if self.pid == 0:
            prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            os.setpgid(0, 0)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            for (read, write), target in zip(pipes, (1, 2), strict=True):
                os.dup2(write, target)
                os.close(read)
                os.close(write)
            self.builder.close()
            self.worker.close()
            worker.work(theirs, self.session)
        theirs.close()
        for _, write in pipes:
            os.close(write)
        self.pipes = {read: name for (read, _), name in zip(pipes, ("stdout", "stderr"), strict=True)}

    def take(self, source: Any, selector: selectors.BaseSelector) -> None:
        """Handle what is ready at `source`."""
        if source is self.builder:
            self.take_commands()
        elif source is self.worker:
            self.take_messages()
        else:
            self.take_text(source, selector)

    def take_commands(self) -> None:
        """Pass the builder's commands on; its end is the session's."""
        data = receive(self.builder)
        if not data:
            self.ended = True
        for command in self.commands.feed(data):
            self.timeout, self.printed = command["timeout"], 0
            self.deadline = time.monotonic() + self.timeout
            wire.send(self.worker, command)

    def take_messages(self) -> None:
        """Pass the worker's messages up."""
        for message in self.messages.feed(receive(self.worker)):
            if message["type"] == "end":
                self.deadline = None
            self.up(message)

    def check_time(self) -> None:
        """End a cell that takes longer than it may."""
        if self.deadline is not None and time.monotonic() >= self.deadline:
            self.end({"how": "timeout", "value": self.timeout})

    def check_worker(self) -> None:
        """Explain the worker's end, once everything it said has been passed on."""
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if not pid:
            return
        self.worker.setblocking(False)
        with suppress(BlockingIOError):
            while data := receive(self.worker):
                for message in self.messages.feed(data):
                    self.up(message)
        self.drain()
        code = os.waitstatus_to_exitcode(status)
        self.end({"how": "signal", "value": -code} if code < 0 else {"how": "exit", "value": code})

    def take_text(self, pipe: int, selector: selectors.BaseSelector) -> None:
        """Make what was written past Python a stream output."""
        data = os.read(pipe, wire.CHUNK)
        if data:
            self.up_text(pipe, data)
        else:
            selector.unregister(pipe)

    def drain(self) -> None:
        """Read what the pipes hold already, so that it comes before the cell's end."""
        with selectors.DefaultSelector() as ready:
            for pipe in self.pipes:
                ready.register(pipe, selectors.EVENT_READ)
            while ready.get_map() and (events := ready.select(0)):
                for key, _ in events:
                    self.take_text(key.fd, ready)

    def up_text(self, pipe: int, data: bytes) -> None:
        """Send text of a pipe up."""
        output = {"output_type": "stream", "name": self.pipes[pipe], "text": data.decode(errors="replace")}
        self.up({"type": "output", "output": output})

    def up(self, message: Message) -> None:
        """Send one message to the builder, unless the cell has printed more than any page could show."""
        line = wire.encode(message)
        if message.get("output", {}).get("output_type") == "stream":
            self.printed += len(line)
        if self.printed > LIMIT and not self.ended:
            self.end({"how": "flood", "value": LIMIT})
        elif not self.ended or message["type"] != "output":
            with suppress(BrokenPipeError, ConnectionResetError):
                self.builder.sendall(line)

    def end(self, reason: Message) -> None:
        """Tell the builder how the worker ended, after what it still had to say."""
        if self.ended:
            return
        self.ended = True
        self.up({"type": "died", **reason})


def receive(channel: socket.socket) -> bytes:
    """Return what has arrived, empty when the other end is closed."""
    try:
        return channel.recv(wire.CHUNK)
    except ConnectionResetError:
        return b""
