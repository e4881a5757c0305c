"""Everything an author can type is in the manual, and the manual's example builds."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import pelicanconf
from plugins.execute.option import NAMES, SWITCHES
from plugins.frontmatter.schema import FIELDS

ROOT = Path(__file__).parents[1]
MANUAL = (ROOT / "docs" / "writing.md").read_text()
OURS = {"EXECUTE", "EXECUTE_TIMEOUT", "EXECUTE_PRELOAD", "EXECUTE_ENVIRONMENT", "EXECUTE_START", "EXECUTE_WORKERS",
        "EXECUTE_TOTAL_TIMEOUT", "STORE_PATH", "STORE_LIMIT", "NODE_MODULES", "MENU",
        "MATH_MACROS", "BIBLIOGRAPHY", "CITATION_STYLE"}


def tasks() -> list[str]:
    """Return the names of all tasks, as Invoke lists them."""
    command = [sys.executable, "-m", "invoke", "--list", "--list-format=flat"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return re.findall(r"^  (\S+)  ", listed, re.MULTILINE)


@pytest.mark.parametrize("name", FIELDS)
def test_field_has_a_row_with_an_example(name: str) -> None:
    assert re.search(rf"^\| `{name}` \| .+ \| `{name}: .+` \|$", MANUAL, re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
def test_option_has_a_row_with_an_example(name: str) -> None:
    assert re.search(rf"^\| `{name}` \| .+ \| `(?:{name}=|#\\\| {name}: ).+` \|$", MANUAL, re.MULTILINE)


@pytest.mark.parametrize("word", SWITCHES)
def test_switch_is_explained(word: str) -> None:
    assert f"`{{{word}}}`" in MANUAL


@pytest.mark.parametrize("name", sorted(OURS))
def test_setting_is_explained_and_has_a_default(name: str) -> None:
    assert f"`{name}`" in MANUAL
    assert hasattr(pelicanconf, name)


def test_every_setting_of_ours_is_on_the_list() -> None:
    read = {name for path in (ROOT / "plugins").rglob("*.py") for name in
            re.findall(r'settings(?:\.get\(|\[)"([A-Z][A-Z_]+)"', path.read_text())}  # fmt: skip
    from pelican.settings import DEFAULT_CONFIG

    assert {name for name in read - set(DEFAULT_CONFIG) if f"`{name}`" not in MANUAL} == set()


def test_every_task_is_explained() -> None:
    assert [name for name in tasks() if f"`./inv {name}`" not in MANUAL] == []


def test_readme_names_two_commands() -> None:
    readme = (ROOT / "README.md").read_text()
    assert "```\n./inv build\n./inv test\n```" in readme


@pytest.mark.parametrize("document", ["README.md", "docs/writing.md", "docs/architecture.md", "docs/decisions.md"])
def test_links_between_documents_exist(document: str) -> None:
    path = ROOT / document
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text(), flags=re.DOTALL)):
        assert (path.parent / target).exists(), target


def test_changelog_has_what_is_unreleased() -> None:
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text()
