"""What an execution was computed from beside its code, and whether that has changed."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from plugins.problems import relative

REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)(?P<rest>.*)$")
UNKNOWN = ""  # a digest that no file has


@dataclass(frozen=True, slots=True)
class Inputs:
    """Digests of files and of folders' listings by path, versions by distribution, digests of variables by name."""

    files: dict[str, str] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)
    distributions: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)

    def __or__(self, other: Inputs) -> Inputs:
        """Return both together."""
        return Inputs({**other.files, **self.files}, {**other.folders, **self.folders},
                      {**other.distributions, **self.distributions}, {**other.variables, **self.variables})  # fmt: skip


def gathered(observed: Mapping[str, Any], variables: Iterable[str]) -> Inputs:
    """Return as inputs what a worker observed; a file that changed since it was opened matches nothing."""
    files = {path: digest_of(path) if stamp(path) == tuple(seen) else UNKNOWN for path, seen in observed["files"].items()}
    return Inputs(
        files,
        {path: listing(path) for path in observed["folders"]},
        {name: version(name) for name in distributions(observed["imports"])},
        {name: hashed(os.environ.get(name, "").encode()) for name in variables},
    )


def changes(inputs: Inputs) -> Iterator[str]:
    """Yield, in words, how what there is now differs from `inputs`."""
    for path, was in inputs.files.items():
        if digest_of(path) != was:
            yield f"{relative(path)} {'changed' if Path(path).exists() else 'is gone'}"
    for path, was in inputs.folders.items():
        if listing(path) != was:
            yield f"the files in {relative(path)}/ changed"
    for name, was in inputs.distributions.items():
        if version(name) != was:
            yield f"{name} {was} → {version(name) or 'not installed'}"
    for name, was in inputs.variables.items():
        if hashed(os.environ.get(name, "").encode()) != was:
            yield f"the variable {name} changed"


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


def distributions(modules: Iterable[str]) -> set[str]:
    """Return the distributions of top-level `modules`, and all that those require."""
    found: set[str] = set()
    waiting = [name for module in modules for name in packages().get(module, [])]
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
    """Return the installed version, empty if there is none."""
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
