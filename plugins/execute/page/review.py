"""What could be better about a cell's outputs: said by `inv check` only."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.execute.output import Output, as_printed

WIDTH = 100  # characters of a line that readers see without scrolling


def review(outputs: list[Output]) -> Iterator[tuple[str, str]]:
    """Yield what could be better, each with a hint."""
    longest = max((len(line) for output in outputs for line in printed(output).split("\n")), default=0)
    if longest > WIDTH:
        yield f"an output line has {longest} characters", f"readers see {WIDTH} without scrolling: wrap it, or print less"


def printed(output: Output) -> str:
    """Return what of an output is shown as it was printed."""
    if output["output_type"] == "stream":
        return as_printed(output["text"])
    if output["output_type"] == "error" or len(output["data"]) > 1:
        return ""
    return str(output["data"].get("text/plain", ""))
