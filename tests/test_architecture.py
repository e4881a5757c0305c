"""The arrows of docs/architecture.md: who may import whom."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PLUGINS = ROOT / "plugins"
PACKAGES = sorted(path.parent.name for path in PLUGINS.glob("*/__init__.py"))
FRAMEWORKS = {"pelican", "markdown", "pymdownx"}
MODULES = sorted(PLUGINS.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted name of everything `path` imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_only_adapters_import_a_framework(path: Path) -> None:
    found = {each for each in imports(path) if each.split(".")[0] in FRAMEWORKS}
    assert path.name == "adapter.py" or not found


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_plugins_do_not_import_each_other(path: Path) -> None:
    own = path.relative_to(PLUGINS).parts[0]
    used = {parts[1] for each in imports(path) if (parts := each.split("."))[0] == "plugins" and len(parts) > 1}
    assert used.intersection(PACKAGES) <= {own}


@pytest.mark.parametrize("package", PACKAGES)
def test_plugin_is_on_the_map(package: str) -> None:
    assert f"    {package} " in (PLUGINS / "__init__.py").read_text() or f"`{package}`" in (
        PLUGINS / "__init__.py"
    ).read_text()
    assert f"`{package}`" in (ROOT / "docs" / "architecture.md").read_text()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_module_has_one_sentence(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text()))
    assert docstring, "no docstring"
    first = docstring.split("\n\n")[0]
    assert first.endswith((".", ":")), "the first paragraph is a sentence"


@pytest.mark.parametrize("package", PACKAGES)
def test_plugin_carries_no_name_of_the_standard_library(package: str) -> None:
    assert package not in sys.stdlib_module_names


def test_processes_that_run_cells_import_no_framework() -> None:
    script = "import sys; import plugins.execute.processes.server; print([m for m in ('pelican', 'markdown') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
