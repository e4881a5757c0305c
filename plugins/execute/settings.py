"""The site's settings for cells, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from plugins.execute.cell import Mode
from plugins.problems import suggest


class SettingsError(ValueError):
    """A setting is not what it takes."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`timeout` is in seconds a cell, `limit` in bytes the store may keep between builds."""

    content: Path
    output: Path
    store: Path
    site_url: str
    mode: Mode = "marked"
    timeout: float = 60.0
    preload: tuple[str, ...] = ("numpy", "matplotlib.pyplot")
    limit: int = 2_000_000_000
    environment: tuple[str, ...] = ()  # names of variables cells may see
    sessions: str = ""  # where a preview keeps sessions, if there is one

    @classmethod
    def from_pelican(cls, settings: Mapping[str, Any], sessions: str = "") -> Settings:
        """Read Pelican's settings; raise SettingsError for a wrong one."""
        known = ("EXECUTE", "EXECUTE_TIMEOUT", "EXECUTE_PRELOAD", "EXECUTE_ENVIRONMENT")
        for name in settings:
            if name.startswith("EXECUTE") and name not in known:
                raise SettingsError(f"unknown setting {name}; {suggest(name, known)}")
        if settings.get("EXECUTE", "marked") not in get_args(Mode):
            raise SettingsError(f"EXECUTE takes {', '.join(get_args(Mode))}, not {settings['EXECUTE']!r}")
        timeout = settings.get("EXECUTE_TIMEOUT", 60)
        if not isinstance(timeout, int | float) or timeout <= 0:
            raise SettingsError(f"EXECUTE_TIMEOUT takes a number of seconds, not {timeout!r}")
        return cls(
            content=Path(settings["PATH"]),
            output=Path(settings["OUTPUT_PATH"]),
            store=Path(settings["STORE_PATH"]),
            site_url=settings["SITEURL"],
            mode=settings.get("EXECUTE", "marked"),
            timeout=float(timeout),
            preload=tuple(settings.get("EXECUTE_PRELOAD", ("numpy", "matplotlib.pyplot"))),
            environment=tuple(settings.get("EXECUTE_ENVIRONMENT", ())),
            sessions=sessions,
            limit=settings.get("STORE_LIMIT", 2_000_000_000),
        )
