"""A channel to a program that was started, on systems where it cannot inherit one."""

from __future__ import annotations

import secrets
import socket
import subprocess

PATIENCE = 60.0  # seconds for a program to start
GLANCE = 0.5  # seconds between looks at whether it still lives


class Listener:
    """Waits on this machine for the one program that knows the token in `address`."""

    def __init__(self) -> None:
        self._token = secrets.token_hex(16)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"{self._socket.getsockname()[1]}:{self._token}"

    def __enter__(self) -> Listener:
        return self

    def __exit__(self, *exception: object) -> None:
        self._socket.close()

    def accept(self, program: subprocess.Popen[bytes]) -> socket.socket:
        """Return the channel to `program`; raises OSError if it ends, or takes too long, before it connects."""
        self._socket.settimeout(GLANCE)
        for _ in range(int(PATIENCE / GLANCE)):
            try:
                channel, _ = self._socket.accept()
            except TimeoutError:
                if program.poll() is not None:
                    raise OSError(f"it ended with {program.returncode}") from None
                continue
            channel.settimeout(PATIENCE)
            if secrets.compare_digest(channel.recv(len(self._token), socket.MSG_WAITALL), self._token.encode()):
                channel.settimeout(None)
                return channel
            channel.close()
        raise OSError("it did not connect")


def connect(address: str) -> socket.socket:
    """Return the program's end of the channel."""
    port, _, token = address.partition(":")
    channel = socket.create_connection(("127.0.0.1", int(port)))
    channel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    channel.sendall(token.encode())
    return channel
