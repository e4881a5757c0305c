"""Dates and the direction of writing, as the language of a page has them."""

from __future__ import annotations

from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

BRITISH = {"en": "en_GB"}  # the day before the month


def locale(lang: str) -> Locale:
    """Return what is known of a language, such as `de` or `pt-br`; English if nothing is."""
    try:
        return Locale.parse(BRITISH.get(lang.lower(), lang), sep="-" if "-" in lang else "_")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(BRITISH["en"])


def day(moment: date, lang: str) -> str:
    """Return a date in words."""
    return format_date(moment, format="long", locale=locale(lang))


def direction(lang: str) -> str:
    """Return `ltr` or `rtl`."""
    return str(locale(lang).text_direction)
