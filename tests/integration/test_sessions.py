"""Sessions run cells as their author expects, and say of each end what it was."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from plugins.execute import sessions
from plugins.execute.cell import read_document
from plugins.execute.output import Output
from plugins.execute.sessions.conditions import Conditions
from plugins.execute.sessions.server import Server
from plugins.execute.sessions.session import CellRun

Run = Callable[..., list[CellRun]]


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("content")


@pytest.fixture(scope="module", params=["fork", "spawn"])
def server(request: pytest.FixtureRequest, content: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    store = tmp_path_factory.mktemp("store")
    with sessions.server(Conditions(request.param, ("numpy", "matplotlib.pyplot"), str(store), str(content))) as running:
        yield running


@pytest.fixture
def run(server: Server, content: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run code, one cell each, in one session; the first cell's code is on line 2 of x.md."""
    monkeypatch.chdir(content)

    def run(*codes: str, timeout: float = 20) -> list[CellRun]:
        text = "\n".join(f"```python {{run}}\n{code}\n```" for code in codes)
        path = content / "x.md"
        path.write_text(text)
        document = read_document(str(path), text, "marked", timeout)
        with server.session(document) as session:
            return [session.run(cell) for cell in document.cells]

    return run


def environment(*declared: str) -> dict[str, str]:
    return sessions.server(Conditions("fork", (), "store", "content", declared)).environment()


def text(runs: list[CellRun]) -> str:
    """Return all text of the outputs, in order."""
    return "".join(shown(output) for ran in runs for output in ran.outputs)


def shown(output: Output) -> str:
    if output["output_type"] == "stream":
        return output["text"]
    if output["output_type"] == "error":
        return "\n".join(output["traceback"])
    return str(output["data"].get("text/plain", ""))


def test_cells_share_one_session(run: Run) -> None:
    assert text(run("x = 20", "x + 1")) == "21"


def test_last_expression_is_shown_unless_it_ends_in_a_semicolon(run: Run) -> None:
    assert text(run("1", "2;", "None", "x = 3", "4  # four", "5;  # quiet")) == "14"


def test_streams_displays_and_programs_keep_their_order(run: Run) -> None:
    code = "import os, sys\nprint('a')\ndisplay(2)\nprint('c', file=sys.stderr)\nos.system('echo d')\nprint('e')"
    for _ in range(5):
        assert text(run(code)) == "a\n2c\nd\ne\n"


def test_top_level_await_works(run: Run) -> None:
    assert text(run("import asyncio\nawait asyncio.sleep(0, 'slept')")) == "'slept'"


def test_figure_is_a_small_svg_with_text_as_text(run: Run) -> None:
    [ran] = run("import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.title('Up');")
    [output] = ran.outputs
    assert output["output_type"] == "display_data"
    assert ">Up</text>" in output["data"]["image/svg+xml"]
    assert len(output["data"]["image/svg+xml"]) < 5000


def test_figure_with_too_many_marks_is_pixels(run: Run) -> None:
    [ran] = run("import matplotlib.pyplot as plt\nplt.scatter(range(30_000), range(30_000));")
    [output] = ran.outputs
    assert output["output_type"] == "display_data"
    assert output["metadata"]["image/png"]["width"] > 100
    assert output["metadata"]["instead_of_svg"] == {"marks": 30_000}


def test_author_chooses_the_format_of_figures(run: Run) -> None:
    [_, ran] = run("%config InlineBackend.figure_formats = ['png']", "import matplotlib.pyplot as plt\nplt.plot([1, 2]);")
    [output] = ran.outputs
    assert output["output_type"] == "display_data"
    assert "image/png" in output["data"]


def test_figures_are_the_same_bytes_each_time(run: Run) -> None:
    code = "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"
    assert run(code)[0].outputs == run(code)[0].outputs


def test_traceback_has_the_lines_of_the_file_and_nothing_of_ipython(run: Run) -> None:
    [_, ran] = run("def f(n):\n    return 1 / n", "y = 1\nf(0)")
    assert ran.failure is not None
    assert (ran.failure.line, ran.failure.what) == (7, "ZeroDivisionError: division by zero")
    assert ran.failure.detail.startswith("Traceback (most recent call last):\n  x.md:7, in <module>\n    f(0)\n")
    assert "  x.md:3, in f\n    return 1 / n\n" in ran.failure.detail
    assert "IPython" not in ran.failure.detail


def test_syntax_error_has_its_line(run: Run) -> None:
    [ran] = run("x = 1\ndef (")
    assert ran.failure is not None
    assert (ran.failure.line, ran.failure.what) == (3, "SyntaxError: invalid syntax")


def test_warning_names_the_line_of_the_file(run: Run) -> None:
    assert text(run("import warnings\nwarnings.warn('careful')")).startswith("x.md:3: UserWarning: careful\n")


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("import os; os.abort()", "the cell crashed the Python process (SIGABRT)"),
        ("import os; os._exit(3)", "the cell ended the Python process with exit code 3"),
        ("import sys; sys.exit()", "the cell called sys.exit()"),
        ("exit()", "the cell called sys.exit()"),
        ("while True: pass", "the cell was stopped after 0.5 s"),
        ("while True: print('x' * 10_000)", "the cell was stopped after"),
        ("input()", "StdinNotImplementedError: nobody answers in a build"),
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
    ],
)
def test_each_end_is_named_for_what_it_was(run: Run, code: str, what: str) -> None:
    [ran] = run(code, timeout=0.5)
    assert ran.failure is not None
    assert ran.failure.what.startswith(what)
    assert ran.failure.line == 2


def test_cell_that_takes_too_much_memory_is_named(server: Server, content: Path) -> None:
    code = "blocks = []\nwhile True: blocks.append(bytearray(10_000_000))"
    found = read_document(str(content / "m.md"), f"```python {{run memory=300MiB}}\n{code}\n```", "marked", 20)
    with server.session(found) as session:
        failure = session.run(found.cells[0]).failure
    assert failure is not None
    assert failure.what == "the cell used more than 300 MiB"


def test_endless_text_is_cut_with_a_note(run: Run) -> None:
    [ran] = run("for n in range(300): print('x' * 10_000)\n'after'")
    assert ran.failure is None
    assert "… the output was cut here, after 1 MB" in text([ran])
    assert text([ran]).endswith("'after'")
    assert len(text([ran])) < 1_010_000


def test_secrets_of_the_builder_are_not_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "x")
    assert "SECRET_TOKEN" not in environment()
    assert environment("SECRET_TOKEN")["SECRET_TOKEN"] == "x"


def test_what_was_printed_before_the_end_is_kept(run: Run) -> None:
    [ran] = run("import os\nprint('before')\nos.abort()")
    assert text([ran]) == "before\n"


def test_cell_reads_beside_its_article_and_writes_elsewhere(run: Run, content: Path) -> None:
    (content / "data.csv").write_text("1,2")
    (content / "helper_module.py").write_text("VALUE = 7")
    before = names(content)
    code = "open('made.txt', 'w').write('x')\nimport helper_module\nopen('data.csv').read(), helper_module.VALUE"
    assert text(run(code)) == "('1,2', 7)"
    assert names(content) | {"x.md"} == before | {"x.md"}


def test_cell_changes_its_own_copy_of_what_it_sees(run: Run, content: Path) -> None:
    (content / "part").mkdir(exist_ok=True)
    for path in (content / "data.csv", content / "part" / "a.txt", content / "part" / "b.txt"):
        path.write_text("old")
    ran = run(
        "import os, shutil\nfrom pathlib import Path\nPath('data.csv').open('a').write('+new'); Path('data.csv').read_text()",
        "Path('part/a.txt').write_text('new'); os.remove('part/b.txt'); os.mkdir('part/c')\nsorted(os.listdir('part'))",
        "os.chmod('part/a.txt', 0o600); Path('part/a.txt').rename('moved'); Path('moved').read_text()",
    )
    assert text(ran) == "'old+new'['a.txt', 'c']'new'"
    assert {path.name: path.read_text() for path in content.rglob("*.*") if path.suffix in (".csv", ".txt")} == {
        "data.csv": "old", "a.txt": "old", "b.txt": "old"}  # fmt: skip


def test_program_cannot_change_the_content_either(run: Run, content: Path) -> None:
    if not may_mount():
        pytest.skip("mounting read-only is not allowed here")
    (content / "data.csv").write_text("old")
    [ran] = run("!echo new > data.csv\n!echo mine > own.txt; cat own.txt data.csv")
    assert (content / "data.csv").read_text() == "old"
    assert "Read-only file system" in text([ran]) and "mine" in text([ran])


def may_mount() -> bool:
    return subprocess.run(["unshare", "--user", "--map-root-user", "--mount", "true"], check=False).returncode == 0


@pytest.mark.parametrize(
    "code",
    ["open(os.path.realpath('data.csv'), 'a')", "os.remove(os.path.realpath('data.csv'))",
     "import pathlib; pathlib.Path(os.path.realpath('data.csv')).write_text('x')"],
)  # fmt: skip
def test_cell_cannot_change_the_content(run: Run, content: Path, code: str) -> None:
    (content / "data.csv").write_text("1,2")
    [_, ran] = run("import os", code)
    assert ran.failure is not None
    assert "which a cell may only read" in ran.failure.what
    assert (content / "data.csv").read_text() == "1,2"


def test_documents_do_not_see_each_other(run: Run) -> None:
    run("leaked = 1\nimport builtins; builtins.leaked = 2")
    [ran] = run("leaked")
    assert ran.failure is not None


def test_environment_is_the_same_everywhere(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", "5")
    monkeypatch.setenv("MPLSTYLE", "x")
    assert environment()["PYTHONHASHSEED"] == "0"
    assert "MPLSTYLE" not in environment()
    assert text(run("import time; time.tzname[0], hash('a')")) == text(run("import time; time.tzname[0], hash('a')"))


def test_nothing_is_left_of_a_session(run: Run) -> None:
    [ran] = run("import subprocess\nsubprocess.Popen(['sleep', '1000'], start_new_session=True).pid")
    assert gone(int(text([ran])))


SLEEPS = {
    "cell": "import time; time.sleep(600)",
    "fork": "import os, time\nwhile True:\n    if os.fork() == 0: time.sleep(600)\n    time.sleep(0.05)",
    "program": "import subprocess; subprocess.run(['sleep', '600'])",
    "program that left": "import subprocess, time\nsubprocess.Popen(['sleep', '600'], start_new_session=True)\ntime.sleep(600)",
}


@pytest.mark.parametrize("start", ["fork", "spawn"])
@pytest.mark.parametrize("code", SLEEPS.values(), ids=SLEEPS)
def test_nothing_is_left_two_seconds_after_the_builder_is_killed(tmp_path: Path, start: str, code: str) -> None:
    (tmp_path / "x.md").write_text(f"```python {{run}}\nopen('/proc/self/comm').read(); print(1)\n{code}\n```")
    script = (
        "import sys\nfrom pathlib import Path\nfrom plugins.execute import sessions\n"
        "from plugins.execute.cell import read_document\nfrom plugins.execute.sessions.conditions import Conditions\n"
        "path, start = Path(sys.argv[1]), sys.argv[2]\n"
        "document = read_document(str(path), path.read_text(), 'marked', 700)\n"
        "conditions = Conditions(start, (), str(path.parent), str(path.parent))\n"
        "with sessions.server(conditions) as server, server.session(document) as session:\n"
        "    print('open', flush=True)\n    session.run(document.cells[0])\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "x.md"), start], stdout=subprocess.PIPE,
                          env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}) as builder:  # fmt: skip
        assert builder.stdout and builder.stdout.readline() == b"open\n"
        time.sleep(0.7)  # in the middle of the cell
        processes = psutil.Process(builder.pid).children(recursive=True)
        assert len(processes) >= 2
        builder.kill()
    _, alive = psutil.wait_procs(processes, timeout=2)
    assert [each for each in alive if each.status() != psutil.STATUS_ZOMBIE] == []


def names(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


def gone(pid: int) -> bool:
    """Whether the process ends within a few seconds."""
    return wait_for(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)


def wait_for(condition: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()
