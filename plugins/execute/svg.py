"""Matplotlib's SVG with what it says and nothing more: short names, coordinates of two decimals, no metadata."""

from __future__ import annotations

import re
from itertools import count, groupby
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

NAMESPACE = "http://www.w3.org/2000/svg"
LINK = "{http://www.w3.org/1999/xlink}href"
LEFT_OUT = ("metadata", "title")
PLACES = ("d", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "points", "transform", "viewBox")  # have coordinates
LONG = re.compile(r"-?\d*\.\d{3,}")
SCALE = re.compile(r"((?:scale|matrix)\([^)]*\))")
STILL = re.compile(r"rotate\(-?0(?: [^)]*)?\)|translate\(0(?: 0)?\)")
REFERENCE = re.compile(r"url\(#([^)]+)\)")
GROUND = re.compile(r"(?:figure|axes)_\d+$")  # the name of a group whose first element is its ground
RECTANGLE = re.compile(r"M[^MLCQz]+(?:L[^MLCQz]+){3}z\s*")
FILL = re.compile(r"fill: ([^;]+)")
WHOLE = "QuadMesh"  # the beginning of a name that stays: its cells are data, whatever their colours
FONT = re.compile(r"font-family: [^;]*;? ?")
JOINED = "stroke-linejoin:round;stroke-linecap:butt"  # as the style sheet says that Matplotlib puts into each file


def compact(text: str, family: str) -> str:
    """Return the SVG `text` smaller, and with nothing that could mean something else inside a page.

    Text set in `family` names no font: it takes that of what surrounds it. Raises ParseError if `text` is no XML.
    """
    root = ElementTree.fromstring(text)
    names, ground = shortened(root), own_ground(root)
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{NAMESPACE}}}")
        element.text = element.text.strip() if element.text and element.text.strip() else None
        element.tail = None
        element.attrib = dict(attributes(element, names, family))
    prune(root)
    root.set("xmlns", NAMESPACE)
    root.set("style", JOINED)
    if ground:
        root.set("data-ground", "own")
    return ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")


def shortened(root: Element) -> dict[str, str]:
    """Return short names for what is referred to."""
    used = dict.fromkeys(name for element in root.iter() for name in references(element))
    return dict(zip(used, (f"r{number}" for number in count()), strict=False))


def own_ground(root: Element) -> bool:
    """Whether a figure, or a rectangle that holds axes, has another colour than white."""
    grounds = (group[0] for group in root.iter(f"{{{NAMESPACE}}}g") if GROUND.match(group.get("id", "")) and len(group))
    return any(RECTANGLE.fullmatch(path.get("d", "")) and (fill := FILL.search(path.get("style", ""))) is not None
               and fill[1] not in ("#ffffff", "none") for ground in grounds for path in ground)  # fmt: skip


def references(element: Element) -> list[str]:
    """Return the names an element refers to."""
    found = [match for value in element.attrib.values() for match in REFERENCE.findall(value)]
    link = element.get(LINK, "")
    return [*found, link.removeprefix("#")] if link.startswith("#") else found


def attributes(element: Element, names: dict[str, str], family: str) -> list[tuple[str, str]]:
    """Return an element's attributes, shorter; names nothing refers to go."""
    result = []
    for name, value in element.attrib.items():
        if name == "id":
            value = value if value.startswith(WHOLE) else names.get(value, "")
        elif name == LINK:
            name, value = "href", f"#{names[value[1:]]}" if value[1:] in names else value
        elif name == "style":
            value = REFERENCE.sub(lambda match: f"url(#{names[match[1]]})", styled(value, family))
        elif name in PLACES:
            value = rounded(value)
        else:
            value = REFERENCE.sub(lambda match: f"url(#{names[match[1]]})", value)
        if value and name != "version":
            result.append((name, value))
    return result


def styled(style: str, family: str) -> str:
    """Return a style without spaces, and without the font when its first choice is `family`."""
    style = re.sub(r"\.(\d{2})\d+", r".\1", style)
    found = FONT.search(style)
    if found and found[0].startswith((f"font-family: '{family}'", f"font-family: {family}")):
        style = FONT.sub("", style)
    return style.strip("; ").replace("; ", ";").replace(": ", ":")


def rounded(value: str) -> str:
    """Return coordinates with two decimals at most, in one line; a scale stays as it is."""
    value = STILL.sub("", " ".join(value.split()))
    parts = SCALE.split(value)
    value = "".join(part if index % 2 else LONG.sub(two_places, part) for index, part in enumerate(parts)).strip()
    return value if "(" in value else re.sub(r" ?([A-Za-z]) ?", r"\1", value)


def two_places(match: re.Match[str]) -> str:
    """Return a number with two decimals, without zeros at its end."""
    return f"{round(float(match[0]), 2) + 0.0:g}" if abs(float(match[0])) < 1000 else f"{float(match[0]):.1f}"


def prune(parent: Element) -> None:
    """Remove below `parent` what says nothing: metadata, style sheets, empty and needless groups."""
    for child in list(parent):
        prune(child)
        index = list(parent).index(child)
        if child.tag in LEFT_OUT or child.tag == "style" or (child.tag in ("g", "defs") and not len(child)):
            parent.remove(child)
        elif child.tag == "g" and not child.attrib:
            parent[index : index + 1] = list(child)
    share_styles(parent)


def share_styles(parent: Element) -> None:
    """Write a style that many marks in a row have once, on a group around them."""
    for style, found in groupby(list(parent), key=lambda child: child.get("style") if child.tag == "use" else None):
        marks = list(found)
        if style and len(marks) > 2:
            group = Element("g", {"style": style})
            parent.insert(list(parent).index(marks[0]), group)
            for mark in marks:
                parent.remove(mark)
                del mark.attrib["style"]
                group.append(mark)
