"""The audit of a site: built as it is published, measured page by page, its HTML and its links checked."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from bench import themes
from tools import node
from tools.audit.budget import Figures, broken, table
from tools.audit.measure import axe, embedded_fonts, figures, lighthouse
from tools.audit.serve import serving
from tools.browser import FLAGS, ensure
from tools.errors import TaskError
from tools.site import Site, build

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
TRIES = 5  # how often a page is measured that breaks a budget: the machine may be busy
ARTICLES = 4  # how many of a site are measured
COMPUTED = 'id="computed"'  # what a page has that shows what its code gave: figures and tables weigh what they weigh
NOT_INDEXED = 'content="noindex"'
EXCUSED = {COMPUTED: ("bytes", "without_fonts", "performance", "lcp", "tbt"), NOT_INDEXED: ("seo",)}


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found: figures by page, and everything that is wrong, in words."""

    pages: Mapping[str, Figures]
    problems: Sequence[str]

    def __str__(self) -> str:
        return "\n".join([table(self.pages), "", *(self.problems or ["every budget is kept"])])


def audit(content: Path, programs: Path, rivals: bool = False) -> Audit:
    """Build the site in `content` as it is published, and measure its pages; with `rivals` its first article in theirs too.

    Raises TaskError if that cannot be done.
    """
    node.install(HERE, programs, "what the audit measures with")
    with tempfile.TemporaryDirectory(prefix="demonstrandum-") as folder, sync_playwright() as playwright:
        output = Path(folder, "output")
        browser = playwright.chromium.launch(executable_path=ensure(), args=list(FLAGS))
        with serving(output) as address:
            build(Site(content, output, "publishconf.py"), {"SITEURL": address})
            problems: list[str] = []
            measured: dict[str, Figures] = {}
            for path in pages(output):
                html = file(output, path).read_text(encoding="utf-8")
                excused = [name for mark, names in EXCUSED.items() if mark in html for name in names]
                measured[f"/{path}"], violations = page(browser, f"{address}/{path}", embedded_fonts(html), excused)
                problems += [f"/{path}: {each}" for each in [*violations, *broken(measured[f"/{path}"], excused)]]
            problems += [*checked(output), *links(output, address, programs)]
        for theme in themes.THEMES if rivals else ():
            measured[theme] = rival(theme, content, Path(folder, theme), browser, programs)
        browser.close()
        return Audit(measured, problems)


def pages(output: Path) -> Iterator[str]:
    """Yield the paths of the pages that are measured: one of each kind, and several articles."""
    yield ""
    for kind, most in (("articles", ARTICLES), ("tags", 1)):
        yield from (f"{kind}/{each.parent.name}/" for each in sorted((output / kind).glob("*/index.html"))[:most])
    yield from ("search/", "404.html")


def file(output: Path, path: str) -> Path:
    """Return the file that a server sends for `path`."""
    return output / path / "index.html" if not path.endswith(".html") else output / path


def page(browser: Any, address: str, embedded: int, excused: Sequence[str]) -> tuple[Figures, list[str]]:
    """Return the figures of a page, at their best of a few tries, and what axe finds."""
    violations = axe(browser, address)
    found: list[Figures] = []
    for _ in range(TRIES):
        report = lighthouse(MODULES / "lighthouse" / "cli" / "index.js", ensure(), address)
        found.append(figures(report, len(violations), embedded))
        if not list(broken(found[-1], excused)):
            break
    print(f"measured {address}", file=sys.stderr, flush=True)
    return min(found, key=lambda each: (len(list(broken(each, excused))), -each.performance, each.lcp + each.tbt)), violations


def rival(theme: str, content: Path, folder: Path, browser: Any, programs: Path) -> Figures:
    """Return the figures of the first article of a site in a rival's theme."""
    folder.mkdir()
    output = folder / "output"
    with serving(output) as address:
        themes.build(theme, content, output, address, programs)
        path = next(each for each in pages(output) if each)
        return page(browser, f"{address}/{path}", 0, ())[0]


def checked(output: Path) -> list[str]:
    """Return what the Nu Html Checker finds in the pages."""
    if not shutil.which("java"):
        raise TaskError("Java was not found", "the checker of HTML needs it: install a Java runtime, version 11 or newer")
    command = ["java", "-jar", str(MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"), "--errors-only", "--skip-non-html", str(output)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr.splitlines()


def links(output: Path, address: str, programs: Path) -> list[str]:
    """Return the links within the site that lead nowhere."""
    command = [str(programs / "lychee"), "--offline", "--include-fragments", "--no-progress", "--format", "detailed", "--remap", f"{address} file://{output}",
               "--fallback-extensions", "html", "--index-files", "index.html", str(output / "**" / "*.html")]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return [] if done.returncode == 0 else [line for line in done.stdout.splitlines() if "ERROR" in line or "error" in line.lower()] or [done.stderr[-500:]]
