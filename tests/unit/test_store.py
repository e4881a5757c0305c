"""The store gives back what it was given, or nothing."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from plugins.store import ABANDONED, Store, digest, write_atomically


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


def entry(folder: Path) -> Path:
    [path] = [path for path in folder.rglob("*") if path.is_file()]
    return path


def test_no_torn_or_flipped_entry_is_given_back(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put("kind", "abc", b"some data")
    whole = entry(tmp_path).read_bytes()
    for length in range(len(whole)):
        entry(tmp_path).write_bytes(whole[:length])
        assert store.get("kind", "abc") is None
    for position in range(len(whole)):
        for bit in range(8):
            flipped = bytearray(whole)
            flipped[position] ^= 1 << bit
            entry(tmp_path).write_bytes(flipped)
            assert store.get("kind", "abc") is None
    entry(tmp_path).write_bytes(whole)
    assert store.get("kind", "abc") == b"some data"


def test_entry_that_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    script = (
        "import logging, resource, signal, sys\nfrom pathlib import Path\nfrom plugins.store import Store\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nresource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "store = Store(Path(sys.argv[1]))\nstore.put('kind', 'small', b'x')\nstore.put('kind', 'large', b'x' * 5000)\n"
        "print(store.get('kind', 'small'), store.get('kind', 'large'))\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout == "b'x' None\n"
    assert "large: not kept (File too large), computed again next time" in done.stderr
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["small"]


def test_kill_in_the_middle_of_a_write_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    store = Store(tmp_path)
    versions = {bytes([number]) * 20_000_000 for number in (1, 2)}
    script = (
        "import sys\nfrom pathlib import Path\nfrom plugins.store import Store\nprint(1, flush=True)\n"
        "while True:\n    for number in (1, 2): Store(Path(sys.argv[1])).put('kind', 'key', bytes([number]) * 20_000_000)\n"
    )
    for round_ in range(6):
        with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE) as writer:
            assert writer.stdout
            writer.stdout.readline()
            time.sleep(0.1 + round_ * 0.03)
            writer.kill()
        assert store.get("kind", "key") in versions
    abandoned = list(tmp_path.rglob(".new-*"))
    for path in abandoned:
        os.utime(path, (0, time.time() - ABANDONED - 1))
    store.prune(10**9)
    assert list(tmp_path.rglob(".new-*")) == []


def test_many_processes_write_and_read_at_once(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom plugins.store import Store\nstore = Store(Path(sys.argv[1]))\n"
        "for turn in range(300):\n    key = str(turn % 7)\n    store.put('kind', key, key.encode() * 1000)\n"
        "    assert store.get('kind', key) in (key.encode() * 1000, None)\n    if turn % 50 == 0: store.prune(3000)\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stderr=subprocess.PIPE) for _ in range(4)]
    for writer in writers:
        _, said = writer.communicate()
        assert (writer.returncode, said) == (0, b"")
