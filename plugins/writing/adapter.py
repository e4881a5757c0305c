"""Where the Markdown of GitHub meets Python-Markdown: four small steps, each at its priority."""

from __future__ import annotations

import re
import string
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pelican import Pelican, signals

from plugins import header
from plugins.problems import Problem, log
from plugins.writing import block, fence, tree
from plugins.writing.feed import for_feed
from plugins.writing.lists import bridged
from plugins.writing.review import review

SHOWN = re.compile(r'(<div class="highlight">(?:<span class="filename">[^<]*</span>)?<pre)>')
AUTOLINK = r"<(?P<address>[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*)>"  # CommonMark 0.31, section 6.5
NO_SPACE = re.compile(r"\[([^\]]*)\]", re.DOTALL)  # `[a] [b]` is not one reference: CommonMark 0.31, section 6.3
CHECKBOX = re.compile(r'<input type="checkbox" disabled(?P<checked> checked)?/>')


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(add_extension)
    signals.feed_generated.connect(simplify_feed)


def simplify_feed(context: Any, feed: Any) -> None:
    """Leave out of a feed's items what only a page needs."""
    for item in feed.items:
        for name in ("content", "description"):
            if item.get(name):
                item[name] = for_feed(item[name], item["link"])


def add_extension(pelican: Pelican) -> None:
    """Extend Markdown."""
    settings = pelican.settings
    settings["MARKDOWN"]["extensions"].append(WritingExtension(checking=bool(settings.get("CHECK"))))


class WritingExtension(Extension):
    """Registers the steps."""

    def __init__(self, *, checking: bool = False) -> None:
        super().__init__()
        self.checking = checking

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


class Focusable(Postprocessor):
    """Lets the keyboard scroll shown code, and screen readers say whether a task is done."""

    def run(self, text: str) -> str:
        """Return the HTML with code that takes the focus, and boxes that say what they are."""
        return CHECKBOX.sub(labelled, SHOWN.sub(r'\1 tabindex="0">', text))


def labelled(match: re.Match[str]) -> str:
    """Return the checkbox of a task, with its state in words."""
    state = "done" if match["checked"] else "to do"
    return f'<input type="checkbox" disabled{match["checked"] or ""} aria-label="{state}">'
