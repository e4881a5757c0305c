"""Rival themes: sites built from the same articles by Pelican as it comes, with MathJax from the site itself."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from bench import peers
from tools import node
from tools.errors import TaskError

MATHJAX = Path(__file__).parent / "peers" / "mathjax"
THEMES = {  # name, and the expression that gives its folder
    "pelican-engineering-theme": "__import__('pelican_engineering_theme').get_theme_path()",
    "Reflex, a fork of Flex": "__import__('pelican.themes.reflex').themes.reflex.path()",
}
SETTINGS = """
SITENAME, AUTHOR, SITEURL, TIMEZONE, DEFAULT_LANG = "Rival", "Rival", {address!r}, "UTC", "en"
THEME = str({theme})
PLUGINS = ["yaml_metadata", "render_math"]
MATH_JAX = {{"source": "'{address}/mathjax/MathJax.js?config=TeX-AMS-MML_HTMLorMML'"}}
CC_LICENSE = {{"name": "Creative Commons Attribution", "version": "4.0", "slug": "by"}}
ARTICLE_EXCLUDES, STATIC_PATHS = ["pages", "extra", "images"], ["images"]
ARTICLE_URL, ARTICLE_SAVE_AS = "articles/{{slug}}/", "articles/{{slug}}/index.html"
FEED_ALL_ATOM, CATEGORY_FEED_ATOM = "feed.xml", None
"""


def build(theme: str, content: Path, output: Path, address: str, programs: Path) -> None:
    """Build the articles in `content` with a `theme` of `THEMES`; raises TaskError if that fails."""
    node.install(MATHJAX, programs, "MathJax for the rivals")
    settings = output.parent / "rival.py"
    settings.write_text(SETTINGS.format(theme=THEMES[theme], address=address), encoding="utf-8")
    command = [peers.python("themes"), "-m", "pelican", str(content), "-s", str(settings), "-o", str(output), "--quiet"]
    if subprocess.call(command, env=peers.environment()) != 0:
        raise TaskError(f"the rival {theme} could not be built", "the lines above say why")
    shutil.copytree(MATHJAX / "node_modules" / "mathjax", output / "mathjax", dirs_exist_ok=True, ignore=shutil.ignore_patterns("unpacked", "docs", "test"))
