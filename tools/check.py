"""Read a site without running code, and say what is wrong with it."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from plugins import fences
from plugins.problems import Problem, relative
from plugins.report import show
from plugins.store import write_atomically
from plugins.writing.fence import unescaped
from tools.errors import TaskError
from tools.site import Site, pelican_environment


def problems(site: Site) -> list[Problem]:
    """Return everything wrong with `site`, sorted; raises TaskError if it cannot be read at all."""
    with tempfile.TemporaryDirectory(prefix="demonstrandum-") as folder:
        found = Path(folder, "problems.json")
        command = [*replace(site, output=Path(folder, "output")).command(), "-e", "CHECK=true"]
        environment = {**pelican_environment(), "EXECUTE": "kept", "DEMONSTRANDUM_PROBLEMS": str(found)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode == 130:
            raise KeyboardInterrupt
        if not found.is_file():
            raise TaskError(f"the content cannot be read (exit code {done.returncode})\n{done.stderr.strip()}")
        return [Problem(**each) for each in json.loads(found.read_text())]


def as_text(found: Sequence[Problem]) -> str:
    """Return the problems as a build shows them."""
    return show.listing(found) or "nothing found"


def as_github(found: Sequence[Problem]) -> str:
    """Return the problems as GitHub's workflow commands."""
    return "\n".join(show.workflow_commands(found))


def as_json(found: Sequence[Problem]) -> str:
    """Return the problems as a list of objects."""
    return json.dumps([plain(problem) for problem in found], indent=1, ensure_ascii=False)


def plain(problem: Problem) -> Mapping[str, Any]:
    """Return a problem as an object, its path as one would type it here."""
    path = relative(problem.path) if problem.path else ""
    return {"path": path, "line": problem.line, "severity": problem.severity, "what": problem.what, "hint": problem.hint}


FORMATS: dict[str, Callable[[Sequence[Problem]], str]] = {"text": as_text, "github": as_github, "json": as_json}


def fix(content: Path) -> list[Path]:
    """Repair what is safe to repair: fences that were escaped. Return the files that changed."""
    changed = []
    for path in sorted(content.rglob("*.md")):
        text = path.read_text(encoding="utf-8", errors="surrogateescape")
        lines = text.split("\n")
        if any(fence.escaped for fence in fences.find(lines)):
            write_atomically(path, "\n".join(unescaped(lines)).encode("utf-8", errors="surrogateescape"))
            changed.append(path)
    return changed
