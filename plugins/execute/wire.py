"""Messages between the builder and its sessions: one JSON object a line, never pickle."""

from __future__ import annotations

import base64
import json
import socket
from collections.abc import Iterator
from typing import Any

Message = dict[str, Any]
CHUNK = 1 << 16  # bytes read at once


def send(channel: socket.socket, message: Message) -> None:
    """Send one message."""
    channel.sendall(encode(message))


def encode(message: Message) -> bytes:
    """Return `message` as a line; bytes inside it become base64, as nbformat has them."""
    return json.dumps(message, default=_encode).encode() + b"\n"


def _encode(value: Any) -> str:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


class Lines:
    """Cuts what arrives into messages."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def feed(self, data: bytes) -> Iterator[Message]:
        """Yield the messages that `data` completes."""
        first, *others = data.split(b"\n")
        self._pieces.append(first)
        for following in others:
            line = b"".join(self._pieces)
            self._pieces = [following]
            yield json.loads(line)


def receive(channel: socket.socket) -> Iterator[Message]:
    """Yield messages until the other end closes."""
    lines = Lines()
    while True:
        try:
            data = channel.recv(CHUNK)
        except ConnectionResetError:
            return
        if not data:
            return
        yield from lines.feed(data)
