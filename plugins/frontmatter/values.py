"""Turn what an author typed after `key:` into the value meant, or say why it is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from dateutil import parser as dateutil_parser

from plugins.header import Entry
from plugins.problems import suggest

Parse = Callable[[Entry], Any]


class WrongValueError(Exception):
    """What an author typed is not the value its key takes."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what, self.hint = what, hint


def text(entry: Entry) -> str:
    """Return a scalar as it was typed: `title: 1984` is the text 1984."""
    if entry.text is None:
        raise WrongValueError(f"expected text, got a {_kind(entry.value)}", "put the text in quotes")
    return "" if entry.value is None else entry.text.strip()


def filled(entry: Entry) -> str:
    """Return a text which may not be empty."""
    value = text(entry)
    if not value:
        raise WrongValueError("is empty", f"write '{entry.key}: …'")
    return value


def names(entry: Entry) -> list[str]:
    """Return a list of names, from a list or from a string with commas, each name once."""
    value = entry.value
    if entry.text is not None:
        parts = re.split(";" if ";" in entry.text else ",", "" if value is None else entry.text)
    elif isinstance(value, list) and all(isinstance(item, str | int | float) for item in value):
        parts = [str(item) for item in value]
    else:
        raise WrongValueError(f"expected a list of names, got a {_kind(value)}", f"write '{entry.key}: [one, two]'")
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def people(entry: Entry) -> list[dict[str, str]]:
    """Return authors as mappings with at least a `name`."""
    items = entry.value if isinstance(entry.value, list) else [entry.value]
    if entry.text is not None:
        items = names(entry)
    return [_person(item) for item in items]


def _person(item: Any) -> dict[str, str]:
    if isinstance(item, str) and item.strip():
        return {"name": item.strip()}
    if isinstance(item, Mapping) and str(item.get("name") or "").strip():
        return {str(key): str(value) for key, value in item.items()}
    raise WrongValueError(f"an author without a name: {item!r}", "write '- name: …'")


def moment(entry: Entry) -> datetime:
    """Return a date, with its time and offset if given: ISO 8601, or words as in `15 January 2025`."""
    typed = filled(entry)
    try:
        return datetime.fromisoformat(typed)
    except ValueError:
        pass
    try:  # parsed against two defaults: what differs was not given
        first, second = (dateutil_parser.parse(typed, default=default) for default in _DEFAULTS)
    except (ValueError, OverflowError) as error:
        reason = str(error).split(":")[0]
        raise WrongValueError(f"{typed!r} is not a date ({reason})", _DATE_HINT) from error
    if first != second:
        raise WrongValueError(f"{typed!r} is not a whole date", _DATE_HINT)
    return first


_DEFAULTS = (datetime(2000, 1, 1), datetime(2001, 2, 2))
_DATE_HINT = "write the date as 2025-01-31, or 2025-01-31 14:30"


def truth(entry: Entry) -> bool:
    """Return true or false."""
    typed = text(entry).lower()
    if typed not in ("true", "false", "yes", "no"):
        raise WrongValueError(f"expected true or false, got {typed!r}", f"write '{entry.key}: true'")
    return typed in ("true", "yes")


def seconds(entry: Entry) -> float:
    """Return a positive number of seconds."""
    try:
        value = float(text(entry))
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise WrongValueError(f"expected a number of seconds, got {entry.text!r}", f"write '{entry.key}: 60'")
    return value


def texts(entry: Entry) -> dict[str, str]:
    """Return a mapping of names to text."""
    value = entry.value
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        raise WrongValueError(f"expected names with a text each, got {_kind(value)}", f"write '{entry.key}: {{R: \"\\\\mathbb{{R}}\"}}'")
    return {str(name): text for name, text in value.items()}


def slug(entry: Entry) -> str:
    """Return a text fit for an address."""
    value = filled(entry)
    if not re.fullmatch(r"\w[\w.~-]*(?:/\w[\w.~-]*)*", value):
        raise WrongValueError(f"{value!r} does not fit into an address", "use letters, digits and hyphens")
    return value


def one_of(*allowed: str) -> Parse:
    """Return a parser for one word of `allowed`."""

    def parse(entry: Entry) -> str:
        value = text(entry).lower()
        if value not in allowed:
            raise WrongValueError(f"{value!r} is none of {', '.join(allowed)}", suggest(value, allowed))
        return value

    return parse


def _kind(value: Any) -> str:
    return "list" if isinstance(value, list) else "mapping" if isinstance(value, dict) else type(value).__name__
