"""Articles refer to what they and others show, and are told of what nobody does."""

from __future__ import annotations

from tests.conftest import SiteBuilder

HEAD = "---\ntitle: {title}\ndate: 2025-01-01\n---\n"
FIRST = HEAD.format(title="First") + r"""
Before: @fig-line, @eq-energy and @tbl-data. Not `@fig-code`, nor me@fig-mail.org.

```python {run label=fig-line echo=false}
#| caption: A line.
#| alt: A line
import matplotlib.pyplot as plt
plt.plot([1, 2]);
```

$$ E = mc^2 \label{eq:energy} $$

| a |
|---|
| 1 |

: Numbers {#tbl-data}

By \eqref{eq:energy} and $x = \ref{eq:energy}$.
"""


def test_references_are_links_with_names(site: SiteBuilder) -> None:
    second = HEAD.format(title="Second") + "From @first#eq-energy.\n"
    built = site({"a.md": FIRST, "b.md": second}, SITEURL="https://example.org/blog")
    assert built.code == 0, built.said
    page = built.read("articles/first/index.html")
    for label, name in (("fig-line", "Figure&nbsp;1"), ("eq-energy", "Equation&nbsp;(1)"), ("tbl-data", "Table&nbsp;1")):
        assert f'<a class="reference" href="#{label}">{name}</a>' in page
        assert f'id="{label}"' in page
    assert '<span class="caption-number">Figure&nbsp;1.</span> A line.' in page
    assert "<code>@fig-code</code>" in page
    assert '<a class="reference" href="#eq-energy">(1)</a>' in page
    other = built.read("articles/second/index.html")
    assert '<a class="reference" href="https://example.org/blog/articles/first/#eq-energy">Equation&nbsp;(1)</a>' in other


def test_unknown_and_doubled_labels_are_errors_with_their_line(site: SiteBuilder) -> None:
    body = "See @fig-lien, @first#tbl-date and @frist#fig-line.\n\n$$ x \\label{eq:a} $$\n\n$$ y \\label{eq:a} $$\n\n$\\eqref{eq:b}$\n\nNot fig-lien-two.\n"
    built = site({"a.md": FIRST + "\n![A](a.png){#fig-line}\n", "a.png": b"", "b.md": HEAD.format(title="B") + body})
    assert built.code == 1
    for said in (
        "content/b.md:5: nothing here has the label 'fig-lien'",
        "content/b.md:5: no label 'tbl-date' in the article 'first'\n  hint: did you mean 'tbl-data'?",
        "content/b.md:5: no article has the slug 'frist'\n  hint: did you mean 'first'?",
        "content/b.md:9: two equations have the label 'eq-a'",
        "content/b.md:11: no equation has the label 'eq-b'",
        "content/a.md:25: label 'fig-line' is used twice",
    ):
        assert said in built.said, said


def test_macros_of_the_article_and_of_the_site(site: SiteBuilder) -> None:
    own = "---\ntitle: A\ndate: 2025-01-01\nmath_macros:\n  R: '\\mathbb{R}'\n  norm: '\\|#1\\|'\n---\n$\\norm{x} \\in \\R^\\n$\n"
    built = site({"a.md": own}, MATH_MACROS={"n": "d", "R": "wrong"})
    assert built.code == 0, built.said
    page = built.read("articles/a/index.html")
    assert '<mi mathvariant="double-struck">R</mi>' in page
    assert "<mi>d</mi>" in page
    wrong = site({"a.md": own.replace("math_macros:\n  R: '\\mathbb{R}'\n  norm: '\\|#1\\|'", "math_macros: [R]")})
    assert "content/a.md:4: math_macros: expected names with a text each" in wrong.said


def test_feed_has_references_and_no_focus(site: SiteBuilder) -> None:
    built = site({"a.md": FIRST}, SITEURL="https://example.org")
    feed = built.read("feeds/all.atom.xml")
    assert "Equation&amp;nbsp;(1)" in feed
    assert "eq-energy" in feed
    assert "tabindex" not in feed


def test_formulas_in_a_title(site: SiteBuilder) -> None:
    head = "---\ntitle: 'The $L_2$ norm on $\\mathbb{R}^n$ for \\$5'\nsubtitle: 'With $x$ & y'\ndescription: 'Of $\\alpha$'\ndate: 2025-01-01\n---\nText.\n"
    built = site({"a.md": head})
    assert built.code == 0, built.said
    page = built.read("articles/the-l_2-norm-on-rn-for-5/index.html")
    assert "<title>The L_2 norm on ℝ^n for $5 ·" in page
    assert '<h1>The <span class="math"><span class="katex">' in page
    assert "for $5</h1>" in page
    assert "</span> &amp; y</p>" in page
    assert '<meta name="description" content="Of α">' in page
    assert "data:font" in page
    broken = site({"a.md": head.replace("L_2", "\\frac{")})
    assert broken.code == 1
    assert "content/a.md:2: the equation" in broken.said


def test_caption_under_nothing_is_an_error_with_its_line(site: SiteBuilder) -> None:
    built = site({"a.md": "---\ntitle: T\ndate: 2025-01-01\n---\n\nWords.\n\n: A table. {#tbl-gone}\n"})
    assert built.code == 1
    assert "content/a.md:8: this caption stands under no table\n  hint: put it on the line after it" in built.said


def test_number_of_figures_and_of_their_captions_differ(site: SiteBuilder) -> None:
    cell = "```python {run label=fig-a}\n#| subcaption: [one, two]\nfrom IPython.display import SVG\ndisplay(SVG('<svg/>'))\n```"
    built = site({"a.md": f"---\ntitle: T\ndate: 2025-01-01\n---\n\n{cell}\n"})
    assert "content/a.md:6: 1 figures have 2 captions\n  hint: #| subcaption: takes a list, one for each" in built.said


def test_all_rows_of_a_table_can_be_downloaded(site: SiteBuilder) -> None:
    cell = "```python {run label=tbl-a}\nimport pandas as pd\npd.DataFrame({'n': range(1000)})\n```"
    built = site({"a.md": f"---\ntitle: T\ndate: 2025-01-01\n---\n\n{cell}\n"})
    page = built.read("articles/t/index.html")
    assert "1000 rows × 1 columns" in page
    assert "<td>500</td>" not in page
    [name] = (name for name in built.files() if name.startswith("tables/"))
    assert f'<a href="/{name}" download="tbl-a.csv">CSV</a>' in page
    assert "\n500,500\n" in built.read(name)
