"""Finishing touches on the element tree."""

from __future__ import annotations

from xml.etree.ElementTree import Element

HEADINGS = {f"h{level}": f"h{min(level + 1, 6)}" for level in range(1, 7)}


def demote(root: Element) -> None:
    """Move all headings one level down if one of them would compete with the page's own `h1`."""
    if root.find(".//h1") is None:
        return
    for element in root.iter():
        element.tag = HEADINGS.get(element.tag, element.tag)


def box_tables(parent: Element) -> None:
    """Put each table into a box of its own that scrolls and takes the focus."""
    for index, child in enumerate(list(parent)):
        if child.tag != "table":
            box_tables(child)
            continue
        box = Element("div", {"class": "table-scroll", "role": "group", "aria-label": "Table", "tabindex": "0"})
        box.tail, child.tail = child.tail, None
        box.append(child)
        parent[index] = box


def mark_callouts(root: Element) -> None:
    """Name what `> [!NOTE]` made for readers and for the theme: a note, of some kind, with a title."""
    for element in root.iter():
        kinds = (element.get("class") or "").split()
        if element.tag == "div" and kinds[:1] == ["admonition"]:
            element.set("role", "note")
            name(element, kinds[1:])
        elif element.tag == "details" and len(element) and element[0].tag == "summary" and kinds:
            name(element, kinds)


def name(callout: Element, kinds: list[str]) -> None:
    """Give a callout and its title, its first child, their classes."""
    callout.set("class", "callout")
    callout.set("data-kind", " ".join(kinds))
    if len(callout):
        callout[0].set("class", "callout-title")
