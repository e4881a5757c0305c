"""Sessions forked from one process that has imported what articles import."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from dataclasses import dataclass

from plugins.execute import wire
from plugins.execute.sessions.server import ROOT, Server
from plugins.execute.sessions.session import SessionError


@dataclass
class ForkServer(Server):
    """Forks a session in some milliseconds; where forking is safe."""

    _process: subprocess.Popen[bytes] | None = None
    _control: socket.socket | None = None

    def start(self) -> None:
        """Start the fork server, and wait until it has imported what it was told to."""
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "plugins.execute.processes.server", str(theirs.fileno())], cwd=ROOT,
                env=self.environment(), pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
            )  # fmt: skip
        self._control.send(json.dumps({"preload": self.conditions.preload, "base": self.base}).encode())
        ready = self._control.recv(wire.CHUNK)
        if not ready:
            raise SessionError("the fork server did not start")
        for name, reason in json.loads(ready)["failed"].items():
            raise SessionError(f"EXECUTE_PRELOAD: cannot import {name!r} ({reason})")

    def channel(self) -> socket.socket:
        """Have a warden forked."""
        if self._control is None:
            raise SessionError("the fork server has ended")
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [b"fork"], [theirs.fileno()])
        return ours

    def stop(self) -> None:
        """Wait for the server's end."""
        if self._control and self._process:
            self._control.close()
            self._process.wait()
            self._control = self._process = None
