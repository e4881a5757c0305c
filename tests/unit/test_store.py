"""The store gives back what it was given, or nothing."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from plugins.store import Store, digest, write_atomically


def test_what_was_put_is_got(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put("kind", "abc", b"data")
    assert store.get("kind", "abc") == b"data"
    assert store.get("other", "abc") is None


def test_corrupt_entry_is_a_miss_and_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = Store(tmp_path)
    store.put("kind", "abc", b"data")
    [path] = [path for path in tmp_path.rglob("*") if path.is_file()]
    path.write_bytes(path.read_bytes() + b"x")
    with caplog.at_level(logging.WARNING):
        assert store.get("kind", "abc") is None
    assert "corrupt" in caplog.text


def test_prune_drops_the_least_recently_used(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for number, key in enumerate(("aa", "bb", "cc")):
        store.put("kind", key, b"x" * 100)
        os.utime(tmp_path / "kind" / key / key, (number, number))
    store.prune(300)
    assert [store.get("kind", key) is not None for key in ("aa", "bb", "cc")] == [False, True, True]


def test_same_bytes_are_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "file"
    assert write_atomically(path, b"x")
    assert not write_atomically(path, b"x")
    assert write_atomically(path, b"y")
    assert [entry.name for entry in path.parent.iterdir()] == ["file"]


def test_digest_knows_where_each_part_ends() -> None:
    assert digest("ab", "c") != digest("a", "bc")
