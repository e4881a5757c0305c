"""What opens sessions: a context, of which nothing is left when it ends."""

from __future__ import annotations

import itertools
import os
import shutil
import socket
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from plugins.execute import wire
from plugins.execute.cell import Document
from plugins.execute.sessions.conditions import Conditions
from plugins.execute.sessions.session import Session
from plugins.execute.style import FONTS, STYLE
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
class Server(ABC):
    """A context: entered, it is ready; left, nothing of it and its sessions remains."""

    conditions: Conditions
    base: str = ""
    _channels: set[socket.socket] = field(default_factory=set)
    _count: Iterator[int] = field(default_factory=itertools.count)

    def __enter__(self) -> Self:
        """Get ready; raises SessionError if that cannot be."""
        self.base = tempfile.mkdtemp(prefix="demonstrandum-")
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    @abstractmethod
    def start(self) -> None:
        """Start what all sessions share."""

    @abstractmethod
    def channel(self) -> socket.socket:
        """Start a session's processes; return the channel to their warden."""

    @abstractmethod
    def stop(self) -> None:
        """Wait for the end of everything, whose channels are closed."""

    def open(self, document: Document) -> Session:
        """Open a session for `document`, which `close` ends."""
        scratch = Path(self.base, str(next(self._count)), "scratch")
        scratch.mkdir(parents=True)
        channel = self.channel()
        self._channels.add(channel)
        wire.send(channel, {
            "name": relative(document.path), "scratch": str(scratch), "content": self.conditions.content,
            "project": str(ROOT), "folder": str(document.folder), "forks": self.conditions.start == "fork",
        })  # fmt: skip
        return Session(channel, document, self.conditions, scratch)

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
        """End the sessions that are still open, and what they share."""
        for channel in tuple(self._channels):
            with suppress(OSError):
                channel.shutdown(socket.SHUT_RDWR)
        self.stop()
        shutil.rmtree(self.base, ignore_errors=True)

    def environment(self) -> dict[str, str]:
        """Return the environment of cells: what is fixed, what is harmless, and what the site declares."""
        passed = {name: os.environ[name] for name in (*PASSED, *self.conditions.declared) if name in os.environ}
        return {**passed, **FIXED, "MPLCONFIGDIR": str(Path(self.conditions.store, "matplotlib")),
                "MATPLOTLIBRC": str(STYLE), FONTS: self.conditions.fonts}  # fmt: skip
