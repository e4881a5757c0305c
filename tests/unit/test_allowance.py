"""What a cell may put out, and what is said of the rest."""

from __future__ import annotations

from typing import Any

from plugins.execute.processes.allowance import DISPLAYED, DISPLAYS, TEXT, Allowance


def stream(text: str) -> dict[str, Any]:
    return {"type": "output", "output": {"output_type": "stream", "name": "stdout", "text": text}}


def display(size: int, kind: str = "output") -> dict[str, Any]:
    return {"type": kind, "output": {"output_type": "display_data", "data": {"text/plain": "x" * size}, "metadata": {}}}


def taken(*messages: dict[str, Any]) -> list[dict[str, Any]]:
    allowance = Allowance()
    return [passed for message in messages for passed in allowance.take(message)]


def texts(messages: list[dict[str, Any]]) -> list[str]:
    return [message["output"]["text"] for message in messages if message["output"]["output_type"] == "stream"]


def test_text_is_cut_where_it_is_too_much_and_that_is_said_once() -> None:
    found = texts(taken(stream("x" * (TEXT - 1)), stream("abc"), stream("more"), stream("more")))
    assert [len(text) for text in found[:2]] == [TEXT - 1, 1]
    assert found[2:] == ["\n… the output was cut here, after 1 MB\n"]


def test_displays_are_counted() -> None:
    found = taken(*[display(1)] * (DISPLAYS + 5))
    assert len(found) == DISPLAYS + 1
    assert texts(found) == [f"\n… only the first {DISPLAYS} displays are shown\n"]


def test_bytes_of_displays_are_counted_together() -> None:
    found = taken(*[display(DISPLAYED // 3)] * 4)
    assert (len(found), texts(found)) == (3, ["\n… displays are shown up to 50 MB only\n"])


def test_updates_of_one_display_are_not_counted_but_may_not_be_larger() -> None:
    found = taken(*[display(1, "update")] * (DISPLAYS + 5))
    assert len(found) == DISPLAYS + 5
    assert texts(taken(display(DISPLAYED + 1, "update"))) == ["\n… displays are shown up to 50 MB only\n"]


def test_cleared_output_makes_room() -> None:
    found = taken(*[display(1)] * DISPLAYS, {"type": "clear", "wait": False}, display(1))
    assert len(found) == DISPLAYS + 2
