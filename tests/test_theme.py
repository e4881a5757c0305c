"""The rules of the theme: layers, tokens, contrast, and a template for every page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pygments.styles import get_style_by_name

import pelicanconf
from plugins.assets.bundle import IMPORT, bundle, weights
from plugins.assets.highlight import DARK, LIGHT, rules

THEME = Path(__file__).parents[1] / "theme"
CSS = THEME / "static" / "css"
SHEETS = sorted(CSS.rglob("*.css"))
TEMPLATES = sorted((THEME / "templates").rglob("*.html"))
PLUGINS = sorted((THEME.parent / "plugins").rglob("*.py"))
SCRIPTS = sorted((THEME / "static" / "js").glob("*.js"))
TOKENS = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", (CSS / "tokens.css").read_text()))
PALETTE = {name for name, value in TOKENS.items() if value.startswith("#")}
MADE_BY_OTHERS = {"footnote-backref", "katex-html", "filename", "hll", "linenos", "katex", "katex-display", "footnote", "dataframe", "math",
                  "task-list", "tabbed-set", "tabbed-labels", "tabbed-content", "tabbed-block"}
RENDERED = {
    "article", "page", "archives", "period_archives", "tags", "tag", "categories", "category", "authors", "author",
    *pelicanconf.DIRECT_TEMPLATES,
}  # fmt: skip


def name(path: Path) -> str:
    return path.relative_to(THEME.parent).as_posix()


@pytest.mark.parametrize("template", sorted(RENDERED))
def test_page_has_a_template_of_its_own(template: str) -> None:
    assert (THEME / "templates" / f"{template}.html").is_file()


def test_order_comes_from_layers() -> None:
    text = (CSS / "main.css").read_text()
    assert text.startswith("@layer reset, tokens, vendor, base, layout, components, utilities;\n")
    assert text.count("@import") == len(IMPORT.findall(text))


def test_every_sheet_is_imported() -> None:
    imported = {CSS / match["path"] for match in IMPORT.finditer((CSS / "main.css").read_text())}
    assert imported == set(SHEETS) - {CSS / "main.css"}


def test_bundle_has_no_import_left_and_asks_for_fonts_that_npm_has() -> None:
    css = "".join(bundle(CSS / "main.css"))
    assert "@import" not in css
    available = {path.name for path in THEME.glob("node_modules/@fontsource-variable/*/files/*.woff2")}
    assert weights(css)
    assert set(weights(css)) <= available


@pytest.mark.parametrize("sheet", [sheet for sheet in SHEETS if sheet.name != "tokens.css"], ids=name)
def test_sheet_asks_for_meaning_not_colour(sheet: Path) -> None:
    text = sheet.read_text()
    assert PALETTE.intersection(re.findall(r"--[\w-]+", text)) == set()
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgb|\bhsl|!important", text) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=name)
def test_sheet_uses_tokens_that_exist(sheet: Path) -> None:
    assert set(re.findall(r"var\((--[\w-]+)\)", sheet.read_text())) <= set(TOKENS)


def test_every_token_is_used() -> None:
    everything = "".join(sheet.read_text() for sheet in SHEETS)
    assert [token for token in TOKENS if f"var({token})" not in everything] == []


def colour(token: str, scheme: int) -> str:
    """Return a token's colour, in the light (0) or the dark (1) scheme."""
    value = TOKENS[token]
    if value.startswith("#"):
        return value
    names = re.findall(r"--[\w-]+", value)
    return colour(names[scheme] if value.startswith("light-dark(") else names[0], scheme)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours. Source: WCAG 2.2, "contrast ratio"."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(hexadecimal: str) -> float:
    channels = [int(hexadecimal.lstrip("#")[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "background"),
    [
        ("--color-text", "--color-bg"),
        ("--color-text", "--color-raised"),
        ("--color-text", "--color-code-bg"),
        ("--color-muted", "--color-bg"),
        ("--color-muted", "--color-raised"),
        ("--color-accent", "--color-bg"),
        ("--color-accent", "--color-raised"),
        ("--color-warning", "--color-raised"),
        ("--color-error", "--color-raised"),
        ("--color-warning", "--color-warning-bg"),
        ("--color-error", "--color-error-bg"),
    ],
)
def test_text_has_contrast(text: str, background: str, scheme: int) -> None:
    assert contrast(colour(text, scheme), colour(background, scheme)) >= 4.5


@pytest.mark.parametrize(("style", "scheme"), [(LIGHT, 0), (DARK, 1)], ids=["light", "dark"])
def test_every_word_of_code_has_contrast(style: str, scheme: int) -> None:
    background = colour("--color-code-bg", scheme)
    colours = {token["color"] for _, token in get_style_by_name(style) if token["color"]}
    assert {each: round(contrast(each, background), 2) for each in colours if contrast(each, background) < 4.5} == {}


def test_colours_of_code_are_given_for_both_schemes() -> None:
    found = list(rules())
    assert len(found) > 5
    assert sum(rule.count(".") for rule in found) > 40
    assert all("light-dark(#" in rule for rule in found)


@pytest.mark.parametrize("path", [*TEMPLATES, *SHEETS, *SCRIPTS], ids=name)
def test_nothing_is_asked_of_another_host(path: Path) -> None:
    asked_for = {"https://giscus.app"} if path.name == "comments.js" else set()  # by the reader, who presses a button
    assert set(re.findall(r"(?:https?:)?//[\w-]+\.[\w.-]+", path.read_text())) - asked_for == set()


def styled() -> set[str]:
    """Return every class the style sheets name."""
    text = "".join(re.sub(r"/\*.*?\*/|url\([^)]*\)", "", sheet.read_text(), flags=re.DOTALL) for sheet in SHEETS)
    return set(re.findall(r"\.([a-z][a-z-]*)(?=[\s:{\[>.,)])", text))


def used() -> set[str]:
    """Return every class that templates and plugins write."""
    text = "".join(path.read_text() for path in [*TEMPLATES, *PLUGINS, *SCRIPTS, THEME.parent / "pelicanconf.py"])
    found = re.findall(r"""class="([^"{}]+)"|"class": "([^"]+)"|(?:set\("class", |className = )"([\w-]+)"|"permalink_class": "([\w-]+)\"""", text)
    passed = re.findall(r'picture\([\w.]+, \w+, "([\w-]+)"(?:, true)?\)', text)
    return {each for pair in found for words in pair for each in words.split()} | set(passed)


def test_every_class_that_is_styled_is_used() -> None:
    assert styled() - used() - MADE_BY_OTHERS == set()


def test_every_class_of_a_template_is_styled() -> None:
    text = "".join(path.read_text() for path in TEMPLATES)
    classes = {each for words in re.findall(r'class="([^"{}]+)"', text) for each in words.split()}
    assert classes - styled() == set()
