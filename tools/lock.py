"""Compile the locks: every package with its version and hashes, for all platforms."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tools.errors import TaskError

PAIRS = (
    "requirements", "requirements-dev", "requirements-node",
    "bench/peers/nbclient", "bench/peers/markdown-exec", "bench/peers/myst-nb", "bench/peers/themes",
)  # fmt: skip
OPTIONS = (
    "--universal", "--python-version", "3.11.0", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links",
    "--custom-compile-command", "inv lock", "--quiet",
)  # fmt: skip


def compile_all(root: Path) -> None:
    """Compile all pairs; raises TaskError if uv is missing or a pair cannot be resolved."""
    if not shutil.which("uv"):
        raise TaskError("uv is needed to lock for all platforms", "pip install uv")
    for name in PAIRS:
        command = ["uv", "pip", "compile", *OPTIONS, f"{name}.in", "--output-file", f"{name}.txt"]
        if subprocess.call(command, cwd=root, env={**os.environ, "UV_NO_CONFIG": "1"}) != 0:
            raise TaskError(f"{name}.in cannot be resolved", "the lines above say why")
