"""Draws Matplotlib's figures: as SVG that a page can adopt, or as pixels where that would be too much of it."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any

from plugins.execute.style import FAMILY, FONTS
from plugins.execute.svg import compact

BUDGET = 100_000  # bytes of SVG; a page with more is slow to load
MANY = 20_000  # marks or cells: what is more is not tried as SVG


def is_default(shell: Any) -> bool:
    """Whether figures are drawn as the site is set up."""
    from matplotlib_inline.config import InlineBackend

    return set(InlineBackend.instance(parent=shell).figure_formats) == {"svg"}


def draw(figure: Any, shell: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return `figure` as SVG; as PNG, with the number of bytes or marks that were too many, if that is more than a page should bear."""
    from IPython.core.pylabtools import print_figure, retina_figure
    from matplotlib_inline.config import InlineBackend

    options = dict(InlineBackend.instance(parent=shell).print_figure_kwargs)
    too_many = {"marks": count} if (count := marks(figure)) > MANY else {}
    if not too_many:
        draw_formulas_as_paths()
        svg = compact(print_figure(figure, "svg", **options), FAMILY)
        if len(svg) <= BUDGET:
            return {"image/svg+xml": svg}, {}
        too_many = {"bytes": len(svg)}
    png, metadata = retina_figure(figure, base64=True, **options)
    return {"image/png": png}, {"image/png": metadata, "instead_of_svg": too_many}


def marks(figure: Any) -> int:
    """Return how many marks a figure's collections have: points of a scatter plot, cells of a mesh."""
    found = (each for axes in figure.axes for each in axes.collections if not each.get_rasterized())
    return sum(max(len(each.get_offsets()), each.get_array().size if each.get_array() is not None else 0) for each in found)


def add_fonts() -> None:
    """Let Matplotlib measure text in the theme's font, which the page will set it in."""
    paths = sorted(Path(folder).glob("*.ttf")) if (folder := os.environ.get(FONTS)) else []
    if not paths:
        return
    said = logging.getLogger("matplotlib")
    said.setLevel(logging.ERROR)  # where it keeps its list of fonts is no output of a cell
    from matplotlib import font_manager, rcParams

    said.setLevel(logging.NOTSET)
    for path in paths:
        font_manager.fontManager.addfont(path)
    rcParams["font.family"] = [FAMILY, "DejaVu Sans"]


def draw_formulas_as_paths() -> None:
    """Keep text as text in SVG, but draw formulas: no page has Matplotlib's fonts for them."""
    from matplotlib import rcParams
    from matplotlib.backends.backend_svg import RendererSVG

    if hasattr(RendererSVG, "draws_formulas_as_paths"):
        return
    original = RendererSVG.draw_text

    def draw_text(self: Any, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any = False,
                  mtext: Any = None) -> None:  # fmt: skip
        chosen = rcParams["svg.fonttype"]
        rcParams["svg.fonttype"] = "path" if ismath else chosen
        try:
            original(self, gc, x, y, s, prop, angle, ismath, mtext)
        finally:
            rcParams["svg.fonttype"] = chosen

    RendererSVG.draw_text = draw_text
    RendererSVG.draws_formulas_as_paths = True
