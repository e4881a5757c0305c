"""Matplotlib's figures in the page: smaller, with names of their own, in the page's ink."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from plugins.execute.page import drawing
from plugins.execute.style import STYLE
from plugins.execute.svg import compact, rounded

HEAD = ('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="36pt"'
        ' height="36pt" viewBox="0 0 36 36"><metadata><title>Matplotlib</title></metadata>'
        '<defs><style type="text/css">*{stroke-linecap: butt}</style></defs>')  # fmt: skip
GROUND = '<g id="patch_1"><path d="M 0 36 \nL 36 36 \nL 36 0 \nL 0 0 \nz\n" style="fill: {}"/></g>'


def figure(inside: str, ground: str = "#ffffff") -> str:
    return compact(f'{HEAD}<g id="figure_1">{GROUND.format(ground)}{inside}</g></svg>', "Our Font")


def in_page(svg: str, prefix: str = "f1-0") -> str:
    return drawing.inline(svg, prefix, "A <line>", ' width="48" height="48"', "/figures/a.svg")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("M 1.123456 2 \nL 3.9999 -0.001 \nz\n", "M1.12 2L4 0z"),
        ("C 1 2 3 4 5 6", "C1 2 3 4 5 6"),
        ("translate(10.12345 0.5) scale(0.015625 -0.015625)", "translate(10.12 0.5) scale(0.015625 -0.015625)"),
        ("rotate(-0 61.07804 303.026844)", ""),
        ("rotate(-90 61.07804 303.026844)", "rotate(-90 61.08 303.03)"),
        ("12.5,3.14159 4,5", "12.5,3.14 4,5"),
    ],
)
def test_coordinates_have_two_decimals_and_scales_all(written: str, kept: str) -> None:
    assert rounded(written) == kept


def test_nothing_is_left_that_means_something_to_the_page() -> None:
    svg = figure('<g id="line_1"><path d="M 0 0" style="fill: none; stroke: #123456"/></g>')
    assert "<style" not in svg
    assert "metadata" not in svg
    assert "id=" not in svg
    assert "style=\"fill:none;stroke:#123456\"" in svg
    ElementTree.fromstring(svg)


def test_names_that_are_used_are_unique_to_the_figure() -> None:
    svg = figure('<defs><path id="m12ab" d="M 0 0"/><clipPath id="p9"><rect width="1" height="1"/></clipPath></defs>'
                 '<g clip-path="url(#p9)"><use xlink:href="#m12ab" x="1"/></g>')  # fmt: skip
    first, second = in_page(svg, "f1-0"), in_page(svg, "f9-0")
    names = [set(re.findall(r'\bid="([^"]+)"', page)) for page in (first, second)]
    assert len(names[0]) == 2
    assert not names[0] & names[1]
    for page, own in zip((first, second), names, strict=True):
        assert set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', page)) <= {pair for name in own for pair in ((name, ""), ("", name))}


def test_style_of_many_marks_is_written_once() -> None:
    marks = "".join(f'<use xlink:href="#m1" x="{x}" style="fill: #123456"/>' for x in range(5))
    svg = figure(f'<defs><path id="m1" d="M 0 0"/></defs>{marks}<use xlink:href="#m1" style="fill: #654321"/>')
    assert svg.count("fill:#123456") == 1
    assert '<g style="fill:#123456"><use href="#r0" x="0"/>' in svg
    assert svg.count("<use") == 6


def test_ink_and_paper_are_the_page_s_but_not_in_a_mesh() -> None:
    cells = '<path d="M 0 0" style="fill: #ffffff"/><path d="M 1 1"/>'
    page = in_page(figure(f'<path d="M 0 0" style="stroke: #000000"/><g id="QuadMesh_1">{cells}</g><path d="M 1 1" style="fill: #ffffff"/>'))
    assert 'stroke:currentColor' in page
    assert page.count("fill:var(--color-bg)") == 2  # the figure's ground, and the last path
    assert '<g fill="#000" id=' in page
    assert 'style="fill:#ffffff"' in page


@pytest.mark.parametrize(("ground", "own"), [("#ffffff", False), ("none", False), ("#e5e5e5", True)])
def test_figure_with_a_ground_of_its_own_keeps_it(ground: str, own: bool) -> None:
    assert ('data-ground="own"' in in_page(figure("", ground))) is own


def test_text_in_our_font_takes_the_page_s() -> None:
    svg = figure("<text style=\"font-size: 10px; font-family: 'Our Font', 'DejaVu Sans'; text-anchor: middle\" x=\"1\">a &amp; b</text>"
                 "<text style=\"font-family: 'Other'\" x=\"1\">c</text>")  # fmt: skip
    assert '<text style="font-size:10px;text-anchor:middle" x="1">a &amp; b</text>' in svg
    assert "<text style=\"font-family:'Other'\"" in svg


def test_alt_text_is_the_name_of_the_drawing() -> None:
    assert 'role="img" aria-label="A &lt;line&gt;" width="48"' in in_page(figure(""))


def test_other_svg_is_left_as_it_is() -> None:
    assert drawing.read('<svg xmlns="http://www.w3.org/2000/svg"><path d="M 0 0"/></svg>') is None


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    channels = (int(colour[index : index + 2], 16) / 255 for index in (0, 2, 4))
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_colours_of_figures_stand_out_on_both_papers() -> None:
    cycle = re.findall(r'"([0-9a-f]{6})"', STYLE.read_text())
    tokens = (Path(__file__).parents[2] / "theme/static/css/tokens.css").read_text()
    papers = [re.search(rf"--{name}: #(\w{{6}})", tokens) for name in ("paper-0", "night-0")]
    assert len(cycle) == 8
    for paper in papers:
        assert paper
        for colour in cycle:
            light, dark = sorted((luminance(paper[1]), luminance(colour)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 3, (paper[1], colour)
