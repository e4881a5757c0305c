"""Publish the site: build it for its address, then push it to the branch GitHub Pages serves."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tools.errors import TaskError

REMOTE = re.compile(r"(?:https://github\.com/|git@github\.com:)(?P<owner>[^/]+)/(?P<name>[^/]+?)(?:\.git)?/?$")


def address(content: Path, root: Path) -> str:
    """Return the site's address: $SITEURL, else the CNAME file's, else that of the repository on GitHub Pages."""
    given = os.environ.get("SITEURL", "").rstrip("/")
    if given:
        return given
    cname = content / "extra" / "CNAME"
    if cname.is_file():
        return f"https://{cname.read_text().strip()}"
    return pages_address(git(root, "remote", "get-url", "origin"))


def pages_address(remote: str) -> str:
    """Return where GitHub Pages serves the repository at `remote`."""
    match = REMOTE.match(remote)
    if match is None:
        raise TaskError("the site's address is not known", "say it: SITEURL=https://… ./inv publish")
    owner, name = match["owner"].lower(), match["name"]
    return f"https://{owner}.github.io" + ("" if name.lower() == f"{owner}.github.io" else f"/{name}")


def git(root: Path, *arguments: str) -> str:
    """Return what git prints, or the empty string if it fails."""
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def push(output: Path, root: Path, address: str, remote: str) -> None:
    """Push `output` to the branch gh-pages of `remote`."""
    if not git(root, "rev-parse", "--git-dir"):
        raise TaskError("this is not a git repository", "publish from a clone of yours")
    if not git(root, "remote", "get-url", remote):
        raise TaskError(f"there is no remote {remote!r}", "git remote add origin https://github.com/…")
    command = [sys.executable, "-m", "ghp_import", "--no-jekyll", "--force", "--no-history", "--push", "--remote", remote,
               "--branch", "gh-pages", "--message", f"Publish {address}", str(output)]  # fmt: skip
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise TaskError("the push failed", last_line(done.stderr))


def last_line(text: str) -> str:
    """Return the last line that says something."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "git said nothing")
