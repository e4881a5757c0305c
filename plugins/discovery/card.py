"""The picture others show beside a link to an article: its title and author, in the site's type."""

from __future__ import annotations

import io
import textwrap
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from plugins.store import Store, digest

KIND = "cards"
SCHEMA = "1"  # raised when cards are drawn in another way
SIZE = (1200, 630)  # pixels, as Open Graph's readers cut them
EDGE = 80
PAPER, INK, MUTED, ACCENT = "#fdfcf9", "#1d2126", "#555c64", "#0b5a8a"  # the theme's, by day
LARGEST, SMALLEST = 84, 44  # pixels of the title's letters
LINES = 4


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says; `fonts` is the folder of Source Sans 3, made at set-up."""

    title: str
    below: str  # authors and date
    site: str
    fonts: Path

    def png(self, store: Store) -> bytes:
        """Return the card, drawn once; raises OSError if a font is missing."""
        key = digest(SCHEMA, self.title, self.below, self.site)
        if (kept := store.get(KIND, key)) is not None:
            return kept
        drawn = self.drawn()
        store.put(KIND, key, drawn)
        return drawn

    def drawn(self) -> bytes:
        """Draw it."""
        image = Image.new("RGB", SIZE, PAPER)
        draw = ImageDraw.Draw(image)
        draw.rectangle((0, 0, 16, SIZE[1]), fill=ACCENT)
        draw.text((EDGE, EDGE), self.site, font=self.font("Bold", 34), fill=ACCENT)
        font, lines = self.fitted(draw)
        draw.multiline_text((EDGE, 170), "\n".join(lines), font=font, fill=INK, spacing=round(font.size * 0.2))
        draw.text((EDGE, SIZE[1] - EDGE), self.below, font=self.font("Regular", 32), fill=MUTED, anchor="ls")
        file = io.BytesIO()
        image.quantize(64).save(file, "png", optimize=True)
        return file.getvalue()

    def fitted(self, draw: ImageDraw.ImageDraw) -> tuple[ImageFont.FreeTypeFont, list[str]]:
        """Return the largest font in which the title fits, and its lines."""
        for size in range(LARGEST, SMALLEST - 1, -8):
            font = self.font("Bold", size)
            lines = textwrap.wrap(self.title, round((SIZE[0] - 2 * EDGE) / (draw.textlength("n", font=font) or 1) * 1.05))
            if len(lines) <= LINES and all(draw.textlength(line, font=font) <= SIZE[0] - 2 * EDGE for line in lines):
                return font, lines
        return font, [*lines[: LINES - 1], lines[LINES - 1] + " …"] if len(lines) > LINES else lines

    def font(self, style: str, size: int) -> ImageFont.FreeTypeFont:
        """Return a font of so many pixels."""
        return ImageFont.truetype(self.fonts / f"SourceSans3-{style}.ttf", size)
