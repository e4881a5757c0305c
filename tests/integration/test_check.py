"""A check reads everything, runs nothing, and says in one list what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plugins.writing.review import review
from tests.integration.test_tasks import invoke

ARTICLE = """---
title: T
date: 2025-01-01
titel: x
---
Take [the table](table.csv), see @fig-a and `{python} 1 / 0`.

```python {run label=fig-a echo=false}
open("table.csv", "w").write("1")
raise RuntimeError("this does not run")
```

## Two

#### Four

![](gone.png)

\\`\\`\\`python
x = 1
\\`\\`\\`

[dead](nowhere.pdf) and $\\frac{1}{$.
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "a.md").write_text(ARTICLE)
    return tmp_path


def test_everything_is_in_one_list_and_nothing_runs(content: Path) -> None:
    done = invoke("check", "--content", "content", folder=content)
    assert done.returncode == 1
    for said in (
        "content/a.md:4: titel: unknown field", "content/a.md:15: the heading skips from level 2 to 4\n  hint: write ###",
        "content/a.md:17: no such file: 'gone.png'", "content/a.md:19: the fence is escaped",
        "content/a.md:23: no such file: 'nowhere.pdf'", "content/a.md:23: the equation",
    ):  # fmt: skip
        assert said in done.stdout, said
    for unsaid in ("RuntimeError", "ZeroDivisionError", "fig-a", "table.csv", "no results are kept"):
        assert unsaid not in done.stdout, unsaid
    assert sorted(path.name for path in content.rglob("*")) == ["a.md", "content"]


def test_list_can_be_read_by_programs(content: Path) -> None:
    found = json.loads(invoke("check", "--content", "content", "--format", "json", folder=content).stdout)
    assert [problem["line"] for problem in found] == sorted(problem["line"] for problem in found)
    assert {"path": "content/a.md", "line": 15, "severity": "warning", "what": "the heading skips from level 2 to 4",
            "hint": "write ###"} in found  # fmt: skip
    shown = invoke("check", "--content", "content", "--format", "github", folder=content).stdout
    assert "::warning file=content/a.md,line=15::the heading skips from level 2 to 4%0Ahint: write ###" in shown
    assert "takes text, github, json" in invoke("check", "--format", "xml", folder=content).stderr


def test_warnings_count_where_they_should_and_fences_are_fixed(content: Path) -> None:
    path = content / "content" / "a.md"
    path.write_text("---\ntitle: T\ndate: 2025-01-01\n---\n\\`\\`\\`python\nx = 1\n\\`\\`\\`\n")
    assert invoke("check", "--content", "content", folder=content).returncode == 0
    assert invoke("check", "--content", "content", "--strict", folder=content).returncode == 1
    fixed = invoke("check", "--content", "content", "--strict", "--fix", folder=content)
    assert (fixed.returncode, fixed.stdout) == (0, "nothing found\n")
    assert path.read_text().endswith("```python\nx = 1\n```\n")


def test_heading_in_code_skips_nothing() -> None:
    assert list(review("a.md", ["## A", "```", "#### in code", "```", "### B"])) == []
