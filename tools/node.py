"""The theme's browser assets, installed by npm as locked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tools import locks
from tools.errors import TaskError


def ensure_assets(root: Path, programs: Path, install: Callable[[Sequence[Path]], None]) -> None:
    """Have theme/node_modules as package-lock.json says.

    `programs` is the environment's folder of programs, `install` installs a locked requirements file:
    where there is no Node, it comes as a package.
    """
    theme = root / "theme"
    stamp, lock = theme / "node_modules" / ".locked", [theme / "package-lock.json", root / "tools" / "fonts.py", theme / "static" / "css" / "base" / "fonts.css"]
    if locks.is_current(stamp, lock):
        return
    npm = find_npm(programs)
    if npm is None:
        install([root / "requirements-node.txt"])
        npm = find_npm(programs)
    if npm is None:
        raise TaskError("npm was not found", "install Node.js 20 or newer")
    print("inv: installing the theme's fonts and KaTeX …", file=sys.stderr, flush=True)
    environment = {**os.environ, "PATH": os.pathsep.join([str(Path(npm).parent), os.environ.get("PATH", "")])}
    command = [npm, "ci", "--loglevel=error", "--no-audit", "--no-fund", "--ignore-scripts"]
    if subprocess.call(command, cwd=theme, env=environment) != 0:
        raise TaskError("npm ci failed in theme/", "the lines above say why; run the same command again")
    if subprocess.call([programs / "python", "-m", "tools.fonts", theme / "node_modules"], cwd=root) != 0:
        raise TaskError("the fonts could not be made", "the lines above say why")
    locks.write(stamp, lock)


def find_npm(programs: Path) -> str | None:
    """Return npm from PATH, else from the environment."""
    return shutil.which("npm") or shutil.which("npm", path=str(programs))
