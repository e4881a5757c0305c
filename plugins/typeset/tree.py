"""Formulas in the element tree: their TeX, and their place outside of paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, SubElement

DOLLAR = "\x0236\x03"  # how Python-Markdown keeps an escaped dollar


def is_math(element: Element) -> bool:
    """Whether render-math made `element`."""
    return element.get("class") == "math" and element.tag in ("div", "span")


def is_display(element: Element) -> bool:
    """Whether `element` is a display equation."""
    return is_math(element) and element.tag == "div"


def tex_of(element: Element) -> str:
    r"""Return the TeX of a formula without its delimiters; a bare `\begin{…}` keeps its own."""
    text = (element.text or "").replace(DOLLAR, r"\$").strip()
    for opening, closing in (("$$", "$$"), (r"\(", r"\)")):
        if text.startswith(opening) and text.endswith(closing):
            return text[2:-2].strip()
    return text


def mark(element: Element, numbers: Mapping[str, str]) -> None:
    """Give a display equation the addresses of its labels, each with its number."""
    for place, (label, number) in enumerate(numbers.items()):
        target = element if place == 0 else SubElement(element, "span")
        target.set("id", label)
        target.set("data-number", number)


def lift(parent: Element) -> None:
    """Move display equations out of paragraphs, at any depth: a `div` may not stand in a `p`."""
    for index, child in reversed(list(enumerate(parent))):
        lift(child)
        if child.tag == "p" and any(is_display(grandchild) for grandchild in child):
            parent[index : index + 1] = list(pieces(child))


def pieces(paragraph: Element) -> Iterator[Element]:
    """Yield the paragraph in parts, the display equations between them."""
    part = started(paragraph.text)
    for child in list(paragraph):
        if not is_display(child):
            part.append(child)
            continue
        if has_words(part):
            yield part
        part, child.tail = started(child.tail), "\n"
        yield child
    if has_words(part):
        yield part


def started(text: str | None) -> Element:
    """Return a new paragraph that begins with `text`."""
    part = Element("p")
    part.text, part.tail = text, "\n"
    return part


def has_words(part: Element) -> bool:
    """Whether a paragraph has anything in it."""
    return len(part) > 0 or bool((part.text or "").strip())
