"""Cells give what they give in Jupyter: the same output types, MIME types and text as ipykernel through nbclient."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from plugins.execute import sessions
from plugins.execute.cell import Document, read_document
from plugins.execute.sessions.conditions import Conditions
from plugins.execute.sessions.session import updated

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
INTENDED = (  # differences: docs/decisions.md says why
    "error-in-a-group", "getpass-is-refused", "help", "input-is-refused", "magic-that-is-unknown", "plotly-figure",
    "plotly-show",
)  # fmt: skip
SCRUBBED = (  # what differs from run to run
    (re.compile(r"0x[0-9a-f]{6,}"), "ADDRESS"),
    (re.compile(r"\b\d+(?:\.\d+)?(?: ± \d+(?:\.\d+)?)? ?[nµμm]?s\b"), "TIME"),
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22,}\b"), "UUID"),
    (re.compile(r"\x1b\[[0-9;]*m"), ""),  # colours: as_printed removes them, and a kernel is told of NO_COLOR too late
    (re.compile(r" \(\d+\.py, line \d+\)"), ""),  # of a syntax error: the page shows the line in the file
    (re.compile(r"<ipython-input-[^>]*>|Cell In\[\d+\]|/tmp/ipykernel_\d+/\d+\.py:\d+|\S*cells\.md(?:#\d+)?:\d+"), "CELL"),
)  # fmt: skip
BINARY = ("image/png", "image/jpeg", "image/svg+xml")

Shown = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def document() -> Document:
    path = HERE / "cells.md"
    found = read_document(str(path), path.read_text(), "marked", 60)
    assert not found.problems
    return found


def scrub(text: str) -> str:
    for pattern, replacement in SCRUBBED:
        text = pattern.sub(replacement, text)
    return text


def shown(outputs: list[Any]) -> Iterator[tuple[Any, ...]]:
    """Yield the type, MIME types and text of each output; neighbours of one stream together."""
    stream: tuple[str, str] | None = None
    for output in [*outputs, None]:
        if output and output["output_type"] == "stream":
            if stream and stream[0] != output["name"]:
                yield ("stream", stream[0], scrub(stream[1]))
                stream = None
            stream = (output["name"], (stream[1] if stream else "") + output["text"])
            continue
        if stream:
            yield ("stream", stream[0], scrub(stream[1]))
            stream = None
        if output and output["output_type"] == "error":
            yield ("error", output["ename"], scrub(output["evalue"]))
        elif output:
            bundle = {kind: "" if kind in BINARY else scrub(json.dumps(text_of(value), sort_keys=True))
                      for kind, value in output["data"].items()}  # fmt: skip
            yield (output["output_type"], *sorted(bundle.items()))


def text_of(value: Any) -> Any:
    return "".join(value) if isinstance(value, list) and all(isinstance(part, str) for part in value) else value


@pytest.fixture(scope="module")
def ours(document: Document, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shown]:
    store = tmp_path_factory.mktemp("store")
    with sessions.server(Conditions("fork", ("numpy", "matplotlib.pyplot"), str(store), str(HERE))) as server, \
            server.session(document) as session:  # fmt: skip
        runs = updated([session.run(cell) for cell in document.cells])
    return {cell.options.label: list(shown(ran.outputs)) for cell, ran in zip(document.cells, runs, strict=True)}


@pytest.fixture(scope="module")
def theirs(document: Document, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shown]:
    folder = tmp_path_factory.mktemp("kernel")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell.code) for cell in document.cells])
    (folder / "profile_default").mkdir()
    (folder / "profile_default" / "ipython_kernel_config.py").write_text('c.InlineBackend.figure_formats = {"svg"}')
    environment = sessions.server(Conditions("fork", (), str(folder), str(HERE))).environment()
    client = NotebookClient(notebook, timeout=60, allow_errors=True, kernel_name="python3",
                            resources={"metadata": {"path": str(folder)}})  # fmt: skip
    client.execute(env={**environment, "HOME": str(folder), "IPYTHONDIR": str(folder)})
    return {cell.options.label: list(shown(ran.outputs)) for cell, ran in zip(document.cells, notebook.cells, strict=True)}


LABELS = re.findall(r"\{run label=([\w-]+)\}", (HERE / "cells.md").read_text())


@pytest.mark.parametrize("label", [label for label in LABELS if label not in INTENDED])
def test_cell_gives_what_it_gives_in_jupyter(label: str, ours: dict[str, Shown], theirs: dict[str, Shown]) -> None:
    assert ours[label] == theirs[label]


@pytest.mark.parametrize("label", INTENDED)
def test_difference_that_is_intended_is_one_and_is_explained(
    label: str, ours: dict[str, Shown], theirs: dict[str, Shown]
) -> None:
    assert ours[label] != theirs[label], "no difference any more: take it off the list"
    assert f"`{label}`" in (ROOT / "docs" / "decisions.md").read_text()
