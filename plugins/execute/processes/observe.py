"""Observe what a cell is computed from: the files it opens, the folders it lists, what it imports."""

from __future__ import annotations

import builtins
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from plugins.execute.processes.sandbox import writes

LISTINGS = ("os.listdir", "os.scandir")  # audit events
IMPORT_SYSTEM = "<frozen importlib"
IGNORED = frozenset({".venv", ".cache", "__pycache__", "node_modules", "output"})


@dataclass
class Observer:
    """Collects since the last `take`; sees what lies below `roots`, through the links in `scratch` too."""

    roots: tuple[Path, ...]
    folder: Path
    scratch: Path
    files: dict[str, tuple[int, int]] = field(default_factory=dict)  # size and time of change when opened
    folders: set[str] = field(default_factory=set)
    imports: set[str] = field(default_factory=set)

    def start(self) -> None:
        """Listen from now on."""
        sys.addaudithook(self.audit)
        original = builtins.__import__

        def noticed(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> ModuleType:
            if not level and globals and self.is_ours(globals):
                self.imports.add(name.partition(".")[0])
            return original(name, globals, locals, fromlist, level)

        builtins.__import__ = noticed

    def is_ours(self, globals: dict[str, Any]) -> bool:
        """Whether a module's names are those of a cell, or of a module beside its article."""
        return globals.get("__name__") == "__main__" or str(globals.get("__file__") or "").startswith(str(self.folder))

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note a file that is opened for reading, or a folder that is listed."""
        if event == "open" and isinstance(arguments[0], str) and not writes(arguments[1], arguments[2]):
            self.see_file(Path(arguments[0]).resolve())
        elif event in LISTINGS and isinstance(arguments[0] or ".", str):
            path = Path(arguments[0] or ".").resolve()
            caller = sys._getframe(1).f_code.co_filename
            if not caller.startswith(IMPORT_SYSTEM):  # it looks through whole folders for one module
                self.see_folder(self.folder if path == self.scratch else path)

    def see_file(self, path: Path) -> None:
        """Note a file as it is before it is read."""
        if self.is_seen(path) and path.is_file():
            status = path.stat()
            self.files.setdefault(str(path), (status.st_size, status.st_mtime_ns))

    def see_folder(self, path: Path) -> None:
        """Note a folder whose names were asked for."""
        if self.is_seen(path):
            self.folders.add(str(path))

    def is_seen(self, path: Path) -> bool:
        """Whether `path` is one an author may change."""
        return any(path.is_relative_to(root) for root in self.roots) and not IGNORED.intersection(path.parts)

    def take(self) -> dict[str, Any]:
        """Return what was observed, and begin anew."""
        taken = {"files": dict(self.files), "folders": sorted(self.folders), "imports": sorted(self.imports)}
        self.files.clear()
        self.folders.clear()
        self.imports.clear()
        return taken
