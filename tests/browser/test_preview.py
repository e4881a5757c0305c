"""`serve` shows what was saved, whatever was saved, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Page, expect

ROOT = Path(__file__).parents[2]
ARTICLE = "---\ntitle: T\ndate: 2025-01-01\n---\n\n{}\n"


@dataclass
class Serving:
    """A running preview."""

    content: Path
    address: str
    process: subprocess.Popen[str]

    def write(self, text: str) -> None:
        (self.content / "a.md").write_text(ARTICLE.format(text))


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    """A preview; tests ask for it before the page, which so is closed before the preview it listens to."""
    content = tmp_path / "content"
    content.mkdir()
    (content / "a.md").write_text(ARTICLE.format("first words"))
    process = subprocess.Popen(
        [sys.executable, "-m", "invoke", "serve", "--content", str(content), "--output", str(tmp_path / "output"),
         "--port", "0"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    for line in process.stdout:
        found = re.search(r"serving (http://\S+?)/ ", line)
        if found:
            yield Serving(content, found[1], process)
            break
    process.terminate()
    process.wait(timeout=10)
    process.stdout.close()


def test_saved_text_appears_by_itself(serving: Serving, page: Page) -> None:
    page.goto(f"{serving.address}/articles/t/")
    expect(page.get_by_text("first words")).to_be_visible()
    serving.write("second words")
    expect(page.get_by_text("second words")).to_be_visible(timeout=15_000)


def test_preview_survives_what_is_wrong_and_shows_it(serving: Serving, page: Page) -> None:
    page.goto(f"{serving.address}/articles/t/")
    serving.write("```python {run}\n1 / 0\n```")
    expect(page.get_by_role("alert")).to_contain_text("a.md:7: ZeroDivisionError", timeout=15_000)
    (serving.content / "a.md").write_text("---\ntitle: a: b\n---\n")
    expect(page.get_by_role("alert")).to_contain_text("a.md:2: a value contains", timeout=15_000)
    shutil.rmtree(serving.content)
    time.sleep(1.5)
    serving.content.mkdir()
    serving.write("alive again")
    expect(page.get_by_text("alive again")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_last_of_many_saves_is_shown(serving: Serving, page: Page) -> None:
    page.goto(f"{serving.address}/articles/t/")
    for number in range(12):
        serving.write(f"save number {number}.")
        time.sleep(0.15)
    expect(page.get_by_text("save number 11.")).to_be_visible(timeout=15_000)


def test_nothing_is_left_after_the_end(serving: Serving) -> None:
    serving.write("```python {run}\nimport time; time.sleep(60)\n```")
    time.sleep(3)
    processes = psutil.Process(serving.process.pid).children(recursive=True)
    assert processes
    serving.process.send_signal(signal.SIGTERM)
    serving.process.wait(timeout=10)
    _, alive = psutil.wait_procs(processes, timeout=10)
    assert alive == []


def test_taken_port_is_said(serving: Serving) -> None:
    port = serving.address.rsplit(":", 1)[1]
    again = subprocess.run(
        [sys.executable, "-m", "invoke", "serve", "--content", str(serving.content), "--output",
         str(serving.content.parent / "other"), "--port", port],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ},
    )  # fmt: skip
    assert again.returncode == 1
    assert f"port {port}: Address already in use\n  hint: choose another" in again.stderr


def test_edited_cell_runs_from_the_state_before_it(serving: Serving, page: Page) -> None:
    first = "```python {run}\nimport time; stamp = time.time_ns(); stamp\n```\n\n"
    serving.write(first + "```python {run}\nprint('one', stamp)\n```")
    page.goto(f"{serving.address}/articles/t/")
    stamp = page.locator('[data-output="result"]').first.text_content(timeout=15_000)
    serving.write(first + "```python {run}\nprint('two', stamp)\n```")
    expect(page.get_by_text(f"two {stamp}")).to_be_visible(timeout=15_000)
