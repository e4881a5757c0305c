"""A build: what is built, what is said, how it ends."""

from __future__ import annotations

import pytest

from tests.conftest import SiteBuilder

GOOD = "---\ntitle: Good\ndate: 2025-01-01\n---\n\nText.\n"
CELL = "---\ntitle: Cell\ndate: 2025-01-01\n---\n\nProse.\n\n```python {run}\nprint(6 * 7)\n```\n"


def article(body: str, fields: str = "") -> str:
    return f"---\ntitle: T\ndate: 2025-01-01\n{fields}---\n{body}\n"


def test_six_bad_articles_are_six_problems_with_their_lines(site: SiteBuilder) -> None:
    built = site({
        "good.md": GOOD,
        "yaml.md": "---\ntitle: a: b\ndate: 2025-01-01\n---\n",
        "date.md": "---\ntitle: T\ndate: 2025-02-30\n---\n",
        "option.md": article("\n```python {run ecko=fold}\n1\n```"),
        "failing.md": article("\n```python {run}\nx = 1\n1 / 0\n```"),
        "endless.md": article("\n```python {run timeout=2}\nwhile True:\n    pass\n```"),
        "tex.md": article("\nSee $\\foo{x}$."),
    })  # fmt: skip
    assert built.code == 1
    listed = built.said[built.said.index("6 errors:") :].splitlines()
    assert [line for line in listed if line.startswith("content/")] == [
        "content/date.md:3: date: '2025-02-30' is not a date (day is out of range for month)",
        "content/endless.md:7: the cell was stopped after 2 s",
        "content/failing.md:8: ZeroDivisionError: division by zero",
        "content/option.md:6: unknown option 'ecko'",
        "content/tex.md:6: the equation '\\foo{x}' cannot be typeset: Undefined control sequence: \\foo",
        "content/yaml.md:2: a value contains ': ' without quotes",
    ]
    assert "articles/good/index.html" in built.files()


def test_file_that_is_no_text_is_named(site: SiteBuilder) -> None:
    built = site({"good.md": GOOD, "latin.md": "---\ntitle: Caf\xe9\n---\n".encode("latin-1")})
    assert built.code == 1
    assert "content/latin.md:2: not UTF-8: the byte 0xe9\n  hint: save the file as UTF-8" in built.said
    assert "articles/good/index.html" in built.files()


def test_failing_cell_shows_the_author_s_own_traceback(site: SiteBuilder) -> None:
    built = site({"a.md": article("\n```python {run}\nx = 1\n1 / 0\n```")})
    assert "Traceback (most recent call last):\n  content/a.md:8, in <module>\n    1 / 0\n    ~~^~~\n" in built.said


def test_failing_article_shows_where_it_stopped(site: SiteBuilder) -> None:
    page = site({"a.md": article("\n```python {run}\nprint('before')\n1 / 0\n```\n")}).read("articles/t/index.html")
    assert 'data-state="error"' in page
    assert 'data-output="error"' in page
    assert "before" in page


def test_errors_are_annotated_under_github_actions(site: SiteBuilder) -> None:
    built = site({"a.md": article("\n```python {run}\n1 / 0\n```")}, environment={"GITHUB_ACTIONS": "true"})
    assert "::error file=content/a.md,line=7::ZeroDivisionError: division by zero" in built.said


def test_second_build_runs_nothing(site: SiteBuilder) -> None:
    assert site({"a.md": CELL}).ran == ["content/a.md"]
    again = site({"a.md": CELL})
    assert again.ran == []
    assert "42" in again.read("articles/cell/index.html")


@pytest.mark.parametrize(
    ("before", "after"),
    [("Prose.", "Other\n\nprose."), ("{run}", "{run echo=fold}"), ("title: Cell", "title: New"),
     ("print(", "#| caption: C\nprint(")],
)  # fmt: skip
def test_edit_beside_the_code_runs_nothing(site: SiteBuilder, before: str, after: str) -> None:
    site({"a.md": CELL})
    assert site({"a.md": CELL.replace(before, after)}).ran == []


def test_edit_of_the_code_runs_that_document_alone(site: SiteBuilder) -> None:
    other = CELL.replace("Cell", "Other").replace("6 * 7", "1 + 1")
    assert sorted(site({"a.md": CELL, "b.md": other}).ran) == ["content/a.md", "content/b.md"]
    assert site({"a.md": CELL.replace("6 * 7", "6 * 8"), "b.md": other}).ran == ["content/a.md"]


def test_failure_is_not_kept(site: SiteBuilder) -> None:
    failing = article("\n```python {run}\n1 / 0\n```")
    assert site({"a.md": failing}).ran == site({"a.md": failing}).ran == ["content/a.md"]


def test_stored_warning_names_the_line_its_cell_has_now(site: SiteBuilder) -> None:
    body = "\n```python {run}\nimport warnings\nwarnings.warn('careful')\n```"
    assert "content/a.md:8: UserWarning" in site({"a.md": article(body)}).read("articles/t/index.html")
    moved = site({"a.md": article("\nNew.\n" + body)})
    assert moved.ran == []
    assert "content/a.md:10: UserWarning" in moved.read("articles/t/index.html")


def test_error_true_shows_the_error_and_goes_on(site: SiteBuilder) -> None:
    built = site({"a.md": article("\n```python {run error=true}\n1 / 0\n```\n\n```python {run}\nprint('after')\n```")})
    assert built.code == 0
    page = built.read("articles/t/index.html")
    assert "ZeroDivisionError" in page
    assert ">after</pre>" in page


def test_build_leaves_nothing_in_the_content(site: SiteBuilder) -> None:
    body = "\n```python {run}\nopen('made.txt', 'w').write('x')\nimport helper\n```"
    built = site({"a.md": article(body), "helper.py": "x = 1"})
    assert built.code == 0, built.said
    assert sorted(path.name for path in built.content.rglob("*")) == ["a.md", "helper.py"]


def test_same_content_gives_the_same_bytes(site: SiteBuilder) -> None:
    figure = "\n```python {run}\n#| alt: A line\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);\n```"
    moment = {"SOURCE_DATE_EPOCH": "1700000000"}
    first = site({"a.md": article(figure)}, moment)
    before = {name: (first.output / name).read_bytes() for name in first.files()}
    again = site({"a.md": article(figure)}, moment, STORE_PATH=str(first.output.parent / "other-store"))
    assert again.ran == ["content/a.md"]
    assert {name: (again.output / name).read_bytes() for name in again.files()} == before


def test_file_without_a_change_is_not_written_again(site: SiteBuilder) -> None:
    built = site({"a.md": GOOD})
    page = built.output / "articles" / "good" / "index.html"
    before = page.stat().st_mtime_ns
    site({"a.md": GOOD})
    assert page.stat().st_mtime_ns == before


def test_cells_of_pages_and_drafts_run_too(site: SiteBuilder) -> None:
    page = "---\ntitle: P\n---\n```python {run}\nprint(3 * 4)\n```\n"
    draft = article("```python {run}\nprint(5 * 6)\n```", "draft: true\n")
    built = site({"pages/p.md": page, "d.md": draft})
    assert ">12</pre>" in built.read("p/index.html")
    assert ">30</pre>" in built.read("drafts/t/index.html")


def test_wrong_setting_is_an_error(site: SiteBuilder) -> None:
    built = site({"a.md": GOOD}, EXECUTE="al")
    assert built.code == 1
    assert "EXECUTE takes all, marked, none, frozen, kept, not 'al'" in built.said


def test_package_that_cannot_be_preloaded_is_named(site: SiteBuilder) -> None:
    built = site({"a.md": CELL}, EXECUTE_PRELOAD=["no_such_package"])
    assert built.code == 1
    assert "EXECUTE_PRELOAD: cannot import 'no_such_package'" in built.said


def test_pelican_headers_are_read(site: SiteBuilder) -> None:
    built = site({"a.md": "Title: Old style\nDate: 2020-02-02\nTags: a, b\n\nText.\n"})
    assert built.code == 0, built.said
    assert "Old style" in built.read("articles/old-style/index.html")
    assert "tags/b/index.html" in built.files()


def test_folder_without_articles_builds(site: SiteBuilder) -> None:
    built = site({})
    assert built.code == 0, built.said
    assert "There is no article yet." in built.read("index.html")
