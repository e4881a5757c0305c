"""Stamps: which lock files an installation was made from, so that a changed one is noticed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path


def fingerprint(locks: Sequence[Path]) -> str:
    """Return a digest of the contents of `locks`."""
    total = hashlib.sha256()
    for lock in locks:
        total.update(hashlib.sha256(lock.read_bytes()).digest())
    return total.hexdigest()


def is_current(stamp: Path, locks: Sequence[Path]) -> bool:
    """Whether the installation that wrote `stamp` was made from `locks` as they are."""
    return stamp.is_file() and stamp.read_text() == fingerprint(locks)


def write(stamp: Path, locks: Sequence[Path]) -> None:
    """Note that an installation from `locks` is complete."""
    stamp.write_text(fingerprint(locks))
