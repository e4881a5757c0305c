"""Where assets meet Pelican: made before the first page, so that pages can name their version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator

from plugins.assets.bundle import bundle, fonts, in_vendor_layer
from plugins.assets.highlight import style_sheet
from plugins.problems import Problem, log
from plugins.store import digest, write_atomically

FOLDER = "theme"  # in the output


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(write_ours)
    signals.all_generators_finalized.connect(write_katex)


def write_ours(pelican: Pelican) -> None:
    """Write the theme's style sheet, scripts and fonts; put their version into the settings."""
    settings = pelican.settings
    static, output = Path(settings["THEME"], "static"), Path(settings["OUTPUT_PATH"], FOLDER)
    css = bundle(static / "css" / "main.css") + style_sheet()
    files = {"main.css": css.encode(), "favicon.svg": (static / "favicon.svg").read_bytes()}
    for script in sorted((static / "js").glob("*.js")):
        files[f"js/{script.name}"] = script.read_bytes()
    settings["ASSETS_VERSION"] = digest(*files, *files.values())[:10]
    for name, data in files.items():
        write_atomically(output / name, data)
    copy_fonts(fonts(css), Path(settings["NODE_MODULES"]), output)


def copy_fonts(names: Sequence[str], modules: Path, output: Path) -> None:
    """Copy font files from npm's packages."""
    available = {path.name: path for path in modules.glob("@fontsource-variable/*/files/*.woff2")}
    for name in names:
        if name not in available:
            log(Problem(str(modules), 0, f"the font {name} is missing", "run ./inv build, or npm ci in theme/"))
            return
        write_atomically(output / "fonts" / name, available[name].read_bytes())


def write_katex(generators: Sequence[Generator]) -> None:
    """Write KaTeX's style sheet and fonts if any page has an equation."""
    settings = generators[0].settings
    if not any('class="katex' in html for html in contents(generators)):
        return
    source, output = Path(settings["NODE_MODULES"], "katex", "dist"), Path(settings["OUTPUT_PATH"], FOLDER, "katex")
    css = (source / "katex-swap.min.css").read_text(encoding="utf-8")
    write_atomically(output / "katex.css", in_vendor_layer(css).encode())
    for font in sorted((source / "fonts").glob("*.woff2")):
        write_atomically(output / "fonts" / font.name, font.read_bytes())


def contents(generators: Sequence[Any]) -> Iterator[str]:
    """Yield the HTML of all articles and pages."""
    for generator in generators:
        if isinstance(generator, ArticlesGenerator):
            for group in (generator.articles, generator.translations, generator.hidden_articles, generator.drafts):
                yield from (article.content for article in group)
        if isinstance(generator, PagesGenerator):
            for group in (generator.pages, generator.translations, generator.hidden_pages, generator.draft_pages):
                yield from (page.content for page in group)
