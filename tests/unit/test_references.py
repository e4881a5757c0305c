"""Labels are found and numbered in a page's order; references take their names."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring, tostring

import pytest

from plugins.references.figure import captioned, make_figures
from plugins.references.resolve import across, resolved
from plugins.references.target import Target, find

PAGE = (
    '<figure id="fig-a"></figure><div class="math" data-number="7" id="eq-x"></div><img id="fig-b">'
    '<h2 class="c" id="sec-end">The <em>end</em><a class="heading-link" href="#sec-end">#</a></h2><p id="other"></p>'
)


def reference(label: str, form: str = "name", article: str = "") -> str:
    other = f' data-article="{article}"' if article else ""
    return f'<a class="reference"{other} data-form="{form}" data-label="{label}" href="#{label}">{label}</a>'


def test_targets_are_numbered_in_their_order_and_by_kind() -> None:
    targets, doubled = find(PAGE)
    assert {label: target.name for label, target in targets.items()} == {
        "fig-a": "Figure&nbsp;1", "eq-x": "Equation&nbsp;(7)", "fig-b": "Figure&nbsp;2", "sec-end": "The end"}  # fmt: skip
    assert doubled == []


def test_label_given_twice_is_told() -> None:
    assert find('<p id="fig-a"></p><p id="fig-a"></p>')[1] == ["fig-a"]


def test_label_in_code_is_none() -> None:
    assert find("<code>&lt;p id=&quot;fig-a&quot;&gt;</code>")[0] == {}


@pytest.mark.parametrize(("form", "text"), [("name", "Equation&nbsp;(7)"), ("number", "7"), ("eqref", "(7)")])
def test_reference_has_the_form_it_was_written_in(form: str, text: str) -> None:
    assert resolved(reference("eq-x", form), find(PAGE)[0], pytest.fail) == f'<a class="reference" href="#eq-x">{text}</a>'


def test_unknown_label_is_told_and_shown() -> None:
    unknown: list[str] = []
    assert resolved(reference("fig-z"), {}, unknown.append) == "<span>fig-z</span>"
    assert unknown == ["fig-z"]


def test_caption_gets_its_number() -> None:
    page = '<p id="tbl-a"></p><span class="caption-number" data-of="tbl-a"></span>Data.'
    assert resolved(page, find(page)[0], pytest.fail).endswith('<span class="caption-number">Table&nbsp;1.</span> Data.')


def test_reference_to_another_article_waits_until_all_are_read() -> None:
    written = reference("fig-a", article="sky")
    assert resolved(written, {}, pytest.fail) == written
    found = across(written, lambda slug, label: (f"/{slug}/", Target(label, "3")))
    assert found == '<a class="reference" href="/sky/#fig-a">Figure&nbsp;3</a>'


def test_caption_of_a_table_becomes_a_paragraph_outside_of_code() -> None:
    assert captioned([": Data {#tbl-a}"]) == ["", "Data", "{: #tbl-a .block-caption }", ""]
    assert captioned(["```", ": Data {#tbl-a}", "```"]) == ["```", ": Data {#tbl-a}", "```"]


def test_labelled_picture_alone_in_a_paragraph_is_a_figure() -> None:
    root = fromstring('<div><p><img id="fig-a" alt="What" title="Why" src="a" /></p><p>x <img id="fig-b" alt="" src="b" /></p></div>')
    make_figures(root)
    html = tostring(root, encoding="unicode")
    assert '<figure id="fig-a"><img alt="What" src="a" /><figcaption>' in html
    assert 'data-of="fig-a" />Why</figcaption></figure>' in html
    assert '<p>x <img id="fig-b"' in html


def test_picture_with_a_layout_is_a_figure_of_that_width() -> None:
    root = fromstring('<div><p><img alt="What" layout="page" src="a" /></p><p><img alt="" layout="page" src="b" title="Why" /></p></div>')
    make_figures(root)
    assert tostring(root, encoding="unicode").replace("\n", "") == (
        '<div><figure data-layout="page"><img alt="What" src="a" /></figure>'
        '<figure data-layout="page"><img alt="" src="b" /><figcaption>Why</figcaption></figure></div>')  # fmt: skip
