"""A header is read with the line of each entry, and each flaw is named in an author's words."""

from __future__ import annotations

import pytest

from plugins.header import read


def test_yaml_entries_have_the_lines_of_the_file() -> None:
    head = read("---\ntitle: A\n\ntags:\n  - x\n  - y\n---\nbody")
    assert [(entry.key, entry.value, entry.line) for entry in head.entries] == [
        ("title", "A", 2),
        ("tags", ["x", "y"], 4),
    ]
    assert head.body_line == 8


def test_pelican_header_is_read_too() -> None:
    head = read("Title: A: b\nTags: x, y\n    z\n\nbody")
    assert [(entry.key, entry.value) for entry in head.entries] == [("title", "A: b"), ("tags", "x, y z")]
    assert (head.kind, head.body_line) == ("pelican", 4)


def test_text_without_a_header_has_none() -> None:
    head = read("# Heading\n\ntext")
    assert (head.kind, head.entries, head.body_line) == ("none", (), 1)


@pytest.mark.parametrize("value", ["yes", "2025-01-15", "1:30", "0x10", "on"])
def test_words_stay_what_was_typed(value: str) -> None:
    assert read(f"---\nkey: {value}\n---\n").get("key") == value


def test_byte_order_mark_and_crlf_do_not_count() -> None:
    head = read("\ufeff---\r\ntitle: A\r\n---  \r\nbody")
    assert (head.get("title"), head.body_line) == ("A", 4)


def test_rule_in_the_body_stays() -> None:
    assert read("---\ntitle: A\n---\ntext\n\n---\n").body_line == 4


@pytest.mark.parametrize(
    ("header", "line", "words"),
    [
        ("---\ntitle: a: b\n---\n", 2, "without quotes"),
        ('---\ndate: 1\ntitle: "a\n---\n', 3, "not closed"),
        ("---\n\ttitle: a\n---\n", 2, "a tab"),
        ("---\ntags: [a, b\ndate: 1\n---\n", 3, "list is not closed"),
        ("---\ntitle: a\n", 1, "front matter is not closed"),
        ("---\n- a\n---\n", 2, "not a list of 'key: value'"),
        ("---\ntitle: a\ndate: 1\ntitle: b\n---\n", 4, "title: given twice"),
        ("+++\ntitle = 'a'\n+++\n", 1, "TOML"),
    ],
)
def test_flaw_has_its_line_and_plain_words(header: str, line: int, words: str) -> None:
    [flaw] = read(header).flaws
    assert flaw.line == line
    assert words in flaw.what
