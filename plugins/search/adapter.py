"""Where the search meets Pelican: an index of the pages, when all are written."""

from __future__ import annotations

from pathlib import Path

from pelican import Pelican, signals

from plugins.problems import Problem, log
from plugins.search.index import IndexingError, index


def register() -> None:
    """Connect to Pelican."""
    signals.finalized.connect(write_index)


def write_index(pelican: Pelican) -> None:
    """Index the site, if `SEARCH` asks for it; one that is only checked has no pages."""
    settings = pelican.settings
    if settings.get("SEARCH") and not settings.get("CHECK"):
        try:
            index(Path(settings["OUTPUT_PATH"]), Path(settings["STORE_PATH"]))
        except IndexingError as error:
            log(Problem("", 0, f"the site has no search: {error}", "SEARCH = False builds without"))
