"""Works are cited by their keys, listed at the end, and told of when nobody knows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.citations import bibliography
from plugins.citations.cite import Citations, Item, items
from plugins.citations.style import full, listed, short
from tests.conftest import SiteBuilder

BIB = r"""@article{knuth84,
  author = {Knuth, Donald E.}, title = {Literate {P}rogramming}, journal = {The Computer Journal},
  year = 1984, volume = 27, number = 2, pages = {97--111}, doi = {10.1093/comjnl/27.2.97}
}
@book{abelson, author={Abelson, Harold and Sussman, Gerald Jay}, title={Structure \& More}, publisher={MIT Press}, year={1996}}
@misc{many, author={{\'A}vila, B. and C, D. and E, F.}, title={Three}, year={1984}, url={https://example.org/x?a=1&b=2}}
@misc{knuth84b, author={Knuth, Donald}, title={Other}, year={1984}}
"""
HEAD = "---\ntitle: T\ndate: 2025-01-01\nbibliography: refs.bib\n---\n"


@pytest.fixture
def works(tmp_path: Path) -> dict[str, bibliography.Work]:
    (tmp_path / "refs.bib").write_text(BIB)
    found, problems = bibliography.read(tmp_path / "refs.bib")
    assert problems == []
    return found


def test_work_is_listed_with_its_address(works: dict[str, bibliography.Work]) -> None:
    assert listed(works["knuth84"], "1984a") == (
        "Knuth, D. E. (1984a). “Literate Programming.” <cite>The Computer Journal</cite>, 27(2), 97–111. "
        '<a href="https://doi.org/10.1093/comjnl/27.2.97">doi:10.1093/comjnl/27.2.97</a>')  # fmt: skip
    assert listed(works["abelson"], "1996") == (
        "Abelson, H. and Sussman, G. J. (1996). <cite>Structure &amp; More</cite>. MIT Press.")  # fmt: skip
    assert 'href="https://example.org/x?a=1&amp;b=2"' in listed(works["many"], "1984")


def test_names(works: dict[str, bibliography.Work]) -> None:
    assert short(works["many"].people) == "Ávila et al."
    assert short(works["abelson"].people) == "Abelson &amp; Sussman"
    assert full(bibliography.Person("others")) == "et al."


def test_broken_and_doubled_entries_are_told_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "refs.bib").write_text('@misc{a, title={A}}\n@misc{a, title={B}}\n@book{c, title="X\n')
    found, problems = bibliography.read(tmp_path / "refs.bib")
    assert list(found) == ["a"]
    assert [(problem.line, problem.what) for problem in problems] == [
        (2, "the key 'a' is given twice"), (3, "the entry cannot be read")]  # fmt: skip


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        ("@a", [Item("a")]),
        ("see @a, p. 3; -@b:c", [Item("a", "see", "p. 3"), Item("b:c", bare=True)]),
        ("mail to me", None),
        ("@a; no key", None),
    ],
)
def test_brackets_are_read(inside: str, found: list[Item] | None) -> None:
    assert items(inside) == found


def test_citations_read_well_and_lead_there_and_back(site: SiteBuilder) -> None:
    body = "As @abelson [ch. 2] wrote [see @knuth84, p. 98; @many] and [-@knuth84b].\n\nNot me@many.org, `@many`, \\@many or [x](y@many).\n"
    built = site({"a.md": HEAD + body.replace("[x](y@many)", "[x](https://example.org/@many)"), "refs.bib": BIB})
    assert built.code == 0, built.said
    page = built.read("articles/t/index.html")
    for part in (
        '<a class="citation" href="#ref-abelson" id="cite-abelson-1">Abelson &amp; Sussman (1996, ch. 2)</a> wrote (see ',
        '>Knuth, 1984a</a>, p. 98; <a class="citation" href="#ref-many" id="cite-many-1">Ávila et al., 1984</a>)',
        ">1984b</a>)", "<code>@many</code>, @many or", '<li id="ref-abelson">',
        '<a class="citation-back" href="#cite-many-1" aria-label="Back to citation 1">', "/theme/site.js",
    ):  # fmt: skip
        assert part in page, part
    assert page.index('id="ref-abelson"') < page.index('id="ref-knuth84"') < page.index('id="ref-many"')


def test_numbers_follow_the_order_of_citation(site: SiteBuilder) -> None:
    built = site({"a.md": HEAD.replace("bibliography: refs.bib\n", "") + "First [@many], then @abelson, again [@many].\n",
                  "refs.bib": BIB}, CITATION_STYLE="numeric", BIBLIOGRAPHY="refs.bib")  # fmt: skip
    page = built.read("articles/t/index.html")
    assert 'First [<a class="citation" href="#ref-many" id="cite-many-1">1</a>]' in page
    assert 'Abelson &amp; Sussman [<a class="citation" href="#ref-abelson" id="cite-abelson-1">2</a>]' in page
    assert page.index('id="ref-many"') < page.index('id="ref-abelson"')


def test_unknown_keys_and_files_are_errors_with_their_line(site: SiteBuilder) -> None:
    built = site({"a.md": HEAD + "See [@knuth48].\n", "b.md": HEAD.replace("refs", "none").replace("title: T", "title: B") + "x\n",
                  "c.md": HEAD.replace("bibliography: refs.bib\n", "").replace("title: T", "title: C") + "[@x] but @bob.\n",
                  "refs.bib": BIB})  # fmt: skip
    assert built.code == 1
    assert "content/a.md:6: no work has the key 'knuth48'\n  hint: did you mean 'knuth84'?" in built.said
    assert "content/b.md:4: bibliography: no such file: 'none.bib'" in built.said
    assert "content/c.md:5: 'x' is cited, and there is no bibliography" in built.said
    assert "'bob'" not in built.said


def test_page_without_citations_has_no_list() -> None:
    assert Citations({}, "numeric", pytest.fail).resolve("<p>x</p>") == "<p>x</p>"
