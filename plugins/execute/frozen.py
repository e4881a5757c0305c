"""Frozen results: an execution in files beside its article, to be kept in git and read in a diff."""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

from plugins.execute.cell import Document
from plugins.execute.execution import Execution, as_stored, from_stored
from plugins.execute.inputs import Change, Inputs
from plugins.execute.page.figure import FORMATS
from plugins.execute.sessions.session import FILES
from plugins.problems import Problem, relative
from plugins.store import Store, digest, write_atomically

NAME = "results.yaml"
FILE = "$file"  # the one key of a mapping that stands for the content of a file
SVG = "image/svg+xml"  # is text, other pictures are base64


@dataclass(frozen=True, slots=True)
class Frozen:
    """An execution as it was frozen: the keys its cells had, and the files cells wrote, by digest."""

    execution: Execution
    keys: tuple[str, ...]
    folder: Path

    def give_files(self, store: Store) -> None:
        """Put the files that cells wrote into the store, where the page looks for them."""
        for name, kept_as in self.execution.files.items():
            if kept_as:
                store.put(FILES, kept_as, (self.folder / file_name(kept_as, Path(name).suffix)).read_bytes())


def folder_of(document: Document) -> Path:
    """Return where the results of `document` are frozen."""
    return Path(document.path).with_suffix(".results")


def exist(document: Document) -> bool:
    """Whether `document` has frozen results, readable or not."""
    return (folder_of(document) / NAME).exists()


def read(document: Document) -> Frozen | None:
    """Return the frozen results of `document`, None if it has none; raises FrozenError for a broken file."""
    folder = folder_of(document)
    try:
        text = (folder / NAME).read_text(encoding="utf-8")
    except OSError:
        return None
    try:
        stored = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        cells = stored["cells"]
        for cell in cells:
            cell["outputs"] = [unpacked(output, folder) for output in cell["outputs"]]
            cell["inputs"] = asdict(Inputs())
        cells[0]["inputs"] = stored["inputs"]
        return Frozen(from_stored(stored, document), tuple(cell["key"] for cell in cells), folder)
    except (yaml.YAMLError, KeyError, TypeError, IndexError, AttributeError, ValueError, OSError) as error:
        raise FrozenError(Problem(str(folder / NAME), 0, f"cannot be read ({type(error).__name__}: {first_line(error)})",
                                  "./inv freeze writes it anew; or remove the folder")) from error  # fmt: skip


class FrozenError(Exception):
    """Frozen results are there and cannot be read."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def first_line(error: Exception) -> str:
    """Return the first line of what an error says."""
    return str(error).split("\n")[0]


def write(execution: Execution, keys: tuple[str, ...], store: Store) -> bool:
    """Freeze `execution`; return False, and leave all as it is, if the same results are there already."""
    folder = folder_of(execution.document)
    stored = as_stored(execution)
    files: dict[str, bytes] = {}
    cells = [{"key": key, **{name: cell[name] for name in ("line", "seconds", "files")},
              "outputs": [packed(output, files) for output in cell["outputs"]]}
             for key, cell in zip(keys, stored["cells"], strict=True)]  # fmt: skip
    for name, kept_as in execution.files.items():
        if kept_as:
            files[file_name(kept_as, Path(name).suffix)] = store.get(FILES, kept_as) or b""
    data = {"name": stored["name"], "when": stored["when"], "inputs": plain(asdict(execution.inputs)), "cells": cells}
    if same(folder / NAME, data) and all((folder / name).is_file() for name in files):
        return False
    for name, content in files.items():
        write_atomically(folder / name, content)
    write_atomically(folder / NAME, dumped(data).encode())
    for path in folder.iterdir():
        if path.name not in {NAME, *files}:
            path.unlink()
    return True


def same(path: Path, data: dict[str, Any]) -> bool:
    """Whether `path` has these results, whenever they were computed, how long that took and on which lines."""
    try:
        was = yaml.safe_load(path.read_text(encoding="utf-8"))
        return bool(steady(was) == steady(data))
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError):
        return False


def steady(data: dict[str, Any]) -> dict[str, Any]:
    """Return `data` without what differs from run to run."""
    cells = [{name: value for name, value in cell.items() if name not in ("seconds", "line")} for cell in data["cells"]]
    return {"inputs": data["inputs"], "cells": cells}


def packed(output: Any, files: dict[str, bytes]) -> Any:
    """Return `output` with its pictures taken out to `files`."""
    if "data" not in output:
        return output
    data = dict(output["data"])
    for kind in FORMATS:
        if kind in data:
            text = "".join(data[kind])
            content = text.encode() if kind == SVG else base64.b64decode(text)
            name = file_name(digest(content), f".{FORMATS[kind]}")
            files[name] = content
            data[kind] = {FILE: name}
    return {**output, "data": data}


def unpacked(output: Any, folder: Path) -> Any:
    """Return `output` with its pictures put back."""
    if "data" not in output:
        return output
    data = {kind: picture(kind, (folder / value[FILE]).read_bytes())
            if isinstance(value, dict) and list(value) == [FILE] else value for kind, value in output["data"].items()}  # fmt: skip
    return {**output, "data": data}


def picture(kind: str, content: bytes) -> str:
    """Return a picture as a MIME bundle has it."""
    return content.decode() if kind == SVG else base64.b64encode(content).decode()


def file_name(content: str, suffix: str) -> str:
    """Return the name of the file whose content has this digest."""
    return f"{content[:16]}{suffix}"


def plain(value: Any) -> Any:
    """Return `value` with lists for tuples, as YAML has them."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list | tuple) else value


class Dumper(yaml.SafeDumper):
    """Writes text of several lines as text of several lines."""


def represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Return a node for `text`."""
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


Dumper.add_representer(str, represent_text)


def dumped(data: dict[str, Any]) -> str:
    """Return `data` as YAML."""
    head = "# Written by `./inv freeze`: what the article's cells put out, and what they were computed from.\n"
    return head + yaml.dump(data, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=110)


def problem(document: Document, stale: Change) -> Problem:
    """Return what is wrong with results that are `stale`."""
    return Problem(document.path, document.cells[0].fence.line, f"its frozen results are stale: {stale.what}",
                   f"compute them anew: ./inv freeze {relative(document.path)}",
                   severity="warning" if stale.slight else "error")  # fmt: skip
