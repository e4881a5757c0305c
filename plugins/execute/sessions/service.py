"""Kept sessions as a service: builds come and go, what their cells have computed stays.

Run as `python -m plugins.execute.sessions.service ADDRESS`; it ends when its standard input does.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from plugins.execute import wire
from plugins.execute.cell import Document, read_document
from plugins.execute.inputs import Inputs, forget
from plugins.execute.sessions.failure import Failure
from plugins.execute.sessions.forkserver import ForkServer
from plugins.execute.sessions.keeper import Keeper, Resumed
from plugins.execute.sessions.session import CellRun, SessionError

VARIABLE = "DEMONSTRANDUM_SESSIONS"  # the environment variable by which a build finds the service


@contextmanager
def running() -> Iterator[Mapping[str, str]]:
    """Run the service for as long as the context lasts; yield what a build's environment needs to find it."""
    with tempfile.TemporaryDirectory(prefix="demonstrandum-") as folder:
        address = str(Path(folder, "sessions"))
        process = subprocess.Popen([sys.executable, "-m", "plugins.execute.sessions.service", address],
                                   stdin=subprocess.PIPE, cwd=Path(__file__).parents[3])  # fmt: skip
        try:
            yield {VARIABLE: address}
        finally:
            if process.stdin:
                process.stdin.close()
            process.wait()


def ask(address: str, document: Document, keys: list[str], server: Mapping[str, Any]) -> Resumed:
    """Have the service at `address` run `document`; raises SessionError if it cannot."""
    with socket.socket(socket.AF_UNIX) as channel:
        try:
            channel.connect(address)
        except OSError as error:
            raise SessionError(f"the kept sessions do not answer ({error.strerror})") from error
        wire.send(channel, {"path": document.path, "lines": document.lines, "mode": document.mode,
                            "timeout": document.timeout, "cwd": str(Path.cwd()), "keys": keys, "server": server})  # fmt: skip
        answer = next(wire.receive(channel), None)
    if answer is None or "error" in answer:
        raise SessionError(answer["error"] if answer else "the kept sessions ended")
    return Resumed(tuple(map(cell_run, answer["runs"])), answer["reused"], answer["obstacle"])


def cell_run(sent: Mapping[str, Any]) -> CellRun:
    """Return a run as it was sent."""
    failed = sent["failure"] and Failure(**sent["failure"])
    return CellRun(**{**sent, "failure": failed, "inputs": Inputs(**sent["inputs"])})


class Service:
    """The keeper of one site, and the requests that wait for it."""

    def __init__(self) -> None:
        self.started: tuple[str, ForkServer, Keeper] | None = None
        self.lock = threading.Lock()
        self.paths: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def keeper(self, server: Mapping[str, Any]) -> Keeper:
        """Return the keeper for these settings of the fork server; other settings start anew."""
        wanted = json.dumps(server, sort_keys=True)
        with self.lock:
            if self.started and self.started[0] != wanted:
                self.close()
            if not self.started:
                forks = ForkServer(tuple(server["preload"]), Path(server["cache"]), Path(server["content"]),
                                   tuple(server["declared"])).__enter__()  # fmt: skip
                self.started = wanted, forks, Keeper(forks)
            return self.started[2]

    def answer(self, channel: socket.socket) -> None:
        """Run the document a build sends, and send what its cells put out."""
        with channel, suppress(BrokenPipeError, ConnectionResetError):
            for request in wire.receive(channel):
                try:
                    wire.send(channel, self.run(request))
                except SessionError as error:
                    wire.send(channel, {"error": str(error)})

    def run(self, request: wire.Message) -> wire.Message:
        """Return the answer to a request."""
        forget()
        text = "\n".join(request["lines"])
        os.chdir(request["cwd"])  # names of files are as one types them where the build was started
        document = read_document(request["path"], text, request["mode"], request["timeout"])
        with self.paths[document.path]:
            return asdict(self.keeper(request["server"]).run(document, request["keys"]))

    def close(self) -> None:
        """End the sessions and their server."""
        if self.started:
            _, forks, keeper = self.started
            keeper.close()
            forks.__exit__()
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
