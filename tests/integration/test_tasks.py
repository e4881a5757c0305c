"""The tasks as an author types them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

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
    for task in ("build", "serve", "new", "publish", "test", "lint", "types", "lock", "clean"):
        shown = invoke("--help", task)
        assert shown.returncode == 0
        assert "Docstring:\n  none" not in shown.stdout
