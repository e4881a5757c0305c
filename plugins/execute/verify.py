"""What differs between the outputs that are kept and those of a fresh run, cell by cell."""

from __future__ import annotations

import base64
import difflib
import io
import json
from collections.abc import Iterator
from functools import reduce
from itertools import zip_longest
from typing import Any

from PIL import Image, ImageChops

from plugins.execute.execution import Execution
from plugins.execute.output import Output
from plugins.execute.page.figure import FORMATS
from plugins.problems import Problem

BITMAPS = tuple(kind for kind in FORMATS if kind != "image/svg+xml")
SHOWN = 20  # lines of a difference


def drift(kept: Execution, fresh: Execution) -> Iterator[Problem]:
    """Yield what each cell puts out now that it did not before."""
    document = fresh.document
    for cell, was, now in zip(document.cells, kept.runs, fresh.runs, strict=False):
        found = list(differences(was.outputs, now.outputs))
        if found:
            yield Problem(document.path, cell.fence.line, "the outputs changed", "if they are right now: ./inv build, or ./inv freeze",
                          detail="\n".join(found[:SHOWN] + ["…"] * (len(found) > SHOWN)))  # fmt: skip


def differences(was: list[Output], now: list[Output]) -> Iterator[str]:
    """Yield the lines of a difference between two lists of outputs; pictures are compared by their pixels."""
    for before, after in zip_longest(was, now):
        if before == after:
            continue
        yield from pictures(before, after)
        yield from difflib.unified_diff(words(before), words(after), "kept", "now", lineterm="", n=1)


def words(output: Output | None) -> list[str]:
    """Return an output's text, line by line; a picture is only named."""
    if output is None:
        return []
    if output["output_type"] == "stream":
        return output["text"].split("\n")
    if output["output_type"] == "error":
        return output["traceback"]
    shown = {kind: value for kind, value in output["data"].items() if kind not in BITMAPS}
    lines = [f"[{kind}]" for kind in output["data"] if kind in BITMAPS]
    for kind, value in sorted(shown.items()):
        text = "".join(value) if isinstance(value, list) else value if isinstance(value, str) else json.dumps(value, indent=1)
        lines += [f"[{kind}]", *(text.replace("><", ">\n<") if kind == "image/svg+xml" else text).split("\n")]
    return lines


def pictures(was: Output | None, now: Output | None) -> Iterator[str]:
    """Yield in words how bitmaps differ."""
    for kind in BITMAPS:
        before, after = bundle(was).get(kind), bundle(now).get(kind)
        if before and after and (how := compared(str(before), str(after))):
            yield f"[{kind}] {how}"


def bundle(output: Output | None) -> dict[str, Any]:
    """Return an output's MIME bundle, empty for one that has none."""
    if output is None or output["output_type"] == "stream" or output["output_type"] == "error":
        return {}
    return output["data"]


def compared(was: str, now: str) -> str:
    """Return in words how two pictures in base64 differ; the empty string if their pixels are the same."""
    before, after = (Image.open(io.BytesIO(base64.b64decode(data))).convert("RGBA") for data in (was, now))
    if before.size != after.size:
        return f"is {after.width} × {after.height} pixels, was {before.width} × {before.height}"
    largest = reduce(ImageChops.lighter, ImageChops.difference(before, after).split())
    changed = sum(largest.histogram()[1:])
    if not changed:
        return ""
    return f"differs in {changed / (before.width * before.height):.2%} of its pixels, by up to {largest.getextrema()[1]} of 255"
