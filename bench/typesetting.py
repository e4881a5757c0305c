"""How long 1,000 formulas take to typeset, cold beside Node's KaTeX, and kept: `./inv bench typesetting`.

Every figure is that of a whole process, each in turn with the others; medians are shown.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from plugins.store import Store
from plugins.typeset.formula import Typesetter
from plugins.typeset.katex import Katex

ROOT = Path(__file__).parents[1]
KATEX = ROOT / "theme" / "node_modules" / "katex"
COUNT = 1000
SHAPES = (  # with a number, so that no two are the same
    r"W_{%d} x + b", r"\frac{\partial L}{\partial w_{%d}} = \sum_{j} \delta_j \, \sigma'(z_j)", r"\sqrt{1 + x^{%d}}",
    r"\begin{aligned} a_{%d} &= b + c \\ d &= e \end{aligned}", r"\int_0^\infty e^{-%d t} \, \mathrm{d}t",
)  # fmt: skip
NODE = """
const katex = require(process.argv[1]);
for (const tex of JSON.parse(require("fs").readFileSync(0, "utf8")))
  katex.renderToString(tex, {displayMode: true, output: "htmlAndMathml"});
"""


def formulas(count: int) -> list[str]:
    """Return as many different formulas."""
    return [SHAPES[number % len(SHAPES)] % number for number in range(count)]


def typeset(store: str, count: int) -> None:
    """Typeset them as a build does; run in a process of its own."""
    engine = Katex(KATEX)
    typesetter = Typesetter(engine, Store(Path(store)))
    typesetter.typeset_all([(tex, True) for tex in formulas(count)], {})
    engine.close()


def seconds(command: Sequence[str], given: str = "") -> float:
    """Return how long `command` took."""
    started = time.perf_counter()
    subprocess.run(command, input=given, text=True, check=True, cwd=ROOT)
    return time.perf_counter() - started


def main() -> None:
    """Measure, and print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    measured: dict[str, list[float]] = {"cold": [], "node": [], "kept": [], "none": []}
    with tempfile.TemporaryDirectory() as folder:
        ours = [sys.executable, "-m", "bench.typesetting", "typeset", folder]
        for _ in range(rounds):
            shutil.rmtree(folder)
            measured["cold"].append(seconds([*ours, str(COUNT)]))
            measured["node"].append(seconds(["node", "-e", NODE, str(KATEX)], json.dumps(formulas(COUNT))))
            measured["kept"].append(seconds([*ours, str(COUNT)]))
            measured["none"].append(seconds([*ours, "0"]))
    cold, node, kept, none = (statistics.median(measured[name]) for name in ("cold", "node", "kept", "none"))
    print(f"| {COUNT:,} formulas | ours | against | theirs | ratio |\n|---|---|---|---|---|")
    print(f"| cold, and stored | {cold * 1000:.0f} ms | KaTeX in Node, nothing stored | {node * 1000:.0f} ms | {cold / node:.2f} |")
    print(f"| all kept | {kept * 1000:.0f} ms | the same process without formulas | {none * 1000:.0f} ms | {kept / none:.2f} |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["typeset"]:
        typeset(sys.argv[2], int(sys.argv[3]))
    else:
        main()
