"""An article as a script, and as a Jupyter notebook with its outputs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

from plugins import header
from plugins.execute.cell import Cell, Document
from plugins.execute.execution import Execution
from plugins.execute.inputs import PYTHON
from plugins.execute.output import Output


def script(execution: Execution) -> str:
    """Return the cells as Python, the text between them as comments, in the percent format editors know."""
    parts = []
    for part in sections(execution.document):
        if isinstance(part, Cell):
            parts.append(f"# %%\n{part.code}\n")
        else:
            parts.append("# %% [markdown]\n" + "".join(f"# {line}".rstrip() + "\n" for line in part.split("\n")))
    return "\n".join(parts)


def notebook(execution: Execution) -> str:
    """Return the notebook as nbformat 4.5 has it: https://nbformat.readthedocs.io/en/latest/format_description.html."""
    runs = iter([run for cell, run in zip(execution.document.cells, execution.runs, strict=False) if not cell.inline])
    numbers = count(1)
    cells: list[dict[str, Any]] = []
    for index, part in enumerate(sections(execution.document)):
        if not isinstance(part, Cell):
            cells.append({"cell_type": "markdown", "id": f"text-{index}", "metadata": {}, "source": part})
            continue
        run, number = next(runs, None), next(numbers)
        cells.append({
            "cell_type": "code", "id": f"cell-{number}", "metadata": {}, "source": part.code,
            "execution_count": number if run else None,
            "outputs": [as_notebook(output, number) for output in run.outputs] if run else [],
        })  # fmt: skip
    language = {"name": "python", "version": execution.inputs.distributions.get(PYTHON, "").split(" ")[0]}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = {"cells": cells, "metadata": {"kernelspec": kernel, "language_info": language}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def as_notebook(output: Output, number: int) -> dict[str, Any]:
    """Return `output` as a notebook has it, where only a JSON type holds anything but text."""
    if output["output_type"] == "display_data" or output["output_type"] == "execute_result":
        data = {kind: value if isinstance(value, str | list) or kind.endswith("json") else json.dumps(value)
                for kind, value in output["data"].items()}  # fmt: skip
        output = {**output, "data": data}
    counted = {"execution_count": number} if output["output_type"] == "execute_result" else {}
    return {**output, **counted}


def sections(document: Document) -> Iterator[str | Cell]:
    """Yield the text of `document` and its cells in turn, its title first."""
    head = header.read("\n".join(document.lines))
    if title := head.get("title", ""):
        yield f"# {title}"
    at = head.body_line - 1
    for cell in (each for each in document.cells if not each.inline):
        if text := "\n".join(document.lines[at : cell.fence.line - 1]).strip():
            yield text
        yield cell
        at = cell.fence.end
    if text := "\n".join(document.lines[at:]).strip():
        yield text
