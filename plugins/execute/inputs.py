"""What an execution was computed from beside its code, and whether that has changed."""

from __future__ import annotations

import hashlib
import os
import platform
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from plugins.execute.style import DRAWN_BY
from plugins.problems import relative

REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)(?P<rest>.*)$")
UNKNOWN = ""  # a digest that no file has
PYTHON = "Python"
FIGURES = "the figures' style"  # stands among the distributions where Matplotlib does


@dataclass(frozen=True, slots=True)
class Inputs:
    """Digests of files and of folders' listings by path, versions by distribution, digests of variables by name.

    Paths count from the content folder, so that they mean the same in another checkout. `imported` are those of
    the distributions that cells import themselves.
    """

    files: dict[str, str] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)
    distributions: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    imported: tuple[str, ...] = ()

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Inputs:
        """Return the inputs that were made plain data."""
        return cls(**{**stored, "imported": tuple(stored.get("imported", ()))})

    def __or__(self, other: Inputs) -> Inputs:
        """Return both together."""
        return Inputs(merged(self.files, other.files), merged(self.folders, other.folders),
                      merged(self.distributions, other.distributions), merged(self.variables, other.variables),
                      tuple(sorted({*other.imported, *self.imported})))  # fmt: skip


def merged(first: Mapping[str, str], second: Mapping[str, str]) -> dict[str, str]:
    """Return both together, sorted; where both have a name, `first` is right."""
    return dict(sorted({**second, **first}.items()))


@dataclass(frozen=True, slots=True)
class Change:
    """How what there is now differs from an input; `slight` if the code and its data are still the same."""

    what: str
    slight: bool = False


def gathered(observed: Mapping[str, Any], variables: Iterable[str], content: Path) -> Inputs:
    """Return as inputs what a worker observed; a file that changed since it was opened matches nothing."""
    files = {path: digest_of(path) if stamp(path) == tuple(seen) else UNKNOWN for path, seen in observed["files"].items()}
    imported = distributions_of(observed["imports"])
    required = with_required(imported)
    return Inputs(
        {name_of(path, content): files[path] for path in sorted(files)},
        {name_of(path, content): listing(path) for path in sorted(observed["folders"])},
        {name: version(name) for name in sorted({PYTHON, "ipython"} | required | ({FIGURES} if "matplotlib" in required else set()))},
        {name: hashed(os.environ.get(name, "").encode()) for name in sorted(variables)},
        tuple(sorted(imported)),
    )


def changes(inputs: Inputs, content: Path) -> Iterator[Change]:
    """Yield how what there is now differs from `inputs`, what matters most first."""
    for name, was in inputs.files.items():
        path = str(content / name)
        if digest_of(path) != was:
            gone = not Path(path).exists()
            yield Change(f"{relative(path)} {'is gone' if gone else 'changed'}", slight=gone)
    for name, was in inputs.folders.items():
        path = str(content / name)
        if listing(path) != was:
            yield Change(f"the files in {relative(path)}/ changed")
    for name, was in inputs.distributions.items():
        if version(name) != was:
            yield Change(f"{name} {was} → {version(name) or 'not installed'}", slight=True)
    for name, was in inputs.variables.items():
        if hashed(os.environ.get(name, "").encode()) != was:
            yield Change(f"the variable {name} changed", slight=True)


def name_of(path: str, content: Path) -> str:
    """Return `path` as it is stored."""
    return Path(os.path.relpath(path, content)).as_posix()


def hashed(data: bytes) -> str:
    """Return a digest of `data`."""
    return hashlib.sha256(data).hexdigest()


def stamp(path: str) -> tuple[int, int] | None:
    """Return the file's size and time of change, None if there is none."""
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


def digest_of(path: str) -> str:
    """Return a digest of the file's content; of a file that is gone, one that no file has."""
    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "gone"


def listing(path: str) -> str:
    """Return a digest of the names in a folder."""
    try:
        names = sorted(entry.name for entry in Path(path).iterdir() if not entry.name.startswith("."))
    except OSError:
        return "gone"
    return hashed("\n".join(names).encode())


def distributions_of(modules: Iterable[str]) -> set[str]:
    """Return the distributions of top-level `modules`."""
    found = {normal(name) for module in modules for name in packages().get(module, [])}
    return {name for name in found if version(name)}


def with_required(names: Iterable[str]) -> set[str]:
    """Return the distributions `names`, and all that those require."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = normal(waiting.pop())
        if name not in found and version(name):
            found.add(name)
            waiting += requirements(name)
    return found


@cache
def packages() -> Mapping[str, list[str]]:
    """Return the distributions of each top-level module."""
    return metadata.packages_distributions()


@cache
def requirements(name: str) -> list[str]:
    """Return what a distribution requires without extras."""
    wanted = metadata.requires(name) or []
    return [match["name"] for each in wanted if (match := REQUIREMENT.match(each)) and "extra ==" not in match["rest"]]


@cache
def version(name: str) -> str:
    """Return the installed version, empty if there is none; that of Python itself with what it runs on."""
    if name == PYTHON:
        return f"{platform.python_version()} ({platform.python_implementation()}, {platform.machine()})"
    if name == FIGURES:
        return hashed(b"".join(path.read_bytes() for path in DRAWN_BY))[:8]
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def forget() -> None:
    """Look installed packages up anew: a process that lives long may see them change."""
    for looked_up in (packages, requirements, version):
        looked_up.cache_clear()


def normal(name: str) -> str:
    """Return a distribution's name as PEP 503 normalizes it."""
    return re.sub(r"[-_.]+", "-", name).lower()
