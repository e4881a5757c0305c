"""The first paragraph of an article, as plain text."""

from __future__ import annotations

from html.parser import HTMLParser

SET_APART = frozenset({"aside", "blockquote", "details", "div", "dl", "figure", "li", "ol", "table", "ul"})
VOID = frozenset({"br", "hr", "img", "path", "wbr"})
PIECE = 2000  # characters read at once
LONGEST = 300  # characters of a summary


class FirstParagraph(HTMLParser):
    """Collects the text of the first paragraph with words in it that stands in the running text.

    Of a typeset equation only its TeX is text, which KaTeX puts into `<annotation>`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self._apart = 0  # depth in elements whose paragraphs do not count
        self._muted = 0  # depth in a typeset equation
        self._tex = False
        self.found = self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter a paragraph, an equation, or something whose paragraphs do not count."""
        if self._muted or tag == "math" or ("class", "katex-html") in attrs:
            self._muted += tag not in VOID
            self._tex = self._tex or tag == "annotation"
        elif tag in SET_APART:
            self._apart += 1
        elif tag == "p" and not self._apart and not self.found:
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        """Leave it again."""
        if self._muted:
            self._muted -= tag not in VOID
            self._tex = self._tex and tag != "annotation"
        elif tag in SET_APART:
            self._apart -= 1
        elif tag == "p" and self._inside:
            self._inside = False
            self.found = bool(self.text.strip())

    def handle_data(self, data: str) -> None:
        """Keep the paragraph's words."""
        if self._inside and (self._tex or not self._muted):
            self.text += data


def first_paragraph(html: str) -> str:
    """Return the text of the first paragraph of `html`, cut at a word; what comes after it is not read."""
    parser = FirstParagraph()
    for start in range(0, len(html), PIECE):
        if parser.found:
            break
        parser.feed(html[start : start + PIECE])
    text = " ".join(parser.text.split())
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + "…"
