"""Chromium for the browser tests: found, or else installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.errors import TaskError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def find() -> str | None:
    """Return Chromium's path: from $CHROMIUM, PATH, or Playwright's own; None if there is none."""
    given = os.environ.get("CHROMIUM", "")
    if given:
        if not shutil.which(given):
            raise TaskError(f"CHROMIUM={given}: no such program", "unset it, or name Chromium's path")
        return given
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    return on_path or playwrights_own()


def playwrights_own() -> str | None:
    """Return the browser Playwright has installed."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def ensure() -> str:
    """Return Chromium's path, installing it if need be; raises TaskError if that fails."""
    found = find()
    if found:
        return found
    for command in installers():
        print(f"installing Chromium: {' '.join(command)} …", flush=True)
        if subprocess.call(command, stdout=subprocess.DEVNULL) == 0 and (found := find()):
            return found
    raise TaskError("Chromium was not found and could not be installed",
                    "install Chromium and name it: CHROMIUM=/path/to/chromium ./inv test")  # fmt: skip


def installers() -> list[list[str]]:
    """Return the commands to try: Debian's as root, else Playwright's."""
    playwright = [sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"]
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return [[*playwright[:4], "chromium"]]
    debian = [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]]
    return [*(debian if shutil.which("apt-get") else []), playwright]
