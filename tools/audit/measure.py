"""One page measured: by Lighthouse's mobile preset, and by axe in the conditions readers have."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tools.audit.budget import Figures
from tools.browser import FLAGS
from tools.errors import TaskError

DATA_FONT = re.compile(r"data:font/woff2;base64,[\w+/=]+")
CONDITIONS = (  # scheme, width in pixels: at 200 % a window of 1280 is one of 640
    ("light", 1280), ("dark", 1280), ("light", 320), ("dark", 320), ("light", 640),
)  # fmt: skip


def lighthouse(program: Path, chromium: str, address: str) -> dict[str, Any]:
    """Return Lighthouse's report on the page at `address`."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        flags = " ".join(["--headless=new", *FLAGS, f"--user-data-dir={folder}/profile"])
        command = ["node", str(program), address, "--quiet", f"--chrome-flags={flags}", "--output=json", f"--output-path={report}",
                   "--only-categories=performance,accessibility,best-practices,seo", "--ignore-status-code"]  # fmt: skip
        done = subprocess.run(command, env={**os.environ, "CHROME_PATH": chromium}, capture_output=True, text=True, check=False)
        if not report.is_file():
            raise TaskError(f"Lighthouse could not measure {address}", done.stderr.strip()[-400:])
        found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return found


def embedded_fonts(html: str) -> int:
    """Return how many of the bytes that are sent for a page are fonts within it."""
    return len(gzip.compress(html.encode())) - len(gzip.compress(DATA_FONT.sub("", html).encode()))


def figures(report: dict[str, Any], violations: int, embedded: int = 0) -> Figures:
    """Return what a report says, with what axe found, and with the bytes of fonts that are within the page."""
    audits, host = report["audits"], urlsplit(report["finalDisplayedUrl"]).netloc
    requests = [each for each in audits["network-requests"]["details"]["items"] if each["url"].startswith("http")]
    sizes = [(each.get("resourceType", ""), each.get("transferSize", 0)) for each in requests]
    total = sum(size for _, size in sizes)
    scores = {name: round(100 * (category["score"] or 0)) for name, category in report["categories"].items()}
    return Figures(
        scores["performance"], scores["accessibility"], scores["best-practices"], scores["seo"], total,
        total - embedded - sum(size for kind, size in sizes if kind == "Font"), len(requests),
        len({urlsplit(each["url"]).netloc for each in requests} - {host}),
        sum(size for kind, size in sizes if kind == "Script"), audits["largest-contentful-paint"]["numericValue"],
        audits["total-blocking-time"]["numericValue"], audits["cumulative-layout-shift"]["numericValue"], violations,
    )  # fmt: skip


def axe(browser: Any, address: str) -> list[str]:
    """Return what axe finds at `address`, each with its condition."""
    from axe_playwright_python.sync_playwright import Axe

    found = []
    for scheme, width in CONDITIONS:
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page.goto(address)
        page.wait_for_load_state("networkidle")
        result = Axe().run(page)
        found += [f"{scheme}, {width} px: {each['id']}: {each['nodes'][0]['html'][:120]}" for each in result.response["violations"]]
        page.close()
    return found
