"""An article as a feed carries it: addresses in full, nothing that runs, nothing that only a page needs."""

from __future__ import annotations

import html
import re

LEFT_OUT = re.compile(r'<a class="heading-link"[^>]*>#</a>|<script\b.*?</script\s*>|<style\b.*?</style\s*>', re.DOTALL | re.IGNORECASE)
HANDLER = re.compile(r'(<[a-z][^<>]*?)\s(?:on[a-z]+|tabindex)="[^"]*"', re.IGNORECASE)
DRAWING = re.compile(r'<svg class="drawing" role="img" (aria-label="[^"]*")( width="\d+" height="\d+")?[^>]*\bdata-file="([^"]*)".*?</svg>', re.DOTALL)
FRAGMENT = re.compile(r'(<a\b[^<>]*?\shref=")#')


def for_feed(text: str, address: str) -> str:
    """Return the HTML `text` of the article at `address`; links within it, such as to footnotes, lead to its page."""
    text = DRAWING.sub(lambda match: f'<img src="{match[3]}"{match[2] or ""} {match[1].replace("aria-label", "alt", 1)}>', text)
    text = LEFT_OUT.sub("", text)
    while (plain := HANDLER.sub(r"\1", text)) != text:  # one attribute of an element at a time
        text = plain
    return FRAGMENT.sub(lambda match: f"{match[1]}{html.escape(address)}#", text)
