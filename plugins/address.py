"""Which file of the content an address in a Markdown file means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import unquote, urlsplit

COMPUTED = "/computed/"  # where the site has what cells wrote
ELSEWHERE = re.compile(rf"[A-Za-z][A-Za-z0-9+.-]*:|//|#|{COMPUTED}|$")  # a scheme, another host, this page, a result
PELICAN = re.compile(r"[{|](?P<what>static|attach|filename)[}|](?P<path>.*)$")
MARKDOWN = frozenset({".md", ".markdown", ".mkd", ".mdown"})


@dataclass(frozen=True, slots=True)
class Address:
    """An address as it was written: the path in it, and what follows (`?…`, `#…`)."""

    written: str
    path: str
    rest: str
    explicit: bool  # whether Pelican's `{static}` or `{filename}` was written

    @property
    def suffix(self) -> str:
        """The suffix of the file it names, in lower case."""
        return Path(self.path).suffix.lower()


def read(written: str) -> Address | None:
    """Return the address of something on this site, or None for anything else."""
    if ELSEWHERE.match(written):
        return None
    pelican = PELICAN.match(written)
    if written.startswith(("{", "|")) and not pelican:
        return None
    plain = pelican["path"] if pelican else written
    split = urlsplit(plain)
    return Address(written, unquote(split.path), plain[len(split.path) :], pelican is not None)


def find(address: Address, source: Path, content: Path) -> Path | None:
    """Return the file `address` means in the Markdown file `source`, below `content`."""
    for candidate in candidates(address.path, source, content):
        if candidate.is_file():
            return candidate
    return None


def find_computed(written: str, site_url: str, output: Path) -> Path | None:
    """Return the file in the output that the address of something a cell wrote means."""
    if not written.startswith(f"{site_url}{COMPUTED}"):
        return None
    path = output / written.removeprefix(f"{site_url}/")
    return path if path.is_file() else None


def candidates(path: str, source: Path, content: Path) -> Iterator[Path]:
    """Yield where the file may be: beside the source, or from the top of the content."""
    if not path.startswith("/"):
        yield source.parent / path
    yield content / path.lstrip("/")


def from_top(path: Path, content: Path) -> str:
    """Return `path` as Pelican counts it: from the top of the content, with a leading slash."""
    return "/" + path.resolve().relative_to(content.resolve()).as_posix()


def nearest(address: Address, source: Path, content: Path) -> str:
    """Return a hint naming the file that was probably meant, or what may be written."""
    wanted = Path(address.path).name
    files = {path.name: path for path in sorted(content.rglob("*")) if path.is_file()}
    matches = get_close_matches(wanted, files, n=1, cutoff=0.7)
    if not matches:
        return "a path starts beside this file, or with '/' at the top of the content folder"
    return f"did you mean {from_top(files[matches[0]], content)!r}?"
