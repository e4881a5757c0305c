"""One style sheet from many: each `@import … layer(x)` replaced by what it names."""

from __future__ import annotations

import re
from pathlib import Path

IMPORT = re.compile(r'^@import "(?P<path>[^"]+)" layer\((?P<layer>[\w-]+)\);$', re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
FONT = re.compile(r'@font-face \{[^}]*?font-weight: (?P<from>\d+)(?: (?P<to>\d+))?;[^}]*?url\("fonts/(?P<name>[\w.-]+)"\)', re.DOTALL)
OLDER = re.compile(r',url\(fonts/[\w.-]+\.(?:woff|ttf)\)\s*format\("[\w]+"\)')
URL = re.compile(rb"(?<=url\()(?P<quote>[\"']?)(?P<path>fonts/[\w.-]+)(?P=quote)(?=\))")


def bundle(main: Path) -> str:
    """Return `main` with its imports inlined, in order, each in its layer, without comments."""

    def inlined(match: re.Match[str]) -> str:
        text = (main.parent / match["path"]).read_text(encoding="utf-8")
        return f"@layer {match['layer']} {{\n{text.strip()}\n}}"

    css = IMPORT.sub(inlined, main.read_text(encoding="utf-8"))
    return re.sub(r"\n\s*\n+", "\n", COMMENT.sub("", css))


def weights(css: str) -> dict[str, tuple[int, int]]:
    """Return the names of the font files `css` asks for, and from which weight to which."""
    return {match["name"]: (int(match["from"]), int(match["to"] or match["from"])) for match in FONT.finditer(css)}


def versioned(css: bytes, version: str) -> bytes:
    """Return a style sheet that asks for its fonts by `version`, as pages do: browsers keep fonts for long."""
    return URL.sub(lambda match: b'"%s?v=%s"' % (match["path"], version.encode()), css)


def in_vendor_layer(css: str) -> str:
    """Return a third party's style sheet in the layer of its own, below all of ours, with WOFF2 as its only kind of font."""
    css = OLDER.sub("", css)
    return f"@layer vendor {{\n{css}\n}}\n"
