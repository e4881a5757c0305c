"""One style sheet from many: each `@import … layer(x)` replaced by what it names."""

from __future__ import annotations

import base64
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

IMPORT = re.compile(r'^@import "(?P<path>[^"]+)" layer\((?P<layer>[\w-]+)\);$', re.MULTILINE)
DOCUMENTATION = re.compile(r"^[ \t]*/\*\*.*?\*/\n|^[ \t]*//[^\n]*\n", re.DOTALL | re.MULTILINE)
RULE = re.compile(r"(?P<selectors>[^{}]+)\{(?P<declarations>[^{}]*)\}")
CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")
NOT = re.compile(r":not\([^)]*\)")
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
FONT = re.compile(r'@font-face \{[^}]*?font-weight: (?P<from>\d+)(?: (?P<to>\d+))?;[^}]*?url\("fonts/(?P<name>[\w.-]+)"\)', re.DOTALL)
OLDER = re.compile(r',url\(fonts/[\w.-]+\.(?:woff|ttf)\)\s*format\("[\w]+"\)')
TOKEN = re.compile(r"^\s*--([\w-]+):", re.MULTILINE)
DECLARED = re.compile(r"--(?P<name>[\w-]+):[^;}]*")
FAMILY = re.compile(r'font-family:\s*"([^"]+)"')
URL = re.compile(r"url\((?P<quote>[\"']?)(?P<path>fonts/[\w.-]+)(?P=quote)\)")
FACE = re.compile(r"@font-face\s*\{[^}]*\}")


def bundle(main: Path) -> list[str]:
    """Return what `main` says itself, then the sheets it imports, in order, each in its layer, without comments."""
    text = main.read_text(encoding="utf-8")
    sheets = [in_layer((main.parent / found["path"]).read_text(encoding="utf-8"), found["layer"]) for found in IMPORT.finditer(text)]
    return [COMMENT.sub("", each) for each in (IMPORT.sub("", text), *sheets)]


def names_of_tokens(css: str) -> list[str]:
    """Return the names of the tokens `css` defines, without their hyphens."""
    return list(dict.fromkeys(TOKEN.findall(css)))


def overridden(tokens: Mapping[str, str]) -> str:
    """Return rules that give `tokens` other values."""
    rules = "".join(f"  --{name}: {value};\n" for name, value in tokens.items())
    return f"@layer tokens {{\n:root {{\n{rules}}}\n}}\n" if rules else ""


def asked_for(faces: Sequence[str], css: str, tokens: Mapping[str, str]) -> list[str]:
    """Return those of `faces` whose family is named by `css`, where `tokens` have other values, or by these."""
    named = DECLARED.sub(lambda match: "" if match["name"] in tokens else match[0], FACE.sub("", css)) + " ".join(tokens.values())
    return [face for face in faces if (family := FAMILY.search(face)) and family[1] in named]


def weights(css: str) -> dict[str, tuple[int, int]]:
    """Return the names of the font files `css` asks for, and from which weight to which."""
    return {match["name"]: (int(match["from"]), int(match["to"] or match["from"])) for match in FONT.finditer(css)}


def embedded(css: str, fonts: Mapping[str, bytes]) -> str:
    """Return a style sheet with `fonts`, which are named as in it, instead of their addresses."""

    def data(match: re.Match[str]) -> str:
        font = fonts.get(match["path"])
        return f"url(data:font/woff2;base64,{base64.b64encode(font).decode()})" if font else match[0]

    return URL.sub(data, css)


def scripts(paths: Sequence[Path]) -> str:
    """Return one module from several, each in a block, so that no two share a name; without comments of whole lines."""
    texts = (DOCUMENTATION.sub("", path.read_text(encoding="utf-8")).strip() for path in paths)
    return "".join(f"{{\n{INDENT.sub('', text)}\n}}\n" for text in texts)


def addressed(css: str, place: str, version: str) -> str:
    """Return a style sheet that asks for its fonts below `place`, by `version`: browsers keep fonts for long."""
    return URL.sub(lambda match: f'url("{place}{match["path"]}?v={version}")', css)


def faces_and_rules(css: str) -> tuple[list[str], str]:
    """Return the `@font-face` rules of a third party's style sheet, with WOFF2 as their only format, and its other rules."""
    css = OLDER.sub("", css)
    return FACE.findall(css), FACE.sub("", css)


def used_alone(css: str, classes: Collection[str]) -> str:
    """Return a third party's rules without those for classes that no page has."""

    def kept(match: re.Match[str]) -> str:
        selectors = [each for each in match["selectors"].split(",") if set(CLASS.findall(NOT.sub("", each))) <= set(classes)]
        return f"{','.join(selectors)}{{{match['declarations']}}}" if selectors else ""

    return RULE.sub(kept, css)


def smaller(css: str) -> str:
    """Return a style sheet without the spaces that are for people."""
    return re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", css)).replace(";}", "}").strip()


def in_layer(css: str, layer: str) -> str:
    """Return a style sheet in a layer; that of third parties is `vendor`, below all of ours."""
    return f"@layer {layer} {{\n{css.strip()}\n}}\n"
