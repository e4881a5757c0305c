"""Fenced blocks are found where a Markdown reader sees them, with their own lines."""

from __future__ import annotations

from plugins.fences import Fence, find


def fences(text: str) -> list[Fence]:
    return list(find(text.split("\n")))


def test_fence_has_its_info_body_and_lines() -> None:
    [fence] = fences("text\n\n```python {run}\na\n\nb\n```\nmore")
    assert (fence.info, fence.body, fence.line, fence.end) == ("python {run}", ("a", "", "b"), 3, 7)
    assert fence.closed
    assert fence.language == "python"


def test_longer_fence_holds_a_shorter_one() -> None:
    [fence] = fences("````md\n```python {run}\n1\n```\n````")
    assert fence.body == ("```python {run}", "1", "```")


def test_tildes_and_backticks_do_not_close_each_other() -> None:
    [fence] = fences("~~~\n```\n~~~")
    assert fence.body == ("```",)


def test_escaped_fence_is_a_fence() -> None:
    [fence] = fences("\\`\\`\\`python\nx = 1\n\\`\\`\\`")
    assert fence.escaped
    assert (fence.info, fence.body, fence.closed) == ("python", ("x = 1",), True)


def test_fence_in_a_list_item_is_dedented() -> None:
    [fence] = fences("- item\n\n    ```python\n    if x:\n        y\n    ```")
    assert fence.body == ("if x:", "    y")
    assert fence.prefix == "    "


def test_fence_right_after_a_list_marker() -> None:
    [fence] = fences("1. ```python\n   x\n   ```")
    assert (fence.body, fence.end) == (("x",), 3)


def test_fence_in_a_quotation_loses_its_marks() -> None:
    [fence] = fences("> ```python\n> x\n>\n> y\n> ```")
    assert fence.body == ("x", "", "y")


def test_quotation_ends_its_fence() -> None:
    [fence] = fences("> ```python\n> x\ntext")
    assert (fence.body, fence.end, fence.closed) == (("x",), 2, False)


def test_indented_code_is_no_fence() -> None:
    assert fences("text\n\n    ```python\n    x\n    ```") == []


def test_comment_hides_a_fence() -> None:
    assert fences("<!--\n```python {run}\nx\n```\n-->\n") == []


def test_unclosed_fence_runs_to_the_end() -> None:
    [fence] = fences("```python\nx\ny")
    assert (fence.end, fence.closed) == (3, False)


def test_inline_code_of_three_ticks_is_no_fence() -> None:
    assert fences("```python``` is how a fence starts") == []
