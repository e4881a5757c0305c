"""An article as a script, and as a Jupyter notebook with its outputs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from plugins import header
from plugins.execute.cell import Cell, Document
from plugins.execute.execution import Execution
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
    """Return the notebook in nbformat 4."""
    runs, numbers = iter(execution.runs), count(1)
    cells = []
    for index, part in enumerate(sections(execution.document)):
        if not isinstance(part, Cell):
            cells.append(new_markdown_cell(part, id=f"text-{index}"))
            continue
        run, number = next(runs, None), next(numbers)
        outputs = [as_notebook(output, number) for output in run.outputs] if run else []
        cells.append(new_code_cell(part.code, id=f"cell-{number}", execution_count=number if run else None, outputs=outputs))
    language = {"name": "python", "version": execution.inputs.distributions.get("Python", "").split(" ")[0]}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": language})
    return str(nbformat.writes(made)) + "\n"


def as_notebook(output: Output, number: int) -> nbformat.NotebookNode:
    """Return `output` as nbformat has it, where only a JSON type holds anything but text."""
    if output["output_type"] == "display_data" or output["output_type"] == "execute_result":
        data = {kind: value if isinstance(value, str | list) or kind.endswith("json") else json.dumps(value)
                for kind, value in output["data"].items()}  # fmt: skip
        output = {**output, "data": data}
    counted = {"execution_count": number} if output["output_type"] == "execute_result" else {}
    return nbformat.from_dict({**output, **counted})


def sections(document: Document) -> Iterator[str | Cell]:
    """Yield the text of `document` and its cells in turn, its title first."""
    head = header.read("\n".join(document.lines))
    if title := head.get("title", ""):
        yield f"# {title}"
    at = head.body_line - 1
    for cell in document.cells:
        if text := "\n".join(document.lines[at : cell.fence.line - 1]).strip():
            yield text
        yield cell
        at = cell.fence.end
    if text := "\n".join(document.lines[at:]).strip():
        yield text
