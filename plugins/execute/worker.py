"""The worker of a session: runs the cells it is sent, in order, and sends what they put out."""

from __future__ import annotations

import ctypes
import io
import os
import socket
import sys
import time
import warnings
from typing import Any, NoReturn

from plugins.execute import sandbox, wire
from plugins.execute.shell import DocumentShell
from plugins.execute.trace import describe


class Channel(io.RawIOBase):
    """One of Python's standard streams, as messages: their order among displays is kept."""

    def __init__(self, channel: socket.socket, name: str, descriptor: int) -> None:
        self._channel, self._name, self._descriptor = channel, name, descriptor

    def writable(self) -> bool:
        """Always."""
        return True

    def fileno(self) -> int:
        """Return the descriptor programs write to that are handed this stream."""
        return self._descriptor

    def write(self, data: Any) -> int:
        """Send `data` as text."""
        text = bytes(data).decode(errors="replace")
        output = {"output_type": "stream", "name": self._name, "text": text}
        wire.send(self._channel, {"type": "output", "output": output})
        return len(data)


def work(channel: socket.socket, session: dict[str, Any]) -> NoReturn:
    """Run every cell that arrives, until the channel closes."""
    for name, descriptor in (("stdout", 1), ("stderr", 2)):
        stream = io.BufferedWriter(Channel(channel, name, descriptor), wire.CHUNK)
        setattr(sys, name, io.TextIOWrapper(stream, encoding="utf-8", line_buffering=True))
    warnings.filterwarnings("ignore", message="To exit: use", category=UserWarning)  # IPython's, after sys.exit
    shell = DocumentShell.start(channel, session["name"], session["lines"], session["scratch"])
    sandbox.enter(session["folder"], session["scratch"], session["content"])
    wire.send(channel, {"type": "ready"})
    for command in wire.receive(channel):
        started = time.perf_counter()
        failure = shell.run(command["code"], command["line"])
        flush()
        end: wire.Message = {"type": "end", "seconds": time.perf_counter() - started}
        if failure is not None:
            end["error"] = describe(failure, session["name"], command["line"], command["end"])
        wire.send(channel, end)
    os._exit(0)


def flush() -> None:
    """Send what is still buffered, by Python and by the C library."""
    sys.stdout.flush()
    sys.stderr.flush()
    ctypes.CDLL(None).fflush(None)
