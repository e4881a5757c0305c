"""A header becomes metadata by the schema, or problems with their lines."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from plugins.frontmatter.check import Checked, check
from plugins.frontmatter.summary import first_paragraph
from plugins.header import read

TODAY = date(2025, 6, 1)


def checked(fields: str, *, needs_date: bool = True) -> Checked:
    return check(read(f"---\n{fields}\n---\n"), "x.md", needs_date=needs_date, today=TODAY)


def complaints(fields: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.what) for problem in checked(fields).problems]


def test_fields_of_a_good_header() -> None:
    metadata = checked('title: "A: b"\nsubtitle: S\ndate: 2025-01-15\ntags: [one, two]\nodd: 1').metadata
    assert metadata["title"] == "A: b"
    assert metadata["date"] == datetime(2025, 1, 15)
    assert metadata["tags"] == ["one", "two"]
    assert metadata["odd"] == 1
    assert metadata["description"] == ""


def test_number_as_title_is_text() -> None:
    assert checked("title: 1984\ndate: 2025-01-01").metadata["title"] == "1984"


@pytest.mark.parametrize("tags", ["a, b", "[a, b]", "[a, b, a]", "a; b", "\n  - a\n  - b"])
def test_tags_are_a_list_or_a_string_with_commas(tags: str) -> None:
    assert checked(f"title: T\ndate: 2025-01-01\ntags: {tags}").metadata["tags"] == ["a", "b"]


@pytest.mark.parametrize(
    ("authors", "names"),
    [("Ada", ["Ada"]), ("[Ada, Max]", ["Ada", "Max"]), ("\n  - name: Ada\n    url: https://example.org", ["Ada"])],
)
def test_authors_are_a_string_a_list_or_mappings(authors: str, names: list[str]) -> None:
    metadata = checked(f"title: T\ndate: 2025-01-01\nauthors: {authors}").metadata
    assert [person["name"] for person in metadata["authors"]] == names


def test_draft_is_a_status() -> None:
    assert checked("title: T\ndate: 2025-01-01\ndraft: true").metadata["status"] == "draft"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2025-01-15", datetime(2025, 1, 15)),
        ("2025-01-15 10:30", datetime(2025, 1, 15, 10, 30)),
        ("15 January 2025", datetime(2025, 1, 15)),
    ],
)
def test_dates_are_read(typed: str, meant: datetime) -> None:
    assert checked(f"title: T\ndate: {typed}").metadata["date"] == meant


def test_date_keeps_its_offset() -> None:
    moment = checked("title: T\ndate: 2025-01-15T10:00:00+02:00").metadata["date"]
    assert moment.utcoffset() == timedelta(hours=2)


@pytest.mark.parametrize(
    ("fields", "line", "what"),
    [
        ("title: T\ndate: 2025-13-01", 3, "date: '2025-13-01' is not a date"),
        ("title: T\ndate: January", 3, "date: 'January' is not a whole date"),
        ("title: T", 1, "date: missing"),
        ("date: 2025-01-01", 1, "title: missing"),
        ("title:\ndate: 2025-01-01", 2, "title: is empty"),
        ("title: [a]\ndate: 2025-01-01", 2, "title: expected text, got a list"),
        ("title: T\ndate: 2025-01-01\ndraft: maybe", 4, "draft: expected true or false"),
        ("title: T\ndate: 2025-01-01\ntimeout: soon", 4, "timeout: expected a number of seconds"),
        ("title: T\ndate: 2025-01-01\nexecute: mrked", 4, "execute: 'mrked' is none of all, marked, none"),
        ("title: T\ndate: 2025-01-01\nslug: a b", 4, "slug: 'a b' does not fit into an address"),
        ("title: T\ndate: 2025-01-01\nauthors: [{url: x}]", 4, "authors: an author without a name"),
        ("title: T\ndate: 2025-01-01\ntags: {a: b}", 4, "tags: expected a list of names"),
    ],
)
def test_problem_has_its_line(fields: str, line: int, what: str) -> None:
    [(found, said)] = complaints(fields)
    assert found == line
    assert said.startswith(what)


def test_all_problems_of_a_header_come_at_once() -> None:
    assert len(complaints("date: soon\ndraft: maybe\ntimeout: -1")) == 4


def test_broken_yaml_is_not_followed_by_missing_fields() -> None:
    assert complaints("title: a: b\ndate: 2025-01-01") == [(2, "a value contains ': ' without quotes")]


def test_misspelt_field_is_a_warning_with_the_name_meant() -> None:
    result = checked("title: T\ndate: 2025-01-01\nsubtitel: S")
    [problem] = result.problems
    assert (problem.severity, problem.hint) == ("warning", "did you mean 'subtitle'?")
    assert not result.failed


def test_page_needs_no_date() -> None:
    assert checked("title: T", needs_date=False).problems == []


def test_first_paragraph_is_the_running_text_s() -> None:
    html = '<div class="cell"><p>output</p></div><ul><li><p>item</p></li></ul><p> </p><p>The <em>first</em> one.</p><p>2</p>'
    assert first_paragraph(html) == "The first one."


def test_equation_in_a_summary_is_its_tex() -> None:
    html = ('<p>Let <span class="math"><span class="katex"><math><semantics><mi>x</mi><annotation>x</annotation></semantics>'
            '</math><span class="katex-html"><span>x</span></span></span></span> be.</p>')  # fmt: skip
    assert first_paragraph(html) == "Let x be."


def test_long_summary_is_cut_at_a_word() -> None:
    summary = first_paragraph(f"<p>{'word ' * 100}</p>")
    assert len(summary) <= 301
    assert summary.endswith("word…")
