"""How long a session takes to open: from our fork server, from the standard library's, and as a fresh process.

Run as `python -m bench.sessions`. Each opens ten sessions, one after the other, which print a number after
importing NumPy, Matplotlib and IPython; the median is shown, and its ratio to ours.
"""

from __future__ import annotations

import multiprocessing
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pelican  # the builder is a Pelican process, whose main module multiprocessing imports again in each child

from plugins.execute import sessions
from plugins.execute.cell import read_document
from plugins.execute.sessions.conditions import Conditions

BUILDER = pelican
PRELOAD = ("IPython", "numpy", "matplotlib.pyplot")
ROUNDS = 10
CELL = "```python {run}\nprint(1)\n```\n"


def ours() -> list[float]:
    """Return the seconds of each session of ours, with its warden, its shell and its scratch folder."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.md")
        path.write_text(CELL)
        document = read_document(str(path), CELL, "marked", 60)
        with sessions.server(Conditions("fork", PRELOAD[1:], folder, folder)) as server:

            def session() -> None:
                with server.session(document) as opened:
                    assert not opened.run(document.cells[0]).failure

            return timed(session)


def forkserver() -> list[float]:
    """Return the seconds of each process of the standard library's fork server."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOAD))

    def process() -> None:
        started = context.Process(target=print, args=(1,))
        started.start()
        started.join()

    process()  # the first starts the server
    return timed(process)


def fresh() -> list[float]:
    """Return the seconds of each fresh interpreter that imports the same."""
    script = "\n".join(f"import {name}" for name in PRELOAD) + "\nprint(1)"
    return timed(lambda: subprocess.run([sys.executable, "-c", script], check=True, capture_output=True))


def timed(action: Callable[[], object]) -> list[float]:
    """Return how many seconds each of some rounds took."""
    seconds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - started)
    return seconds


def main() -> None:
    """Print the table."""
    measured = {"fork server of ours": ours(), "forkserver of multiprocessing": forkserver(), "fresh process": fresh()}
    base = statistics.median(measured["fork server of ours"])
    print("| a session from | median | ratio |\n|---|---|---|")
    for name, seconds in measured.items():
        median = statistics.median(seconds)
        print(f"| {name} | {median * 1000:.0f} ms | {median / base:.1f} |")


if __name__ == "__main__":
    main()
