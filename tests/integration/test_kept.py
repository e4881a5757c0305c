"""What reading an article brings about is kept, and comes about again; whatever it depends on is noticed."""

from __future__ import annotations

import io
import shutil

from PIL import Image

from tests.conftest import Site, SiteBuilder
from tests.integration.test_citations import BIB

HEAD = "---\ntitle: {}\ndate: 2025-01-01\n---\n\n"
PAGE = "articles/a/index.html"


def article(title: str, body: str) -> str:
    return HEAD.format(title) + body + "\n"


def readings(site: Site) -> list[tuple[str, int]]:
    """The readings in the store, each with the time it was written."""
    folder = site.content.parent / "cache" / "readings"
    return sorted((path.name, path.stat().st_ino) for path in folder.rglob("*") if path.is_file())


def picture(width: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, 10), "teal").save(file, "png")
    return file.getvalue()


def test_article_is_read_once(site: SiteBuilder) -> None:
    first = site({"a.md": article("A", "Text."), "b.md": article("B", "Text.")})
    before = readings(first)
    assert len(before) == 2
    assert readings(site({})) == before
    edited = readings(site({"a.md": article("A", "Other text.")}))
    assert set(before) < set(edited)
    assert len(edited) == 3


def test_what_was_wrong_is_told_again(site: SiteBuilder) -> None:
    body = "![](a.png)\n\n[gone](gone.md)\n\n@fig-gone\n\n$\\frac{1$"
    first, again = site({"a.md": article("A", body)}), site({})
    assert first.code == again.code == 1
    listed = [line for line in first.said.splitlines() if line.startswith("content/a.md:")]
    assert len(set(listed)) == 5
    assert [line for line in again.said.splitlines() if line.startswith("content/a.md:")] == listed


def test_files_come_about_again(site: SiteBuilder) -> None:
    cell = "```python {run}\n#| alt: A line\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);\nopen('c.txt', 'w').write('x');\n```\n[c](c.txt)"
    first = site({"a.md": article("A", f"{cell}\n\n![A picture](gone.png)")})
    files, page = first.files(), first.read(PAGE)
    shutil.rmtree(first.output)
    again = site({})
    assert again.ran == []
    assert again.files() == files
    assert any(name.startswith("figures/") for name in files)
    assert "computed/a/c.txt" in files
    assert again.read(PAGE) == page


def test_changed_picture_is_noticed(site: SiteBuilder) -> None:
    assert 'width="20"' in site({"a.md": article("A", "![A](a.png)"), "a.png": picture(20)}).read(PAGE)
    assert 'width="300"' in site({"a.png": picture(300)}).read(PAGE)


def test_file_that_appears_is_noticed(site: SiteBuilder) -> None:
    assert site({"a.md": article("A", "[b](b.md)")}).code == 1
    assert site({"b.md": article("B", "Text.")}).code == 0


def test_changed_bibliography_is_noticed(site: SiteBuilder) -> None:
    text = article("A", "@knuth84").replace("date:", "bibliography: refs.bib\ndate:")
    assert "(1984" in site({"a.md": text, "refs.bib": BIB}).read(PAGE)
    assert "(1999" in site({"refs.bib": BIB.replace("1984", "1999")}).read(PAGE)


def test_label_that_moves_in_another_article_is_noticed(site: SiteBuilder) -> None:
    one, two = "![A](a.png \"A\"){#fig-a}\n", "![B](a.png \"B\"){#fig-b}\n"
    first = site({"a.md": article("A", "See @b#fig-a."), "b.md": article("B", f"{one}\n{two}"), "a.png": picture(20)})
    assert "Figure&nbsp;1</a>" in first.read(PAGE)
    assert "Figure&nbsp;2</a>" in site({"b.md": article("B", f"{two}\n{one}")}).read(PAGE)


def test_setting_is_noticed(site: SiteBuilder) -> None:
    assert site({"a.md": article("A", "$\\R$")}, MATH_MACROS={"R": "\\alpha"}).read(PAGE).count("α")
    assert site({}, MATH_MACROS={"R": "\\beta"}).read(PAGE).count("β")


def test_check_reads_again_only_what_changed(site: SiteBuilder) -> None:
    built = site({"a.md": article("A", "## One\n\n#### Two"), "b.md": article("B", "Text.")}, CHECK=True)
    assert "the heading skips from level 2 to 4" in built.said
    assert "the heading skips from level 2 to 4" in site({}, CHECK=True).said
    assert [name for name in built.files() if name.endswith("index.html")] == []


def test_check_says_what_weighs_too_much(site: SiteBuilder) -> None:
    noise = io.BytesIO()
    Image.effect_noise((1500, 1500), 90).save(noise, "png")
    files = {"a.md": article("A", "![Noise](noise.png)\n\n```python {run}\nprint('x' * 120)\n```"), "noise.png": noise.getvalue()}
    assert "weighs" not in site(files).said
    said = site({}, {"EXECUTE": "kept"}, CHECK=True).said
    assert "content/a.md:6: the image 'noise.png' weighs " in said
    assert "content/a.md:8: an output line has 120 characters" in said


def test_link_to_a_draft_is_told(site: SiteBuilder) -> None:
    draft = article("Later", "Text.").replace("date:", "draft: true\ndate:")
    built = site({"a.md": article("A", "Text.\n\n[soon](b.md)"), "b.md": draft, "c.md": draft.replace("Text.", "[b](b.md)")})
    assert built.said.count("a link to the draft 'Later', which no reader should see yet") == 1
    assert "content/a.md:8: a link to the draft" in built.said
