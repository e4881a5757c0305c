"""One style sheet from many: each `@import … layer(x)` replaced by what it names."""

from __future__ import annotations

import re
from pathlib import Path

IMPORT = re.compile(r'^@import "(?P<path>[^"]+)" layer\((?P<layer>[\w-]+)\);$', re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
FONT = re.compile(r'url\("fonts/(?P<name>[\w.-]+)"\)')


def bundle(main: Path) -> str:
    """Return `main` with its imports inlined, in order, each in its layer, without comments."""

    def inlined(match: re.Match[str]) -> str:
        text = (main.parent / match["path"]).read_text(encoding="utf-8")
        return f"@layer {match['layer']} {{\n{text.strip()}\n}}"

    css = IMPORT.sub(inlined, main.read_text(encoding="utf-8"))
    return re.sub(r"\n\s*\n+", "\n", COMMENT.sub("", css))


def fonts(css: str) -> list[str]:
    """Return the names of the font files `css` asks for, sorted."""
    return sorted(set(FONT.findall(css)))


def in_vendor_layer(css: str) -> str:
    """Return a third party's style sheet in the layer of its own, below all of ours."""
    return f"@layer vendor {{\n{css}\n}}\n"
