"""Peers, each in an environment of its own below .cache/bench/."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent


def python(name: str) -> str:
    """Return the Python of a peer's environment, which is made if it is not there or its lock has changed."""
    folder, lock = ROOT / ".cache" / "bench" / name, HERE / f"{name}.txt"
    interpreter, stamp = folder / "bin" / "python", folder / "locked"
    if not stamp.exists() or stamp.read_text() != lock.read_text():
        print(f"installing {name} …", file=sys.stderr, flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.check_call([sys.executable, "-m", "venv", str(folder)])
        subprocess.check_call([str(interpreter), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                               "--require-hashes", "-r", str(lock)])  # fmt: skip
        stamp.write_text(lock.read_text())
    return str(interpreter)


def environment() -> dict[str, str]:
    """Return the environment peers run in: this one, without what is ours."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE")}
