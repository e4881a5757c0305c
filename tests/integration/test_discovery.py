"""Others find the site: by its sitemap, its feeds, what its pages say of themselves, and at older addresses."""

from __future__ import annotations

import json
import re
import shutil
from xml.etree import ElementTree

from PIL import Image

from plugins.discovery.card import SIZE
from plugins.pages.policy import hashed
from tests.conftest import SiteBuilder

ADDRESS = "https://example.org/blog"
HEAD = "---\ntitle: {}\ndate: 2025-0{}-01\n{}---\n\n{}\n"
FILES: dict[str, str | bytes] = {
    "a.md": HEAD.format("Light & Shade", 1, "tags: [optics]\nauthor: Ada Lovelace\naliases: [old/light, /light.html]\n", "On optics of light."),
    "b.md": HEAD.format("More Light", 2, "tags: [optics]\nseries: Seeing\nmodified: 2025-03-04\n", "Optics."),
    "c.md": HEAD.format("Dust", 3, "series: Seeing\nlang: de\n", "Staub."),
    "d.md": HEAD.format("Cheese", 4, "tags: [food]\n", "Dairy."),
    "pages/about.md": "---\ntitle: About\n---\nText.\n",
}
A = "articles/light-shade/index.html"


def test_sitemap_has_each_page_once_and_robots_names_it(site: SiteBuilder) -> None:
    built = site(FILES, SITEURL=ADDRESS)
    assert built.code == 0, built.said
    tree = ElementTree.fromstring(built.read("sitemap.xml"))
    found = [entry.text or "" for entry in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(found) == len(set(found))
    for path in ("", "articles/light-shade/", "about/", "tags/optics/", "archives/"):
        assert f"{ADDRESS}/{path}" in found
    assert not any("old" in address or "404" in address for address in found)
    assert "<lastmod>2025-03-04</lastmod>" in built.read("sitemap.xml")
    assert built.read("robots.txt").endswith(f"Sitemap: {ADDRESS}/sitemap.xml\n")
    shutil.rmtree(built.output)
    assert "sitemap.xml" not in site({}, SITEURL="").files()


def test_json_feed_has_whole_articles(site: SiteBuilder) -> None:
    feed = json.loads(site(FILES, SITEURL=ADDRESS).read("feeds/all.json"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{ADDRESS}/feeds/all.json"
    item = next(each for each in feed["items"] if each["title"] == "Light & Shade")
    assert item["url"] == f"{ADDRESS}/articles/light-shade/"
    assert "On optics of light." in item["content_html"]
    assert item["authors"] == [{"name": "Ada Lovelace"}]


def test_older_addresses_lead_to_the_new_one(site: SiteBuilder) -> None:
    built = site(FILES, SITEURL=ADDRESS)
    for name in ("old/light/index.html", "light.html"):
        assert f'content="0; url={ADDRESS}/articles/light-shade/"' in built.read(name)
    wrong = site({"b.md": str(FILES["b.md"]).replace("series:", "aliases: [articles/cheese, ../x, tags/food]\nseries:")})
    assert wrong.code == 1
    assert "content/b.md:5: aliases: 'articles/cheese' is the address of another page" in wrong.said
    assert "content/b.md:5: aliases: '../x' is no address on this site" in wrong.said
    assert "content/b.md:5: aliases: 'tags/food' is the address of another page" in wrong.said


def test_article_says_what_it_is(site: SiteBuilder) -> None:
    built = site(FILES, SITEURL=ADDRESS)
    page = built.read(A)
    for said in (
        f'<link rel="canonical" href="{ADDRESS}/articles/light-shade/">', '<meta name="citation_title" content="Light &amp; Shade">',
        '<meta name="citation_author" content="Ada Lovelace">', '<meta name="citation_publication_date" content="2025/01/01">',
        f'<meta property="og:image" content="{ADDRESS}/cards/light-shade.png">', '<meta name="twitter:card" content="summary_large_image">',
        "@article{lovelace2025light,\n  author = {Ada Lovelace},\n  title = {{Light \\&amp; Shade}},",
    ):  # fmt: skip
        assert said in page, said
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert data
    described = json.loads(data[1])
    assert (described["@type"], described["headline"]) == ("TechArticle", "Light & Shade")
    assert described["author"] == [{"@type": "Person", "name": "Ada Lovelace"}]
    with Image.open(built.output / "cards" / "light-shade.png") as card:
        assert card.size == SIZE


def test_articles_know_those_like_them_and_their_series(site: SiteBuilder) -> None:
    built = site(FILES)
    related = re.search(r'<nav class="related".*?</nav>', built.read(A), re.DOTALL)
    assert related
    assert "More Light" in related[0]
    assert "Cheese" not in related[0]
    series = re.search(r'<nav class="series".*?</nav>', built.read("articles/dust/de/index.html"), re.DOTALL)
    assert series
    assert series[0].index("More Light") < series[0].index('<span aria-current="page">Dust')
    assert 'class="series"' not in built.read(A)


def test_dates_are_in_the_language_of_the_article(site: SiteBuilder) -> None:
    built = site({**FILES, "e.md": HEAD.format("X", 5, "lang: ar\n", "x")})
    assert ">1. März 2025</time>" in built.read("articles/dust/de/index.html")
    assert ">1 January 2025</time>" in built.read(A)
    assert '<html lang="ar" dir="rtl">' in built.read("articles/x/ar/index.html")


def test_page_allows_no_script_but_its_own(site: SiteBuilder) -> None:
    cell = "```python {run}\nfrom IPython.display import HTML\nHTML('<script>let x = 1</script>')\n```"
    built = site({"a.md": HEAD.format("A", 1, "", cell)}, CONTENT_SECURITY={"frame-src": ["https://v.example"]})
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', built.read("articles/a/index.html"))
    assert policy
    rules = dict(rule.split(" ", 1) for rule in policy[1].replace("&#39;", "'").split("; "))
    assert hashed("let x = 1") in rules["script-src"]
    assert "unsafe-inline" not in rules["script-src"]
    assert rules["default-src"] == "'none'"
    assert rules["frame-src"] == "https://v.example"


def test_edit_comments_and_licence_are_there_if_they_are_set(site: SiteBuilder) -> None:
    page = site(FILES).read(A)
    assert "Edit this page" not in page
    assert "giscus" not in page
    page = site({}, SOURCE_URL="https://github.com/x/y/edit/main/content/{path}", GISCUS={"repo": "x/y"},
                LICENSE=("CC BY", "https://example.org/by"), SOCIAL=[("Code", "https://example.org/code")]).read(A)  # fmt: skip
    assert 'href="https://github.com/x/y/edit/main/content/a.md"' in page
    assert 'data-comments hidden data-repo="x/y"' in page
    assert 'rel="license" href="https://example.org/by"' in page
    assert 'rel="me" href="https://example.org/code"' in page


def test_visits_are_counted_only_if_a_script_is_named(site: SiteBuilder) -> None:
    assert "<script async" not in site(FILES).read(A)
    page = site({}, ANALYTICS={"src": "https://count.example/count.js", "data-site": "a&b"}).read(A)
    assert '<script async data-site="a&amp;b" src="https://count.example/count.js"></script>' in page
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    allowed = [rule.split(" ", 1)[0] for rule in policy[1].replace("&#39;", "'").split("; ") if "https://count.example" in rule]
    assert allowed == ["script-src", "connect-src"]
    wrong = site({}, ANALYTICS={"data-site": "x"})
    assert "pelicanconf.py: ANALYTICS names no script" in wrong.said
    assert wrong.code == 1


def test_tags_and_series_are_described(site: SiteBuilder) -> None:
    built = site(FILES, TAG_DESCRIPTIONS={"optics": "What light does"}, SERIES_DESCRIPTIONS={"Seeing": "How eyes work"})
    assert "What light does" in built.read("tags/optics/index.html")
    assert 'Part of the series <a href="/series/seeing/">Seeing</a>: How eyes work</p>' in built.read("articles/more-light/index.html")


def test_every_series_has_a_page_and_one_lists_them(site: SiteBuilder) -> None:
    built = site(FILES, SITEURL=ADDRESS, SERIES_DESCRIPTIONS={"Seeing": "How eyes work", "Seing": "Misspelt"})
    page = built.read("series/seeing/index.html")
    assert page.index("More Light") < page.index("Dust")
    assert '<p class="page-description">How eyes work</p>' in page
    assert f'<a href="{ADDRESS}/series/seeing/">Seeing</a>' in built.read("series/index.html")
    assert f'href="{ADDRESS}/series/">Series</a>' in built.read("index.html")
    assert f"<loc>{ADDRESS}/series/seeing/</loc>" in built.read("sitemap.xml")
    assert "SERIES_DESCRIPTIONS: no article is part of 'Seing'" in built.said
    assert "did you mean 'Seeing'" in built.said


def test_series_that_is_nearly_another_is_told(site: SiteBuilder) -> None:
    built = site({**FILES, "e.md": HEAD.format("Late", 5, "series: Seing\n", "x")})
    assert "content/e.md:4: series: no other article is part of 'Seing'\n  hint: did you mean 'Seeing'?" in built.said


def test_every_kind_of_page_names_its_own_address(site: SiteBuilder) -> None:
    built = site(FILES, SITEURL=ADDRESS)
    for path in ("", "articles/light-shade/", "about/", "tags/optics/", "series/", "series/seeing/", "archives/", "archives/2025/", "authors/ada-lovelace/"):
        assert re.findall(r'rel="canonical" href="([^"]+)"', built.read(f"{path}index.html")) == [f"{ADDRESS}/{path}"]
    assert 'rel="canonical"' not in built.read("404.html")


def test_site_without_series_has_no_page_of_them(site: SiteBuilder) -> None:
    built = site({"a.md": FILES["a.md"], "series-later.md": HEAD.format("Other", 2, "aliases: [series]\n", "x")})
    assert "series/index.html" not in built.files()
    assert ">Series</a>" not in built.read("index.html")
    assert "content/series-later.md:4: aliases: 'series' is the address of another page" in built.said


def test_future_articles_wait_when_published(site: SiteBuilder) -> None:
    later = HEAD.format("Later", 1, "", "x").replace("2025", "2999")
    built = site({"z.md": later})
    assert "articles/later/index.html" in built.files()
    shutil.rmtree(built.output)
    assert "articles/later/index.html" not in site({}, WITH_FUTURE_DATES=False).files()
