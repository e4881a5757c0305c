"""Headings, fences and line breaks are rewritten as Python-Markdown reads them."""

from __future__ import annotations

import pytest

from plugins.writing.block import normalized


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("  ## Two ##  ", "## Two"),
        ("#hashtag", r"\#hashtag"),
        ("####### seven", r"\####### seven"),
        ("# C#", r"# C\#"),
        ("## Title {#x}", "## Title {#x}"),
        ("a\\\nb", "a  \nb"),
        ("a\\\n\nb", "a\\\n\nb"),
        ("a\\\\\nb", "a\\\\\nb"),
        ("```py\nx\n``````", "```py\nx\n```"),
        ("  ```\n  # x\n y\n  ```", "```\n# x\ny\n```"),
        ("```\n# x\\\ny\n```", "```\n# x\\\ny\n```"),
        ("- item\n\n    ```\n    x\n    ```", "- item\n\n    ```\n    x\n    ```"),
        ("1234567890. no list", r"1234567890\. no list"),
        ("123456789. a list", "123456789. a list"),
    ],
)
def test_block_is_read_as_on_github(written: str, read: str) -> None:
    assert "\n".join(normalized(written.split("\n"))) == read
