"""Messages become outputs, and outputs become blocks of the page."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from plugins.execute.cell import Cell, read_document
from plugins.execute.output import Collector, Output, as_printed, relocated
from plugins.execute.page.figure import Figure
from plugins.execute.page.render import Block, Html, Markdown, Page, render_cell
from plugins.execute.sessions.failure import Failure
from plugins.execute.sessions.session import CellRun

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (40).to_bytes(4, "big") + (30).to_bytes(4, "big")).decode()


def stream(text: str, name: str = "stdout") -> dict[str, Any]:
    return {"type": "output", "output": {"output_type": "stream", "name": name, "text": text}}


def display(display_id: str = "", kind: str = "output", **data: str) -> dict[str, Any]:
    bundle = {key.replace("_", "/", 1): value for key, value in data.items()}
    output = {"output_type": "display_data", "data": bundle, "metadata": {}}
    return {"type": kind, "output": output, "display_id": display_id}


def collected(*messages: dict[str, Any]) -> list[Output]:
    collector = Collector()
    for message in messages:
        collector.add(message)
    return collector.outputs


def blocks(outputs: list[Output], options: str = "", failure: Failure | None = None, code: str = "1") -> list[Block]:
    [cell] = read_document("x.md", f"```python {{run {options}}}\n{code}\n```", "marked", 60).cells
    return render_cell(cell, CellRun(outputs, 0.0, failure), PAGE)


def text(found: list[Block]) -> str:
    return "\n".join(block.text for block in found)


def address(figure: Figure) -> str:
    return f"/figures/x.{figure.suffix}"


def ignore(cell: Cell, what: str, hint: str) -> None:
    """Nobody is told."""


PAGE = Page(address, lambda csv: f"/tables/{len(csv)}.csv", ignore)


def test_stream_runs_together_until_something_else_comes() -> None:
    outputs = collected(stream("a"), stream("b"), stream("c", "stderr"), stream("d"))
    assert [output["text"] for output in outputs if output["output_type"] == "stream"] == ["ab", "c", "d"]


def test_clear_output_takes_effect_at_once_or_with_the_next() -> None:
    clear = {"type": "clear", "wait": False}
    assert collected(stream("a"), clear) == []
    assert len(collected(stream("a"), {**clear, "wait": True})) == 1
    assert collected(stream("a"), {**clear, "wait": True}, stream("b")) == collected(stream("b"))


def test_display_is_updated_in_its_place() -> None:
    outputs = collected(display("one", text_plain="old"), stream("s"), display("one", "update", text_plain="new"))
    assert outputs[0] == display(text_plain="new")["output"]


def test_printed_text_is_what_a_terminal_would_show() -> None:
    assert as_printed("\x1b[31mred\x1b[0m\n10%\r100%\na\r\nb") == "red\n100%\na\nb"


def test_lines_move_with_their_cells() -> None:
    outputs = collected(stream("old.md:7: UserWarning"))
    assert relocated(outputs, "old.md", "new.md", {7: 9}) == collected(stream("new.md:9: UserWarning"))


def test_text_is_escaped_and_html_is_not() -> None:
    assert "&lt;b&gt;" in text(blocks(collected(stream("<b>"))))
    assert "<b>x</b>" in text(blocks(collected(display(text_html="<b>x</b>", text_plain="x"))))


def test_source_is_shown_folded_or_hidden() -> None:
    assert '<div class="cell-source">' in text(blocks([]))
    assert '<details class="cell-source"><summary>Code</summary>' in text(blocks([], "echo=fold"))
    assert "cell-source" not in text(blocks(collected(stream("a")), "echo=false"))


def test_fence_of_the_source_is_longer_than_any_in_it() -> None:
    assert "````python\nx = '```'\n````" in text(blocks([], code="x = '```'"))


def test_output_false_hides_and_include_false_hides_all() -> None:
    assert "cell-output" not in text(blocks(collected(stream("a")), "output=false"))
    assert blocks(collected(stream("a")), "include=false") == []


def test_asis_output_is_markdown() -> None:
    assert Markdown("**a**") in blocks(collected(stream("**a**")), "output=asis")


def test_latex_is_a_display_equation() -> None:
    assert Markdown("$$\nx^2\n$$") in blocks(collected(display(text_latex="$\\displaystyle x^2$")))


def test_figure_has_size_and_alt() -> None:
    shown = text(blocks(collected(display(image_png=PNG)), 'alt="A line"'))
    assert '<img src="/figures/x.png" width="40" height="30" alt="A line"' in shown


def test_figure_without_alt_text_is_told() -> None:
    told: list[tuple[str, str]] = []
    [cell] = read_document("x.md", "```python {run}\n1\n```", "marked", 60).cells
    render_cell(cell, CellRun(collected(display(image_png=PNG)), 0.0), Page(address, str, lambda cell, *said: told.append(said)))
    assert told == [("a figure without alt text", "say what it shows: #| alt: …")]


def test_each_of_several_figures_has_its_own_alt_text() -> None:
    two = collected(display(image_png=PNG), stream("between"), display(image_png=PNG))
    [cell] = read_document("x.md", "```python {run}\n#| alt: [one, two]\n1\n```", "marked", 60).cells
    shown = text(render_cell(cell, CellRun(two, 0.0), PAGE))
    assert shown.index('alt="one"') < shown.index('alt="two"')


def test_no_figure_is_lost_when_there_are_more_than_letters() -> None:
    told: list[str] = []
    [cell] = read_document("x.md", "```python {run}\n#| subcaption: [one]\n1\n```", "marked", 60).cells
    ran = CellRun(collected(*(display(image_png=PNG) for _ in range(27))), 0.0)
    shown = text(render_cell(cell, ran, Page(address, str, lambda cell, what, hint: told.append(what))))
    assert shown.count("<img") == 27
    assert "27 figures are too many for one row" in told


def test_caption_is_markdown_under_the_figure() -> None:
    found = blocks(collected(stream("a"), display(image_png=PNG)), 'alt=x caption="Loss $L$"')
    assert Markdown("Loss $L$") in found
    assert text(found).index("<img") < text(found).index("<figcaption>") < text(found).index("Loss $L$")


def test_table_scrolls_in_its_own_box_without_obsolete_attributes() -> None:
    table = '<div><style scoped>x</style><table border="1" class="dataframe"><tr><td>border="1"</td></tr></table></div>'
    shown = text(blocks(collected(display(text_html=table))))
    assert 'tabindex="0"><table class="dataframe"><tr><td>border="1"</td></tr></table></div>' in shown
    assert "scoped" not in shown


def test_failed_cell_says_so() -> None:
    assert 'data-state="error"' in text(blocks([], failure=Failure(1, "x")))


@pytest.mark.parametrize("kind", ["image/svg+xml", "image/jpeg"])
def test_pictures_of_other_kinds_are_figures(kind: str) -> None:
    data = '<svg width="72pt" height="36pt"></svg>' if kind == "image/svg+xml" else PNG
    output: Output = {"output_type": "display_data", "data": {kind: data}, "metadata": {}}
    shown = text(blocks([output], "alt=x"))
    assert "<img" in shown
    assert ('width="96" height="48"' in shown) == (kind == "image/svg+xml")


def test_html_pieces_are_joined() -> None:
    assert [type(block) for block in blocks(collected(stream("a")))] == [Html, Markdown, Html]


def test_table_of_a_styler_has_the_same_mark_each_time() -> None:
    def shown(mark: str) -> str:
        html = f'<style>#T_{mark} td {{}}</style><table id="T_{mark}"><tr id="T_{mark}_row0"></tr></table>'
        return text(blocks(collected(display(text_html=html))))

    assert shown("a1b2c") == shown("0f9e8")
