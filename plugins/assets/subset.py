"""Fonts cut to what a site uses: the characters on its pages, the weights its style sheets ask for."""

from __future__ import annotations

import io
from collections.abc import Collection
from pathlib import Path

BASIC = frozenset([*map(chr, range(0x20, 0x7F)), *"\u00a0·×–—‘’“”…→←↑↓↩−≈≠≤≥°"])  # what any page may have
FEATURES = ["ccmp", "kern", "liga", "locl", "mark", "tnum"]


def subset(path: Path, characters: Collection[str], weights: tuple[int, int] | None = None) -> bytes:
    """Return the font at `path` as WOFF2 with `characters` and a range of weights; None keeps its weights."""
    from fontTools import subset as cutting  # slow to import, and most builds cut nothing
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    options = cutting.Options(layout_features=FEATURES, hinting=False, desubroutinize=True, name_IDs=[1, 2])
    font = TTFont(io.BytesIO(path.read_bytes()), recalcTimestamp=False)
    cutter = cutting.Subsetter(options)
    cutter.populate(unicodes=[ord(each) for each in characters])
    cutter.subset(font)
    if weights and "fvar" in font:
        font = instantiateVariableFont(font, {"wght": weights if weights[0] < weights[1] else weights[0]})
    font.flavor = "woff2"
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()


def covered(path: Path) -> frozenset[str]:
    """Return the characters the font at `path` has."""
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))
