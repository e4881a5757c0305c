"""How figures look: the files that say so, and the font they are drawn in."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
STYLE = HERE / "processes" / "matplotlibrc"  # Matplotlib is told of it by MATPLOTLIBRC
DRAWN_BY = (STYLE, HERE / "processes" / "drawing.py", HERE / "svg.py")
FAMILY = "Source Sans 3"  # the theme's font for what is no prose
FONTS = "DEMONSTRANDUM_FONTS"  # the environment variable that names the folder of its files
