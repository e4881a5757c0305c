"""Which fences run, with what options, on which lines."""

from __future__ import annotations

import pytest

from plugins.execute.cell import Document, Mode, read_document


def document(body: str, mode: Mode = "marked", header: str = "") -> Document:
    return read_document("x.md", f"---\ntitle: T\n{header}---\n{body}", mode, 60)


def codes(body: str, mode: Mode = "marked", header: str = "") -> list[str]:
    return [cell.code for cell in document(body, mode, header).cells]


def complaints(body: str) -> list[str]:
    return [str(problem) for problem in document(body).problems]


def test_marked_fence_is_a_cell_and_another_is_not() -> None:
    assert codes("```python {run}\na\n```\n\n```python\nb\n```") == ["a"]


def test_cell_knows_the_line_of_its_first_code_line() -> None:
    [cell] = document("\n```python {run}\n#| label: x\n\na\nb\n```").cells
    assert (cell.code, cell.line, cell.end) == ("\na\nb", 7, 9)


@pytest.mark.parametrize(
    ("mode", "header", "expected"),
    [
        ("all", "", ["a", "b"]),
        ("marked", "", ["b"]),
        ("none", "", []),
        ("marked", "execute: all\n", ["a", "b"]),
        ("marked", "execute: All\n", ["a", "b"]),
        ("all", "execute: none\n", []),
    ],
)
def test_mode_of_the_site_and_of_the_article(mode: Mode, header: str, expected: list[str]) -> None:
    body = "```python\na\n```\n```python {run}\nb\n```\n```python {static}\nc\n```\n```text\nd\n```"
    assert codes(body, mode, header) == expected


def test_timeout_of_the_article() -> None:
    assert document("", header="timeout: 5\n").timeout == 5


def test_options_stand_in_braces_or_in_comment_lines() -> None:
    [cell] = document("```python {run label=a echo=fold}\n#| caption: \"Loss: $L$\"\n#| alt: [x, y]\n1\n```").cells
    options = cell.options
    assert (options.label, options.echo, options.caption, options.alt) == ("a", "fold", "Loss: $L$", ("x", "y"))


def test_quoted_value_in_braces() -> None:
    [cell] = document('```python {run alt="two words"}\n1\n```').cells
    assert cell.options.alt == ("two words",)


@pytest.mark.parametrize(
    ("fence", "problem"),
    [
        ("```python {run ecko=fold}\n1\n```", "x.md:4: unknown option 'ecko'\n  hint: did you mean 'echo'?"),
        ("```python {run}\n#| alt: x\n#| tiemout: 3\n1\n```",
         "x.md:6: unknown option 'tiemout'\n  hint: did you mean 'timeout'?"),
        ("```python {run echo=flod}\n1\n```",
         "x.md:4: option 'echo' takes true, false or fold, not 'flod'\n  hint: did you mean 'fold'?"),
        ("```python {run timeout=soon}\n1\n```", "x.md:4: option 'timeout' takes a number of seconds, not 'soon'"),
        ("```python {rnu}\n1\n```", "x.md:4: unknown word 'rnu' in the braces\n  hint: did you mean 'run'?"),
        ("```python {echo=fold}\n1\n```", "x.md:4: options on a fence that does not run\n  hint: add 'run': {run …}"),
        ("```ruby {run}\n1\n```",
         "x.md:4: 'ruby' cells cannot run\n  hint: only python cells run; leave out {run}"),
        ("```python {run}\n#| caption: a: b\n1\n```",
         "x.md:5: this '#|' line is not YAML\n  hint: write \"#| name: value\", the value in quotes"),
        ("```python {run}\n1\n", "x.md:4: this fence is not closed\n  hint: end it with a line of ```"),
        ("```python {run label=a}\n1\n```\n```python {run label=a}\n2\n```",
         "x.md:7: label 'a' is used twice\n  hint: give each cell its own"),
    ],
)  # fmt: skip
def test_wrong_option_is_named_with_its_line(fence: str, problem: str) -> None:
    assert complaints(fence) == [problem]


def test_language_has_no_case() -> None:
    assert codes("```Python {run}\na\n```") == ["a"]


def test_attributes_of_a_shown_fence_are_not_ours() -> None:
    assert complaints('```python {.numbers #x hl_lines="1"}\n1\n```') == []


def test_own_braces_do_not_reach_the_highlighter() -> None:
    [cell] = document('```python title="a.py" {run}\n1\n```').cells
    assert cell.shown == 'python title="a.py"'
