"""The worker of a session: runs the cells it is sent, in order, and sends what they put out."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
import time
import warnings
from typing import Any, NoReturn

from plugins.execute import sandbox, wire
from plugins.execute.sender import STREAMS, Sender, stream
from plugins.execute.shell import DocumentShell
from plugins.execute.trace import describe


def work(channel: socket.socket, session: dict[str, Any]) -> NoReturn:
    """Run every cell that arrives, until the channel closes."""
    sender = Sender(channel)
    for name in STREAMS:
        setattr(sys, name, stream(sender, name))
    warnings.filterwarnings("ignore", message="To exit: use", category=UserWarning)  # IPython's, after sys.exit
    shell = DocumentShell.start(sender, session["name"], session["lines"], session["scratch"])
    sandbox.enter(session["folder"], session["scratch"], session["content"])
    sender.send({"type": "ready"})
    for command in wire.receive(channel):
        started = time.perf_counter()
        failure = shell.run(command["code"], command["line"])
        flush()
        end: wire.Message = {"type": "end", "seconds": time.perf_counter() - started}
        if failure is not None:
            end["error"] = describe(failure, session["name"], command["line"], command["end"])
        sender.send(end)
    os._exit(0)


def flush() -> None:
    """Send what is still buffered, by Python and by the C library."""
    sys.stdout.flush()
    sys.stderr.flush()
    ctypes.CDLL(None).fflush(None)
