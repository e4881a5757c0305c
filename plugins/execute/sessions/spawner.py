"""Sessions in fresh processes, for systems where forking is not safe."""

from __future__ import annotations

import socket
import subprocess
import sys
from dataclasses import dataclass, field

from plugins.execute.listener import Listener
from plugins.execute.sessions.server import ROOT, Server
from plugins.execute.sessions.session import SessionError


@dataclass
class Spawner(Server):
    """Starts a session in a second or two, and keeps no checkpoints; works everywhere."""

    _processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _open: bool = False

    def start(self) -> None:
        """Allow sessions to start; they share nothing."""
        self._open = True

    def channel(self) -> socket.socket:
        """Start a warden."""
        if not self._open:
            raise SessionError("the sessions have ended")
        command = [sys.executable, "-m", "plugins.execute.processes.alone"]
        with Listener() as listener:
            process = subprocess.Popen([*command, listener.address], cwd=ROOT, env=self.environment(),
                                       stdin=subprocess.DEVNULL)  # fmt: skip
            self._processes.append(process)
            try:
                return listener.accept(process)
            except OSError as error:
                raise SessionError(f"a session did not start: {error}") from error

    def stop(self) -> None:
        """Wait for the wardens' ends."""
        self._open = False
        for process in self._processes:
            process.wait()
        self._processes.clear()
