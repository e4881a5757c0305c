"""A build runs what must run side by side, says so in order, and ends well whatever happens."""

from __future__ import annotations

import io
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from rich.console import Console

from plugins.execute.cell import read_document
from plugins.execute.progress import Progress
from tests.conftest import ROOT, Site, SiteBuilder


@pytest.fixture(params=["fork", "spawn"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each test with both ways of starting a session."""
    monkeypatch.setenv("EXECUTE_START", request.param)


def article(*codes: str, title: str = "T", header: str = "") -> str:
    cells = "\n\n".join(f"```python {{run}}\n{code}\n```" for code in codes)
    return f"---\ntitle: {title}\ndate: 2025-01-01\n{header}---\n{cells}\n"


def start(site: Site, **streams: int) -> subprocess.Popen[bytes]:
    """Start a build of `site` as a process of its own group."""
    folder = site.content.parent
    command = [sys.executable, "-m", "pelican", "content", "-s", "conf.py", "-o", "output"]
    return subprocess.Popen(command, cwd=folder, start_new_session=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
                            **streams)  # type: ignore[call-overload, no-any-return]  # fmt: skip


def test_reports_come_in_the_order_of_the_documents(site: SiteBuilder) -> None:
    files: dict[str, str | bytes] = {
        f"{name}.md": article(f"import time; time.sleep({pause}); {pause}", title=name)
        for name, pause in (("a", 0.6), ("b", 0.3), ("c", 0.0))
    }
    assert site(files, EXECUTE_WORKERS=3).ran == ["content/a.md", "content/b.md", "content/c.md"]


def test_document_that_took_longest_starts_first(site: SiteBuilder, tmp_path: Path) -> None:
    def code(name: str, pause: float, turn: int) -> str:
        return f"import time; time.sleep({pause}); open({str(tmp_path / 'order')!r}, 'a').write('{name}{turn} ');"

    def files(turn: int) -> dict[str, str | bytes]:
        return {f"{name}.md": article(code(name, pause, turn), title=name) for name, pause in (("a", 0.0), ("b", 0.5), ("c", 0.2))}

    site(files(1), EXECUTE_WORKERS=1)
    site(files(2), EXECUTE_WORKERS=1)
    assert (tmp_path / "order").read_text().split()[3:] == ["b2", "c2", "a2"]


def test_interrupt_ends_at_once_and_keeps_what_was_finished(site: SiteBuilder) -> None:
    site({})
    built = site({"quick.md": article("1", title="Q")}, EXECUTE="none")
    (built.content / "slow.md").write_text(article("import subprocess; subprocess.run(['sleep', '600'])"))
    conf = built.content.parent / "conf.py"
    conf.write_text(conf.read_text().replace("'none'", "'marked'") + "\nEXECUTE_WORKERS = 2\n")
    builder = start(built, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        wait_until(lambda: "hit" in built.ask("why", "quick")[1])
        below = psutil.Process(builder.pid).children(recursive=True)
        assert any("sleep" in process.name() for process in below)
        os.killpg(builder.pid, signal.SIGINT)
        assert builder.wait(5) == 130
    finally:
        builder.kill()
        builder.communicate()
    _, alive = psutil.wait_procs(below, timeout=2)
    assert alive == []
    assert built.ask("why", "quick")[1] == "content/quick.md: hit\n"


def wait_until(condition, seconds: float = 20) -> None:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_two_builds_at_once_give_the_same(site: SiteBuilder) -> None:
    files: dict[str, str | bytes] = {f"{n}.md": article("import time; time.sleep(0.1); 6 * 7", title=f"N{n}") for n in range(4)}
    built = site(files, EXECUTE="none")
    (built.content.parent / "conf.py").write_text((built.content.parent / "conf.py").read_text().replace("'none'", "'marked'"))
    builders = [start(built, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) for _ in range(2)]
    for builder in builders:
        said, _ = builder.communicate()
        assert builder.returncode == 0, said.decode()
    assert all(">42</pre>" in built.read(f"articles/n{n}/index.html") for n in range(4))
    assert site({}, EXECUTE="marked").ran == []


def test_store_that_cannot_be_written_costs_a_run_and_a_line(site: SiteBuilder, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    built = site({"a.md": article("6 * 7")}, STORE_PATH=str(tmp_path / "file" / "store"))
    assert built.code == 0, built.said
    assert ">42</pre>" in built.read("articles/t/index.html")
    assert "not kept (Not a directory), computed again next time" in built.said


def test_damaged_entry_is_computed_again_with_a_line(site: SiteBuilder, tmp_path: Path) -> None:
    site({"a.md": article("6 * 7")})
    [path] = (path for path in (tmp_path / "cache" / "executions").rglob("*") if path.is_file())
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    built = site({})
    assert "corrupt, computed again" in built.said
    assert (built.ran, built.code) == (["content/a.md"], 0)


def test_document_has_a_limit_of_its_own(site: SiteBuilder) -> None:
    built = site({"a.md": article("import time; time.sleep(0.3)", "time.sleep(60)", header="total_timeout: 0.8\n")})
    assert built.code == 1
    assert "content/a.md:11: the document was stopped after 0.8 s, in this cell" in built.said
    assert "hint: give all its cells more time: total_timeout: 3" in built.said


def test_displays_are_capped_with_a_note(site: SiteBuilder) -> None:
    built = site({"a.md": article("for n in range(500): display(f'display {n}.')")})
    page = built.read("articles/t/index.html")
    assert "display 199." in page
    assert "display 200." not in page
    assert "… only the first 200 displays are shown" in page


def test_terminal_sees_what_runs(site: SiteBuilder) -> None:
    built = site({"a.md": article("import time; time.sleep(1)")}, EXECUTE="none")
    conf = built.content.parent / "conf.py"
    conf.write_text(conf.read_text().replace("'none'", "'marked'"))
    ours, theirs = pty.openpty()
    builder = start(built, stdout=theirs, stderr=theirs)
    os.close(theirs)
    seen = b""
    try:
        while data := os.read(ours, 65536):
            seen += data
    except OSError:  # the terminal's other end is closed
        pass
    os.close(ours)
    assert builder.wait() == 0
    assert b"0 of 1 documents" in seen
    assert b"content/a.md: cell 1 of 1" in seen
    assert b"ran content/a.md: 1 cell in 1." in seen


def test_line_says_what_takes_long_where_there_is_no_terminal(site: SiteBuilder) -> None:
    built = site({"a.md": article("import time; time.sleep(3.6)")})
    assert re.search(r"^running cells: 0 of 1 documents, 3 s; content/a.md: cell 1 of 1, \d s$", built.said, re.MULTILINE)


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_counts(terminal: bool) -> None:
    documents = [read_document(f"{name}.md", "```python {run}\n1\n```\n```python {run}\n2\n```", "marked", 60) for name in "ab"]
    with Progress(documents, Console(file=io.StringIO(), force_terminal=terminal)) as progress:
        progress.cell(documents[0], 0)
        progress.cell(documents[1], 1)
        assert progress.lines() == ["0 of 2 documents, 0 s", "  a.md: cell 1 of 2, 0 s", "  b.md: cell 2 of 2, 0 s"]
        progress.finished(documents[0], failed=True)
        assert progress.lines() == ["1 of 2 documents, 1 failed, 0 s", "  b.md: cell 2 of 2, 0 s"]
