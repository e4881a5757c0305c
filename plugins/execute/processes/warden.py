"""The warden of a session: watches its worker, its limits, and whatever its cells started.

It runs no author's code. It passes commands down and messages up, reads what is written past Python to the
two standard streams, keeps the checkpoints, and is the reaper of all that cells start. When the builder's end
of the socket closes, nothing of the session is left.
"""

from __future__ import annotations

import codecs
import os
import select
import shutil
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from plugins.execute import wire
from plugins.execute.memory import held
from plugins.execute.processes import lifetime
from plugins.execute.processes.allowance import Allowance
from plugins.execute.processes.lifetime import State
from plugins.execute.wire import Message

Start = Callable[[dict[str, Any], socket.socket], tuple[State, dict[int, str]]]  # session, builder → worker, its pipes

GLANCE = 0.2  # seconds between looks at a worker: its memory, and whether it lives


def watch(builder: socket.socket, start: Start) -> NoReturn:
    """Be the warden of the session that `builder` describes first; never returns into the server."""
    if hasattr(os, "setsid"):
        os.setsid()
    lifetime.adopt_orphans()
    session = next(wire.receive(builder), None)  # it sends nothing more before the worker is ready
    if session is None:
        os._exit(0)
    try:
        Warden(builder, session, start).run()
    finally:
        lifetime.kill_all()
        shutil.rmtree(Path(session["scratch"]).parent, ignore_errors=True)
        os._exit(0)


@dataclass
class Warden:
    """One session: the builder's socket, the process that runs cells, and those that wait at a checkpoint."""

    builder: socket.socket
    session: dict[str, Any]
    start: Start
    worker: State | None = None
    position: int = 0  # how many cells the worker has run
    checkpoints: dict[int, State] = field(default_factory=dict)  # by how many cells they have run
    cell: dict[str, Any] | None = None  # the running one
    deadline: float = 0.0  # of the running cell, on the monotonic clock
    allowance: Allowance = field(default_factory=Allowance)
    ended: bool = False
    commands: wire.Lines = field(default_factory=wire.Lines)
    messages: wire.Lines = field(default_factory=wire.Lines)

    def run(self) -> None:
        """Watch until the builder closes."""
        self.worker, pipes = self.start(self.session, self.builder)
        self.pipes = {pipe: (name, codecs.getincrementaldecoder("utf-8")("replace")) for pipe, name in pipes.items()}
        while not self.ended:
            sources: list[socket.socket | int] = [self.builder, *([self.worker.channel] if self.worker else []), *self.pipes]
            ready, _, _ = select.select(sources, [], [], GLANCE if self.cell else None)
            if self.worker and self.worker.channel in ready:  # before its pipes: see `Sender`
                self.take_messages()
            for pipe in [*self.pipes]:
                if pipe in ready:
                    self.take_text(pipe)
            if self.builder in ready:
                self.take_commands()
            self.check_limits()
            self.check_worker()

    def take_commands(self) -> None:
        """Pass the builder's commands on; its end is the session's."""
        data = receive(self.builder)
        if not data:
            self.ended = True
        for command in self.commands.feed(data):
            if (self.worker is None or self.position != command["at"]) and not self.go_back(command["at"]):
                self.up({"type": "died", "how": "lost", "value": command["at"]})
                continue
            self.cell, self.allowance = command, Allowance()
            self.deadline = time.monotonic() + command["timeout"]
            if self.worker:
                wire.send(self.worker.channel, command)

    def go_back(self, position: int) -> bool:
        """Make the checkpoint at `position` the worker; what ran later is gone. Return whether there is one."""
        state = self.checkpoints.pop(position, None)
        if state is None:
            return False
        self.checkpoints = {at: kept for at, kept in self.checkpoints.items() if at < position}
        lifetime.kill_all(keep={state.pid, *(kept.pid for kept in self.checkpoints.values())})
        self.worker, self.position = state, position
        self.messages = wire.Lines()
        return True

    def take_messages(self) -> bool:
        """Pass the worker's messages up; a checkpoint's socket stays here. Return whether there were any."""
        assert self.worker is not None
        data, descriptors = receive_with_descriptors(self.worker.channel)
        for message in self.messages.feed(data):
            if message["type"] == "checkpoint":
                state = State(message["pid"], socket.socket(fileno=descriptors.pop(0)))
                self.checkpoints[self.position] = state
                continue
            if message["type"] == "end":
                self.cell = None
                self.position += 1
            self.up(message)
        return bool(data)

    def check_limits(self) -> None:
        """End a cell that takes longer, or more memory, than it may."""
        if self.cell is None or self.worker is None:
            return
        if time.monotonic() >= self.deadline:
            self.end({"how": "timeout", "value": self.cell["timeout"]})
        elif held(self.worker.pid) > self.cell["memory"]:
            self.end({"how": "memory", "value": self.cell["memory"]})

    def check_worker(self) -> None:
        """Explain the worker's end, once everything it said has been passed on."""
        if self.worker is None:
            return
        code = lifetime.exit_code(self.worker)
        if code is None:
            return
        while self.worker and select.select([self.worker.channel], [], [], 0)[0] and self.take_messages():
            pass
        self.end({"how": "signal", "value": -code} if code < 0 else {"how": "exit", "value": code})

    def end(self, reason: Message) -> None:
        """End the worker and all it started; tell the builder why, after what it still had to say."""
        self.worker, self.cell = None, None
        lifetime.kill_all(keep={state.pid for state in self.checkpoints.values()})
        while ready := select.select(list(self.pipes), [], [], 0)[0]:
            texts = [self.take_text(pipe) for pipe in ready]
            if not any(texts):
                break
        self.up({"type": "died", **reason})

    def take_text(self, pipe: int) -> bool:
        """Make what was written past Python a stream output; return whether there was any."""
        data = os.read(pipe, wire.CHUNK)
        name, decoder = self.pipes[pipe]
        text = decoder.decode(data)
        if not data:
            del self.pipes[pipe]
        if text:
            self.up({"type": "output", "output": {"output_type": "stream", "name": name, "text": text}})
        return bool(data)

    def up(self, message: Message) -> None:
        """Send one message to the builder, and no more outputs than a cell may have."""
        for allowed in self.allowance.take(message):
            with suppress(BrokenPipeError, ConnectionResetError):
                self.builder.sendall(wire.encode(allowed))


def receive(channel: socket.socket) -> bytes:
    """Return what has arrived, empty when the other end is closed."""
    try:
        return channel.recv(wire.CHUNK)
    except ConnectionResetError:
        return b""


def receive_with_descriptors(channel: socket.socket) -> tuple[bytes, list[int]]:
    """Return what has arrived, and the descriptors that came with it."""
    try:
        data, descriptors, _, _ = socket.recv_fds(channel, wire.CHUNK, 4)
    except ConnectionResetError:
        return b"", []
    return data, list(descriptors)
