"""Outputs to the page: blocks of HTML, and of Markdown that is still to be read."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, repeat
from string import ascii_lowercase

from plugins.execute.cell import Cell
from plugins.execute.output import Display, Output, as_printed
from plugins.execute.page.figure import Figure, find_figure, is_picture
from plugins.execute.page.table import in_scroll_box
from plugins.execute.sessions.session import CellRun


@dataclass(frozen=True, slots=True)
class Html:
    """HTML to be put into the page as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Markdown:
    """Lines for Python-Markdown to read."""

    text: str


Block = Html | Markdown
NUMBERED = ("fig-", "tbl-", "lst-")  # labels by which a page numbers


@dataclass(frozen=True, slots=True)
class Page:
    """What a cell's outputs need of the page: where figures and tables go, and who is told of what could be better."""

    place: Callable[[Figure], str]  # writes the file, returns its address
    offer: Callable[[str], str]  # the same for a table as CSV
    tell: Callable[[Cell, str, str], None]  # what is so, and a hint


def render_cell(cell: Cell, ran: CellRun | None, page: Page) -> list[Block]:
    """Return the blocks of one cell; `ran` is None when the document stopped before it."""
    options = cell.options
    if not options.include:
        return []
    source = list(render_source(cell)) if options.echo != "false" else []
    outputs = list(render_outputs(cell, ran, page)) if ran and options.output != "false" else []
    if not source and not outputs and not (ran is None and options.label):  # what did not run can be referred to
        return []
    identity = f' id="{options.label}"' if options.label else ""
    failed = ran and any(output["output_type"] == "error" for output in ran.outputs)
    state = ' data-state="error"' if failed or (ran and ran.failure) else ""
    layout = f' data-layout="{options.layout}"' if options.layout else ""
    opening = Html(f'<div class="cell" data-language="python"{layout}{identity}{state}>')
    return merged([opening, *source, *outputs, Html("</div>")])


def render_source(cell: Cell) -> Iterator[Block]:
    """Yield the cell's code as a fence to be highlighted."""
    fold = cell.options.echo == "fold"
    yield Html('<details class="cell-source"><summary>Code</summary>' if fold else '<div class="cell-source">')
    ticks = "`" * max(3, longest_run(cell.code, "`") + 1)
    yield Markdown(f"{ticks}{cell.shown}\n{cell.code}\n{ticks}")
    yield Html("</details>" if fold else "</div>")


def longest_run(text: str, character: str) -> int:
    """Return the length of the longest run of `character` in `text`."""
    longest = current = 0
    for found in text:
        current = current + 1 if found == character else 0
        longest = max(longest, current)
    return longest


def render_outputs(cell: Cell, ran: CellRun, page: Page) -> Iterator[Block]:
    """Yield the cell's outputs; its caption goes with the last one that can bear it."""
    rendered = [render_output(output, cell, page, pictures_before(ran.outputs, number))
                for number, output in enumerate(ran.outputs)]  # fmt: skip
    if cell.options.subcaption:
        rendered = in_a_row(rendered, cell, page)
    rendered = [blocks for blocks in rendered if blocks]
    if not rendered:
        return
    yield Html('<div class="cell-outputs">')
    caption = numbered_caption(cell)
    bearer = captioned(rendered) if caption else None
    for index, blocks in enumerate(rendered):
        yield from with_caption(blocks, caption) if index == bearer else blocks
    yield Html("</div>")


def in_a_row(rendered: list[list[Block]], cell: Cell, page: Page) -> list[list[Block]]:
    """Return outputs with the figures among them as parts of one, each with a letter and a caption of its own."""
    found = [index for index, blocks in enumerate(rendered) if blocks and blocks[0].text.startswith("<figure")]
    captions, label = cell.options.subcaption, cell.options.label
    if len(found) > len(ascii_lowercase):
        page.tell(cell, f"{len(found)} figures are too many for one row", f"at most {len(ascii_lowercase)} have letters")
        return rendered
    if len(found) != len(captions):
        page.tell(cell, f"{len(found)} figures have {len(captions)} captions", "#| subcaption: takes a list, one for each")
    row: list[Block] = [Html('<figure class="cell-output" data-output="figure"><div class="subfigures">')]
    for letter, index, caption in zip(ascii_lowercase, found, chain(captions, repeat("")), strict=False):
        identity = f' id="{label}-{letter}"' if label.startswith("fig-") else ""
        picture = rendered[index][0].text.partition(">")[2].removesuffix("</figure>")
        row += [Html(f'<figure class="cell-part" data-part="{letter}"{identity}>{picture}<figcaption>'),
                Markdown(f'<span class="caption-number">({letter})</span> {caption}'), Html("</figcaption></figure>")]  # fmt: skip
    row.append(Html("</div></figure>"))
    others = [blocks for index, blocks in enumerate(rendered) if index not in found]
    return [*others, row] if found else others


def pictures_before(outputs: list[Output], number: int) -> int:
    """Return how many of the first `number` outputs are pictures."""
    return sum(is_picture(output) for output in outputs[:number])


def numbered_caption(cell: Cell) -> str:
    """Return the cell's caption, with a place for its number if the label says of what kind it is."""
    label = cell.options.label
    place = f'<span class="caption-number" data-of="{label}"></span>' if label.startswith(NUMBERED) else ""
    return place + cell.options.caption


def captioned(rendered: list[list[Block]]) -> int:
    """Return the index of the last figure or table, else of the last output."""
    shown = [index for index, blocks in enumerate(rendered) if any("<figure" in block.text or "<table" in block.text
             for block in blocks)]  # fmt: skip
    return shown[-1] if shown else len(rendered) - 1


def with_caption(blocks: list[Block], caption: str) -> list[Block]:
    """Return `blocks` in a figure with a caption, which is Markdown: below a figure, above a table."""
    tail: list[Block] = [Html("<figcaption>"), Markdown(caption), Html("</figcaption></figure>")]
    if blocks[0].text.startswith("<figure"):
        return [*blocks[:-1], Html(blocks[-1].text.removesuffix("</figure>")), *tail]
    opening = Html('<figure class="cell-output" data-output="captioned">')
    if any("<table" in block.text for block in blocks):
        return [opening, Html("<figcaption>"), Markdown(caption), Html("</figcaption>"), *blocks, Html("</figure>")]
    return [opening, *blocks, *tail]


def render_output(output: Output, cell: Cell, page: Page, number: int) -> list[Block]:
    """Return one output's blocks."""
    if output["output_type"] == "stream":
        text = as_printed(output["text"])
        if cell.options.output == "asis" and output["name"] == "stdout":
            return [Markdown(text)]
        return [preformatted(output["name"], text)] if text.strip() else []
    if output["output_type"] == "error":
        return [preformatted("error", as_printed("\n".join(output["traceback"])))]
    return render_display(output, cell, page, number)


def render_display(output: Display, cell: Cell, page: Page, number: int) -> list[Block]:
    """Return a MIME bundle by the best of its types."""
    data = output["data"]
    figure = find_figure(output, cell, number)
    if "text/html" in data:
        table = in_scroll_box(text_of(data["text/html"]), f"{cell.options.label} {cell.code} {number}")
        csv = output["metadata"].get("csv")
        return [Html(f'<div class="cell-output" data-output="html">{table}{download(page.offer(csv), cell) if csv else ""}</div>')]
    if figure:
        if not figure.described:
            page.tell(cell, "a figure without alt text", "say what it shows: #| alt: …")
        if too_many := output["metadata"].get("instead_of_svg"):
            page.tell(cell, f"a figure of {in_words(too_many)} is shown as pixels", "plot fewer points, or give them rasterized=True")
        return [Html(f'<figure class="cell-output" data-output="figure">{figure.tag(page.place(figure))}</figure>')]
    for kind, read in (("text/markdown", str), ("text/latex", display_math)):
        if kind in data:
            return [Html('<div class="cell-output" data-output="markdown">'), Markdown(read(text_of(data[kind]))),
                    Html("</div>")]  # fmt: skip
    return [preformatted("result", as_printed(text_of(data.get("text/plain", ""))))]


def download(address: str, cell: Cell) -> str:
    """Return the link to a table's file, which is named as the table is."""
    name = f"{cell.options.label or 'table'}.csv"
    return f'<p class="table-download"><a href="{html.escape(address)}" download="{name}">CSV</a></p>'


def in_words(too_many: Mapping[str, int]) -> str:
    """Return how large a figure would have been as SVG."""
    return f"{too_many['marks']:,} marks" if "marks" in too_many else f"{too_many['bytes'] / 1000:,.0f} kB as SVG"


def text_of(value: object) -> str:
    """Return MIME data as one string; nbformat allows a list of lines."""
    return "".join(value) if isinstance(value, list) else str(value)


def display_math(latex: str) -> str:
    r"""Return LaTeX as a display equation: `$\displaystyle x$` and `$$x$$` lose their dollars."""
    tex = latex.strip().strip("$").strip().removeprefix(r"\displaystyle").strip()
    return tex if tex.startswith(r"\begin{") else f"$$\n{tex}\n$$"


def preformatted(kind: str, text: str) -> Html:
    """Return text output, escaped."""
    shown = html.escape(text.strip("\n"), quote=False)
    return Html(f'<pre class="cell-output" data-output="{kind}" tabindex="0">{shown}</pre>')


def merged(blocks: list[Block]) -> list[Block]:
    """Join neighbouring pieces of HTML."""
    result: list[Block] = []
    for block in blocks:
        if result and isinstance(block, Html) and isinstance(result[-1], Html):
            result[-1] = Html(result[-1].text + block.text)
        else:
            result.append(block)
    return result
