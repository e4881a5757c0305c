"""Pictures and tables with a label, as figures with a caption."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from plugins import fences

TABLE_CAPTION = re.compile(r":\s+(?P<caption>.*?)\s*\{#(?P<label>tbl-[\w.-]+)\}\s*$")


def captioned(lines: Sequence[str]) -> list[str]:
    """Return `lines` with `: Caption {#tbl-x}` as a paragraph that knows its table's label."""
    fenced = {index for fence in fences.find(lines) for index in range(fence.line - 1, fence.end)}
    result: list[str] = []
    for index, line in enumerate(lines):
        match = None if index in fenced else TABLE_CAPTION.match(line)
        result += ["", match["caption"] or "\u200b", f"{{: #{match['label']} .table-caption }}", ""] if match else [line]
    return result


def make_figures(parent: Element) -> None:
    """Change labelled pictures and tables below `parent` into figures."""
    for index, child in reversed(list(enumerate(parent))):
        make_figures(child)
        if child.tag == "p" and is_picture(child):
            parent[index] = picture(child[0])
        elif child.get("class") == "table-caption" and index and parent[index - 1].get("class") == "table-scroll":
            parent[index - 1 : index + 1] = [table(parent[index - 1], child)]


def is_picture(paragraph: Element) -> bool:
    """Whether a paragraph is one picture with a label or a layout, and nothing else."""
    if len(paragraph) != 1 or paragraph[0].tag != "img":
        return False
    marked = paragraph[0].get("id", "").startswith("fig-") or "layout" in paragraph[0].attrib
    return marked and not ((paragraph.text or "").strip() or (paragraph[0].tail or "").strip())


def picture(image: Element) -> Element:
    """Return the figure of a picture; its title is the caption, or its alt text if it has a label."""
    label, text = image.attrib.pop("id", ""), image.attrib.pop("title", "")
    layout = image.attrib.pop("layout", "")
    figure = Element("figure", {**({"id": label} if label else {}), **({"data-layout": layout} if layout else {})})
    figure.append(image)
    if label or text:
        caption = SubElement(figure, "figcaption")
        if label:
            number(caption, label).tail = text or image.get("alt", "")
        else:
            caption.text = text
    image.tail, figure.tail = None, "\n"
    return figure


def table(box: Element, paragraph: Element) -> Element:
    """Return the figure of a table, its caption above it."""
    label = paragraph.get("id", "")
    figure = Element("figure", {"id": label})
    caption = SubElement(figure, "figcaption")
    number(caption, label).tail = paragraph.text
    caption.extend(list(paragraph))
    box.tail = None
    figure.append(box)
    figure.tail = "\n"
    return figure


def number(caption: Element, label: str) -> Element:
    """Begin a caption with the place of its number."""
    return SubElement(caption, "span", {"class": "caption-number", "data-of": label})
