"""The tasks as an author types them."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[2]


def invoke(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "invoke", "--search-root", str(ROOT), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_new_article_builds_right_away(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    made = invoke("new", "My Title", "--content", "content", folder=tmp_path)
    assert made.returncode == 0, made.stderr
    built = invoke("build", "--content", "content", "--output", "output", folder=tmp_path)
    assert built.returncode == 0, built.stderr
    assert "output/index.html" in built.stdout
    page = (tmp_path / "output" / "articles" / "my-title" / "index.html").read_text()
    assert ">285</pre>" in page


def test_failed_build_exits_with_one_and_no_traceback_of_ours(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: a: b\n---\n")
    built = invoke("build", "--content", str(tmp_path), "--output", str(tmp_path.parent / "output"))
    assert built.returncode == 1
    assert "a.md:2: a value contains ': ' without quotes" in built.stderr
    assert "Traceback" not in built.stderr


def test_failed_build_is_not_published(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: a: b\n---\n")
    done = invoke("publish", "--content", str(tmp_path), "--remote", "no-such-remote")
    assert done.returncode == 1
    assert "published" not in done.stdout


def test_missing_folder_is_said(tmp_path: Path) -> None:
    done = invoke("build", "--content", "nowhere", folder=tmp_path)
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, "inv: nowhere: no such folder")


def test_every_task_explains_itself() -> None:
    for task in ("build", "serve", "new", "publish", "test", "lint", "types", "lock", "clean", "why", "check",
                 "freeze", "verify", "bench"):  # fmt: skip
        shown = invoke("--help", task)
        assert shown.returncode == 0
        assert "Docstring:\n  none" not in shown.stdout


@pytest.mark.parametrize("task", ["build", "serve"])
def test_nothing_is_left_after_a_task_is_killed(tmp_path: Path, task: str) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "a.md").write_text(
        "---\ntitle: T\ndate: 2025-01-01\n---\n```python {run}\nimport subprocess; subprocess.run(['sleep', '600'])\n```\n"
    )
    port = ["--port", "0"] if task == "serve" else []
    command = [sys.executable, "-m", "invoke", "--search-root", str(ROOT), task, "--content", "content", "--output", "output", *port]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        process, deadline = psutil.Process(running.pid), time.monotonic() + 30
        while not any(each.name() == "sleep" for each in process.children(recursive=True)):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        processes = process.children(recursive=True)
        running.kill()
    _, alive = psutil.wait_procs(processes, timeout=2)
    assert [each for each in alive if each.status() != psutil.STATUS_ZOMBIE] == []
