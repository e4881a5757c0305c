"""Formulas as they are drawn: with the rules and the letters that are left of KaTeX's, as with all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

import pelicanconf
from plugins.assets.bundle import faces_and_rules, in_layer
from tests.conftest import Served, build_site

FORMULAS = (
    r"\hat\pi + \hat{X} + \vec{v} + \tilde{n} + \dot{x} + \bar{y}", r"\widehat{abc} + \overline{ab} + \underbrace{a + b}_{n}",
    r"\sqrt{\frac{a}{b}} + \sqrt[3]{x}", r"\sum_{i=1}^n \int_0^1 \prod_k x_k", r"\left( \frac{\frac{a}{b}}{c} \right] \Bigg| \big\{",
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", r"\begin{cases} 1 & x > 0 \\ 0 & \text{else} \end{cases}",
    r"\mathbb{R} \subset \mathcal{H}, \mathfrak{g}, \mathrm{d}x, \mathbf{w}^\top, \mathsf{A}, \mathtt{t}", r"\xrightarrow{f} \boxed{x} \cancel{y}",
    r"\color{red}{x} + \operatorname{Var} \partial \nabla \infty \ell \hbar \aleph",
)  # fmt: skip
BOXES = """() => [...document.querySelectorAll('.katex-html *')].map(element => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return [element.className, left, top, width, height].join(' ');
})"""


@pytest.fixture
def article(page: Page, tmp_path: Path, serve: Callable[..., Served]) -> Iterator[Page]:
    text = "---\ntitle: Formulas\ndate: 2025-01-01\n---\n\n" + "\n\n".join(f"Text ${tex}$.\n\n$$\n{tex}\n$$" for tex in FORMULAS)
    site = build_site(tmp_path, {"a.md": text}, {}, {})
    assert site.code == 0, site.said
    page.goto(f"{serve(site.output).address}/articles/formulas/")
    page.evaluate("document.fonts.ready")
    yield page


def test_rules_that_are_left_out_are_not_needed(article: Page) -> None:
    drawn = article.evaluate(BOXES)
    sheet = Path(pelicanconf.NODE_MODULES, "katex", "dist", "katex-swap.min.css").read_text(encoding="utf-8")
    article.add_style_tag(content=in_layer(faces_and_rules(sheet)[1], "vendor"))
    assert article.evaluate(BOXES) == drawn


def test_letters_are_of_the_fonts_of_formulas(article: Page) -> None:
    session = article.context.new_cdp_session(article)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    used: dict[str, int] = {}
    for node in session.send("DOM.querySelectorAll", {"nodeId": root, "selector": ".katex-html"})["nodeIds"]:
        for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]:
            used[font["familyName"]] = used.get(font["familyName"], 0) + int(font["glyphCount"])
    others = {name: count for name, count in used.items() if not name.startswith("KaTeX_")}
    assert others == {}
