"""Fixtures: tiny sites through real Pelican, a real browser, and the rule about skipped tests."""

from __future__ import annotations

import functools
import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from tools import browser as chromium

ROOT = Path(__file__).parents[1]
ALLOWED_SKIPS = (ROOT / "tests" / "allowed_skips.txt").read_text().splitlines()


@dataclass(frozen=True)
class Site:
    """A site that was built: its folders, what the build said, how it ended."""

    content: Path
    output: Path
    code: int
    said: str

    def read(self, path: str) -> str:
        """Return the text of a file of the output."""
        return (self.output / path).read_text(encoding="utf-8")

    def files(self) -> list[str]:
        """Return the paths of all files of the output, sorted."""
        return sorted(path.relative_to(self.output).as_posix() for path in self.output.rglob("*") if path.is_file())

    @property
    def ran(self) -> list[str]:
        """The documents of which cells ran."""
        return [line.split()[1].rstrip(":") for line in self.said.splitlines() if line.startswith("ran ")]


    def ask(self, verb: str, article: str = "", **environment: str) -> tuple[int, str]:
        """Have `plugins.execute` do what `verb` says; return its exit code and what it said."""
        folder = self.content.parent
        command = [sys.executable, "-m", "plugins.execute", verb, str(folder / "conf.py"), "content", article]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False,
                              env={**os.environ, "PYTHONPATH": str(ROOT), **environment})  # fmt: skip
        return done.returncode, done.stdout + done.stderr


SiteBuilder = Callable[..., Site]


@pytest.fixture
def site(tmp_path: Path) -> SiteBuilder:
    """Build a site in a temporary folder: `site({"a.md": text, …}, SETTING=value)`; again changes it."""

    def build(files: dict[str, str | bytes], environment: dict[str, str] | None = None, **settings: Any) -> Site:
        return build_site(tmp_path, files, environment or {}, settings)

    return build


def build_site(folder: Path, files: dict[str, str | bytes], environment: dict[str, str], settings: dict[str, Any]) -> Site:
    """Write `files` into `folder`/content and run Pelican on it, from `folder`, with a store of its own."""
    content, output = folder / "content", folder / "output"
    content.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    lines = [f"{name} = {value!r}" for name, value in {"STORE_PATH": str(folder / "cache"), **settings}.items()]
    (folder / "conf.py").write_text("\n".join(["from pelicanconf import *", *lines]))
    command = [sys.executable, "-m", "pelican", "content", "-s", "conf.py", "-o", "output"]
    inherited = {name: value for name, value in os.environ.items() if name not in ("GITHUB_ACTIONS", "SITEURL", "PYTHONDONTWRITEBYTECODE")}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, encoding="utf-8",
                          env={**inherited, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", **environment})  # fmt: skip
    return Site(content, output, done.returncode, done.stdout + done.stderr)


@dataclass(frozen=True)
class Served:
    """A folder served on this machine: the address it has there, with its sub-path."""

    address: str


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder under a prefix, as GitHub Pages serves a project."""

    prefix = ""
    protocol_version = "HTTP/1.1"  # connections stay open for the next file

    def translate_path(self, path: str) -> str:
        if not path.startswith(f"{self.prefix}/"):
            return str(Path(self.directory, "outside of the site"))
        return super().translate_path(path.removeprefix(self.prefix))

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


class PatientServer(http.server.ThreadingHTTPServer):
    request_queue_size = 128  # a page asks for many files at once


@pytest.fixture
def serve() -> Iterator[Callable[[Path, str], Served]]:
    """Serve a folder under a sub-path such as `/blog`, or under none."""
    servers: list[PatientServer] = []

    def start(folder: Path, prefix: str = "") -> Served:
        handler = type("Handler", (QuietHandler,), {"prefix": prefix})
        server = PatientServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return Served(f"http://127.0.0.1:{server.server_address[1]}{prefix}")

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium.ensure(), args=list(chromium.FLAGS))


@pytest.fixture(params=["light", "dark"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page in each scheme, which fails the test for a console error or a request to another host."""
    context = browser.new_context(color_scheme=request.param)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    foreign: list[str] = []
    opened.on("request", lambda made: foreign.append(made.url) if is_foreign(made) else None)
    yield opened
    found = [*errors, *foreign]  # what closing interrupts is no error of the page
    context.close()
    assert found == []


def ready(page: Page) -> Page:
    """Wait until scripts, which come after the first paint, have done what they do when a page opens."""
    page.locator("[data-theme-toggle]:not([hidden])").wait_for()
    return page


def is_foreign(request: Request) -> bool:
    """Whether a request leaves this machine."""
    return not request.url.startswith(("http://127.0.0.1:", "data:", "blob:"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update-golden`."""
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Name the skips that are not on the list."""
    for reason in unlisted(terminalreporter):
        terminalreporter.write_line(f"skipped without a listed reason: {reason}", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In continuous integration, a skip that is not listed fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter and unlisted(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def unlisted(reporter: Any) -> list[str]:
    """Return the reasons of skips that tests/allowed_skips.txt does not have."""
    reasons = [report.longrepr[2].removeprefix("Skipped: ") for report in reporter.stats.get("skipped", [])]
    return sorted(reason for reason in reasons if reason not in ALLOWED_SKIPS)
