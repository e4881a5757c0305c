"""A picture in modern, smaller files: WebP at the widths a page may need, made once and kept in the store."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from plugins.store import Store, digest
from plugins.webp import made

WIDTHS = (480, 960, 1440, 1920)  # pixels: a phone, a column of text, the same on fine screens
SMALL = 20_000  # bytes below which a file is left as it is
SIZES = "(min-width: 42rem) 38rem, 100vw"  # how wide a page shows a picture


@dataclass(frozen=True, slots=True)
class Variant:
    """One file: its width in pixels, its bytes, and the name that its content gives it."""

    width: int
    data: bytes

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"{digest(self.data)[:16]}-{self.width}.webp"


def variants(path: Path, store: Store) -> list[Variant]:
    """Return the variants of the picture at `path`, narrowest first; none if they would not be smaller."""
    data = path.read_bytes()
    if path.suffix.lower() not in (".png", ".jpg", ".jpeg") or len(data) < SMALL:
        return []
    try:
        with Image.open(io.BytesIO(data)) as image:
            if getattr(image, "n_frames", 1) > 1:
                return []
            width = image.width
    except (UnidentifiedImageError, OSError):
        return []
    found = [Variant(each, made(data, each, store)) for each in widths(width)]
    return found if found and len(found[-1].data) < len(data) else []


def widths(width: int) -> Iterator[int]:
    """Yield the widths for a picture `width` pixels wide, the last one its own or the widest a page needs."""
    yield from (each for each in WIDTHS if each < width)
    if width <= WIDTHS[-1]:
        yield width
