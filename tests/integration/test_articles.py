"""What an author writes is what a reader gets."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

import feedparser
import pytest
from PIL import Image

from tests.conftest import SiteBuilder

SEED_SHAPE = '''---
title: "A Title: With a Colon & 1 < 2"
subtitle: "A subtitle"
description: "What it is about"
date: 2025-01-15
thumbnail: "/images/missing.jpg"
tags: ["machine-learning", "neural-networks", "interactive"]
---

The first paragraph.

$$
y = f(Wx + b)
$$

Where:
- $W$ is a matrix
- $x$ is a vector

## Code

\\`\\`\\`python
def f(x):
    return "x < 1"
\\`\\`\\`
'''


def article(body: str) -> str:
    return f"---\ntitle: T\ndate: 2025-01-01\n---\n{body}\n"


def test_article_of_the_founding_shape(site: SiteBuilder) -> None:
    built = site({"a.md": SEED_SHAPE})
    assert built.code == 0, built.said
    page = built.read("articles/a-title-with-a-colon-1-2/index.html")
    assert '<h1>A Title: With a Colon &amp; 1 &lt; 2</h1>' in page
    assert '<p class="article-subtitle">A subtitle</p>' in page
    assert re.findall(r'class="tag" href="([^"]+)"', page) == [
        "/tags/machine-learning/", "/tags/neural-networks/", "/tags/interactive/",
    ]  # fmt: skip
    assert '<span class="k">def</span>' in page
    assert page.count("<li><span class=\"math\">") == 2
    assert "$" not in re.sub(r"<(script|annotation)\b.*?</\1>", "", page, flags=re.DOTALL)


def test_missing_thumbnail_is_a_warning_and_a_picture(site: SiteBuilder) -> None:
    built = site({"a.md": SEED_SHAPE})
    assert "content/a.md:6: thumbnail: no such file: '/images/missing.jpg'" in built.said
    [picture] = re.findall(r'class="post-card-image" src="/([^"]+)"', built.read("index.html"))
    assert picture in built.files()
    assert 'class="article-picture" src="data:image/svg+xml,' in built.read("articles/a-title-with-a-colon-1-2/index.html")


def test_thumbnail_beside_the_article_is_copied(site: SiteBuilder) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 9"></svg>'
    built = site({"posts/a.md": "---\ntitle: T\ndate: 2025-01-01\nthumbnail: t.svg\n---\n", "posts/t.svg": svg})
    assert built.code == 0, built.said
    assert 'alt="" width="16" height="9"' in built.read("articles/t/index.html")
    assert "posts/t.svg" in built.files()


def test_feeds_are_whole_and_have_mathml_alone(site: SiteBuilder) -> None:
    built = site({"a.md": SEED_SHAPE}, SITEURL="https://example.org/blog")
    for name in ("feeds/all.atom.xml", "feeds/all.rss.xml"):
        text = built.read(name)
        ElementTree.fromstring(text)
        [entry] = feedparser.parse(text).entries
        assert "annotation" in text
        assert "katex-html" not in text
        assert entry.link == "https://example.org/blog/articles/a-title-with-a-colon-1-2/"
        assert entry.title == "A Title: With a Colon & 1 < 2"


def test_links_work_under_a_sub_path(site: SiteBuilder) -> None:
    body = "[other](b.md#x) ![alt](pic.png) [tags](/tags/) <img src=\"/posts/pic.png\" alt=\"a\">"
    built = site({"posts/a.md": article(body), "posts/b.md": article("## There {#x}").replace("title: T", "title: B"),
                  "posts/pic.png": PNG}, SITEURL="https://example.org/blog")  # fmt: skip
    assert built.code == 0, built.said
    page = built.read("articles/t/index.html")
    assert 'href="https://example.org/blog/articles/b/#x"' in page
    assert page.count('src="https://example.org/blog/posts/pic.png"') == 2
    assert 'href="https://example.org/blog/tags/"' in page
    assert "posts/pic.png" in built.files()
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert [each for each in addresses if not each.startswith(("https://example.org/blog", "#", "data:"))] == []


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fea7356a"
    "a20000000049454e44ae426082"
)


def test_image_has_its_size(site: SiteBuilder) -> None:
    page = site({"a.md": article("![a dot](dot.png)"), "dot.png": PNG}).read("articles/t/index.html")
    assert re.search(r'<img alt="a dot"[^>]* src="/dot.png"|<img [^>]*width="1" height="1"', page)
    assert 'loading="lazy"' in page


def test_missing_image_is_a_warning_and_a_picture(site: SiteBuilder) -> None:
    built = site({"a.md": article("\n![alt](gone.png)")})
    assert built.code == 0
    assert "content/a.md:6: no such file: 'gone.png'; a placeholder stands in" in built.said
    [picture] = re.findall(r'src="/(images/placeholder-[^"]+)"', built.read("articles/t/index.html"))
    assert picture in built.files()


def test_image_without_alt_text_is_a_warning(site: SiteBuilder) -> None:
    assert "content/a.md:5: the image 'dot.png' has no alt text" in site({"a.md": article("![](dot.png)"), "dot.png": PNG}).said


@pytest.mark.parametrize("link", ["[x](gone.md)", "[x]({filename}gone.md)", "[x]({static}gone.pdf)"])
def test_link_to_a_missing_file_is_an_error(site: SiteBuilder, link: str) -> None:
    built = site({"a.md": article(f"\n{link}")})
    assert built.code == 1
    assert "content/a.md:6: no such file: 'gone." in built.said


def test_figure_without_alt_text_is_a_warning_with_its_line(site: SiteBuilder) -> None:
    body = "\n```python {run}\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);\n```"
    built = site({"a.md": article(body)})
    assert built.code == 0
    assert "content/a.md:6: a figure without alt text\n  hint: say what it shows: #| alt: …" in built.said


def test_figure_stands_in_the_page_and_is_a_file(site: SiteBuilder) -> None:
    body = "```python {run}\n#| alt: A line\n#| caption: Of $x$\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);\n```"
    built = site({"a.md": article(body)})
    page = built.read("articles/t/index.html")
    [name] = re.findall(r'<svg class="drawing" data-pagefind-ignore role="img" aria-label="A line" width="\d+" height="\d+" [^>]*data-file="/(figures/[0-9a-f]+\.svg)"', page)
    assert name in built.files()
    assert re.search(r"<figcaption>\s*<p>Of <span class=\"math\">", page)


def test_cells_stand_in_lists_and_quotations(site: SiteBuilder) -> None:
    body = "1. one\n\n   ```python {run}\n   print('in a list')\n   ```\n2. two\n\n> ```python {run}\n> print('quoted')\n> ```"
    page = site({"a.md": article(body)}).read("articles/t/index.html")
    assert re.search(r"<li>\s*<p>one</p>\s*<div class=\"cell\"", page)
    assert re.search(r"<blockquote>\s*<div class=\"cell\"", page)
    assert page.count("<div") == page.count("</div>")


def test_fonts_of_formulas_are_where_a_formula_has_their_letters(site: SiteBuilder) -> None:
    built = site({"a.md": article("$x$"), "b.md": article("no").replace("title: T", "title: B")})
    assert re.findall(r"font-family:(KaTeX_\w+);[^}]*?url\(data:font", built.read("articles/t/index.html")) == ["KaTeX_Math"]
    assert "KaTeX" not in built.read("articles/b/index.html")
    assert not [name for name in built.files() if "KaTeX" in name]
    assert "theme/fonts/KaTeX_AMS-Regular.woff2" in site({"a.md": article("$\\nexists x$")}).files()


def test_equation_in_a_heading_has_a_plain_address(site: SiteBuilder) -> None:
    page = site({"a.md": article("## The $L_2$ norm\n\n## Other")}).read("articles/t/index.html")
    assert 'id="the-l_2-norm"' in page
    assert ">The L_2 norm</a>" in page


def test_equation_among_the_outputs_is_typeset(site: SiteBuilder) -> None:
    body = "```python {run}\nfrom IPython.display import Latex\nLatex(r'$\\frac{a}{b}$')\n```"
    page = site({"a.md": article(body)}).read("articles/t/index.html")
    assert "katex-display" in page


def test_neighbours_of_an_article(site: SiteBuilder) -> None:
    files = {f"{day}.md": f"---\ntitle: Day {day}\ndate: 2025-01-0{day}\n---\n" for day in (1, 2, 3)}
    page = site(files).read("articles/day-2/index.html")
    assert re.search(r'rel="prev" href="/articles/day-1/"', page)
    assert re.search(r'rel="next" href="/articles/day-3/"', page)


def test_menu_has_only_what_exists(site: SiteBuilder) -> None:
    assert 'href="/about/"' not in site({"a.md": article("")}).read("index.html")
    assert 'href="/about/"' in site({"pages/about.md": "---\ntitle: About\n---\n"}).read("index.html")


def test_article_template_is_given_nothing_else(site: SiteBuilder, tmp_path_factory: pytest.TempPathFactory) -> None:
    theme = tmp_path_factory.mktemp("theme")
    (theme / "templates").mkdir()
    (theme / "templates" / "article.html").write_text("{{ articles | length }}")
    built = site({"a.md": article("")}, THEME_TEMPLATES_OVERRIDES=[str(theme / "templates")])
    assert built.code != 0
    assert "'articles' is undefined" in built.said


def test_large_image_is_offered_in_smaller_files(site: SiteBuilder) -> None:
    file = io.BytesIO()
    Image.effect_noise((800, 300), 80).convert("RGB").save(file, "jpeg", quality=95)
    built = site({"a.md": article("![Noise](a.jpg)"), "a.jpg": file.getvalue()}, SITEURL="https://example.org/blog")
    page = built.read("articles/t/index.html")
    offered = re.search(r'srcset="(https://example.org/blog/(images/webp/[^ ]+) 480w, [^"]+ 800w)"', page)
    assert offered, page
    assert offered[2] in built.files()
    assert 'width="800"' in page
