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
from plugins.typeset.number import Numbers, numbered, referred
from plugins.typeset.rewrite import rewritten
from plugins.typeset.tree import lift, tex_of

KATEX = Path(__file__).parents[2] / "theme" / "node_modules" / "katex"


def render(katex: Katex, tex: str, *, display: bool) -> str:
    [found] = katex.render_all([(tex, display)], {})
    if isinstance(found, TexError):
        raise found
    return found


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
    html = render(katex, "x^2", display=True)
    assert "<math" in html
    assert 'class="katex-html" aria-hidden="true"' in html
    assert '<annotation encoding="application/x-tex">x^2</annotation>' in html


def test_typeset_formula_is_valid_css(katex: Katex) -> None:
    assert "height:-" not in render(katex, r"\ce{H2O}\;\dot{x}_{\prime}-\sim", display=False)


@pytest.mark.parametrize(("tex", "position"), [(r"a + \foo", 4), (r"\frac{1}{", 9)])
def test_broken_tex_is_an_error_with_its_position(katex: Katex, tex: str, position: int) -> None:
    with pytest.raises(TexError) as caught:
        render(katex, tex, display=False)
    assert caught.value.position == position


def test_missing_katex_is_named(tmp_path: Path) -> None:
    with pytest.raises(KatexMissingError):
        render(Katex(tmp_path), "x", display=False)


def test_known_formula_starts_no_engine(katex: Katex, tmp_path: Path) -> None:
    first = Typesetter(katex, Store(tmp_path)).typeset("x^3", {}, display=False)
    fresh = Katex(KATEX)
    assert Typesetter(fresh, Store(tmp_path)).typeset("x^3", {}, display=False) == first
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
    html = f'<p>a <span class="math">{render(katex, "x^2", display=False)}</span> b</p>'
    simple = mathml_only(html)
    assert "katex-html" not in simple
    assert "x^2</annotation>" in simple
    assert simple.endswith("</span></span> b</p>")
    assert simple.count("<span") == simple.count("</span")


READ = {  # what KaTeX does not know: what becomes of it
    r"\begin{align} a &= b \nonumber \end{align}": r"\begin{align*} a &= b  \end{align*}",
    r"\begin{multline} a \\ b \end{multline}": r"\begin{gather*} a \\ b \end{gather*}",
    r"\begin{eqnarray} a &=& b \end{eqnarray}": r"\begin{align*} a &=& b \end{align*}",
    r"\begin{flalign} a &= b \end{flalign}": r"\begin{align*} a &= b \end{align*}",
    r"\begin{subequations}\begin{gather} a \end{gather}\end{subequations}": r"\begin{gather*} a \end{gather*}",
    r"\begin{numcases}{f} 0 & x \end{numcases}": r"f\begin{cases} 0 & x \end{cases}",
    r"\begin{align*} a \\ \intertext{and} b \end{align*}": r"\begin{align*} a \\ \text{and} \\ b \end{align*}",
    r"\DeclareMathOperator{\KL}{KL} \KL(p)": r"\def\KL{\operatorname{KL}} \KL(p)",
    r"\DeclareMathOperator*{\argmin}{arg\,min} \argmin_x": r"\def\argmin{\operatorname*{arg\,min}} \argmin_x",
    r"\newcommand{\R}{\mathbb{R}} \R^n": r"\def\R{\mathbb{R}} \R^n",
    r"\newcommand{\norm}[2][2]{\|#2\|_{#1}} \norm{x}": r"\def\norm#1{\|#1\|_{2}} \norm{x}",
    r"\newenvironment{foo}{\left(}{\right)} \begin{foo}x\end{foo}": r"\left(x\right)",
    r"\SI{3.0e8}{\metre\per\second}": r"3.0\times 10^{8}\,\mathrm{m/s}",
    r"\qty{5}{\kilo\gram}": r"5\,\mathrm{kg}",
    r"\num{1e-3}": r"1\times 10^{-3}",
    r"\bbox[yellow]{x}": r"\colorbox{yellow}{$x$}",
    r"\require{cancel}\cancel{x}": r"\cancel{x}",
    r"\frac{a}{b}": r"\frac{a}{b}",
}


@pytest.mark.parametrize("tex", READ)
def test_latex_is_rewritten_for_katex(tex: str, katex: Katex) -> None:
    assert rewritten(tex) == READ[tex]
    render(katex, rewritten(tex), display=True)


@pytest.mark.parametrize("tex", [r"\cancelto{0}{x}", r"\prescript{14}{6}{C}", r"\sideset{_a}{^b}\prod", r"\dv{f}{x} + \pdv{f}{x}"])
def test_commands_of_packages_are_macros(tex: str, katex: Katex) -> None:
    render(katex, rewritten(tex), display=True)


def test_labels_are_numbered_by_row_and_keep_a_tag() -> None:
    numbers = Numbers()
    assert numbered(r"x \label{eq:a}", numbers) == r"x \tag{1}"
    assert numbered(r"a \label{b} \\ c \\[2pt] d \label{eq:d}", numbers) == r"a \tag{2} \\ c \\[2pt] d \tag{3}"
    assert numbered(r"y \tag{A} \label{eq:y}", numbers) == r"y \tag{A}"
    assert numbered("z", numbers) == "z"
    assert numbers.by_label == {"eq-a": "1", "eq-b": "2", "eq-d": "3", "eq-y": "A"}
    numbered(r"\label{eq-a}", numbers)
    assert numbers.doubled == ["eq-a"]
    assert referred(r"\eqref{eq:a} \ref{b}", numbers.by_label.__getitem__) == r"\text{(4)} \text{2}"


def test_changed_macro_is_typeset_again(tmp_path: Path, katex: Katex) -> None:
    typesetter = Typesetter(katex, Store(tmp_path))
    one = typesetter.typeset(r"\a", {r"\a": "x"}, display=False)
    assert typesetter.typeset(r"\a", {r"\a": "y"}, display=False) != one
    assert typesetter.typeset("z", {r"\a": "x"}, display=False) == typesetter.typeset("z", {}, display=False)
