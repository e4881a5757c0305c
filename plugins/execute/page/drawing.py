"""Matplotlib's figures inside the page: their ink and paper are the page's, their text is set in its type."""

from __future__ import annotations

import html
import re

from plugins.execute.style import FAMILY
from plugins.execute.svg import JOINED, compact

OPENING = re.compile(r"<svg\b[^>]*>")
MESH = re.compile(r'<g id="QuadMesh[^>]*>.*?</g>', re.DOTALL)  # its colours are data
NAMED = re.compile(r'(?<=\bid=")|(?<=\bhref="#)|(?<=url\(#)')
INK, PAPER = "#000000", "#ffffff"  # as Matplotlib draws by default


def read(svg: str) -> str | None:
    """Return `svg` in its compact form if it is Matplotlib's, else None."""
    if svg.startswith("<svg") and JOINED in svg[:400]:
        return svg
    return compact(svg, FAMILY) if "<dc:title>Matplotlib" in svg[:1500] else None


def inline(svg: str, prefix: str, alt: str, size: str, address: str) -> str:
    """Return a compact `svg` as an element of the page; its names begin with `prefix`, a feed finds its file at `address`."""
    opening = OPENING.match(svg)
    assert opening, "a compact SVG starts with its element"
    box = re.search(r'viewBox="[^"]*"', opening[0])
    own = ' data-ground="own"' if "data-ground" in opening[0] else ""
    head = (f'<svg class="drawing" role="img" aria-label="{html.escape(alt)}"{size} {box[0] if box else ""} fill="currentColor"'
            f' style="{JOINED}" data-file="{html.escape(address)}"{own}>')  # fmt: skip
    body = svg[opening.end() :]
    kept = MESH.findall(body)
    mapped = iter([*(adopted(part) for part in MESH.split(body))])
    text = next(mapped) + "".join(mesh.replace("<g ", '<g fill="#000" ', 1) + part for mesh, part in zip(kept, mapped, strict=True))
    return head + NAMED.sub(f"{prefix}-", text)


def adopted(svg: str) -> str:
    """Return a part of a drawing with the page's ink and paper."""
    return svg.replace(INK, "currentColor").replace(PAPER, "var(--color-bg)")


def as_file(svg: str) -> bytes:
    """Return a compact `svg` as a file of its own, for feeds: black on white, its text in a font that is there."""
    return svg.replace("<svg ", f"<svg font-family=\"'{FAMILY}', sans-serif\" ", 1).encode()
