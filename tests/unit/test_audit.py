"""The audit's budgets: what breaks them is named; its server sends as hosts do."""

from __future__ import annotations

import gzip
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest

from tools.audit.budget import Figures, broken, table
from tools.audit.measure import figures
from tools.audit.run import file, pages
from tools.audit.serve import serving

GOOD = Figures(100, 100, 100, 100, 79_000, 30_000, 8, 0, 4_000, 900.0, 0.0, 0.0, 0)


def test_page_within_its_budgets_breaks_none() -> None:
    assert list(broken(GOOD)) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"performance": 99}, "performance 99, at least 100"), ({"bytes": 80_001}, "bytes 80001, at most 80000"),
        ({"foreign": 1}, "foreign 1, at most 0"), ({"cls": 0.02}, "cls 0.02, at most 0.01"), ({"axe": 2}, "axe 2, at most 0"),
    ],
)  # fmt: skip
def test_budget_that_is_broken_is_named(change: dict[str, float], said: str) -> None:
    page = replace(GOOD, **change)  # type: ignore[arg-type]
    assert list(broken(page)) == [said]
    assert list(broken(page, tuple(change))) == []


def test_table_has_a_line_a_page() -> None:
    lines = table({"home": GOOD, "tag": GOOD}).splitlines()
    assert len(lines) == 4
    assert lines[2] == "| home | 100 | 100 | 100 | 100 | 79.0 kB | 30.0 kB | 8 | 0 | 4.0 kB | 900 ms | 0 ms | 0.000 | 0 |"


def test_figures_are_read_from_a_report() -> None:
    items = [{"url": f"http://a/{name}", "resourceType": kind, "transferSize": size}
             for name, kind, size in (("", "Document", 10), ("s.js", "Script", 20), ("f.woff2", "Font", 30))]  # fmt: skip
    items += [{"url": "https://b/x.js", "resourceType": "Script", "transferSize": 5}, {"url": "data:x", "transferSize": 99}]
    report = {
        "finalDisplayedUrl": "http://a/", "categories": {name: {"score": 0.99} for name in ("performance", "accessibility", "best-practices", "seo")},
        "audits": {"network-requests": {"details": {"items": items}}, "largest-contentful-paint": {"numericValue": 1.0},
                   "total-blocking-time": {"numericValue": 2.0}, "cumulative-layout-shift": {"numericValue": 0.1}},
    }  # fmt: skip
    assert figures(report, 3) == Figures(99, 99, 99, 99, 65, 35, 4, 1, 25, 1.0, 2.0, 0.1, 3)


def test_server_compresses_and_has_a_page_for_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("home " * 100)
    (tmp_path / "404.html").write_text("gone")
    with serving(tmp_path) as address:
        with urllib.request.urlopen(address) as answer:
            assert answer.headers["Content-Encoding"] == "gzip"
            assert gzip.decompress(answer.read()) == b"home " * 100
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(f"{address}/nowhere")
        with caught.value:
            assert (caught.value.code, gzip.decompress(caught.value.read())) == (404, b"gone")


def test_pages_of_any_site_are_found(tmp_path: Path) -> None:
    for name in ("articles/b", "articles/a", *(f"articles/z{number}" for number in range(5)), "tags/x", "tags/y"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "index.html").touch()
    found = list(pages(tmp_path))
    assert found == ["", "articles/a/", "articles/b/", "articles/z0/", "articles/z1/", "tags/x/", "search/", "404.html"]
    assert [file(tmp_path, path).name for path in (found[0], found[-1])] == ["index.html", "404.html"]
