"""A picture for where a file is missing: drawn from a name, always the same for the same one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

WIDTH, HEIGHT = 960, 540
SPREAD = 80  # degrees of hue between the circles that differ most


@dataclass(frozen=True, slots=True)
class Placeholder:
    """The placeholder for `name`, such as the path of the file that is missing."""

    name: str

    @property
    def url(self) -> str:
        """Its address, from the top of the site."""
        return f"images/placeholder-{self._digest.hex()[:12]}.svg"

    def svg(self) -> str:
        """Return circles on a field, in muted colours that suit light and dark pages."""
        seed = self._digest
        hue = seed[0] * 360 / 256
        circles = "".join(
            f'<circle cx="{seed[3 * n + 1] * WIDTH // 255}" cy="{seed[3 * n + 2] * HEIGHT // 255}" '
            f'r="{60 + seed[3 * n + 3]}" fill="hsl({(hue + n * SPREAD / 5) % 360:.0f} 45% {50 + 5 * n}%)" fill-opacity="0.45"/>'
            for n in range(6)
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="hsl({hue:.0f} 35% 50%)"/>{circles}</svg>\n'
        )

    @property
    def _digest(self) -> bytes:
        return hashlib.sha256(self.name.encode()).digest()
