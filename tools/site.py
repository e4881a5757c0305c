"""Build the site: Pelican in a process of its own, as anybody would run it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.errors import TaskError

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Site:
    """What to build from, and where to."""

    content: Path
    output: Path
    settings: str = "pelicanconf.py"

    @classmethod
    def of(cls, content: str, output: str, settings: str = "pelicanconf.py") -> Site:
        """Check the two folders, which are as typed in the current one; empty means the project's own."""
        source = Path(content) if content else ROOT / "content"
        target = Path(output) if output else ROOT / "output"
        if not source.is_dir():
            raise TaskError(f"{source}: no such folder", "--content takes the folder with the articles")
        if target.exists() and not target.is_dir():
            raise TaskError(f"{target}: not a folder", "--output takes the folder to write the site to")
        inner, outer = sorted((source.resolve(), target.resolve()), key=lambda path: -len(path.parts))
        if inner.is_relative_to(outer):
            raise TaskError(f"{target}: the site would mix with its content", "--output takes a folder outside of it")
        return cls(source.resolve(), target.resolve(), settings)

    def command(self) -> list[str]:
        """Return Pelican's command line."""
        return [sys.executable, "-m", "pelican", str(self.content), "-s", str(ROOT / self.settings),
                "-o", str(self.output)]  # fmt: skip


def build(site: Site, environment: Mapping[str, str] | None = None) -> None:
    """Build `site`, its problems shown as they come; raises TaskError if any is an error."""
    started = time.perf_counter()
    code = subprocess.call([*site.command(), "-e", "SEARCH=true"], env={**pelican_environment(), **(environment or {})})
    if code == 130:
        raise KeyboardInterrupt
    if code != 0:
        raise TaskError(f"the build failed (exit code {code})", "the problems are listed above, each with its line")
    print(f"built in {time.perf_counter() - started:.1f} s: {shown(site.output / 'index.html')}")


def pelican_environment() -> dict[str, str]:
    """Return the environment for Pelican, which finds our plugins wherever it is called from, and ends with us."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "DEMONSTRANDUM_PARENT": str(os.getpid())}


def shown(path: Path) -> str:
    """Return `path` as one would type it here."""
    try:
        return os.path.relpath(path)
    except ValueError:  # Windows: another drive
        return str(path)
