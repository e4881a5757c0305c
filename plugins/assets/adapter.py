"""Where assets meet Pelican: made when all is read, before the first page is written, so that pages can name their version."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pelican import signals
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator

from plugins.assets.bundle import (
    FACE,
    addressed,
    asked_for,
    bundle,
    embedded,
    faces_and_rules,
    in_layer,
    names_of_tokens,
    overridden,
    scripts,
    smaller,
    used_alone,
    weights,
)
from plugins.assets.fonts import (
    FACES,
    Cutter,
    MissingError,
    elements_of,
    is_slanted,
    letters,
    of_formulas,
    slanted,
)
from plugins.assets.highlight import style_sheet
from plugins.assets.styles import Part, Styles, marks_of, needed_by
from plugins.assets.subset import covered
from plugins.problems import Problem, log, suggest
from plugins.store import Store, digest, write_atomically

FOLDER = "theme"  # in the output
EMBEDDED = {f"fonts/KaTeX_{name}.woff2" for name in ("Main-Regular", "Main-Bold", "Math-Italic", *(f"Size{size}-Regular" for size in range(1, 5)))}
FORMULA = 'class="katex'
SMALL = 10_000  # bytes of a font, cut, that is not worth a request of its own
PREVIEW = "DEMONSTRANDUM_SESSIONS"  # the variable by which a build knows that an author waits for it


def register() -> None:
    """Connect to Pelican."""
    signals.all_generators_finalized.connect(write_assets)


def write_assets(generators: Sequence[Generator]) -> None:
    """Write the theme's scripts, and KaTeX's larger fonts if a page has an equation; give pages their style sheets."""
    settings, shown = generators[0].settings, list(contents(generators))
    modules, theme = Path(settings["NODE_MODULES"]), Path(settings["THEME"])
    cutter = Cutter(modules, Store(Path(settings["STORE_PATH"])), hasty=bool(os.environ.get(PREVIEW)))
    try:
        sheets = list(ours(theme / "static" / "css", cutter, shown, tokens(settings)))
        formulas, files = with_formulas(modules / "katex" / "dist", cutter, shown)
    except MissingError as error:
        log(Problem(str(modules), 0, str(error), "run ./inv build, or npm ci in theme/"))
        return
    files["site.js"] = scripts(sorted((theme / "static" / "js").glob("*.js"))).encode()
    version, place = digest(*files, *files.values())[:10], f"{settings['SITEURL']}/{FOLDER}/"
    generators[0].context |= {
        "ASSETS_VERSION": version, "STYLES": Styles([*sheets, Part(addressed(formulas, place, version), frozenset({"katex"}))], around(settings)),
        "FAVICON": "data:image/svg+xml," + quote((theme / "static" / "favicon.svg").read_text(encoding="utf-8").strip()),
    }  # fmt: skip
    for name, data in files.items():
        write_atomically(Path(settings["OUTPUT_PATH"], FOLDER, name), data)


def around(settings: Mapping[str, Any]) -> frozenset[str]:
    """Return the classes that templates and scripts give to any page."""
    theme = Path(settings["THEME"])
    folders = [theme / "templates", theme / "static" / "js", *map(Path, settings["THEME_TEMPLATES_OVERRIDES"])]
    texts = (path.read_text(encoding="utf-8") for folder in folders for path in folder.rglob("*") if path.suffix in (".html", ".js"))
    return frozenset(mark for mark in marks_of(*texts) if not mark.startswith("<"))


def tokens(settings: Mapping[str, Any]) -> dict[str, str]:
    """Return the site's own tokens; tell of those that the theme does not have."""
    known = names_of_tokens(Path(settings["THEME"], "static", "css", "tokens.css").read_text(encoding="utf-8"))
    given: dict[str, str] = settings.get("TOKENS", {})
    for name in (each for each in given if each not in known):
        log(Problem("pelicanconf.py", 0, f"TOKENS: the theme has no token {name!r}", suggest(name, known)))
    return {name: value for name, value in given.items() if name in known}


def ours(folder: Path, cutter: Cutter, shown: Sequence[Any], own: Mapping[str, str]) -> Iterator[Part]:
    """Yield the parts of the theme's style sheet in `folder`; its fonts are in it, cut. `own` are the site's tokens."""
    used = letters(text for each in shown for text in (each.title, getattr(each, "subtitle", ""), each.summary, each._content))
    emphasised = slanted(each._content for each in shown)
    sheets = bundle(folder / "main.css")
    for sheet in sheets:
        for face in asked_for(FACE.findall(sheet), "".join(sheets), own):
            fonts = {f"fonts/{name}": cutter.exactly(name, emphasised, range_of) if is_slanted(name) else cutter.ours(name, used, range_of)
                     for name, range_of in weights(face).items()}  # fmt: skip
            yield Part(embedded(in_layer(smaller(face), "base"), fonts), elements_of("".join(fonts)))
        rules = smaller(FACE.sub("", sheet))
        yield Part(rules, needed_by(rules))
    yield Part(smaller(overridden(own)))
    colours = smaller(style_sheet())
    yield Part(colours, needed_by(colours) - {"highlight"})


def with_formulas(source: Path, cutter: Cutter, shown: Sequence[Any]) -> tuple[str, dict[str, bytes]]:
    """Return the style sheet of pages with formulas, which has KaTeX's small fonts in it, and its other fonts by their names."""
    texts = [text for each in shown for text in (each._content, each.title_html, getattr(each, "subtitle_html", "")) if FORMULA in text]
    if not texts:
        return "", {}
    used = of_formulas(texts)
    faces, rules = faces_and_rules((source / "katex-swap.min.css").read_text(encoding="utf-8"))
    fonts = {}
    for font in sorted((source / "fonts").glob("*.woff2")):
        face = font.stem.removeprefix("KaTeX_")
        drawn = used.get(face if face in FACES.values() else "", frozenset())
        if drawn & covered(font):  # a font without a letter is none to a browser
            fonts[f"fonts/{font.name}"] = cutter.cut(font, drawn)
    small = {name: data for name, data in fonts.items() if name in EMBEDDED and len(data) < SMALL}
    within = [embedded(face.replace("swap", "block"), small) if any(name in face for name in small) else face
              for face in faces if any(name in face for name in fonts)]  # fmt: skip
    sheet = "".join(within) + in_layer(used_alone(rules, marks_of(*texts)), "vendor")
    return sheet, {name: data for name, data in fonts.items() if name not in small}


def contents(generators: Sequence[Any]) -> Iterator[Any]:
    """Yield all articles and pages."""
    for generator in generators:
        if isinstance(generator, ArticlesGenerator):
            yield from (*generator.articles, *generator.translations, *generator.hidden_articles, *generator.drafts)
        if isinstance(generator, PagesGenerator):
            yield from (*generator.pages, *generator.translations, *generator.hidden_pages, *generator.draft_pages)
