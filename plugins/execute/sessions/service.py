"""Kept sessions as a service: builds come and go, what their cells have computed stays.

Run as `python -m plugins.execute.sessions.service ADDRESS`; it ends when its standard input does.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from plugins.execute import sessions, wire
from plugins.execute.cell import Document, read_document
from plugins.execute.inputs import Inputs, forget
from plugins.execute.sessions.conditions import Conditions
from plugins.execute.sessions.failure import Failure
from plugins.execute.sessions.keeper import Keeper, Resumed
from plugins.execute.sessions.server import ROOT, Server
from plugins.execute.sessions.session import CellRun, SessionError


@contextmanager
def running() -> Iterator[str]:
    """Run the service for as long as the context lasts; yield its address, empty where it cannot run."""
    if not hasattr(socket, "AF_UNIX"):
        yield ""
        return
    with tempfile.TemporaryDirectory(prefix="demonstrandum-") as folder:
        address = str(Path(folder, "sessions"))
        process = subprocess.Popen([sys.executable, "-m", "plugins.execute.sessions.service", address],
                                   stdin=subprocess.PIPE, cwd=ROOT)  # fmt: skip
        try:
            yield address
        finally:
            if process.stdin:
                process.stdin.close()
            process.wait()


def ask(address: str, document: Document, keys: list[str], conditions: Conditions,
        started: Callable[[int], None]) -> Resumed:  # fmt: skip
    """Have the service at `address` run `document`; raises SessionError if it cannot.

    Calls `started` with the index of each cell that is about to run.
    """
    with socket.socket(socket.AF_UNIX) as channel:
        try:
            channel.connect(address)
        except OSError as error:
            raise SessionError(f"the kept sessions do not answer ({error.strerror})") from error
        wire.send(channel, {"path": document.path, "lines": document.lines, "mode": document.mode,
                            "timeout": document.timeout, "total": document.total, "cwd": str(Path.cwd()),
                            "keys": keys, "conditions": asdict(conditions)})  # fmt: skip
        answer = None
        for answer in wire.receive(channel):
            if "cell" not in answer:
                break
            started(answer["cell"])
    if answer is None or "runs" not in answer:
        raise SessionError((answer or {}).get("error", "the kept sessions ended"))
    return Resumed(tuple(map(cell_run, answer["runs"])), answer["reused"], answer["obstacle"])


def cell_run(sent: Mapping[str, Any]) -> CellRun:
    """Return a run as it was sent."""
    failed = sent["failure"] and Failure(**sent["failure"])
    return CellRun(**{**sent, "failure": failed, "inputs": Inputs.of(sent["inputs"])})


class Service:
    """The keeper of one site, and the requests that wait for it."""

    def __init__(self) -> None:
        self.started: tuple[Server, Keeper] | None = None
        self.lock = threading.Lock()
        self.paths: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def keeper(self, conditions: Conditions) -> Keeper:
        """Return the keeper under `conditions`; others start anew."""
        with self.lock:
            if self.started and self.started[0].conditions != conditions:
                self.close()
            if not self.started:
                opened = sessions.server(conditions).__enter__()
                self.started = opened, Keeper(opened)
            return self.started[1]

    def answer(self, channel: socket.socket) -> None:
        """Run the document a build sends, and send what its cells put out."""
        with channel, suppress(BrokenPipeError, ConnectionResetError):
            for request in wire.receive(channel):
                try:
                    wire.send(channel, self.run(request, lambda index: wire.send(channel, {"cell": index})))
                except SessionError as error:
                    wire.send(channel, {"error": str(error)})

    def run(self, request: wire.Message, started: Callable[[int], None]) -> wire.Message:
        """Return the answer to a request."""
        forget()
        os.chdir(request["cwd"])  # names of files are as one types them where the build was started
        document = read_document(request["path"], "\n".join(request["lines"]), request["mode"], request["timeout"],
                                 request["total"])  # fmt: skip
        given = request["conditions"]
        conditions = Conditions(**{**given, "preload": tuple(given["preload"]), "declared": tuple(given["declared"])})
        with self.paths[document.path]:
            return asdict(self.keeper(conditions).run(document, request["keys"], started))

    def close(self) -> None:
        """End the sessions and their server."""
        if self.started:
            opened, keeper = self.started
            keeper.close()
            opened.__exit__()
            self.started = None


def main() -> None:
    """Serve until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the preview's: it closes our input
    service = Service()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(sys.argv[1])
    listener.listen()
    threading.Thread(target=accept, args=(listener, service), daemon=True).start()
    sys.stdin.read()
    service.close()


def accept(listener: socket.socket, service: Service) -> None:
    """Answer each build in a thread of its own."""
    while True:
        channel, _ = listener.accept()
        threading.Thread(target=service.answer, args=(channel,), daemon=True).start()


if __name__ == "__main__":
    main()
