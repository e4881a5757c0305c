"""Pages at older addresses that lead to the new one, without a server's help."""

from __future__ import annotations

from html import escape

PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<meta charset="utf-8">
<title>{title}</title>
<link rel="canonical" href="{address}">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={address}">
<p><a href="{address}">{title}</a></p>
"""


def redirect(title: str, address: str, lang: str) -> str:
    """Return a page that sends its readers to `address`."""
    return PAGE.format(title=escape(title), address=escape(address), lang=escape(lang))


def file_of(alias: str) -> str | None:
    """Return the file of an older address, from the top of the site; None if it would be outside."""
    parts = [part for part in alias.strip("/").split("/") if part]
    if not parts or any(part in (".", "..") for part in parts):
        return None
    return "/".join(parts) if "." in parts[-1] else "/".join([*parts, "index.html"])
