"""How figures look: the file that says so, and the font they are drawn in."""

from __future__ import annotations

from pathlib import Path

STYLE = Path(__file__).parent / "processes" / "matplotlibrc"  # Matplotlib is told of it by MATPLOTLIBRC
FAMILY = "Source Sans 3"  # the theme's font for what is no prose
FONTS = "DEMONSTRANDUM_FONTS"  # the environment variable that names the folder of its files
