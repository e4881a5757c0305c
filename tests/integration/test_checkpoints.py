"""A session that went on from a checkpoint is in the state a fresh run would give."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from plugins.execute import sessions
from plugins.execute.cell import Document, read_document
from plugins.execute.memory import family
from plugins.execute.output import Output
from plugins.execute.sessions.conditions import Conditions
from plugins.execute.sessions.keeper import Keeper, Resumed
from plugins.execute.sessions.server import Server
from plugins.execute.sessions.session import CellRun
from plugins.store import digest

Run = Callable[..., Resumed]


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("content")


@pytest.fixture(scope="module")
def server(content: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with sessions.server(Conditions("fork", ("numpy",), str(tmp_path_factory.mktemp("store")), str(content))) as running:
        yield running


@pytest.fixture
def keeper(server: Server, content: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Keeper]:
    monkeypatch.chdir(content)
    kept = Keeper(server)
    yield kept
    kept.close()


def document(content: Path, codes: list[str], prose: str = "", name: str = "x.md") -> Document:
    text = prose + "\n".join(f"```python {{run}}\n{code}\n```" for code in codes)
    return read_document(str(content / name), text, "marked", 20)


def keys(found: Document) -> list[str]:
    """Return a key a cell, chained."""
    chained: list[str] = []
    for cell in found.cells:
        chained.append(digest(*chained[-1:], cell.code, str(cell.options.error)))
    return chained


@pytest.fixture
def run(keeper: Keeper, content: Path) -> Run:
    def run(*codes: str, prose: str = "", name: str = "x.md") -> Resumed:
        found = document(content, list(codes), prose, name)
        return keeper.run(found, keys(found))

    return run


def text(runs: tuple[CellRun, ...]) -> list[str]:
    return ["".join(shown(output) for output in ran.outputs) for ran in runs]


def shown(output: Output) -> str:
    if output["output_type"] == "stream":
        return output["text"]
    if output["output_type"] == "error":
        return "\n".join(output["traceback"])
    return str(output["data"].get("text/plain", ""))


def test_edited_cell_runs_from_the_state_before_it(run: Run) -> None:
    first = run("import time; stamp = time.perf_counter_ns(); stamp", "x = [1]", "x.append(2); x")
    edited = run("import time; stamp = time.perf_counter_ns(); stamp", "x = [1]", "x.append(3); x, stamp")
    assert edited.reused == 2
    assert text(edited.runs)[2] == f"([1, 3], {text(first.runs)[0]})"


def test_edit_in_the_middle_runs_what_follows(run: Run) -> None:
    run("a = 1", "b = 2", "a + b")
    edited = run("a = 1", "b = 3", "a + b")
    assert (edited.reused, text(edited.runs)[2]) == (1, "4")


def test_cells_added_deleted_and_reordered(run: Run) -> None:
    run("log = []", "log.append('a')", "log.append('b')", "log")
    assert text(run("log = []", "log.append('b')", "log").runs)[2] == "['b']"
    assert text(run("log = []", "log.append('b')", "log.append('a')", "log").runs)[3] == "['b', 'a']"
    appended = run("log = []", "log.append('b')", "log.append('a')", "log", "len(log)")
    assert (appended.reused, text(appended.runs)[4]) == (4, "2")


def test_failed_cell_is_corrected_from_the_state_before_it(run: Run) -> None:
    failed = run("x = 1", "x = 2; 1 / 0", "x")
    assert len(failed.runs) == 2
    corrected = run("x = 1", "x += 5", "x")
    assert (corrected.reused, text(corrected.runs)[2]) == (1, "6")


@pytest.mark.parametrize("end", ["import os; os.abort()", "import os; os._exit(1)", "while True: pass"])
def test_session_goes_on_after_its_process_has_ended(run: Run, content: Path, keeper: Keeper, end: str) -> None:
    run("x = 41")
    found = read_document(str(content / "x.md"), f"```python {{run}}\nx = 41\n```\n```python {{run timeout=0.5}}\n{end}\n```", "marked", 20)
    assert keeper.run(found, keys(found)).runs[1].failure is not None
    corrected = run("x = 41", "x + 1")
    assert (corrected.reused, text(corrected.runs)[1]) == (1, "42")


def test_files_a_cell_wrote_are_part_of_the_state(run: Run) -> None:
    run("open('f', 'w').write('one');", "open('f', 'a').write(' two');", "open('f').read()")
    edited = run("open('f', 'w').write('one');", "open('f', 'a').write(' three');", "open('f').read()")
    assert (edited.reused, text(edited.runs)[2]) == (1, "'one three'")


@pytest.mark.parametrize(
    ("code", "obstacle"),
    [
        ("import threading, time; threading.Thread(target=time.sleep, args=(60,), daemon=True).start()", "a thread is running"),
        ("f = open('out.txt', 'w')", "a file it writes is open"),
        ("import subprocess; p = subprocess.Popen(['sleep', '60'])", "a process it started is running"),
        ("await __import__('asyncio').sleep(0)", "a connection is open"),
    ],
)
def test_what_a_fork_would_share_prevents_a_checkpoint_and_is_named(run: Run, code: str, obstacle: str) -> None:
    first = run("x = 1", code, "x = 2", "x")
    assert first.obstacle == obstacle
    edited = run("x = 1", code, "x = 3", "x")
    assert (edited.reused, text(edited.runs)[3]) == (1, "3")


def test_lines_are_those_of_the_file_now(run: Run) -> None:
    run("def f():\n    return 1 / 0", "0")
    edited = run("def f():\n    return 1 / 0", "f()", prose="one\n\ntwo\n\n")
    assert edited.reused == 1
    failure = edited.runs[1].failure
    assert failure is not None
    assert failure.line == 10
    assert "  x.md:10, in <module>\n    f()\n  x.md:7, in f\n" in failure.detail


def test_state_is_exactly_that_of_a_fresh_run(run: Run, server: Server, content: Path) -> None:
    chance = random.Random(1)
    pieces = [
        "x = {n}", "x = x + {n}", "log.append({n})", "log = log + [x]", "log.reverse()", "def f(a): return a * {n} + x",
        "x = f({n})", "import random; random.seed({n})", "x = random.random()", "print(x, log)", "d = dict(enumerate(log)); d",
        "open('file', 'a').write(str({n}));", "print(open('file', 'a+').tell())", "x, log", "del log[-1:]",
        "import numpy as np; r = np.random.default_rng({n})", "x = float(r.random())", "1 / ({n} - 3)",
    ]  # fmt: skip

    def piece() -> str:
        return chance.choice(pieces).replace("{n}", str(chance.randrange(5)))

    head = "import random, numpy as np\nx, log, r = 1, [], np.random.default_rng(0)\ndef f(a): return a"
    program = [head, *(piece() for _ in range(5))]
    for _ in range(40):
        place = chance.randrange(1, len(program) + 1)
        edit = chance.choice(["insert", "change", "delete", "swap"])
        if edit == "insert" or place == len(program):
            program.insert(place, piece())
        elif edit == "change":
            program[place] = piece()
        elif edit == "delete" and len(program) > 3:
            del program[place]
        else:
            other = chance.randrange(1, len(program))
            program[place], program[other] = program[other], program[place]
        resumed = run(*program)
        found = document(content, program)
        with server.session(found) as fresh:
            expected = []
            for cell in found.cells:
                expected.append(fresh.run(cell))
                if expected[-1].failure:
                    break
        assert text(resumed.runs) == text(tuple(expected)), program


def test_sessions_of_documents_edited_long_ago_are_ended(server: Server, content: Path) -> None:
    keeper = Keeper(server, documents=2)
    for name in ("a.md", "b.md", "c.md"):
        found = document(content, ["x = 1", "x"], name=name)
        keeper.run(found, keys(found))
    assert list(keeper._kept) == [str(content / "b.md"), str(content / "c.md")]
    keeper.close()


def test_session_beyond_the_memory_bound_is_ended(server: Server, content: Path) -> None:
    keeper = Keeper(server, memory=1)
    for name in ("a.md", "b.md"):
        found = document(content, ["x = 1"], name=name)
        keeper.run(found, keys(found))
    assert list(keeper._kept) == [str(content / "b.md")]
    keeper.close()


def test_nothing_is_left_of_a_kept_session(server: Server, content: Path) -> None:
    keeper = Keeper(server)
    found = document(content, ["import subprocess; p = subprocess.Popen(['sleep', '600'])", "1", "2"])
    keeper.run(found, keys(found))
    [kept] = keeper._kept.values()
    processes = list(family(kept.session.warden))
    assert len(processes) >= 3
    keeper.close()
    assert psutil.wait_procs(processes, timeout=5)[1] == []


def test_session_that_was_not_forked_goes_on_and_else_runs_again(content: Path, tmp_path: Path) -> None:
    with sessions.server(Conditions("spawn", (), str(tmp_path), str(content))) as spawner:
        keeper = Keeper(spawner)

        def run(*codes: str) -> Resumed:
            found = document(content, list(codes))
            return keeper.run(found, keys(found))

        assert run("x = 1", "x").obstacle == "EXECUTE_START is spawn"
        assert (run("x = 1", "x", "x + 1").reused, text(run("x = 1", "x", "x + 1").runs)[2]) == (2, "2")
        edited = run("x = 5", "x")
        assert (edited.reused, text(edited.runs)[1]) == (0, "5")
        keeper.close()


def test_position_in_a_file_that_is_read_is_part_of_the_state(run: Run, content: Path) -> None:
    (content / "lines.txt").write_text("".join(f"line {number}\n" for number in range(20_000)))
    first = ("file = open('lines.txt', buffering=1 << 12)\nfor _ in range(1000): line = next(file)", "next(file)")
    assert text(run(*first, "[next(file) for _ in range(9000)][-1]").runs)[1:] == ["'line 1000\\n'", "'line 10000\\n'"]
    again = run(*first, "next(file), 'again'")
    assert again.reused == 2
    assert text(again.runs)[2] == "('line 1001\\n', 'again')"
