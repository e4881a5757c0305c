"""The articles that are measured: ten cells each, with NumPy and one figure, as each system wants them written."""

from __future__ import annotations

import json
from pathlib import Path

FIGURE = "plt.plot(spectrum)"
CELLS = (  # code, and the value it ends with
    ("import numpy as np\nimport matplotlib.pyplot as plt", ""),
    ("rng = np.random.default_rng({number})\nx = rng.normal(size=(120, 120))", ""),
    ("", "x.mean(), x.std()"),
    ("values = np.linalg.svd(x, compute_uv=False)", "values[:5]"),
    ("print('rank', np.linalg.matrix_rank(x))", ""),
    ("spectrum = np.abs(np.fft.rfft(x[0]))", "spectrum.argmax()"),
    ("def smooth(y, width):\n    return np.convolve(y, np.ones(width) / width, 'same')", "smooth(spectrum, 5)[:3]"),
    (FIGURE, ""),
    ("total = x.sum()", "round(total, 3)"),
    ("print(f'done: {{total:.2f}}')", ""),
)
SHOWN = {  # how a cell that may only print shows its figure
    "svg": "import io\nfile = io.StringIO()\nplt.savefig(file, format='svg', bbox_inches='tight'); plt.close()\n"
           "print(file.getvalue()[file.getvalue().index('<svg'):])",
    "png": "import base64, io\nfile = io.BytesIO()\nplt.savefig(file, dpi=144, bbox_inches='tight'); plt.close()\n"
           "print(f'<img alt=\"\" src=\"data:image/png;base64,{{base64.b64encode(file.getvalue()).decode()}}\">')",
}  # fmt: skip


def code(number: int) -> list[str]:
    """Return the cells of article `number`, each ending in its value."""
    return ["\n".join(filter(None, (body, value))).format(number=number) for body, value in CELLS]


def in_a_kernel(number: int) -> list[str]:
    """Return the cells of article `number` for a Jupyter kernel, which draws figures as small pixels unless told."""
    first, *others = code(number)
    return [f"{first}\n%config InlineBackend.figure_formats = ['svg']", *others]


def printed(number: int, kind: str) -> list[str]:
    """Return the cells of article `number` for a system that shows what is printed, and nothing else; `kind` is its figures'."""
    ends = [(SHOWN[kind] if body == FIGURE else f"print({value})" if value else "") for body, value in CELLS]
    return ["\n".join(filter(None, (body, end))).format(number=number) for (body, _), end in zip(CELLS, ends, strict=True)]


def ours(folder: Path, count: int) -> None:
    """Write the articles for us."""
    for number in range(count):
        fences = "\n\n".join(f"Text.\n\n```python {{run}}\n{cell}\n```" for cell in code(number))
        write(folder / f"a{number}.md", f"---\ntitle: Article {number}\ndate: 2025-01-01\n---\n\n{fences}\n")


def notebooks(folder: Path, count: int) -> None:
    """Write the articles as notebooks."""
    for number in range(count):
        cells = [{"cell_type": "code", "id": f"c{index}", "source": cell, "metadata": {}, "outputs": [], "execution_count": None}
                 for index, cell in enumerate(in_a_kernel(number))]  # fmt: skip
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        write(folder / f"a{number}.ipynb", json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}))


def markdown_exec(folder: Path, count: int, kind: str) -> None:
    """Write the articles for MkDocs, with figures of a `kind`."""
    write(folder / "mkdocs.yml", "site_name: Bench\nplugins: [markdown-exec]\nmarkdown_extensions: [pymdownx.superfences]\n")
    write(folder / "docs" / "index.md", "# Bench\n")
    for number in range(count):
        info = f'python exec="on" source="above" session="a{number}"'
        cells = printed(number, kind)
        results = ['html="on"' if "savefig" in cell else 'result="text"' for cell in cells]
        fences = "\n\n".join(f"Text.\n\n```{info} {result}\n{cell}\n```"
                             for cell, result in zip(cells, results, strict=True))  # fmt: skip
        write(folder / "docs" / f"a{number}.md", f"# Article {number}\n\n{fences}\n")


def myst_nb(folder: Path, count: int) -> None:
    """Write the articles for Sphinx."""
    settings = 'extensions = ["myst_nb"]\nnb_execution_mode = "cache"\nnb_execution_timeout = 120\nhtml_theme = "alabaster"\n'
    write(folder / "conf.py", settings)
    pages = "\n".join(f"a{number}" for number in range(count))
    write(folder / "index.md", f"# Bench\n\n```{{toctree}}\n{pages}\n```\n")
    for number in range(count):
        head = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n"
        fences = "\n\n".join(f"Text.\n\n```{{code-cell}} python3\n{cell}\n```" for cell in in_a_kernel(number))
        write(folder / f"a{number}.md", f"{head}# Article {number}\n\n{fences}\n")


def write(path: Path, text: str) -> None:
    """Write a file, and the folders it is in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
