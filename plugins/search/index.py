"""The index of a site's text, made by Pagefind."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from plugins.store import digest, write_atomically

FOLDER = "pagefind"  # in the output
UNUSED = ("pagefind-ui", "pagefind-modular-ui", "pagefind-component-ui", "pagefind-highlight", "pagefind-playground")


class IndexingError(Exception):
    """Pagefind could not do its work."""


def index(output: Path, store: Path) -> bool:
    """Index the pages in `output`; return False if they are those that were indexed last. Raises IndexingError."""
    mark, now = store / "search", digest(str(output), *(path.read_bytes() for path in sorted(output.rglob("*.html"))))
    if (output / FOLDER).is_dir() and mark.is_file() and mark.read_text() == now:
        return False
    shutil.rmtree(output / FOLDER, ignore_errors=True)
    command = [sys.executable, "-m", "pagefind", "--site", str(output), "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise IndexingError((done.stderr or done.stdout).strip().split("\n")[-1])
    for path in list((output / FOLDER).rglob("*")):
        if path.is_file() and (path.name.startswith(UNUSED) or path.suffix == ".css"):
            path.unlink()
    write_atomically(mark, now.encode())
    return True
