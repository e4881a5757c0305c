"""Where discovery meets Pelican: files beside the pages, once all is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pelican import ArticlesGenerator, PagesGenerator, signals
from pelican.contents import Content
from pelican.generators import Generator

from plugins import header, source
from plugins.discovery.card import SIZE, Card
from plugins.discovery.json_feed import json_feed
from plugins.discovery.redirect import file_of, redirect
from plugins.discovery.sitemap import robots, sitemap
from plugins.problems import Problem, log
from plugins.store import Store, write_atomically


def register() -> None:
    """Connect to Pelican."""
    signals.content_object_init.connect(without_card)
    signals.all_generators_finalized.connect(write_files)
    signals.feed_written.connect(write_json_feed)
    signals.finalized.connect(name_sitemap)


def without_card(content: Content) -> None:
    """Give everything a card, for templates: none so far."""
    content.card = None


def write_files(generators: Sequence[Generator]) -> None:
    """Write redirects; on a site with an address, the sitemap and the cards too."""
    articles = next(each for each in generators if isinstance(each, ArticlesGenerator))
    pages = next(each for each in generators if isinstance(each, PagesGenerator))
    settings, shown = articles.settings, [*articles.articles, *articles.translations, *pages.pages, *pages.translations]
    output, site = Path(settings["OUTPUT_PATH"]), settings["SITEURL"]
    taken = {content.save_as for content in shown} | set(files_of_lists(articles))
    for content in shown:
        for alias in getattr(content, "aliases", ()):
            write_redirect(content, alias, taken, output)
    if site:
        write_atomically(output / "sitemap.xml", sitemap(addresses(articles, pages)).encode())
        for article in [*articles.articles, *articles.translations]:
            article.card = card(article, output)


def write_redirect(content: Any, alias: str, taken: set[str], output: Path) -> None:
    """Write the page at an older address of `content`."""
    name = file_of(alias)
    if name is None or name in taken:
        what = "is the address of another page" if name else "is no address on this site"
        line = header.read(source.read(content.source_path)).line("aliases")
        log(Problem(content.source_path, line, f"aliases: {alias!r} {what}", "an older address, such as old/name/"))
        return
    taken.add(name)
    address = f"{content.settings['SITEURL']}/{content.url}"
    write_atomically(output / name, redirect(content.title, address, content.lang).encode())


def files_of_lists(articles: ArticlesGenerator) -> Iterator[str]:
    """Yield the files of pages that list articles, by which a redirect would be overwritten."""
    settings = articles.settings
    yield from (wrapper.save_as for wrapper, _ in [*articles.categories, *articles.authors])
    yield from (tag.save_as for tag in articles.tags)
    yield from (series.save_as for series in articles.context["SERIES"])
    yield settings["ALL_SERIES_SAVE_AS"]
    yield from (settings.get(f"{name.upper()}_SAVE_AS", f"{name}.html") for name in settings["DIRECT_TEMPLATES"])


def addresses(articles: ArticlesGenerator, pages: PagesGenerator) -> Iterator[tuple[str, datetime | None]]:
    """Yield the address of every page that is for readers, with the time of its last change."""
    settings = articles.settings
    site = settings["SITEURL"]
    newest = max((article.date for article in articles.articles), default=None)
    yield f"{site}/", newest
    for content in [*articles.articles, *articles.translations, *pages.pages, *pages.translations]:
        yield f"{site}/{content.url}", getattr(content, "modified", getattr(content, "date", None))
    for wrapper, its in [*articles.categories, *articles.authors, *articles.tags.items()]:
        yield f"{site}/{wrapper.url}", max((article.date for article in its), default=None)
    for series in articles.context["SERIES"]:
        yield f"{site}/{series.url}", series.parts[-1].date
    if articles.context["SERIES"]:
        yield f"{site}/{settings['ALL_SERIES_URL']}", newest
    for name in settings["DIRECT_TEMPLATES"]:
        if f"{name.upper()}_URL" in settings:
            yield f"{site}/{settings[f'{name.upper()}_URL']}", newest


def card(article: Any, output: Path) -> dict[str, Any] | None:
    """Write an article's card; return its address from the top of the site, and its size."""
    settings = article.settings
    below = f"{', '.join(str(author) for author in article.authors)} · {article.locale_date}"
    try:
        drawn = Card(article.title, below, settings["SITENAME"], Path(settings["EXECUTE_FONTS"])).png(Store(Path(settings["STORE_PATH"])))
    except OSError:
        log(Problem("", 0, "no cards are drawn: a font is missing", "run ./inv build", severity="warning"))
        return None
    name = f"cards/{article.slug}{'' if article.in_default_lang else f'-{article.lang}'}.png"
    write_atomically(output / name, drawn)
    return {"url": name, "width": SIZE[0], "height": SIZE[1]}


def write_json_feed(path: str, context: dict[str, Any], feed: Any) -> None:
    """Write the JSON feed beside the Atom feed of all articles."""
    name = context.get("FEED_ALL_JSON")
    if not name or not path.endswith(str(context.get("FEED_ALL_ATOM"))):
        return
    address = context["SITEURL"]
    site = {"title": context["SITENAME"], "home": f"{address}/", "address": f"{address}/{name}",
            "description": context["SITEDESCRIPTION"], "language": context["DEFAULT_LANG"]}  # fmt: skip
    write_atomically(Path(context["OUTPUT_PATH"], name), json_feed(site, feed.items).encode())


def name_sitemap(pelican: Any) -> None:
    """Have robots.txt name the sitemap."""
    path, address = Path(pelican.settings["OUTPUT_PATH"], "robots.txt"), pelican.settings["SITEURL"]
    if address and not pelican.settings.get("CHECK"):
        text = path.read_text(encoding="utf-8") if path.is_file() else "User-agent: *\nAllow: /\n"
        write_atomically(path, robots(text, f"{address}/sitemap.xml").encode())
