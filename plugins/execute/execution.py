"""An execution: the outputs of all cells of a document, and how it is kept in the store."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from plugins.execute import inline
from plugins.execute.cell import Cell, Document
from plugins.execute.inputs import Inputs
from plugins.execute.output import Output, relocated
from plugins.execute.sessions.failure import Failure
from plugins.execute.sessions.session import CellRun
from plugins.problems import relative


@dataclass(frozen=True, slots=True)
class Execution:
    """What each cell of `document` put out, up to the one that failed."""

    document: Document
    runs: tuple[CellRun, ...]
    when: datetime
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
        """How long its cells took, whenever they ran."""
        return sum(run.seconds for run in self.runs)

    @property
    def seconds_now(self) -> float:
        """How long those of its cells took that were not reused."""
        return sum(run.seconds for run in self.runs[self.reused :])

    @property
    def inputs(self) -> Inputs:
        """What all cells together were computed from."""
        return reduce(or_, (run.inputs for run in self.runs), Inputs())

    @property
    def files(self) -> dict[str, str]:
        """Digests, by path, of the files its cells have written; empty for one that was not kept."""
        return self.runs[-1].files if self.runs else {}


def values_of(execution: Execution) -> list[tuple[Cell, str]]:
    """Return the inline values that were computed, each with its cell."""
    pairs = zip(execution.document.cells, execution.runs, strict=False)
    return [(cell, inline.value(run.outputs)) for cell, run in pairs if cell.inline and not run.failure]


def dump(execution: Execution) -> bytes:
    """Return `execution` as it is stored."""
    return json.dumps(as_stored(execution)).encode()


def load(data: bytes, document: Document) -> Execution:
    """Return the stored execution for `document`, whose cells may stand on other lines now."""
    return from_stored(json.loads(data), document)


def as_stored(execution: Execution) -> dict[str, Any]:
    """Return `execution` as plain data, with the lines its cells stood on."""
    document = execution.document
    return {
        "name": relative(document.path),
        "when": execution.when.isoformat(timespec="seconds"),
        "cells": [
            {"line": cell.line, "seconds": round(run.seconds, 3), "outputs": run.outputs, "files": run.files,
             "inputs": asdict(run.inputs)} for cell, run in zip(document.cells, execution.runs, strict=True)
        ],
    }  # fmt: skip


def from_stored(stored: dict[str, Any], document: Document) -> Execution:
    """Return the execution that `as_stored` made plain data of."""
    lines: dict[int, int] = {}
    for cell, was in zip(document.cells, stored["cells"], strict=False):
        for offset in range(cell.code.count("\n") + 1):
            lines[was["line"] + offset] = cell.line + offset

    def moved(outputs: list[Output]) -> list[Output]:
        return relocated(outputs, stored["name"], relative(document.path), lines)

    runs = (
        CellRun(moved(was["outputs"]), was["seconds"], inputs=Inputs.of(was["inputs"]), files=was["files"])
        for was in stored["cells"]
    )
    return Execution(document, tuple(runs), datetime.fromisoformat(stored["when"]))
