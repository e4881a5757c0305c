"""A warden where nothing is forked: a program, whose worker is another.

Run as `python -m plugins.execute.processes.alone ADDRESS`.
"""

from __future__ import annotations

import signal
import socket
import sys
from typing import Any

from plugins.execute.listener import connect
from plugins.execute.processes import lifetime, warden
from plugins.execute.processes.lifetime import State

WORKER = "plugins.execute.processes.worker"


def spawn_worker(session: dict[str, Any], builder: socket.socket) -> tuple[State, dict[int, str]]:
    """Start the program that runs a session's cells."""
    return lifetime.spawn(WORKER, session)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the builder's: it closes the channel
    warden.watch(connect(sys.argv[1]), spawn_worker)
