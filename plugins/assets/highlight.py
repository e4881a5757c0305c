"""The colours of code: two Pygments styles, one sheet, each colour for both schemes."""

from __future__ import annotations

from collections.abc import Iterator

from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES

LIGHT, DARK = "a11y-high-contrast-light", "a11y-high-contrast-dark"


def style_sheet() -> str:
    """Return rules for every kind of token that either style colours."""
    return "@layer components {\n" + "\n".join(rules()) + "\n}\n"


def rules() -> Iterator[str]:
    """Yield one rule for all kinds of token that look the same."""
    for declarations, names in sorted(kinds().items(), key=lambda pair: pair[1]):
        yield f".highlight :is({', '.join(f'.{name}' for name in names)}) {{ {declarations} }}"


def kinds() -> dict[str, list[str]]:
    """Return the classes of tokens by how they look."""
    found: dict[str, list[str]] = {}
    light, dark = get_style_by_name(LIGHT), get_style_by_name(DARK)
    for token, name in sorted(STANDARD_TYPES.items(), key=lambda pair: pair[1]):
        by_day, by_night = light.style_for_token(token), dark.style_for_token(token)
        if name and by_day["color"] and by_night["color"]:
            weight = " font-weight: 700;" if by_day["bold"] and by_night["bold"] else ""
            slant = " font-style: italic;" if by_day["italic"] and by_night["italic"] else ""
            look = f"color: light-dark(#{by_day['color']}, #{by_night['color']});{weight}{slant}"
            found.setdefault(look, []).append(name)
    return found
