"""The audit of a site: built as it is published, measured page by page, its HTML and its links checked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

from tools import locks
from tools.audit.budget import Figures, broken, table
from tools.audit.measure import axe, embedded_fonts, figures, lighthouse
from tools.audit.serve import serving
from tools.browser import FLAGS, ensure
from tools.errors import TaskError
from tools.node import find_npm
from tools.site import Site, build

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
TRIES = 5  # how often a page is measured that breaks a budget: the machine may be busy
PAGES = {  # name and path; what a budget does not hold for
    "home": ("", ()),
    "article of the founding shape": ("articles/how-a-neural-network-learns/", ()),
    "executed article": ("articles/throwing-darts/", ("bytes", "without_fonts", "performance", "lcp", "tbt")),
    "tag": ("tags/mathematics/", ()),
    "search": ("search/", ()),
    "404": ("404.html", ("seo",)),
}


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found: figures by page, and everything that is wrong, in words."""

    pages: Mapping[str, Figures]
    problems: Sequence[str]

    def __str__(self) -> str:
        return "\n".join([table(self.pages), "", *(self.problems or ["every budget is kept"])])


def audit(content: Path, programs: Path, pages: Mapping[str, tuple[str, Sequence[str]]] = PAGES) -> Audit:
    """Build the site in `content` as it is published, and measure `pages`; raises TaskError if that cannot be done."""
    install(programs)
    chromium = ensure()
    with tempfile.TemporaryDirectory(prefix="demonstrandum-") as folder:
        output = Path(folder, "output")
        with serving(output) as address, sync_playwright() as playwright:
            build(Site(content, output, "publishconf.py"), {"SITEURL": address})
            browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
            problems: list[str] = []
            measured: dict[str, Figures] = {}
            for name, (path, excused) in pages.items():
                violations = axe(browser, f"{address}/{path}")
                file = output / path / "index.html" if not path.endswith(".html") else output / path
                fonts = embedded_fonts(file.read_text(encoding="utf-8"))
                measured[name] = page(f"{address}/{path}", chromium, (len(violations), fonts), excused)
                print(f"measured {name}", file=sys.stderr, flush=True)
                problems += [f"{name}: {each}" for each in [*violations, *broken(measured[name], excused)]]
            browser.close()
            return Audit(measured, [*problems, *html(output), *links(output, address, programs)])


def page(address: str, chromium: str, known: tuple[int, int], excused: Sequence[str]) -> Figures:
    """Return the figures of a page, at their best of a few tries."""
    found: list[Figures] = []
    for _ in range(TRIES):
        found.append(figures(lighthouse(MODULES / "lighthouse" / "cli" / "index.js", chromium, address), *known))
        if not list(broken(found[-1], excused)):
            break
    return min(found, key=lambda each: (len(list(broken(each, excused))), -each.performance, each.lcp + each.tbt))


def install(programs: Path) -> None:
    """Have what the audit measures with."""
    stamp, lock = MODULES / ".locked", [HERE / "package-lock.json"]
    if locks.is_current(stamp, lock):
        return
    npm = find_npm(programs)
    if npm is None:
        raise TaskError("npm was not found", "install Node.js 20 or newer")
    print("inv: installing what the audit measures with …", file=sys.stderr, flush=True)
    environment = {**os.environ, "PATH": os.pathsep.join([str(Path(npm).parent), os.environ.get("PATH", "")])}
    if subprocess.call([npm, "ci", "--loglevel=error", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=HERE, env=environment) != 0:
        raise TaskError("npm ci failed in tools/audit/", "the lines above say why; run the same command again")
    locks.write(stamp, lock)


def html(output: Path) -> list[str]:
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
