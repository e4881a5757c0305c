"""Results kept in git stand for a run, until they are stale; a fresh run shows what has drifted."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml

from tests.conftest import Site, SiteBuilder

CODE = """
```python {run}
#| alt: A line
import matplotlib.pyplot as plt
print("one"); print("two")
plt.plot([1, 2]);
```

Text.

```python {run}
value = float(open("data.csv").read())
open("result.csv", "w").write(f"{value}"); value
```

[The result](result.csv)
"""
ARTICLE = f"---\ntitle: T\ndate: 2025-01-01\n---\n{CODE}"
FILES: dict[str, str | bytes] = {"a.md": ARTICLE, "data.csv": "1.5"}


def results(site: Site) -> dict[str, bytes]:
    folder = site.content / "a.results"
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


@pytest.fixture
def frozen(site: SiteBuilder) -> Site:
    """A site whose only article is frozen, and whose store is empty."""
    built = site(FILES)
    assert built.ask("freeze", "a.md") == (0, "content/a.results: written\n")
    subprocess.run(["rm", "-r", str(built.content.parent / "cache")], check=True)
    return built


def test_frozen_article_is_not_run_and_looks_the_same(site: SiteBuilder, frozen: Site) -> None:
    before = frozen.read("articles/t/index.html")
    again = site({})
    assert (again.ran, again.code) == ([], 0)
    assert again.read("articles/t/index.html") == before
    assert (again.output / "computed/a/result.csv").read_text() == "1.5"
    assert again.ask("why") == (0, "content/a.md: hit (frozen)\n")


def test_frozen_results_can_be_read_in_a_difference(frozen: Site) -> None:
    found = results(frozen)
    text = found.pop("results.yaml").decode()
    assert "    text: |\n      one\n      two\n" in text
    assert sorted(Path(name).suffix for name in found) == [".csv", ".svg"]
    assert next(name for name in found if name.endswith(".svg")) in text
    assert "content/a.md" in yaml.safe_load(text)["name"]


def test_freezing_an_unchanged_article_again_changes_nothing(frozen: Site) -> None:
    before = results(frozen)
    assert frozen.ask("freeze", "a.md")[1].endswith("content/a.results: unchanged\n")
    assert results(frozen) == before


@pytest.mark.parametrize(
    ("files", "said", "code"),
    [
        ({"a.md": ARTICLE.replace('"two"', '"three"')}, "cell 1 (content/a.md:8) edited", 1),
        ({"data.csv": "2.5"}, "content/data.csv changed", 1),
        ({"a.md": ARTICLE.replace("Text.", "Other text.")}, "", 0),
    ],
)
def test_frozen_results_of_other_code_or_data_are_an_error(
    site: SiteBuilder, frozen: Site, files: dict[str, str | bytes], said: str, code: int
) -> None:
    built = site(files)
    assert built.code == code
    assert ("its frozen results are stale: " + said in built.said) == bool(code)
    assert built.ran == (["content/a.md"] if code else [])  # what is shown is never stale


def test_frozen_results_of_another_version_are_a_warning(site: SiteBuilder, frozen: Site) -> None:
    path = frozen.content / "a.results" / "results.yaml"
    stored = yaml.safe_load(path.read_text())
    stored["inputs"]["distributions"]["numpy"] = "1.0"
    path.write_text(yaml.safe_dump(stored))
    built = site({})
    assert (built.code, built.ran) == (0, [])
    assert "content/a.md:6: its frozen results are stale: numpy 1.0 → " in built.said


def test_data_that_is_not_there_does_not_make_frozen_results_wrong(site: SiteBuilder, frozen: Site) -> None:
    (frozen.content / "data.csv").unlink()
    built = site({})
    assert (built.code, built.ran) == (0, [])
    assert "its frozen results are stale: content/data.csv is gone" in built.said


def test_broken_frozen_results_are_named(site: SiteBuilder, frozen: Site) -> None:
    (frozen.content / "a.results" / "results.yaml").write_text("<<<<<<< HEAD\ncells: [\n")
    built = site({})
    assert built.code == 1
    assert "content/a.results/results.yaml: cannot be read" in built.said
    assert built.ran == ["content/a.md"]


def test_nothing_runs_where_only_kept_results_may_be_used(site: SiteBuilder) -> None:
    missing = site(FILES, environment={"EXECUTE": "frozen"})
    assert (missing.code, missing.ran) == (1, [])
    assert "content/a.md:6: no results are kept: never run" in missing.said
    assert site({}).ran == ["content/a.md"]
    assert site({}, EXECUTE="frozen").code == 0


def test_article_that_fails_is_not_frozen(site: SiteBuilder) -> None:
    built = site({"a.md": "---\ntitle: T\ndate: 2025-01-01\n---\n```python {run}\n1 / 0\n```\n"})
    code, said = built.ask("freeze", "a.md")
    assert code == 1
    assert "content/a.md:6: ZeroDivisionError" in said
    assert results(built) == {}


def test_verify_finds_what_drifted(site: SiteBuilder) -> None:
    drawn = ("\n```python {run}\n#| alt: Points\nimport os, matplotlib.pyplot as plt\nprint('a'); print(os.environ['CITY'])\n"
             "plt.plot([1, len(os.environ['CITY'])]); plt.ylim(0, 9);\n```\n")  # fmt: skip
    header = "---\ntitle: T\ndate: 2025-01-01\n---\n"
    built = site({"a.md": header + drawn}, {"CITY": "Ulm"}, EXECUTE_ENVIRONMENT=["CITY"])
    assert built.ask("verify", CITY="Ulm")[0] == 0
    code, said = built.ask("verify", "a.md", CITY="Bonn")
    assert code == 1
    assert "content/a.md:6: the outputs changed" in said
    assert "\n-Ulm\n+Bonn\n" in said
    assert "-<path d=" in said
    assert built.ask("verify", "gone.md")[0] == 1


def test_verify_needs_something_to_compare_with(site: SiteBuilder) -> None:
    built = site(FILES, EXECUTE="none")
    (built.content.parent / "conf.py").write_text((built.content.parent / "conf.py").read_text().replace("'none'", "'marked'"))
    code, said = built.ask("verify")
    assert code == 1
    assert "content/a.md:6: nothing to compare with: never run" in said


def test_page_says_how_it_was_computed_and_offers_its_code(site: SiteBuilder) -> None:
    built = site(FILES, {"SOURCE_DATE_EPOCH": "1700000000"})
    page = built.read("articles/t/index.html")
    assert '<time datetime="2023-11-14T22:13:20+00:00">14 November 2023</time>' in page
    assert f"with Python {sys.version_info.major}.{sys.version_info.minor}" in page
    assert ", matplotlib 3." in page
    assert '<a href="/computed/a.ipynb" download>' in page
    notebook = nbformat.reads(built.read("computed/a.ipynb"), 4)
    nbformat.validate(notebook)
    kinds = [(cell["cell_type"], [output["output_type"] for output in cell.get("outputs", [])]) for cell in notebook["cells"]]
    assert kinds == [("markdown", []), ("code", ["stream", "display_data"]), ("markdown", []),
                     ("code", ["execute_result"]), ("markdown", [])]  # fmt: skip
    script = built.read("computed/a.py")
    compile(script, "a.py", "exec")
    assert "# %% [markdown]\n# Text.\n" in script


def test_file_a_cell_writes_is_published_if_it_is_linked(site: SiteBuilder) -> None:
    unlinked = site({**FILES, "a.md": ARTICLE.replace("[The result](result.csv)", "")})
    assert "computed/a/result.csv" not in unlinked.files()
    linked = site({"a.md": ARTICLE}, SITEURL="https://example.org/blog")
    assert linked.ran == ["content/a.md"]
    assert linked.code == 0, linked.said
    assert '<a href="https://example.org/blog/computed/a/result.csv">' in linked.read("articles/t/index.html")
    assert linked.read("computed/a/result.csv") == "1.5"
    assert site({}, SITEURL="https://example.org/blog").ran == []


def test_picture_a_cell_writes_is_shown_with_its_size(site: SiteBuilder) -> None:
    body = "```python {run}\nfrom PIL import Image\nImage.new('RGB', (30, 20)).save('drawn.png')\n```\n\n![A dark box](drawn.png)\n"
    built = site({"a.md": f"---\ntitle: T\ndate: 2025-01-01\n---\n{body}"}, SITEURL="https://example.org/blog")
    assert (built.code, "warning" in built.said) == (0, False), built.said
    page = built.read("articles/t/index.html")
    [tag] = re.findall(r"<img [^>]*drawn.png[^>]*>", page)
    assert all(part in tag for part in ('src="https://example.org/blog/computed/a/drawn.png"', 'width="30"', 'height="20"'))
