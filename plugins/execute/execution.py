"""An execution: the outputs of all cells of a document, and how it is kept in the store."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import reduce
from operator import or_
from typing import Any

from plugins.execute.cell import Cell, Document
from plugins.execute.inputs import Inputs
from plugins.execute.output import Output, relocated
from plugins.execute.sessions.failure import Failure
from plugins.execute.sessions.session import CellRun
from plugins.problems import relative


@dataclass(frozen=True, slots=True)
class Execution:
    """What each cell of `document` put out, up to the one that failed; `seconds` of running."""

    document: Document
    runs: tuple[CellRun, ...]
    reused: int = 0  # of them, from a kept session
    obstacle: str = ""  # why not more of them
    unsteady: tuple[Cell, ...] = ()  # unedited cells with other outputs than last time

    @property
    def failures(self) -> list[tuple[Cell, Failure]]:
        """The cells that failed and were not meant to."""
        return [(cell, run.failure) for cell, run in zip(self.document.cells, self.runs, strict=False)
                if run.failure and (run.failure.fatal or not cell.options.error)]  # fmt: skip

    @property
    def seconds(self) -> float:
        """How long its cells ran."""
        return sum(run.seconds for run in self.runs[self.reused :])

    @property
    def inputs(self) -> Inputs:
        """What all cells together were computed from."""
        return reduce(or_, (run.inputs for run in self.runs), Inputs())


def dump(execution: Execution) -> bytes:
    """Return `execution` as it is stored, with the lines its cells stood on."""
    document = execution.document
    cells: list[dict[str, Any]] = [
        {"line": cell.line, "outputs": run.outputs, "seconds": run.seconds}
        for cell, run in zip(document.cells, execution.runs, strict=True)
    ]
    inputs = [asdict(run.inputs) for run in execution.runs]
    return json.dumps({"name": relative(document.path), "cells": cells, "inputs": inputs}).encode()


def load(data: bytes, document: Document) -> Execution:
    """Return the stored execution for `document`, whose cells may stand on other lines now."""
    stored = json.loads(data)
    lines: dict[int, int] = {}
    for cell, was in zip(document.cells, stored["cells"], strict=False):
        for offset in range(cell.code.count("\n") + 1):
            lines[was["line"] + offset] = cell.line + offset

    def moved(outputs: list[Output]) -> list[Output]:
        return relocated(outputs, stored["name"], relative(document.path), lines)

    runs = (
        CellRun(moved(was["outputs"]), was["seconds"], inputs=Inputs(**inputs))
        for was, inputs in zip(stored["cells"], stored["inputs"], strict=True)
    )
    return Execution(document, tuple(runs))
