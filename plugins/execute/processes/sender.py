"""Send a worker's messages, each after what programs have written before it."""

from __future__ import annotations

import array
import io
import socket
import sys
import time
from dataclasses import dataclass
from typing import Any

from plugins.execute import wire

if sys.platform != "win32":
    import fcntl
    import termios

PATIENCE = 0.1  # seconds to wait for a pipe which something in the background keeps filling
STREAMS = {"stdout": 1, "stderr": 2}


@dataclass(slots=True)
class Sender:
    """The worker's end of the channel to its warden.

    What Python writes travels as messages, what programs write through pipes. A message waits until
    the pipes are empty, and the warden reads messages first: so both stay in the order of writing.
    """

    channel: socket.socket

    def send(self, message: wire.Message) -> None:
        """Send `message` in its turn."""
        deadline = time.monotonic() + PATIENCE
        while any(unread(descriptor) for descriptor in STREAMS.values()) and time.monotonic() < deadline:
            time.sleep(0.0002)
        wire.send(self.channel, message)

    def flush(self) -> None:
        """Send what Python's streams still hold back."""
        sys.stdout.flush()
        sys.stderr.flush()


def unread(descriptor: int) -> int:
    """Return how many bytes wait in the pipe; Windows does not tell."""
    count = array.array("i", [0])
    if sys.platform == "win32":
        return 0
    fcntl.ioctl(descriptor, termios.FIONREAD, count)
    return count[0]


class StreamWriter(io.RawIOBase):
    """One of Python's standard streams, as messages."""

    def __init__(self, sender: Sender, name: str) -> None:
        self._sender, self._name = sender, name

    def writable(self) -> bool:
        """Always."""
        return True

    def fileno(self) -> int:
        """Return the descriptor programs write to that are handed this stream."""
        return STREAMS[self._name]

    def write(self, data: Any) -> int:
        """Send `data` as text."""
        text = bytes(data).decode(errors="replace")
        self._sender.send({"type": "output", "output": {"output_type": "stream", "name": self._name, "text": text}})
        return len(data)


def stream(sender: Sender, name: str) -> io.TextIOWrapper:
    """Return a text stream that sends each line as it ends."""
    return io.TextIOWrapper(io.BufferedWriter(StreamWriter(sender, name), wire.CHUNK), encoding="utf-8",
                            errors="backslashreplace", line_buffering=True)  # fmt: skip
