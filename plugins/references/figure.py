"""Pictures, tables and listings with a label, as figures with a caption."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from string import ascii_lowercase
from xml.etree.ElementTree import Element, SubElement

from plugins import fences

CAPTION = re.compile(r"(?P<before>(?:[ \t]*>)*[ \t]*):\s+(?P<caption>.*?)\s*\{#(?P<label>(?:fig|tbl|lst)-[\w.-]+)\}\s*$")
MARK = "block-caption"  # the class of a caption until it has found its figure
STASHED = re.compile(r"\x02wzxhzdk:\d+\x03$")  # what Python-Markdown has in the place of a block of code


def captioned(lines: Sequence[str]) -> list[str]:
    """Return `lines` with `: Caption {#tbl-x}` as a paragraph that knows the label of what stands before it."""
    fenced = {index for fence in fences.find(lines) for index in range(fence.line - 1, fence.end)}
    result: list[str] = []
    for index, line in enumerate(lines):
        match = None if index in fenced else CAPTION.match(line)
        if match:
            before = match["before"]
            made = ["", match["caption"] or "\u200b", f"{{: #{match['label']} .{MARK} }}", ""]
            result += [f"{before}{each}".rstrip() if before.strip() else f"{before}{each}" for each in made]
        else:
            result.append(line)
    return result


def make_figures(parent: Element) -> None:
    """Change what is labelled below `parent` into figures."""
    for index, child in reversed(list(enumerate(parent))):
        make_figures(child)
        if child.tag == "p" and is_picture(child):
            parent[index] = picture(child[0])
        elif child.get("class") == MARK and index and (made := MAKERS[child.get("id", "")[:3]](parent[index - 1])) is not None:
            parent[index - 1 : index + 1] = [with_caption(made, child)]


def table(box: Element) -> Element | None:
    """Return the figure of a table, None if `box` has none."""
    return figure_of(box) if box.get("class") == "table-scroll" else None


def listing(paragraph: Element) -> Element | None:
    """Return the figure of a block of code, None if `paragraph` stands for none."""
    return figure_of(paragraph) if paragraph.tag == "p" and STASHED.match(paragraph.text or "") else None


def row(paragraph: Element) -> Element | None:
    """Return the figure of one picture, or of several side by side, each with a letter and its title as a caption; None if there is other text."""
    others = [paragraph.text, *(child.tail for child in paragraph)]
    if not len(paragraph) or any(child.tag != "img" for child in paragraph) or any(text and text.strip() for text in others):
        return None
    if len(paragraph) > len(ascii_lowercase):  # the caption is told to stand alone; no picture is lost
        return None
    if len(paragraph) == 1:
        return figure_of(paragraph[0])
    figure = Element("figure")
    box = SubElement(figure, "div", {"class": "subfigures"})
    for letter, image in zip(ascii_lowercase, list(paragraph), strict=False):
        image.tail = None
        part = SubElement(box, "figure", {"data-part": letter, "id": image.attrib.pop("id", "")})
        part.append(image)
        caption = SubElement(part, "figcaption")
        SubElement(caption, "span", {"class": "caption-number"}).text = f"({letter})"
        say_title(caption, image, " ")
    return figure


MAKERS: dict[str, Callable[[Element], Element | None]] = {"tbl": table, "lst": listing, "fig": row}


def figure_of(element: Element) -> Element:
    """Return a figure around `element`."""
    figure = Element("figure")
    element.tail = None
    figure.append(element)
    return figure


def with_caption(figure: Element, paragraph: Element) -> Element:
    """Return `figure` with the paragraph as its caption, above it if it is a table, and labels on its parts."""
    label = paragraph.get("id", "")
    figure.set("id", label)
    caption = Element("figcaption")
    number(caption, label).tail = paragraph.text
    caption.extend(list(paragraph))
    figure.insert(0 if label.startswith("tbl-") else len(figure), caption)
    for part in figure.iter("figure"):
        part.set("id", part.get("id") or f"{label}-{part.get('data-part')}")
    figure.tail = "\n"
    return figure


def is_picture(paragraph: Element) -> bool:
    """Whether a paragraph is one picture with a label or a layout, and nothing else."""
    if len(paragraph) != 1 or paragraph[0].tag != "img":
        return False
    marked = paragraph[0].get("id", "").startswith("fig-") or "layout" in paragraph[0].attrib
    return marked and not ((paragraph.text or "").strip() or (paragraph[0].tail or "").strip())


def picture(image: Element) -> Element:
    """Return the figure of a picture; its title is the caption, or its alt text if it has a label."""
    label = image.attrib.pop("id", "")
    layout = image.attrib.pop("layout", "")
    figure = Element("figure", {**({"id": label} if label else {}), **({"data-layout": layout} if layout else {})})
    figure.append(image)
    if label or "title" in image.attrib:
        caption = SubElement(figure, "figcaption")
        if label:
            number(caption, label)
        say_title(caption, image)
    image.tail, figure.tail = None, "\n"
    return figure


def say_title(caption: Element, image: Element, before: str = "") -> None:
    """End a caption with the title of `image`, which is Markdown, or else with its alt text where that is all there is."""
    title = image.attrib.pop("title", "")
    read = image[0] if len(image) else None
    text = read.text if read is not None else title or ("" if before else image.get("alt"))
    if len(caption):
        caption[-1].tail = before + (text or "")
    else:
        caption.text = text
    caption.extend(list(read) if read is not None else [])


def number(caption: Element, label: str) -> Element:
    """Begin a caption with the place of its number."""
    return SubElement(caption, "span", {"class": "caption-number", "data-of": label})
