"""Fonts made at set-up: the theme's as Matplotlib reads it, and as most sites need them.

Run as `python -m tools.fonts FOLDER` in the environment, where npm has installed into FOLDER.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from plugins.assets.bundle import weights
from plugins.assets.fonts import CUT
from plugins.assets.subset import BASIC, subset

FAMILY = "Source Sans 3"
SOURCE = "@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2"
WEIGHTS = {"Regular": 400, "Bold": 700}  # as plugins/execute/processes/matplotlibrc uses them
FOLDER = ".figures"  # of node_modules, which is made anew when the font's version changes
STYLES = Path(__file__).parents[1] / "theme" / "static" / "css" / "base" / "fonts.css"


def make(modules: Path) -> None:
    """Write a file for each weight below `modules`, the folder npm installs into."""
    (modules / FOLDER).mkdir(exist_ok=True)
    for name, weight in WEIGHTS.items():
        font = instantiateVariableFont(TTFont(modules / SOURCE), {"wght": weight})
        font.flavor = None
        font["OS/2"].usWeightClass = weight
        for number, text in ((1, FAMILY), (2, name), (4, f"{FAMILY} {name}"), (16, FAMILY), (17, name)):
            font["name"].setName(text, number, 3, 1, 0x409)  # Windows, Unicode, American English
        font.save(modules / FOLDER / f"SourceSans3-{name}.ttf")


def cut(modules: Path) -> None:
    """Write the theme's fonts with the characters that most sites have, which takes a build seconds."""
    (modules / CUT).mkdir(exist_ok=True)
    for name, range_of in weights(STYLES.read_text()).items():
        [path] = modules.glob(f"@fontsource-variable/*/files/{name}")
        (modules / CUT / name).write_bytes(subset(path, BASIC, range_of))


if __name__ == "__main__":
    make(Path(sys.argv[1]))
    cut(Path(sys.argv[1]))
