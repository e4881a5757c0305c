"""An article as a feed carries it: addresses in full, nothing that runs, nothing that only a page needs."""

from __future__ import annotations

import html
import re

import nh3

DRAWING = re.compile(r'<svg class="drawing" role="img" (aria-label="[^"]*")( width="\d+" height="\d+")?[^>]*\bdata-file="([^"]*)".*?</svg>', re.DOTALL)
HEADING_LINK = re.compile(r'<a class="heading-link"[^>]*>#</a>')
BOX = re.compile(r'<input type="checkbox"[^>]*>')  # of a task
LABEL = re.compile(r"<label\b[^>]*>(.*?)</label>", re.DOTALL)  # of a tab
FRAGMENT = re.compile(r'(<a\b[^<>]*?\shref=")#')

MATHML = frozenset(["annotation", "maction", "math", "menclose", "merror", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom", "mprescripts", "mroot", "mrow", "ms", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover", "none", "semantics"])
OF_MATHML = frozenset(["accent", "accentunder", "columnalign", "columnlines", "columnspacing", "depth", "display", "displaystyle", "encoding", "fence", "height", "largeop", "linebreak", "linethickness", "lspace", "mathbackground", "mathcolor", "mathsize", "mathvariant", "maxsize", "minsize", "movablelimits", "notation", "rowlines", "rowspacing", "rspace", "scriptlevel", "separator", "stretchy", "symmetric", "voffset", "width", "xmlns"])
TAGS = nh3.ALLOWED_TAGS | MATHML | {"audio", "details", "figcaption", "figure", "picture", "section", "source", "summary", "video"}
ATTRIBUTES = {
    **nh3.ALLOWED_ATTRIBUTES, **dict.fromkeys(MATHML, OF_MATHML), "img": {"alt", "height", "src", "srcset", "width"},
    "audio": {"controls", "src"}, "video": {"controls", "height", "poster", "src", "width"}, "source": {"src", "srcset", "type"},
    "*": {"aria-hidden", "class", "dir", "lang", "title"},
}  # fmt: skip


def for_feed(text: str, address: str) -> str:
    """Return the HTML `text` of the article at `address`; links within it, such as to footnotes, lead to its page."""
    text = DRAWING.sub(lambda match: f'<img src="{match[3]}"{match[2] or ""} {match[1].replace("aria-label", "alt", 1)}>', text)
    text = BOX.sub(lambda match: "☑" if " checked" in match[0] else "☐", HEADING_LINK.sub("", text))
    text = nh3.clean(LABEL.sub(r"<strong>\1</strong> ", text), tags=set(TAGS), attributes=ATTRIBUTES, link_rel=None)
    return FRAGMENT.sub(lambda match: f"{match[1]}{html.escape(address)}#", text)
