"""Where pictures meet Pelican and Markdown: thumbnails of articles, images in their text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from pelican import Pelican, signals
from pelican.contents import Article, Content, Page

from plugins import address, header
from plugins.images.picture import Picture, as_address, size, small_svg
from plugins.images.placeholder import HEIGHT, WIDTH, Placeholder
from plugins.images.variant import SIZES, variants
from plugins.problems import Problem, log
from plugins.source import read as read_text
from plugins.store import Store, write_atomically

FOLDER = "images/webp"  # of the output
BUDGET = 300_000  # bytes of a picture, as it is sent at its widest


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(add_extension)
    signals.content_object_init.connect(give_picture)


def add_extension(pelican: Pelican) -> None:
    """Look at the images Markdown reads."""
    pelican.settings["MARKDOWN"]["extensions"].append(ImageExtension(pelican.settings))


def give_picture(content: Content) -> None:
    """Set `picture` on an article or page, from its `thumbnail`."""
    if isinstance(content, Article | Page):
        content.picture = thumbnail(content) if getattr(content, "thumbnail", "") else None


def thumbnail(content: Content) -> Picture:
    """Return the picture `thumbnail` names, or a placeholder for it and a warning."""
    written, root = content.thumbnail, Path(content.settings["PATH"])
    found = address.read(written)
    path = address.find(found, Path(content.source_path), root) if found else None
    if path is not None:
        top = address.from_top(path, root).lstrip("/")
        content._context["static_links"].add(top)  # Pelican copies what is linked
        return Picture(top, *size(path), content.thumbnail_alt, small_svg(path))
    what, hint = missing(written, found, Path(content.source_path), root)
    log(Problem(content.source_path, header.read(read_text(content.source_path)).line("thumbnail"), f"thumbnail: {what}", hint, "warning"))
    drawn = draw(written, content.settings)
    return Picture(drawn.url, WIDTH, HEIGHT, content.thumbnail_alt, as_address(drawn.svg()))


def missing(written: str, found: address.Address | None, source: Path, root: Path) -> tuple[str, str]:
    """Return what is wrong with a picture's address, and a hint."""
    if found is None:
        return f"{written!r} is on another site, which a reader may not be sent to", "put the file into content/images/"
    return f"no such file: {found.path!r}; a placeholder stands in", address.nearest(found, source, root)


def draw(name: str, settings: dict[str, Any]) -> Placeholder:
    """Write the placeholder for `name` into the output."""
    placeholder = Placeholder(name)
    write_atomically(Path(settings["OUTPUT_PATH"], placeholder.url), placeholder.svg().encode())
    return placeholder


class ImageExtension(Extension):
    """Registers the tree processor."""

    def __init__(self, settings: dict[str, Any]) -> None:
        super().__init__()
        self.settings = settings

    def extendMarkdown(self, md: Markdown) -> None:
        """Register it."""
        md.treeprocessors.register(Images(md, self.settings), "images", 11)  # after inline (20), before links (10)


class Images(Treeprocessor):
    """Gives each image its size, and a placeholder where the file is missing."""

    md: Any  # the reader gave it the file's path and text

    def __init__(self, md: Markdown, settings: dict[str, Any]) -> None:
        super().__init__(md)
        self.settings = settings

    def run(self, root: Element) -> None:
        """Change the images in place."""
        for image in root.iter("img"):
            for problem in self.complete(image):
                log(problem)

    def complete(self, image: Element) -> Iterator[Problem]:
        """Set an image's attributes; yield what is wrong with it."""
        written, source, root = image.get("src", ""), Path(self.md.source_path), Path(self.settings["PATH"])
        line = self.line_of(written)
        found = address.read(written)
        path = address.find(found, source, root) if found else \
            address.find_computed(written, self.settings["SITEURL"], Path(self.settings["OUTPUT_PATH"]))  # fmt: skip
        if path is not None:
            width, height = size(path)
            shown = self.offer_smaller(image, path)
            if self.settings.get("CHECK") and shown > BUDGET:
                yield Problem(str(source), line, f"the image {written!r} weighs {shown / 1000:,.0f} kB",
                              f"make it smaller than {BUDGET / 1000:g} kB: fewer pixels, or another format", "warning")  # fmt: skip
        elif written.startswith("data:"):
            width = height = 0
        else:
            width, height = WIDTH, HEIGHT
            placeholder = Placeholder(written)
            self.md.reading.publish(placeholder.url, placeholder.svg().encode())
            image.set("src", f"{self.settings['SITEURL']}/{placeholder.url}")
            yield Problem(str(source), line, *missing(written, found, source, root), "warning")
        if not image.get("alt"):
            yield Problem(str(source), line, f"the image {written!r} has no alt text",
                          "say what it shows: ![…](…)", "warning")  # fmt: skip
        if width and height and not image.get("width"):
            image.set("width", str(width))
            image.set("height", str(height))
        image.set("loading", "lazy")
        image.set("decoding", "async")

    def offer_smaller(self, image: Element, path: Path) -> int:
        """Write the picture's variants, and let the browser choose among them; return the bytes of the largest."""
        found = variants(path, Store(Path(self.settings["STORE_PATH"])))
        for variant in found:
            self.md.reading.publish(f"{FOLDER}/{variant.name}", variant.data)
        if found:
            address_of = f"{self.settings['SITEURL']}/{FOLDER}"
            image.set("srcset", ", ".join(f"{address_of}/{variant.name} {variant.width}w" for variant in found))
            image.set("sizes", SIZES)
        return max((len(variant.data) for variant in found), default=path.stat().st_size)

    def line_of(self, written: str) -> int:
        """Return the first line with `written` in it."""
        lines = header.split(self.md.source_text)
        return next((number for number, line in enumerate(lines, 1) if f"]({written}" in line or f"]({Path(written).name}" in line), 0)
