"""The process sessions are forked from, as the builder sees it."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from plugins.execute import wire
from plugins.execute.cell import Document
from plugins.execute.sessions.session import Session, SessionError
from plugins.problems import relative

ROOT = Path(__file__).parents[3]
FIXED = {  # the same on every machine
    "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT),
    "TZ": "UTC", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "COLUMNS": "80", "LINES": "24", "TERM": "dumb",
    "NO_COLOR": "1", "MPLBACKEND": "module://matplotlib_inline.backend_inline", "SOURCE_DATE_EPOCH": "0",
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "NUMEXPR_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
}  # fmt: skip
PASSED = (  # of the builder's environment; what else a cell needs, the site declares
    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "SYSTEMROOT",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE",
)  # fmt: skip


@dataclass
class ForkServer:
    """A context: entered, it imports and waits; left, nothing of it and its sessions remains."""

    preload: tuple[str, ...]
    cache: Path  # where Matplotlib keeps its list of fonts
    content: Path
    declared: tuple[str, ...] = ()  # names of environment variables that cells may see
    _process: subprocess.Popen[bytes] | None = None
    _control: socket.socket | None = None
    _base: str = ""
    _channels: set[socket.socket] = field(default_factory=set)
    _count: Iterator[int] = field(default_factory=itertools.count)

    def __enter__(self) -> ForkServer:
        """Start it, and wait until it has imported what it was told to."""
        if not hasattr(os, "fork") or not sys.platform.startswith("linux"):
            raise SessionError("cells run on Linux only")
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._base = tempfile.mkdtemp(prefix="demonstrandum-")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "plugins.execute.processes.server", str(theirs.fileno())], cwd=ROOT,
            env=environment(self.cache, self.declared), pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
        )  # fmt: skip
        theirs.close()
        self._control = ours
        ours.send(json.dumps({"preload": self.preload, "base": self._base}).encode())
        ready = ours.recv(wire.CHUNK)
        if not ready:
            raise SessionError("the fork server did not start")
        for name, reason in json.loads(ready)["failed"].items():
            self.__exit__()
            raise SessionError(f"EXECUTE_PRELOAD: cannot import {name!r} ({reason})")
        return self

    def open(self, document: Document) -> Session:
        """Open a session for `document`, which `close` ends."""
        assert self._control is not None, "enter the server first"
        scratch = Path(self._base, str(next(self._count)), "scratch")
        scratch.mkdir(parents=True)
        ours, theirs = socket.socketpair()
        self._channels.add(ours)
        with theirs:
            socket.send_fds(self._control, [b"fork"], [theirs.fileno()])
        wire.send(ours, {
            "name": relative(document.path), "scratch": str(scratch), "content": str(self.content),
            "project": str(ROOT), "folder": str(Path(document.path).resolve().parent),
        })  # fmt: skip
        return Session(ours, document, self.declared)

    def close(self, session: Session) -> None:
        """End a session and everything it started."""
        self._channels.discard(session.channel)
        session.channel.close()

    @contextmanager
    def session(self, document: Document) -> Iterator[Session]:
        """Open a session for as long as the context lasts."""
        session = self.open(document)
        try:
            yield session
        finally:
            self.close(session)

    def __exit__(self, *exception: object) -> None:
        """End the sessions that are still open, and the server."""
        for channel in tuple(self._channels):
            with suppress(OSError):
                channel.shutdown(socket.SHUT_RDWR)
        if self._control and self._process:
            self._control.close()
            self._process.wait()
            self._control = self._process = None
        shutil.rmtree(self._base, ignore_errors=True)


def environment(cache: Path, declared: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the environment of cells: what is fixed, what is harmless, and what the site declares."""
    passed = {name: os.environ[name] for name in (*PASSED, *declared) if name in os.environ}
    return {**passed, **FIXED, "MPLCONFIGDIR": str(cache / "matplotlib")}
