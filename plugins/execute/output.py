"""The outputs of cells, as nbformat writes them, and how a session's messages become them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Literal, TypedDict

from plugins.store import digest

ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")


ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
STYLER = re.compile(r'(?<=<table id=")T_[0-9a-f]+(?=")')


class Stream(TypedDict):
    """Text printed to one of the two streams."""

    output_type: Literal["stream"]
    name: Literal["stdout", "stderr"]
    text: str


class Display(TypedDict):
    """A MIME bundle shown by `display(…)` or as a cell's result."""

    output_type: Literal["display_data", "execute_result"]
    data: dict[str, Any]
    metadata: dict[str, Any]


class Error(TypedDict):
    """An exception: its class, its message, the lines of its traceback."""

    output_type: Literal["error"]
    ename: str
    evalue: str
    traceback: list[str]


Output = Stream | Display | Error


class Collector:
    """Turns messages into outputs: streams run together, `clear_output` and updates take effect."""

    def __init__(self) -> None:
        self.outputs: list[Output] = []
        self.displays: dict[str, int] = {}  # display id: index into outputs
        self.updates: dict[str, Output] = {}  # display id, of an earlier cell: what it shows now
        self._clear_next = False

    def add(self, message: dict[str, Any]) -> None:
        """Take one message of a session."""
        if message["type"] == "clear":
            self._clear_next = True
            if not message["wait"]:
                self._clear()
            return
        if self._clear_next:
            self._clear()
        output, display_id = message["output"], message.get("display_id")
        if message["type"] == "update":
            if display_id in self.displays:
                self.outputs[self.displays[display_id]] = output
            elif display_id:
                self.updates[display_id] = output
            return
        if display_id:
            self.displays[display_id] = len(self.outputs)
        self._append(output)

    def _append(self, output: Output) -> None:
        last = self.outputs[-1] if self.outputs else None
        if last and last["output_type"] == "stream" and output["output_type"] == "stream" \
                and last["name"] == output["name"]:  # fmt: skip
            last["text"] += output["text"]
        else:
            self.outputs.append(output)

    def _clear(self) -> None:
        self.outputs.clear()
        self.displays.clear()
        self._clear_next = False


def without_chance(output: Display) -> Display:
    """Return `output` the same for the same value: without the address in a text that is not shown, and with the
    random names pandas' Styler gives its tables replaced by ones of their content.
    """
    data = dict(output["data"])
    if len(data) > 1 and isinstance(data.get("text/plain"), str):
        data["text/plain"] = ADDRESS.sub("0x000000000000", data["text/plain"])
    if isinstance(data.get("text/html"), str):
        data["text/html"] = named_by_content(data["text/html"])
    return {**output, "data": data}


def named_by_content(html: str) -> str:
    """Return `html` with each of Styler's names replaced."""
    for found in dict.fromkeys(STYLER.findall(html)):
        html = html.replace(found, f"T_{digest(html.replace(found, ''))[:5]}")
    return html


def as_printed(text: str) -> str:
    """Return what a terminal would show: no colours, a carriage return writes over its line."""
    lines = ANSI.sub("", text).replace("\r\n", "\n").split("\n")
    return "\n".join(_overwritten(line) for line in lines)


def _overwritten(line: str) -> str:
    shown = ""
    for part in line.split("\r"):
        shown = part + shown[len(part) :]
    return shown


def relocated(outputs: Iterable[Output], was: str, now: str, lines: dict[int, int]) -> list[Output]:
    """Return `outputs` with every `was:LINE` in their text naming where that line is `now`.

    A stored execution was run when its cells stood elsewhere; `lines` maps each line then to its line now.
    """
    pattern = re.compile(rf"{re.escape(was)}:(\d+)")

    def move(match: re.Match[str]) -> str:
        line = int(match[1])
        return f"{now}:{lines.get(line, line)}"

    def moved(output: Output) -> Output:
        if output["output_type"] == "stream":
            return {**output, "text": pattern.sub(move, output["text"])}
        if output["output_type"] == "error":
            return {**output, "traceback": [pattern.sub(move, line) for line in output["traceback"]]}
        return output

    return [moved(output) for output in outputs]
