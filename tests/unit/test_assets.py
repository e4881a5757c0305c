"""Style sheets and fonts: bundled, versioned, cut to what a site uses."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

import pelicanconf
from plugins.assets.bundle import (
    addressed,
    asked_for,
    faces_and_rules,
    in_layer,
    smaller,
    used_alone,
    weights,
)
from plugins.assets.fonts import Cutter, MissingError, elements_of, letters, of_formulas, slanted
from plugins.assets.styles import Part, Styles, marks_of, needed_by
from plugins.assets.subset import BASIC
from plugins.store import Store

MODULES = Path(pelicanconf.NODE_MODULES)
SANS = "source-sans-3-latin-wght-normal.woff2"
FORMULA = ('<span class="katex"><span class="katex-mathml"><math><mi>q</mi></math></span><span class="katex-html" aria-hidden="true">'
           '<span class="mord mathnormal">x</span><span class="mbin">+</span><span><span class="mord">½</span>2</span></span></span>')


def cutter(tmp_path: Path, *, hasty: bool = False) -> Cutter:
    return Cutter(MODULES, Store(tmp_path), hasty)


def characters(font: bytes) -> set[str]:
    return set(map(chr, TTFont(io.BytesIO(font)).getBestCmap()))


def test_font_has_what_any_page_may_have_and_what_the_site_adds(tmp_path: Path) -> None:
    basic = cutter(tmp_path).ours(SANS, {"a", "π"}, (400, 650))  # no font here has Greek letters
    assert basic == (MODULES / ".fonts" / SANS).read_bytes()
    assert characters(basic) >= set("aZ09–“…")
    more = cutter(tmp_path).ours(SANS, {"é"}, (400, 650))
    assert characters(more) - characters(basic) == {"é"}
    assert len(basic) < len(more) < 20_000


def test_weights_are_those_the_style_sheet_names(tmp_path: Path) -> None:
    font = TTFont(io.BytesIO(cutter(tmp_path).ours(SANS, {"ø"}, (400, 650))))
    assert [(axis.minValue, axis.maxValue) for axis in font["fvar"].axes] == [(400, 650)]
    assert weights('@font-face { font-family: "A"; font-weight: 400; src: url("fonts/a.woff2") }') == {"a.woff2": (400, 400)}


def test_font_is_cut_once_and_never_while_an_author_waits(tmp_path: Path) -> None:
    path = next(MODULES.glob(f"@fontsource-variable/*/files/{SANS}"))
    assert cutter(tmp_path, hasty=True).cut(path, {"a"}) == path.read_bytes()
    made = cutter(tmp_path).cut(path, {"a"})
    assert cutter(tmp_path, hasty=True).cut(path, {"a"}) == made
    assert len(made) < 3000


def test_missing_font_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match=r"the font gone\.woff2 is missing"):
        cutter(tmp_path).ours("gone.woff2", set(), (400, 400))


def test_characters_are_those_a_reader_sees() -> None:
    assert letters(["a&eacute;\n", "b"]) >= {"a", "é", "b"}
    assert of_formulas([f"<p>Text {FORMULA} and {FORMULA} more</p>"]) == {"Math-Italic": {"x"}, "": set("+½2")}
    assert of_formulas(["<p>None</p>"]) == {}


def test_basic_characters_are_few() -> None:
    assert len(BASIC) < 130


def test_fonts_are_asked_for_by_version_and_in_one_format() -> None:
    css = '@font-face{src:url(fonts/K.woff2) format("woff2"),url(fonts/K.woff) format("woff"),url(fonts/K.ttf) format("truetype")}.k{top:0}'
    [face], rules = faces_and_rules(css)
    assert rules == ".k{top:0}"
    assert addressed(in_layer(face, "vendor"), "/t/", "1f") == '@layer vendor {\n@font-face{src:url("/t/fonts/K.woff2?v=1f") format("woff2")}\n}\n'


def test_style_sheet_is_smaller_and_the_same() -> None:
    assert smaller('a { b: "x  y"; c: 1px }\n\n@media (x) {\n  d { e: f; }\n}') == 'a{b: "x y";c: 1px}@media (x){d{e: f}}'


def test_italics_have_what_is_emphasised() -> None:
    assert slanted(["<p>a <em>bc <b>d</b></em> e <cite>f</cite></p>"]) == set("bc df")


def test_page_carries_what_it_has_a_use_for() -> None:
    parts = [Part("all{}"), Part("t{}", frozenset({"tabs"})), Part("i{}", elements_of("serif-italic.woff2")), Part("c{}", frozenset({"copy"}))]
    styles = Styles(parts, marks_of('button.className = "copy";'))
    assert styles.of("<p>Text</p>") == "all{}c{}"
    assert styles.of('<div class="wide tabs"><em>x</em></div>') == "all{}t{}i{}c{}"
    assert elements_of("code-normal.woff2") >= {"<pre"}
    assert elements_of("serif-normal.woff2") == frozenset()


def test_sheet_is_needed_by_its_classes_unless_it_styles_elements_too() -> None:
    assert needed_by("@layer c{.a > .b,.c:not(.d){x: y}@media print{.e{x: y}}}") == set("abcde")
    assert needed_by("@layer c{.a{x: y}figcaption{x: y}}") == frozenset()


def test_rule_that_excludes_a_class_is_used_by_those_without_it() -> None:
    assert used_alone(".k .a:not(.b){x:y}.k .z{x:y}", {"k", "a"}) == ".k .a:not(.b){x:y}"


def test_font_that_the_site_does_not_ask_for_is_left_out() -> None:
    face = '@font-face { font-family: "Serif"; src: url("fonts/s.woff2") }'
    css = f':root {{ --font-text: "Serif", serif; --font-ui: sans-serif; }}\n{face}\n'
    assert asked_for([face], css, {}) == [face]
    assert asked_for([face], css, {"font-text": "Charter, serif"}) == []
    assert asked_for([face], css, {"font-text": "Charter", "font-ui": '"Serif"'}) == [face]
