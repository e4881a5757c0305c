"""Equations are guarded, typeset, lifted out of paragraphs, located, and simplified for feeds."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import fromstring, tostring

import pytest

from plugins.store import Store
from plugins.typeset.feed import mathml_only
from plugins.typeset.formula import Typesetter
from plugins.typeset.guard import Unclosed, guard, unclosed
from plugins.typeset.katex import Katex, KatexMissingError, TexError
from plugins.typeset.locate import Locator
from plugins.typeset.tree import lift, tex_of

KATEX = Path(__file__).parents[2] / "theme" / "node_modules" / "katex"


@pytest.fixture(scope="module")
def katex() -> Katex:
    return Katex(KATEX)


@pytest.mark.parametrize(
    ("written", "guarded"),
    [
        ("$$\nx\n$$", "$$ x $$"),
        ("$$\na\n\n# b\n- c\n$$", "$$ a # b - c $$"),
        ("$$\na % a comment\n50\\% b\n$$", "$$ a 50\\% b $$"),
        ("- $$\n  x\n  $$", "- $$ x $$"),
        ("> $$\n> x\n> $$", "> $$ x $$"),
        ("\\[\nx\n\\]", "$$ x $$"),
        ("\\begin{align}\na\n\nb\n\\end{align}", "\\begin{align} a b \\end{align}"),
        ("text \\(x\\) and `\\(code\\)`", "text $x$ and `\\(code\\)`"),
        ("```\n$$\n# x\n$$\n```", "```\n$$\n# x\n$$\n```"),
        ("text\n$$x$$ more", "text\n$$x$$ more"),
        ("\\[not math](x)", "\\[not math](x)"),
    ],
)
def test_display_equation_stands_on_one_line(written: str, guarded: str) -> None:
    assert "\n".join(guard(written.split("\n"))) == guarded


def test_equation_that_never_ends_is_told() -> None:
    assert unclosed(["text", "$$", "x", "```", "$$", "```"]) == [Unclosed(2, "$$", "$$")]
    assert unclosed(["$$", "x", "$$", "$$ y $$"]) == []


def test_formula_has_html_and_mathml(katex: Katex) -> None:
    html = katex.render("x^2", display=True)
    assert "<math" in html
    assert 'class="katex-html" aria-hidden="true"' in html
    assert '<annotation encoding="application/x-tex">x^2</annotation>' in html


def test_typeset_formula_is_valid_css(katex: Katex) -> None:
    assert "height:-" not in katex.render(r"\ce{H2O}\;\dot{x}_{\prime}-\sim", display=False)


@pytest.mark.parametrize(("tex", "position"), [(r"a + \foo", 4), (r"\frac{1}{", 9)])
def test_broken_tex_is_an_error_with_its_position(katex: Katex, tex: str, position: int) -> None:
    with pytest.raises(TexError) as caught:
        katex.render(tex, display=False)
    assert caught.value.position == position


def test_missing_katex_is_named(tmp_path: Path) -> None:
    with pytest.raises(KatexMissingError):
        Katex(tmp_path).render("x", display=False)


def test_known_formula_starts_no_engine(katex: Katex, tmp_path: Path) -> None:
    first = Typesetter(katex, Store(tmp_path)).typeset("x^3", display=False)
    fresh = Katex(KATEX)
    assert Typesetter(fresh, Store(tmp_path)).typeset("x^3", display=False) == first
    assert fresh._context is None


def test_formula_is_found_in_the_text_whatever_its_spacing() -> None:
    locator = Locator("text $x$\n\n$$\na +\n\\foo\n$$\n")
    assert locator.line("a + \\foo", 4, display=True) == 5
    assert locator.line("x", display=False) == 1
    assert locator.line("y", display=False) == 0


def test_same_formula_twice_is_found_twice() -> None:
    locator = Locator("$\\foo$\n\n$\\foo$\n")
    assert [locator.line("\\foo", display=False) for _ in range(2)] == [1, 3]


def test_display_equation_leaves_its_paragraph_at_any_depth() -> None:
    root = fromstring('<div><ul><li><p>a <div class="math">x</div> b</p></li></ul></div>')
    lift(root)
    text = tostring(root, encoding="unicode").replace("\n", "")
    assert text == '<div><ul><li><p>a </p><div class="math">x</div><p> b</p></li></ul></div>'


@pytest.mark.parametrize(
    ("text", "tex"),
    [("$$ x $$", "x"), (r"\(y\)", "y"), (r"\begin{align}z\end{align}", r"\begin{align}z\end{align}")],
)
def test_tex_loses_its_delimiters(text: str, tex: str) -> None:
    element = fromstring('<span class="math" />')
    element.text = text
    assert tex_of(element) == tex


def test_feed_keeps_mathml_and_tex_alone(katex: Katex) -> None:
    html = f'<p>a <span class="math">{katex.render("x^2", display=False)}</span> b</p>'
    simple = mathml_only(html)
    assert "katex-html" not in simple
    assert "x^2</annotation>" in simple
    assert simple.endswith("</span></span> b</p>")
    assert simple.count("<span") == simple.count("</span")
