"""Readings that are kept: an article's HTML, and all that reading it brought about, as long as nothing it depends on has changed."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from plugins.problems import LOGGER, Problem
from plugins.store import Store, digest

KIND, FILES = "readings", "published"
ROOT = Path(__file__).parents[2]
CODE = ("plugins/**/*.py", "requirements.txt", "theme/package-lock.json")  # what makes HTML of Markdown
ELSEWHERE = frozenset({  # settings that say nothing about an article's HTML
    "OUTPUT_PATH", "ASSETS_VERSION", "CACHE_PATH", "THEME", "STORE_LIMIT", "EXECUTE_WORKERS",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """What reading a file gave: HTML, headings, notes, what was wrong with it, and the files it wrote, by path in the output."""

    html: str
    toc: list[dict[str, Any]]
    notes: dict[str, Any]
    problems: list[Problem]
    files: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Keeps readings in the store, under a key that has all they depend on; `surroundings` is what they share."""

    store: Store
    surroundings: str

    def key(self, path: str, text: str, parts: Sequence[str]) -> str:
        """Return the key of a file; `parts` is what its reading depends on beside its text and the surroundings."""
        return digest(self.surroundings, path, text, *parts)

    def get(self, key: str) -> Kept | None:
        """Return the reading under `key`, if all of it is still there."""
        data = self.store.get(KIND, key)
        if data is None:
            return None
        stored = json.loads(data)
        files = {name: self.store.get(FILES, kept_as) for name, kept_as in stored["files"].items()}
        found = {name: content for name, content in files.items() if content is not None}
        if len(found) < len(files):
            return None
        problems = [Problem(**problem) for problem in stored["problems"]]
        return Kept(stored["html"], stored["toc"], stored["notes"], problems, found)

    def put(self, key: str, kept: Kept) -> None:
        """Keep a reading."""
        names = {name: digest(data) for name, data in kept.files.items()}
        for name, kept_as in names.items():
            self.store.put(FILES, kept_as, kept.files[name])
        stored = {"html": kept.html, "toc": kept.toc, "notes": kept.notes, "files": names,
                  "problems": [asdict(problem) for problem in kept.problems]}  # fmt: skip
        self.store.put(KIND, key, json.dumps(stored).encode())


def surroundings(settings: Mapping[str, Any]) -> str:
    """Return a digest of what all readings depend on: the settings, our code, and which files there are in the content.

    Files that are no articles count with their size and their time of change: pictures, tables, bibliographies.
    """
    said = {name: value for name, value in settings.items() if name.isupper() and name not in ELSEWHERE}
    code = (path for pattern in CODE for path in sorted(ROOT.glob(pattern)))
    return digest(json.dumps(said, sort_keys=True, default=lambda value: type(value).__name__),
                  *(path.read_bytes() for path in code), *listing(Path(settings["PATH"])))  # fmt: skip


def listing(content: Path) -> Iterator[str]:
    """Yield the files below `content`, those that are no articles with what tells a change."""
    for folder, folders, names in os.walk(content):
        folders.sort()
        for name in sorted(names):
            path = Path(folder, name)
            status = path.stat() if path.suffix != ".md" and path.exists() else None
            yield f"{path}:{status.st_size}:{status.st_mtime_ns}" if status else str(path)


@contextmanager
def heard() -> Iterator[list[Problem | None]]:
    """Yield a list of the problems that are told meanwhile; None stands for anything else that was said."""
    found: list[Problem | None] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(getattr(record, "problem", None))

    ear, loggers = Ear(logging.WARNING), (logging.getLogger(), logging.getLogger(LOGGER))
    for logger in loggers:
        logger.addHandler(ear)
    try:
        yield found
    finally:
        for logger in loggers:
            logger.removeHandler(ear)
