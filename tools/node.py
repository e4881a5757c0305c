"""What npm installs: the theme's browser assets, and what other folders lock."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tools import locks
from tools.errors import TaskError


def ensure_assets(root: Path, programs: Path, install_python: Callable[[Sequence[Path]], None]) -> None:
    """Have theme/node_modules as package-lock.json says.

    `programs` is the environment's folder of programs, `install_python` installs a locked requirements file:
    where there is no Node, it comes as a package.
    """
    theme = root / "theme"
    stamp, lock = theme / "node_modules" / ".locked", [theme / "package-lock.json", root / "tools" / "fonts.py", theme / "static" / "css" / "base" / "fonts.css"]
    if locks.is_current(stamp, lock):
        return
    if find_npm(programs) is None:
        install_python([root / "requirements-node.txt"])
    npm_ci(theme, programs, "the theme's fonts and KaTeX")
    if subprocess.call([programs / "python", "-m", "tools.fonts", theme / "node_modules"], cwd=root) != 0:
        raise TaskError("the fonts could not be made", "the lines above say why")
    locks.write(stamp, lock)


def install(folder: Path, programs: Path, what: str) -> None:
    """Have node_modules in `folder` as its package-lock.json says; `what` it has is told to who waits; raises TaskError."""
    stamp, lock = folder / "node_modules" / ".locked", [folder / "package-lock.json"]
    if not locks.is_current(stamp, lock):
        npm_ci(folder, programs, what)
        locks.write(stamp, lock)


def npm_ci(folder: Path, programs: Path, what: str) -> None:
    """Install what the lock in `folder` names; raises TaskError."""
    npm = find_npm(programs)
    if npm is None:
        raise TaskError("npm was not found", "install Node.js 20 or newer")
    print(f"inv: installing {what} …", file=sys.stderr, flush=True)
    environment = {**os.environ, "PATH": os.pathsep.join([str(Path(npm).parent), os.environ.get("PATH", "")])}
    command = [npm, "ci", "--loglevel=error", "--no-audit", "--no-fund", "--ignore-scripts"]
    if subprocess.call(command, cwd=folder, env=environment) != 0:
        raise TaskError(f"npm ci failed in {folder.name}/", "the lines above say why; run the same command again")


def find_npm(programs: Path) -> str | None:
    """Return npm from PATH, else from the environment."""
    return shutil.which("npm") or shutil.which("npm", path=str(programs))
