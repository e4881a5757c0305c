"""The colours of code: two Pygments styles, one sheet, each colour for both schemes."""

from __future__ import annotations

from collections.abc import Iterator

from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES, _TokenType

LIGHT, DARK = "a11y-high-contrast-light", "a11y-high-contrast-dark"


def style_sheet() -> str:
    """Return rules for every kind of token that either style colours."""
    return "@layer components {\n" + "\n".join(rules()) + "\n}\n"


def rules() -> Iterator[str]:
    """Yield one rule a kind of token."""
    light, dark = get_style_by_name(LIGHT), get_style_by_name(DARK)
    for token, name in sorted(STANDARD_TYPES.items(), key=lambda pair: pair[1]):
        if name and (colours := colours_of(token)):
            both = light.style_for_token(token)
            weight = " font-weight: 700;" if both["bold"] and dark.style_for_token(token)["bold"] else ""
            slant = " font-style: italic;" if both["italic"] and dark.style_for_token(token)["italic"] else ""
            yield f".highlight .{name} {{ color: light-dark(#{colours[0]}, #{colours[1]});{weight}{slant} }}"


def colours_of(token: _TokenType) -> tuple[str, str] | None:
    """Return the token's colours in hexadecimal, light and dark, or None if neither style has one."""
    light, dark = (get_style_by_name(name).style_for_token(token)["color"] for name in (LIGHT, DARK))
    return (light, dark) if light and dark else None
