"""The fork server: imports what articles import, once, then forks a warden for each session.

Run as `python -m plugins.execute.processes.server FD`, where FD is one end of a socket pair. Each request
carries the socket of the new session. The server has one thread, runs no author's code, and ends
when the builder's end of its socket closes.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import signal
import socket
import sys
import threading
from typing import Any

from plugins.execute import wire
from plugins.execute.processes import lifetime, warden, worker
from plugins.execute.processes.lifetime import State
from plugins.execute.processes.shell import DocumentShell

REQUEST_SIZE = 1 << 16  # bytes a request may have


def main() -> None:
    """Serve the socket whose descriptor is the first argument."""
    control = socket.socket(fileno=int(sys.argv[1]))
    order = json.loads(control.recv(REQUEST_SIZE))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the builder's: it closes the socket
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # wardens are reaped by the system
    failed = {name: reason for name in order["preload"] if (reason := imported(name))}
    DocumentShell.make(order["base"])
    wire.send(control, {"type": "ready", "failed": failed, "threads": threading.active_count()})
    try:
        serve(control)
    finally:
        shutil.rmtree(order["base"], ignore_errors=True)
        os._exit(0)  # the builder waits: nothing else needs to be put in order


def imported(name: str) -> str:
    """Import `name`; return why that failed, or the empty string."""
    try:
        importlib.import_module(name)
    except ImportError as error:
        return str(error)
    return ""


def serve(control: socket.socket) -> None:
    """Fork a warden for each request until the builder is gone."""
    while True:
        request, descriptors, _, _ = socket.recv_fds(control, REQUEST_SIZE, maxfds=1)
        if not request:
            return
        if os.fork() == 0:
            control.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            warden.watch(socket.socket(fileno=descriptors[0]), fork_worker)
        os.close(descriptors[0])


def fork_worker(session: dict[str, Any], builder: socket.socket) -> tuple[State, dict[int, str]]:
    """Fork the process that runs a session's cells."""
    return lifetime.fork(lambda channel: worker.work(channel, session), builder)


if __name__ == "__main__":
    main()
