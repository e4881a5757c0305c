"""One content-addressed store of what was expensive to compute, as plain files."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from plugins.problems import LOGGER, relative

DIGEST_SIZE = 32  # bytes of SHA-256 in front of the data: a torn or edited file is noticed
UNFINISHED = ".new-"  # how files begin that are being written
ABANDONED = 3600  # seconds after which nobody writes on at one


@dataclass(frozen=True, slots=True)
class Store:
    """Entries below `root`, one file each; safe for several processes at once."""

    root: Path

    def get(self, kind: str, key: str) -> bytes | None:
        """Return what was put under `key`, or None; a corrupt entry is a miss, and says so."""
        path = self._path(kind, key)
        try:
            raw = path.read_bytes()
            os.utime(path)  # `prune` drops the least recently used
        except OSError:
            return None
        digest, data = raw[:DIGEST_SIZE], raw[DIGEST_SIZE:]
        if hashlib.sha256(data).digest() != digest:
            logging.getLogger(LOGGER).warning("%s: corrupt, computed again", relative(path))
            return None
        return data

    def put(self, kind: str, key: str, data: bytes) -> None:
        """Keep `data` under `key`, replacing what was there; say so if that is not possible."""
        path = self._path(kind, key)
        try:
            write_atomically(path, hashlib.sha256(data).digest() + data)
        except OSError as error:
            logging.getLogger(LOGGER).warning("%s: not kept (%s), computed again next time", relative(path), error.strerror)

    def prune(self, limit: int) -> None:
        """Remove the least recently used entries until at most `limit` bytes are kept."""
        entries = sorted(((stat.st_mtime, stat.st_size, path) for path, stat in self._entries()), reverse=True)
        kept, now = 0, time.time()
        for modified, size, path in entries:
            unfinished = path.name.startswith(UNFINISHED)
            kept += 0 if unfinished else size
            if now - modified > ABANDONED if unfinished else kept > limit:
                path.unlink(missing_ok=True)

    def _entries(self) -> Iterator[tuple[Path, os.stat_result]]:
        for path in self.root.glob("*/??/*"):  # as `_path` names them; other folders are somebody else's
            try:
                stat = path.stat()
            except FileNotFoundError:  # another process pruned it
                continue
            if path.is_file():
                yield path, stat

    def _path(self, kind: str, key: str) -> Path:
        return self.root / kind / key[:2] / key


def write_atomically(path: Path, data: bytes) -> bool:
    """Write `data` to `path` by renaming a finished file; return False if the bytes were there already."""
    try:
        if path.read_bytes() == data:
            return False
    except OSError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).chmod(0o644)  # mkstemp gives 0600, which a web server may not read
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True


def digest(*parts: str | bytes) -> str:
    """Return the SHA-256 of `parts` in hexadecimal, unambiguous about where each ends."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big"))
        total.update(data)
    return total.hexdigest()
