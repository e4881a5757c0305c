"""The environment of the project: made from the locks when it is missing or out of date."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

from tools import locks, node
from tools.errors import TaskError

ROOT = Path(__file__).parents[1]
VENV = ROOT / ".venv"
NEEDS_DEV = {"test", "lint", "types", "audit", "bench", "lock"}  # tasks that need requirements-dev.txt too

OPTIONAL_ARTICLE = ("why", "verify")


def main(arguments: Sequence[str]) -> int:
    """Make what is missing, then run Invoke with `arguments`; return its exit code."""
    try:
        ensure(dev=bool(NEEDS_DEV.intersection(arguments)))
    except TaskError as error:
        print(f"inv: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return run_invoke(named(arguments))


def named(arguments: Sequence[str]) -> list[str]:
    """Return `arguments` with `--article` before the article of a task for which it is optional.

    Invoke knows no optional argument without its name.
    """
    task, *rest = arguments or [""]
    if task in OPTIONAL_ARTICLE and rest and not rest[0].startswith("-"):
        return [task, "--article", *rest]
    return list(arguments)


def run_invoke(arguments: Sequence[str]) -> int:
    """Hand over to Invoke, which goes by the name `inv` and finds tasks.py whatever the current folder."""
    command = [str(python()), "-m", "invoke", "--search-root", str(ROOT), *arguments]
    if os.name == "posix":
        sys.stdout.flush()
        os.execv(command[0], command)
    return subprocess.call(command)  # Windows' execv would return to the prompt before the task ends


def ensure(*, dev: bool) -> None:
    """Make the environment and the browser assets as locked; a complete installation costs two small reads."""
    if not (VENV / "pyvenv.cfg").is_file() or not python().exists():
        say("making .venv")
        shutil.rmtree(VENV, ignore_errors=True)
        venv.create(VENV, with_pip=shutil.which("uv") is None, symlinks=os.name == "posix")
    files = [ROOT / "requirements.txt", *([ROOT / "requirements-dev.txt"] if dev else [])]
    stamp = VENV / ("locked-dev" if dev else "locked")
    if not locks.is_current(stamp, files):
        install(files)
        locks.write(stamp, files)
    node.ensure_assets(ROOT, bin_folder(), install)


def install(files: Sequence[Path]) -> None:
    """Install locked requirements, with uv if it is there and pip otherwise; every file is checked by its hash."""
    say(f"installing {', '.join(file.name for file in files)}")
    requirements = [argument for file in files for argument in ("-r", str(file))]
    if shutil.which("uv"):
        command = ["uv", "pip", "install", "--quiet", "--compile-bytecode", "--python", str(python()),
                   "--require-hashes", *requirements]  # fmt: skip
    else:
        command = [str(python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                   "--require-hashes", *requirements]  # fmt: skip
    if subprocess.call(command, cwd=ROOT) != 0:
        raise TaskError(f"could not install {files[-1].name}", "the lines above say why; run the same command again")


def bin_folder() -> Path:
    """Return the folder of the environment's programs."""
    return VENV / ("Scripts" if os.name == "nt" else "bin")


def python() -> Path:
    """Return the environment's Python."""
    return bin_folder() / ("python.exe" if os.name == "nt" else "python")


def say(what: str) -> None:
    """Tell what takes a while."""
    print(f"inv: {what} …", file=sys.stderr, flush=True)
