"""A picture: its address, its size in CSS pixels, its alt text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from PIL import Image, UnidentifiedImageError

SMALL = 3000  # bytes
SVG_TAG = re.compile(r"<svg\b[^>]*>", re.DOTALL)
VIEW_BOX = re.compile(r'\bviewBox="[\d.+-]+[ ,]+[\d.+-]+[ ,]+(?P<width>[\d.]+)[ ,]+(?P<height>[\d.]+)"')


@dataclass(frozen=True, slots=True)
class Picture:
    """`url` counts from the top of the site; width and height are in CSS pixels, 0 if unknown."""

    url: str
    width: int
    height: int
    alt: str
    data: str = ""  # the picture itself as an address, if it is so small that it is not worth a request


def small_svg(path: Path) -> str:
    """Return an SVG that is worth no request as a `data:` address, else the empty string."""
    if path.suffix.lower() != ".svg" or path.stat().st_size > SMALL:
        return ""
    return as_address(path.read_text(encoding="utf-8"))


def as_address(svg: str) -> str:
    """Return an SVG as a `data:` address."""
    return "data:image/svg+xml," + quote(svg.strip())


def size(path: Path) -> tuple[int, int]:
    """Return width and height of the picture at `path` in CSS pixels, (0, 0) if it cannot be read."""
    if path.suffix.lower() == ".svg":
        return svg_size(path.read_text(encoding="utf-8", errors="replace"))
    try:
        with Image.open(path) as image:
            width, height = image.size
            return int(width), int(height)
    except (UnidentifiedImageError, OSError):
        return 0, 0


def svg_size(text: str) -> tuple[int, int]:
    """Return the size of an SVG, from its `width` and `height` or else its `viewBox`."""
    tag = SVG_TAG.search(text)
    if tag is None:
        return 0, 0
    width, height = length(tag[0], "width"), length(tag[0], "height")
    if width and height:
        return width, height
    box = VIEW_BOX.search(tag[0])
    return (round(float(box["width"])), round(float(box["height"]))) if box else (0, 0)


def length(tag: str, name: str) -> int:
    """Return an attribute in pixels, or 0 when it is absent or in another unit."""
    match = re.search(rf'\b{name}="([\d.]+)(?:px)?"', tag)
    return round(float(match[1])) if match else 0
