"""Files published with an article: figures, what its cells wrote, its code as a script and as a notebook."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from PIL import Image

from plugins import webp
from plugins.address import COMPUTED
from plugins.execute.cell import Document
from plugins.execute.execution import Execution
from plugins.execute.inputs import PYTHON
from plugins.execute.page import notebook
from plugins.execute.page.figure import Figure
from plugins.execute.sessions.session import FILES
from plugins.execute.settings import Settings
from plugins.store import Store, digest, write_atomically

Publish = Callable[[str, bytes], None]  # takes a file's path in the output, and what is in it
FOLDER = COMPUTED.strip("/")  # of the output


@dataclass(frozen=True, slots=True)
class Computed:
    """What an article says of how it was computed; `packages` with their versions.

    The `duration` is in words, empty where nothing may differ from build to build.
    """

    when: datetime
    duration: str
    python: str
    packages: tuple[tuple[str, str], ...]
    script: str  # addresses
    notebook: str


def figure(found: Figure, settings: Settings, publish: Publish) -> str:
    """Publish a figure's file, pixels as WebP where that is smaller; return its address."""
    if found.suffix == "png":
        with Image.open(io.BytesIO(found.data)) as image:
            smaller = webp.made(found.data, image.width, Store(settings.store))
        found = replace(found, data=smaller, suffix="webp") if len(smaller) < len(found.data) else found
    publish(f"figures/{found.name}", found.data)
    return f"{settings.site_url}/figures/{found.name}"


def table(csv: str, settings: Settings, publish: Publish) -> str:
    """Publish a table's file; return its address."""
    name = f"tables/{digest(csv)[:16]}.csv"
    publish(name, csv.encode())
    return f"{settings.site_url}/{name}"


def files(execution: Execution, settings: Settings, publish: Publish) -> dict[str, str]:
    """Publish the files that cells wrote and the text links to; return their addresses by the link as written."""
    folder = place(execution.document, settings.content)
    addresses: dict[str, str] = {}
    for name in sorted(execution.document.links.intersection(execution.files)):
        data = Store(settings.store).get(FILES, execution.files[name])
        if data is not None:
            publish((folder / name).as_posix(), data)
            addresses[name] = f"{settings.site_url}/{folder.as_posix()}/{name}"
    return addresses


def computed(execution: Execution, settings: Settings) -> Computed:
    """Write the article's code, as a script and as a notebook with outputs; return what its foot says."""
    folder, inputs = place(execution.document, settings.content), execution.inputs
    addresses = {}
    for suffix, write in ((".py", notebook.script), (".ipynb", notebook.notebook)):
        name = folder.with_suffix(suffix)
        if not settings.quiet:
            write_atomically(settings.output / name, write(execution).encode())
        addresses[suffix] = f"{settings.site_url}/{name.as_posix()}"
    packages = tuple((name, inputs.distributions[name]) for name in inputs.imported)
    python = inputs.distributions.get(PYTHON, "").split(" ")[0]
    duration = lasted(execution.seconds) if settings.epoch is None else ""
    return Computed(execution.when, duration, python, packages, addresses[".py"], addresses[".ipynb"])


def lasted(seconds: float) -> str:
    """Return a duration in words."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def place(document: Document, content: Path) -> Path:
    """Return the folder in the output for what belongs to `document`."""
    return FOLDER / Path(document.path).resolve().relative_to(content.resolve()).with_suffix("")
