"""Edit articles for a long time in one process, and count what stays: `./inv bench soak`.

500 random edits over 20 documents go through one keeper, some of them with failures, time-outs and crashes.
The counts of processes and descriptors and the memory of all are drawn to bench/soak.svg.
"""

from __future__ import annotations

import os
import random
import statistics
import tempfile
from pathlib import Path

import psutil

from plugins.execute import memory, sessions
from plugins.execute.cell import read_document
from plugins.execute.sessions.conditions import Conditions
from plugins.execute.sessions.keeper import Keeper
from plugins.store import digest

EDITS, DOCUMENTS, CELLS = 500, 20, 6
EVERY = 5  # edits between samples
PLOT = Path(__file__).with_name("soak.svg")
CODES = (
    "x = {n}", "import numpy as np; x = float(np.arange({n}).sum())", "print({n} * 'word ')", "open('f.txt', 'w').write('{n}')",
    "import matplotlib.pyplot as plt; plt.plot([{n}, 1]);", "data = [{n}] * 100_000", "1 / ({n} % 5)", "!echo {n}",
    "import os; os._exit(3) if {n} % 11 == 0 else None", "import time; time.sleep(60 if {n} % 23 == 0 else 0)",
    "import subprocess; p = subprocess.Popen(['sleep', '30'])", "import threading; threading.Thread(target=print, args=({n},)).start()",
)  # fmt: skip


def main() -> None:
    """Edit, sample, draw; say how the last hundred samples differ from those after warming up."""
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        articles = [[random_cell(chance) for _ in range(CELLS)] for _ in range(DOCUMENTS)]
        with sessions.server(Conditions("fork", ("numpy", "matplotlib.pyplot"), folder, folder)) as server:
            keeper = Keeper(server)
            samples = [sample() for edit in range(EDITS) if edited(keeper, folder, articles, chance) and edit % EVERY == 0]
            keeper.close()
    draw(samples)
    third = len(samples) // 3
    print("| what | edits 1 to 166, median | edits 334 to 500, median |\n|---|---|---|")
    for index, name in enumerate(("processes", "descriptors", "memory in MB")):
        early, late = ([each[index] for each in part] for part in (samples[:third], samples[-third:]))
        print(f"| {name} | {statistics.median(early):.0f} | {statistics.median(late):.0f} |")
    left = psutil.Process().children(recursive=True)
    print(f"\nProcesses left after closing: {len(left)}.")


def random_cell(chance: random.Random) -> str:
    """Return the code of a cell."""
    return chance.choice(CODES).format(n=chance.randrange(1, 1000))


def edited(keeper: Keeper, folder: str, articles: list[list[str]], chance: random.Random) -> bool:
    """Edit one document in one place and run it."""
    number = chance.randrange(DOCUMENTS)
    cells = articles[number]
    place = chance.randrange(len(cells))
    match chance.choice(("change", "change", "insert", "delete", "swap")):
        case "insert":
            cells.insert(place, random_cell(chance))
        case "delete" if len(cells) > 2:
            del cells[place]
        case "swap":
            cells.insert(0, cells.pop(place))
        case _:
            cells[place] = random_cell(chance)
    text = "\n".join(f"```python {{run error=true timeout=2}}\n{cell}\n```" for cell in cells)
    document = read_document(str(Path(folder, f"d{number}.md")), text, "marked", 10)
    keys: list[str] = []
    for cell in document.cells:
        keys.append(digest(*keys[-1:], cell.code))
    keeper.run(document, keys)
    return True


def sample() -> tuple[int, int, float]:
    """Return how many processes there are below this one, this one's descriptors, and the MB all use."""
    own = os.getpid()
    return len(list(memory.family(own))) - 1, psutil.Process().num_fds(), memory.used(own) / 1e6


def draw(samples: list[tuple[int, int, float]]) -> None:
    """Draw the three counts over the edits."""
    import matplotlib

    matplotlib.use("svg")
    import matplotlib.pyplot as plt

    plt.rcParams.update({"svg.hashsalt": "soak", "svg.fonttype": "none", "font.size": 9})
    figure, axes = plt.subplots(3, 1, sharex=True, figsize=(7, 4.5), layout="constrained")
    edits = [index * EVERY for index in range(len(samples))]
    for axis, index, name in zip(axes, range(3), ("processes", "descriptors", "memory (MB)"), strict=True):
        axis.plot(edits, [each[index] for each in samples], linewidth=1)
        axis.set_ylabel(name)
        axis.set_ylim(bottom=0)
    axes[-1].set_xlabel("edits")
    figure.savefig(PLOT, metadata={"Date": None})


if __name__ == "__main__":
    main()
