"""The site's settings for cells, read once."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from plugins.execute.cell import MODES, TOTAL, Mode
from plugins.execute.option import positive
from plugins.execute.sessions.conditions import Conditions
from plugins.problems import suggest

NAMES = (
    "EXECUTE", "EXECUTE_START", "EXECUTE_WORKERS", "EXECUTE_TIMEOUT", "EXECUTE_TOTAL_TIMEOUT", "EXECUTE_PRELOAD",
    "EXECUTE_ENVIRONMENT", "EXECUTE_FONTS",
)  # fmt: skip
STILL = ("frozen", "kept")  # values of EXECUTE with which nothing runs; "kept" is for checks
OVERRIDABLE = ("EXECUTE", "EXECUTE_START", "EXECUTE_WORKERS")  # by environment variables of the same name
PARENT = "DEMONSTRANDUM_PARENT"  # the variable by which a build knows the process to end with
SERVICE = "DEMONSTRANDUM_SESSIONS"  # the variable by which a build finds a preview's kept sessions


class SettingsError(ValueError):
    """A setting is not what it takes."""


Start = Literal["fork", "spawn"]


@dataclass(frozen=True, slots=True)
class Settings:
    """`timeout` is in seconds a cell, `total` in seconds a document, `limit` in bytes the store may keep between builds."""

    content: Path
    output: Path
    store: Path
    site_url: str
    mode: Mode = "marked"
    frozen: bool = False  # nothing runs
    quiet: bool = False  # nor is it said of what nothing is kept
    start: Start = "fork"
    workers: int = 1  # documents that run at once
    timeout: float = 60.0
    total: float = TOTAL
    preload: tuple[str, ...] = ("numpy", "numpy.random", "matplotlib.pyplot")
    limit: int = 2_000_000_000
    fonts: str = ""  # a folder of font files for figures
    environment: tuple[str, ...] = ()  # names of variables cells may see
    epoch: float | None = None  # the time to name instead of now, in seconds since 1970: reproducible-builds.org
    sessions: str = ""  # where a preview keeps sessions, if there is one

    @classmethod
    def from_pelican(cls, settings: Mapping[str, Any], environment: Mapping[str, str] | None = None) -> Settings:
        """Read Pelican's settings, and those `environment` overrides; raise SettingsError for a wrong one."""
        given = {name: value for name, value in settings.items() if name.startswith("EXECUTE")}
        overridden = {name: (environment or {})[name] for name in OVERRIDABLE if (environment or {}).get(name)}
        for name in given:
            if name not in NAMES:
                raise SettingsError(f"unknown setting {name}; {suggest(name, NAMES)}")
        mode = given.get("EXECUTE", "marked")
        wanted = overridden.get("EXECUTE", mode)
        for value in (mode, wanted):
            one_of("EXECUTE", value, (*get_args(Mode), *STILL))
        frozen = wanted in STILL
        mode = MODES[next((each for each in (wanted, mode) if each not in STILL), "marked")]
        given |= overridden
        return cls(
            content=Path(settings["PATH"]),
            output=Path(settings["OUTPUT_PATH"]),
            store=Path(settings["STORE_PATH"]),
            site_url=settings["SITEURL"],
            mode=mode,
            frozen=frozen,
            quiet=wanted == "kept",
            start=one_of("EXECUTE_START", given.get("EXECUTE_START", "spawn"), get_args(Start)),
            workers=int(number("EXECUTE_WORKERS", given.get("EXECUTE_WORKERS") or os.cpu_count() or 1)),
            timeout=number("EXECUTE_TIMEOUT", given.get("EXECUTE_TIMEOUT", 60)),
            total=number("EXECUTE_TOTAL_TIMEOUT", given.get("EXECUTE_TOTAL_TIMEOUT", TOTAL)),
            preload=tuple(given.get("EXECUTE_PRELOAD", ("numpy", "numpy.random", "matplotlib.pyplot"))),
            fonts=str(given.get("EXECUTE_FONTS", "")),
            environment=tuple(given.get("EXECUTE_ENVIRONMENT", ())),
            epoch=number("SOURCE_DATE_EPOCH", epoch) if (epoch := (environment or {}).get("SOURCE_DATE_EPOCH")) else None,
            sessions=(environment or {}).get(SERVICE, ""),
            limit=settings.get("STORE_LIMIT", 2_000_000_000),
        )

    @property
    def conditions(self) -> Conditions:
        """What the sessions of this site share."""
        return Conditions(self.start, self.preload, str(self.store), str(self.content), self.environment,
                          self.fonts)  # fmt: skip


def one_of(name: str, value: Any, allowed: Sequence[Any]) -> Any:
    """Return `value` if it is among those `allowed`."""
    if value not in allowed:
        raise SettingsError(f"{name} takes {', '.join(allowed)}, not {value!r}")
    return value


def number(name: str, value: Any) -> float:
    """Return `value` as a number above 0."""
    found = positive(value)
    if found is None:
        raise SettingsError(f"{name} takes a number above 0, not {value!r}")
    return found
