"""How long articles take to execute, here and with our peers: `./inv bench execution`.

All is measured in one run, each command several times in turn with the others; medians are quoted.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench import peers, work
from plugins.execute import sessions
from plugins.execute.cell import Document, read_document
from plugins.execute.sessions.conditions import Conditions
from plugins.execute.sessions.keeper import Keeper
from plugins.store import digest

ROOT = Path(__file__).parents[1]
ARTICLES = 20
FORKS = 200
SLOW = 10.0  # seconds the first cell of an edited article takes


def main() -> None:
    """Measure, and print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as folder:
        whole = whole_processes(Path(folder, "whole"), rounds)
        edited, rerun = last_cell_edited(Path(folder, "edited"))
        swept, executed = sweep(Path(folder, "sweep"))
    cold, warm = whole["ours, cold"], whole["ours, nothing changed"]
    print("| work | ours | against | theirs | ratio | asked |\n|---|---|---|---|---|---|")
    row(f"{ARTICLES} articles of ten cells, cold", cold, "nbclient, a kernel each, in sequence", whole["nbclient"], 0.12)
    row("the same", cold, "markdown-exec on MkDocs, which prints pixels", whole["markdown-exec, png"], 1.3)
    row("the same", cold, "markdown-exec on MkDocs, which prints SVG as it comes", whole["markdown-exec, svg"], 1.3)
    row("the same, nothing changed", warm, "MyST-NB with jupyter-cache, all read again", whole["MyST-NB, read again"], 0.25)
    row("the same", warm, "MyST-NB, Sphinx's own record of what changed too", whole["MyST-NB, nothing changed"], None)
    row("the same, cold", cold, "MyST-NB with jupyter-cache", whole["MyST-NB, cold"], None)
    row(f"last cell edited, the first takes {SLOW:g} s", edited, "running the article again", rerun, 0.01)
    row(f"{FORKS} values of one small cell, by forks", swept, f"{FORKS} times `exec` of the article", executed, 0.2)


def row(what: str, ours: float, against: str, theirs: float, asked: float | None) -> None:
    """Print a row of the table."""
    print(f"| {what} | {shown(ours)} | {against} | {shown(theirs)} | {ours / theirs:.3g} | {asked if asked else ''} |", flush=True)


def shown(seconds: float) -> str:
    """Return a duration as one reads it."""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def whole_processes(folder: Path, rounds: int) -> dict[str, float]:
    """Return the median seconds of each command over all articles, in turn."""
    work.ours(folder / "ours" / "content", ARTICLES)
    work.notebooks(folder / "nbclient", ARTICLES)
    for kind in work.SHOWN:
        work.markdown_exec(folder / f"mkdocs-{kind}", ARTICLES, kind)
    work.myst_nb(folder / "sphinx", ARTICLES)
    pythons = {name: peers.python(name) for name in ("nbclient", "markdown-exec", "myst-nb")}
    sphinx = [pythons["myst-nb"], "-m", "sphinx", "-q", "-b", "html", str(folder / "sphinx"), str(folder / "sphinx" / "_build")]

    def ours() -> None:
        (folder / "ours" / "conf.py").write_text(f"from pelicanconf import *\nSTORE_PATH = {str(folder / 'ours' / 'store')!r}\n")
        command([sys.executable, "-m", "pelican", "content", "-s", "conf.py", "-o", "output"], folder / "ours", ROOT)

    commands: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {  # what goes before, what is timed
        "ours, cold": (lambda: remove(folder / "ours", "output", *kept_kinds(folder / "ours" / "store")), ours),
        "ours, nothing changed": (lambda: None, ours),
        "nbclient": (lambda: None, lambda: command(
            [pythons["nbclient"], str(ROOT / "bench" / "peers" / "run_nbclient.py"), str(folder / "nbclient")], folder)),
        **{f"markdown-exec, {kind}": (lambda kind=kind: remove(folder / f"mkdocs-{kind}", "site"), lambda kind=kind: command(
            [pythons["markdown-exec"], "-m", "mkdocs", "build", "--quiet"], folder / f"mkdocs-{kind}")) for kind in work.SHOWN},
        "MyST-NB, cold": (lambda: remove(folder / "sphinx", "_build", ".jupyter_cache"), lambda: command(sphinx, folder)),
        "MyST-NB, nothing changed": (lambda: None, lambda: command(sphinx, folder)),
        "MyST-NB, read again": (lambda: None, lambda: command([*sphinx, "-E", "-a"], folder)),
    }  # fmt: skip
    measured: dict[str, list[float]] = {name: [] for name in commands}
    ours()  # once before: byte code and the list of fonts are made, as installing has made them for peers
    for _ in range(rounds):
        for name, (before, action) in commands.items():
            before()
            measured[name].append(seconds(action))
            print(f"{name}: {measured[name][-1]:.2f} s", file=sys.stderr, flush=True)
    return {name: statistics.median(found) for name, found in measured.items()}


def command(arguments: list[str], folder: Path, path: Path | None = None) -> None:
    """Run a command; its failure ends the measurement."""
    environment = {**peers.environment(), **({"PYTHONPATH": str(path)} if path else {})}
    done = subprocess.run(arguments, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)}\n{done.stdout}{done.stderr}")


def remove(folder: Path, *names: str) -> None:
    """Remove what an earlier run made."""
    for name in names:
        shutil.rmtree(folder / name, ignore_errors=True)


def kept_kinds(store: Path) -> list[str]:
    """Return what is to be removed of a store; Matplotlib's list of fonts stays, as it does for peers."""
    return [f"store/{path.name}" for path in store.iterdir() if path.name != "matplotlib"] if store.is_dir() else []


def seconds(action: Callable[[], object]) -> float:
    """Return how long `action` takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def document(folder: Path, cells: list[str]) -> Document:
    """Return the document with these cells."""
    path = folder / "x.md"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(f"```python {{run}}\n{cell}\n```" for cell in cells))
    return read_document(str(path), path.read_text(), "marked", 60)


def keys(found: Document) -> list[str]:
    """Return a key a cell, chained."""
    chained: list[str] = []
    for cell in found.cells:
        chained.append(digest(*chained[-1:], cell.code))
    return chained


def last_cell_edited(folder: Path) -> tuple[float, float]:
    """Return the median seconds after an edit of the last cell, and those of the article run anew."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    folder.mkdir(parents=True)
    first = f"import time, numpy as np\ntime.sleep({SLOW})\nx = np.arange(1000)"
    with sessions.server(Conditions("fork", ("numpy",), str(folder), str(folder))) as server:
        keeper = Keeper(server)
        try:

            def run(last: str) -> None:
                found = document(folder, [first, "y = x ** 2", last])
                assert not keeper.run(found, keys(found)).runs[-1].failure

            rerun = seconds(lambda: run("y.sum()"))
            edits = [seconds(partial(run, f"y.sum() + {number}")) for number in range(9)]
            return statistics.median(edits), rerun
        finally:
            keeper.close()


def sweep(folder: Path) -> tuple[float, float]:
    """Return the seconds of 200 values of a small cell from the state before it, and of 200 articles run in one process."""
    folder.mkdir(parents=True)
    cells = work.code(1)
    article = "\n".join(cells) + "\nplt.close('all')"
    with sessions.server(Conditions("fork", ("numpy", "matplotlib.pyplot"), str(folder), str(folder))) as server:
        keeper = Keeper(server)
        try:

            def run(value: int) -> None:
                found = document(folder, [*cells, f"float((x * {value}).sum())"])
                assert not keeper.run(found, keys(found)).runs[-1].failure

            run(-1)
            swept = seconds(lambda: [run(value) for value in range(FORKS)])
        finally:
            keeper.close()
    drawn = article.replace(work.FIGURE, f"{work.FIGURE}; plt.savefig(io.BytesIO(), dpi=144, bbox_inches='tight')")
    script = (
        "import contextlib, io, time\nimport matplotlib; matplotlib.use('agg')\nimport numpy, matplotlib.pyplot\n"
        f"code = compile({drawn!r}, 'article', 'exec')\nstarted = time.perf_counter()\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        f"    for _ in range({FORKS}): exec(code, {{'io': io}})\n"
        "print(time.perf_counter() - started)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return swept, float(done.stdout)


if __name__ == "__main__":
    main()
