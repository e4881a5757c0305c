"""Where the Markdown of GitHub meets Python-Markdown: four small steps, each at its priority."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pelican import ArticlesGenerator, PagesGenerator, Pelican, signals
from pelican.generators import Generator

from plugins import address, header, source
from plugins.problems import Problem, log
from plugins.writing import block, fence, tree
from plugins.writing.drafts import linked
from plugins.writing.feed import for_feed
from plugins.writing.links import ATTRIBUTE, Linker
from plugins.writing.lists import bridged
from plugins.writing.review import review

SHOWN = re.compile(r'(<div class="highlight">(?:<span class="filename">[^<]*</span>)?<pre)>')
AUTOLINK = r"<(?P<address>[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*)>"  # CommonMark 0.31, section 6.5
NO_SPACE = re.compile(r"\[([^\]]*)\]", re.DOTALL)  # `[a] [b]` is not one reference: CommonMark 0.31, section 6.3
CHECKBOX = re.compile(r'<input type="checkbox" disabled(?P<checked> checked)?/>')
OURS = ('class="cell', 'class="katex', 'class="highlight"')  # HTML that no author wrote


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(add_extension)
    signals.feed_generated.connect(simplify_feed)
    signals.all_generators_finalized.connect(tell_of_drafts)


def tell_of_drafts(generators: Sequence[Generator]) -> None:
    """Warn of links from articles and pages to drafts."""
    articles = next(each for each in generators if isinstance(each, ArticlesGenerator))
    pages = next(each for each in generators if isinstance(each, PagesGenerator))
    root = Path(articles.settings["PATH"])
    drafts = {address.from_top(Path(draft.source_path), root): draft.title for draft in [*articles.drafts, *pages.draft_pages]}
    for content in [*articles.articles, *pages.pages] if drafts else ():
        for problem in linked(content.source_path, source.read(content.source_path), content._content, drafts):
            log(problem)


def simplify_feed(context: Any, feed: Any) -> None:
    """Leave out of a feed's items what only a page needs."""
    for item in feed.items:
        for name in ("content", "description"):
            if item.get(name):
                item[name] = for_feed(item[name], item["link"])


def add_extension(pelican: Pelican) -> None:
    """Extend Markdown."""
    settings = pelican.settings
    extension = WritingExtension(Path(settings["PATH"]), settings["SITEURL"], checking=bool(settings.get("CHECK")))
    settings["MARKDOWN"]["extensions"].append(extension)


class WritingExtension(Extension):
    """Registers the steps."""

    def __init__(self, content: Path, site_url: str, *, checking: bool = False) -> None:
        super().__init__()
        self.content, self.site_url, self.checking = content, site_url, checking

    def extendMarkdown(self, md: Markdown) -> None:
        """Register them."""
        md.preprocessors.register(Unescape(md), "unescape_fences", 29)  # before cells (28)
        if self.checking:
            md.preprocessors.register(Review(md), "review", 29.5)
        md.preprocessors.register(Bridge(md), "lists", 26)  # after equations (27), before superfences (25)
        md.ESCAPED_CHARS = [*string.punctuation]  # all that CommonMark lets one escape
        for name in ("reference", "image_reference"):
            md.inlinePatterns[name].RE_LINK = NO_SPACE  # type: ignore[attr-defined]
        md.inlinePatterns.register(Autolink(AUTOLINK, md), "autolink_any", 125)  # before raw HTML (90)
        md.treeprocessors.register(Finish(md), "finish", 13)  # after inline (20), before toc (5)
        md.treeprocessors.register(Links(md, self.content, self.site_url), "links", 10)
        md.postprocessors.register(Focusable(md), "focusable", 0)  # after raw HTML is back (30)


class Unescape(Preprocessor):
    """Reads fences escaped as some editors export them, and tells of one that is not closed."""

    md: Any  # the reader gave it the file's path and text

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with plain fences."""
        body = header.read(self.md.source_text).body_line - 1
        source = header.split(self.md.source_text)
        for found in fence.unclosed([*[""] * body, *source[body:]]):
            log(Problem(self.md.source_path, found.line, "this fence is not closed",
                        f"end it with a line of {found.marker}"))  # fmt: skip
        return fence.unescaped(lines)


class Review(Preprocessor):
    """Says what could be better, if a check asks for it."""

    md: Any

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines as they are."""
        body = header.read(self.md.source_text).body_line - 1
        for problem in review(self.md.source_path, [*[""] * body, *header.split(self.md.source_text)[body:]]):
            log(problem)
        return lines


class Bridge(Preprocessor):
    """Rewrites lists, and the info strings of the fences that are left to be shown."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the rewritten lines."""
        return fence.simplified(block.normalized(bridged(lines)))


class Autolink(InlineProcessor):
    """Reads `<scheme:address>` whatever the scheme; raw HTML would lose it."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]
        """Return the link."""
        link = Element("a", {"href": m["address"]})
        link.text = AtomicString(m["address"])
        return link, m.start(), m.end()


class Finish(Treeprocessor):
    """Puts tables into boxes that scroll, headings under the page's own, and names callouts."""

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        tree.demote(root)
        tree.mark_callouts(root)
        tree.box_tables(root)


class Links(Treeprocessor):
    """Resolves links and pictures, those in raw HTML too."""

    md: Any

    def __init__(self, md: Markdown, content: Path, site_url: str) -> None:
        super().__init__(md)
        self.content, self.site_url = content, site_url

    def run(self, root: Element) -> None:
        """Change the tree and the stashed HTML in place."""
        linker = Linker(Path(self.md.source_path), self.content, self.site_url, self.md.source_text)
        for element in root.iter():
            if element.get("src"):  # a missing picture has been told, and drawn
                element.set("src", linker.resolve(element.get("src", ""))[0])
            if element.get("href"):
                element.set("href", self.resolve(linker, element.get("href", "")))
        blocks = self.md.htmlStash.rawHtmlBlocks
        for index, stashed in enumerate(blocks):
            if isinstance(stashed, str) and not any(mark in stashed for mark in OURS):
                blocks[index] = ATTRIBUTE.sub(lambda match: self.attribute(linker, match), stashed)

    def attribute(self, linker: Linker, match: re.Match[str]) -> str:
        """Return an attribute of raw HTML with its address resolved."""
        return f'{match["name"]}="{self.resolve(linker, match["url"])}"'

    def resolve(self, linker: Linker, written: str) -> str:
        """Return the resolved address; log what is wrong with it."""
        resolved, problem = linker.resolve(written)
        if problem and written not in getattr(self.md, "unknown_files", ()):  # a cell that did not run may write it
            log(problem)
        return resolved


class Focusable(Postprocessor):
    """Lets the keyboard scroll shown code, and screen readers say whether a task is done."""

    def run(self, text: str) -> str:
        """Return the HTML with code that takes the focus, and boxes that say what they are."""
        return CHECKBOX.sub(labelled, SHOWN.sub(r'\1 tabindex="0">', text))


def labelled(match: re.Match[str]) -> str:
    """Return the checkbox of a task, with its state in words."""
    state = "done" if match["checked"] else "to do"
    return f'<input type="checkbox" disabled{match["checked"] or ""} aria-label="{state}">'
