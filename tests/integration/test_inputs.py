"""A result is used again exactly when all it was computed from is unchanged."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.execute import inputs
from tests.conftest import ROOT, Site, SiteBuilder, build_site

READS = "---\ntitle: T\ndate: 2025-01-01\n---\n```python {run}\nprint(open('data.csv').read())\n```\n"


@pytest.fixture(params=["fork", "spawn"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each test with both ways of starting a session."""
    monkeypatch.setenv("EXECUTE_START", request.param)


def cells(*codes: str) -> str:
    return "---\ntitle: T\ndate: 2025-01-01\n---\n" + "\n".join(f"```python {{run}}\n{code}\n```" for code in codes)


def why(site: Site) -> str:
    """Return what `inv why` says of a site's only article."""
    return site.ask("why")[1].strip().removeprefix("content/a.md: ")


def test_changed_data_file_is_seen(site: SiteBuilder) -> None:
    site({"a.md": READS, "data.csv": "1"})
    assert site({"a.md": READS, "data.csv": "1"}).ran == []
    changed = site({"data.csv": "2"})
    assert changed.ran == ["content/a.md"]
    assert ">2</pre>" in changed.read("articles/t/index.html")


def test_file_that_was_not_read_changes_nothing(site: SiteBuilder) -> None:
    site({"a.md": READS, "data.csv": "1", "other.csv": "1"})
    assert site({"other.csv": "2", "new.csv": "3"}).ran == []


def test_changed_module_is_seen(site: SiteBuilder) -> None:
    body = cells("import helper\nhelper.value()")
    site({"a.md": body, "helper.py": "import inner\ndef value(): return inner.X", "inner.py": "X = 1"})
    changed = site({"inner.py": "X = 2"})
    assert changed.ran == ["content/a.md"]
    assert ">2</pre>" in changed.read("articles/t/index.html")


def test_new_file_in_a_listed_folder_is_seen(site: SiteBuilder) -> None:
    body = cells("import os\nsorted(os.listdir('data'))")
    site({"a.md": body, "data/one": "1"})
    assert site({}).ran == []
    assert site({"data/two": "2"}).ran == ["content/a.md"]


def test_declared_variable_is_seen_and_changes_are_too(site: SiteBuilder) -> None:
    body = cells("import os\nos.environ.get('CITY'), os.environ.get('TOKEN')")
    first = site({"a.md": body}, environment={"CITY": "Bonn", "TOKEN": "x"}, EXECUTE_ENVIRONMENT=["CITY"])
    assert "('Bonn', None)" in first.read("articles/t/index.html")
    assert site({}, environment={"CITY": "Bonn", "TOKEN": "y"}, EXECUTE_ENVIRONMENT=["CITY"]).ran == []
    assert site({}, environment={"CITY": "Ulm"}, EXECUTE_ENVIRONMENT=["CITY"]).ran == ["content/a.md"]


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "hit"),
        ({"data.csv": "2"}, "content/data.csv changed"),
        ({"a.md": READS.replace("print(", "print(1, ")}, "cell 1 (content/a.md:6) edited"),
        ({"a.md": READS + "\n```python {run}\n2\n```\n"}, "cell 2 (content/a.md:10) was added"),
    ],
)
def test_why_names_the_reason(site: SiteBuilder, files: dict[str, str], reason: str) -> None:
    built = site({"a.md": READS, "data.csv": "1"})
    for name, text in files.items():
        (built.content / name).write_text(text)
    assert why(built) == reason


def test_why_of_what_never_ran(site: SiteBuilder) -> None:
    assert why(site({"a.md": READS})) == "never run"  # it failed: there is no data.csv


def test_versions_of_what_is_imported_are_inputs(site: SiteBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    observed = {"files": {}, "folders": [], "imports": ["matplotlib"]}
    found = inputs.gathered(observed, (), ROOT)
    assert {"matplotlib", "numpy", "pillow"} <= set(found.distributions)
    assert "pandas" not in found.distributions
    assert list(inputs.changes(found, ROOT)) == []
    older = inputs.Inputs(distributions={**found.distributions, "numpy": "1.0"})
    assert [change.what for change in inputs.changes(older, ROOT)] == [f"numpy 1.0 → {found.distributions['numpy']}"]


def test_cell_that_gives_other_outputs_each_time_is_named(site: SiteBuilder) -> None:
    steady = site({"a.md": cells("import time; print(1)", "2")})
    assert "not deterministic" not in steady.said
    assert "not deterministic" not in site({"a.md": cells("import time; print(1)", "3")}).said
    site({"a.md": cells("import time; print(time.time_ns())", "2")})
    again = site({"a.md": cells("import time; print(time.time_ns())", "3")})
    assert "content/a.md:5: not deterministic" in again.said
    assert again.code == 0


def test_file_a_library_reads_can_be_named(site: SiteBuilder) -> None:
    body = cells("#| depends-on: data.bin\nimport os; os.popen('cat data.bin').read()")
    site({"a.md": body, "data.bin": "1"})
    assert site({}).ran == []
    assert "'2'" in site({"data.bin": "2"}).read("articles/t/index.html")
    wrong = site({"a.md": body.replace("data.bin", "gone.bin")})
    assert "content/a.md:5: depends-on: no such file: 'gone.bin'" in wrong.said
    assert wrong.code == 1


def test_results_are_good_in_another_folder(site: SiteBuilder, tmp_path: Path) -> None:
    site({"a.md": READS, "data.csv": "1"})
    moved = build_site(tmp_path / "elsewhere", {"a.md": READS, "data.csv": "1"}, {}, {"STORE_PATH": str(tmp_path / "cache")})
    assert moved.ran == []


def test_python_itself_is_an_input() -> None:
    found = inputs.gathered({"files": {}, "folders": [], "imports": []}, (), ROOT)
    older = inputs.Inputs(distributions={**found.distributions, "Python": "3.10.1 (CPython, x86_64)"})
    [change] = inputs.changes(older, ROOT)
    assert change.what.startswith("Python 3.10.1 (CPython, x86_64) → 3.")
    assert change.slight


def test_error_that_is_meant_looks_the_same_from_the_store(site: SiteBuilder) -> None:
    body = "---\ntitle: T\ndate: 2025-01-01\n---\n```python {run error=true}\n1 / 0\n```\n"
    moment = {"SOURCE_DATE_EPOCH": "0"}
    first = site({"a.md": body}, moment).read("articles/t/index.html")
    again = site({}, moment)
    assert again.ran == []
    assert again.read("articles/t/index.html") == first


def test_random_names_in_styled_tables_are_no_difference(site: SiteBuilder) -> None:
    styled = "import pandas as pd; pd.DataFrame({'a': [1]}).style.highlight_max()"
    site({"a.md": cells(styled, "1")})
    again = site({"a.md": cells(styled, "2")})
    assert "not deterministic" not in again.said
    assert again.ask("verify")[0] == 0
