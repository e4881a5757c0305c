"""Figures: pictures among the outputs, as files named by their content, with size and alt text."""

from __future__ import annotations

import base64
import html
import re
from dataclasses import dataclass

from plugins.execute.cell import Cell
from plugins.execute.output import Display, Output
from plugins.execute.page import drawing
from plugins.store import digest

FORMATS = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif"}
PIXELS = {"pt": 4 / 3, "px": 1.0, None: 1.0}  # CSS pixels


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture; `width` and `height` in CSS pixels, None if unknown; `described` if the author gave `alt`."""

    data: bytes
    suffix: str
    width: int | None
    height: int | None
    alt: str
    described: bool
    drawing: str = ""  # the SVG, if it is one that stands in the page itself
    prefix: str = ""  # of the names in it

    @property
    def name(self) -> str:
        """The name of its file: the same picture, the same name."""
        return f"{digest(self.data)[:16]}.{self.suffix}"

    def tag(self, address: str) -> str:
        """Return the element that shows the picture, whose file is at `address`."""
        size = f' width="{self.width}" height="{self.height}"' if self.width and self.height else ""
        if self.drawing:
            return drawing.inline(self.drawing, self.prefix, self.alt, size, address)
        return (f'<img src="{html.escape(address)}"{size} alt="{html.escape(self.alt)}" loading="lazy"'
                f' decoding="async">')  # fmt: skip


def find_figure(output: Display, cell: Cell, number: int) -> Figure | None:
    """Return the picture in `output`, if any; `number` counts the pictures of `cell` before it."""
    kind = next((kind for kind in FORMATS if kind in output["data"]), None)
    if kind is None:
        return None
    value = output["data"][kind]
    text = "".join(value) if isinstance(value, list) else str(value)
    drawn = drawing.read(text) or "" if kind == "image/svg+xml" else ""
    data = drawing.as_file(drawn) if drawn else text.encode() if kind == "image/svg+xml" else base64.b64decode(text)
    width, height = size(output, kind, data)
    alt = cell.options.alt[min(number, len(cell.options.alt) - 1)] if cell.options.alt else ""
    shown = alt or re.sub(r"[$*_`\\{}]", "", cell.options.caption) or "Figure computed by the code above"
    return Figure(data, FORMATS[kind], width, height, shown, bool(alt), drawn, f"f{cell.line}-{number}")


def is_picture(output: Output) -> bool:
    """Whether `output` has a picture among its types."""
    if output["output_type"] == "stream" or output["output_type"] == "error":
        return False
    return any(kind in output["data"] for kind in FORMATS)


def size(output: Display, kind: str, data: bytes) -> tuple[int | None, int | None]:
    """Return width and height in CSS pixels: as the metadata say, else as the file does."""
    given = output["metadata"].get(kind) or output["metadata"]
    if isinstance(given, dict) and given.get("width") and given.get("height"):
        return round(given["width"]), round(given["height"])
    if kind == "image/png":  # PNG (third edition), section 11.2.1: the IHDR chunk
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if kind == "image/svg+xml":
        return svg_length(data, "width"), svg_length(data, "height")
    return None, None


def svg_length(data: bytes, name: str) -> int | None:
    """Return the root element's `name` in CSS pixels."""
    match = re.search(rf'<svg\b[^>]*?\b{name}="([\d.]+)(pt|px)?"', data.decode(errors="replace"))
    return round(float(match[1]) * PIXELS[match[2]]) if match else None
