"""Lists, fences, links and headings as people write them on GitHub."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import fromstring, tostring

import pytest
from markdown import Markdown

from plugins.links.resolve import Linker
from plugins.writing.feed import for_feed
from plugins.writing.fence import simplified, unclosed, unescaped
from plugins.writing.lists import bridged
from plugins.writing.tree import box_tables, demote


def html(text: str) -> str:
    """Return the bridged text as Python-Markdown renders it, without white space between tags."""
    rendered = Markdown().convert("\n".join(bridged(text.split("\n"))))
    return re.sub(r"\n[ ]*", "", rendered)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Where:\n- a\n- b", "<p>Where:</p><ul><li>a</li><li>b</li></ul>"),
        ("Steps:\n1. a\n2. b", "<p>Steps:</p><ol><li>a</li><li>b</li></ol>"),
        ("It was\n2019. A year", "<p>It was2019. A year</p>"),
        ("- a\n  - b\n    - c\n- d", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"),
        ("1. a\n   - b\n2. c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
        ("- a\n    - b", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("- a\n\n  more\n\n- b", "<ul><li><p>a</p><p>more</p></li><li><p>b</p></li></ul>"),
        ("1) a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
        ("> Where:\n> - a\n>   - b", "<blockquote><p>Where:</p><ul><li>a<ul><li>b</li></ul></li></ul></blockquote>"),
        ("- a\n# H", "<ul><li>a</li></ul><h1>H</h1>"),
        ("- a\nlazy", "<ul><li>alazy</li></ul>"),
        ("- a\n\ntext", "<ul><li>a</li></ul><p>text</p>"),
        ("text\n\n---\n\ntext", "<p>text</p><hr /><p>text</p>"),
        ("text\n\n    - code", "<p>text</p><pre><code>- code</code></pre>"),
        ("<div>\n- raw\n</div>", "<div>- raw</div>"),
    ],
)
def test_list_is_what_github_shows(written: str, expected: str) -> None:
    assert html(written) == expected


def test_fence_in_an_item_moves_with_it() -> None:
    assert bridged(["1. a", "", "   ```python", "   if x:", "       y", "   ```", "2. b"]) == [
        "1. a", "", "    ```python", "    if x:", "        y", "    ```", "2. b",
    ]  # fmt: skip


def test_lines_like_items_in_a_fence_stay() -> None:
    lines = ["text", "```", "- a", "1. b", "```", "text"]
    assert bridged(lines) == lines


def test_escaped_fence_becomes_plain_and_its_body_stays() -> None:
    assert unescaped(["\\`\\`\\`python", "s = '\\`'", "\\`\\`\\`"]) == ["```python", "s = '\\`'", "```"]


@pytest.mark.parametrize(
    ("info", "simple"),
    [
        ("python {static}", "python"),
        ('python title="a b.py" {static}', 'python title="a b.py"'),
        ("{.python}", "python"),
        ("js twoslash", "js"),
        ("python {hl_lines=2}", 'python hl_lines="2"'),
        ("", ""),
    ],
)
def test_info_string_is_what_the_highlighter_reads(info: str, simple: str) -> None:
    assert simplified([f"```{info}", "x", "```"])[0] == f"```{simple}"


def test_unclosed_fence_is_found() -> None:
    assert [fence.line for fence in unclosed(["text", "```", "x"])] == [2]


@pytest.fixture
def linker(tmp_path: Path) -> Linker:
    for name in ("articles/a.md", "articles/other.md", "articles/plot.png", "images/photo.jpg"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    return Linker(tmp_path / "articles" / "a.md", tmp_path, "https://example.org/blog", "one\n[x](oter.md)\n")


@pytest.mark.parametrize(
    ("written", "resolved"),
    [
        ("plot.png", "{static}/articles/plot.png"),
        ("../images/photo.jpg", "{static}/images/photo.jpg"),
        ("/images/photo.jpg", "{static}/images/photo.jpg"),
        ("images/photo.jpg", "{static}/images/photo.jpg"),
        ("other.md#part", "{filename}/articles/other.md#part"),
        ("{static}/images/photo.jpg", "{static}/images/photo.jpg"),
        ("/tags/", "https://example.org/blog/tags/"),
        ("https://example.org/x.md", "https://example.org/x.md"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("#part", "#part"),
        ("{tag}x", "{tag}x"),
    ],
)
def test_link_resolves(linker: Linker, written: str, resolved: str) -> None:
    assert linker.resolve(written) == (resolved, None)


@pytest.mark.parametrize("written", ["/files/gone.pdf", "gone.png", "{static}gone.pdf", "/gone.md"])
def test_link_to_what_no_page_can_be_is_an_error(linker: Linker, written: str) -> None:
    assert linker.resolve(written)[1] is not None


def test_link_to_a_missing_file_is_an_error_with_the_name_meant(linker: Linker) -> None:
    _, problem = linker.resolve("oter.md")
    assert problem is not None
    assert (problem.line, problem.what) == (2, "no such file: 'oter.md'")
    assert problem.hint == "did you mean '/articles/other.md'?"


def test_headings_move_below_the_title_if_one_would_be_its_equal() -> None:
    root = fromstring("<div><h1>a</h1><h2>b</h2></div>")
    demote(root)
    assert [element.tag for element in root] == ["h2", "h3"]
    root = fromstring("<div><h2>a</h2></div>")
    demote(root)
    assert root[0].tag == "h2"


def test_table_is_boxed_where_it_stands() -> None:
    root = fromstring("<div><p>a</p><table><tr /></table>tail</div>")
    box_tables(root)
    assert tostring(root[1], encoding="unicode").startswith('<div class="table-scroll" role="group"')
    assert root[1].tail == "tail"


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ('<h2 id="a">A<a class="heading-link" href="#a" title="x">#</a></h2>', "<h2>A</h2>"),
        ("a<script type='x'>if (1 < 2) run()</script >b<style>p {}</style>", "ab"),
        ('<a href="#fn:1">1</a> <a href="https://a.org/#b">2</a>', '<a href="https://e.org/a/#fn:1">1</a> <a href="https://a.org/#b">2</a>'),
        ("<p tabindex=0 onclick='x()' style=\"color: red\" class=\"c\" onload=y>", '<p class="c"></p>'),
        ('<code>&lt;script&gt; href="#a" onclick="x"</code>', '<code>&lt;script&gt; href="#a" onclick="x"</code>'),
        ('<a href="javascript:x()">a</a><iframe src="https://a.org"></iframe>', "<a>a</a>"),
        ('<input type="checkbox" disabled checked aria-label="done">a <input type="radio" id="t"><label for="t">Tab</label>', "☑a <strong>Tab</strong> "),
        ('<math display="block"><mi mathvariant="normal">x</mi><annotation encoding="application/x-tex">x &lt; y</annotation></math>',
         '<math display="block"><mi mathvariant="normal">x</mi><annotation encoding="application/x-tex">x &lt; y</annotation></math>'),
    ],
)
def test_feed_has_nothing_that_only_a_page_needs(page: str, feed: str) -> None:
    assert for_feed(page, "https://e.org/a/") == feed
