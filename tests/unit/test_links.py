"""Links between files: to headings, pages and drafts."""

from __future__ import annotations

import pytest

from plugins.links.across import Read, Site

A = '<h2 id="here">Here</h2><p id="fn:1">'
SOURCE = "---\ntitle: A\n---\n\n{}\n"


def said(link: str, root: str = "") -> list[str]:
    a = Read("a.md", "A", SOURCE.format(link), f'{A}<a class="x" href="{link}">x</a>')
    b = Read("b.md", "B", "", '<h2 id="there">There</h2>')
    draft = Read("c.md", "C", "", "", draft=True)
    site = Site({"/a.md": a, "/b.md": b, "/c.md": draft}, {"articles/a/": a, "articles/b/": b, "drafts/c/": draft},
                {"tags/", "archives/2025/"}, root)  # fmt: skip
    return [f"{problem.line} {problem.severity}: {problem.what}; {problem.hint}" for problem in site.problems(a)]


@pytest.mark.parametrize(
    "link",
    ["#here", "#fn:1", "#main", "#", "{filename}/b.md#there", "{filename}/b.md", "/articles/b/#there", "/tags/", "/archives/2025/", "/",
     "/feeds/all.atom.xml", "/tags/a/page/2/", "https://example.org/articles/b/#gone", "{static}/x.csv", "mailto:a@b.c"],
)  # fmt: skip
def test_link_that_leads_somewhere_is_no_problem(link: str) -> None:
    assert said(link) == []


@pytest.mark.parametrize(
    ("link", "problem"),
    [
        ("#heer", "5 error: nothing here has the address '#heer'; did you mean 'here'?"),
        ("{filename}/b.md#ther", "5 error: nothing in 'B' has the address '#ther'; did you mean 'there'?"),
        ("/articles/b/#x", "5 error: nothing in 'B' has the address '#x'; "),
        ("/articles/bb/", "5 warning: no page has the address '/articles/bb/'; did you mean 'articles/b/'?"),
        ("{filename}/c.md", "5 warning: a link to the draft 'C', which no reader should see yet; publish that first, or take the link out"),
        ("/drafts/c/", "5 warning: a link to the draft 'C', which no reader should see yet; publish that first, or take the link out"),
    ],
)
def test_link_that_leads_nowhere_is_told(link: str, problem: str) -> None:
    assert said(link) == [problem]


def test_links_are_checked_below_a_path_too() -> None:
    assert said("https://e.org/blog/articles/b/#there", "https://e.org/blog") == []
    assert said("https://e.org/blog/articles/x/", "https://e.org/blog") != []
    assert said("https://e.org/other/", "https://e.org/blog") == []
