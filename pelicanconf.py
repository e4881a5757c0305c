"""The site's settings, as it is built on an author's machine."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

ROOT = Path(__file__).parent

# -- The site ------------------------------------------------------------------------------

SITENAME = "Demonstrandum"
SITESUBTITLE = "A blog for people who show their work"
SITEDESCRIPTION = "Articles whose every number, figure and formula was computed when the site was built."
SITEURL = ""  # publishconf.py sets it
AUTHOR = "Demonstrandum"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
LOCALE = ("C.UTF-8", "C")  # dates read the same on every machine
DEFAULT_DATE_FORMAT = "%d %B %Y"
MENU = [("Articles", "archives/"), ("Series", "series/"), ("Tags", "tags/"), ("About", "about/")]  # text, path on this site
DEFAULT_PAGINATION = 20
LOGO = ""  # a picture beside the site's name, from the top of content/: "images/logo.svg"
TOKENS: dict[str, str] = {}  # the site's own look, by theme/static/css/tokens.css: {"color-accent": "light-dark(#7a1f5c, #f0a6d6)"}
SOURCE_URL = ""  # where an article can be edited: "https://github.com/you/blog/edit/main/content/{path}"
SOCIAL: list[tuple[str, str]] = []  # text and address of links in the foot of each page
LICENSE = ("", "")  # name and address of the licence of what is written here
GISCUS: dict[str, str] = {}  # comments by giscus.app: {"repo": "you/blog", "repo_id": "…", "category_id": "…", "mapping": "pathname"}
ANALYTICS: dict[str, str] = {}  # the attributes of a script that counts visits: {"src": "https://count.example/count.js"}; best set in publishconf.py
TAG_DESCRIPTIONS: dict[str, str] = {}  # what a tag is about, shown above its articles
SERIES_DESCRIPTIONS: dict[str, str] = {}  # the same for series

# -- Where things are ----------------------------------------------------------------------

PATH = str(ROOT / "content")
OUTPUT_PATH = str(ROOT / "output")
THEME = str(ROOT / "theme")
THEME_STATIC_PATHS: list[str] = []  # the assets plugin puts them into output/theme/
STORE_PATH = str(ROOT / ".cache")  # what was expensive to compute
NODE_MODULES = str(ROOT / "theme" / "node_modules")  # third-party fonts and style sheets
PAGE_PATHS = ["pages"]
ARTICLE_EXCLUDES = ["pages", "extra", "images"]
STATIC_PATHS = ["images", "extra"]
EXTRA_PATH_METADATA = {
    "extra/CNAME": {"path": "CNAME"},
    "extra/robots.txt": {"path": "robots.txt"},
}
IGNORE_FILES = ["**/.*", "**/__pycache__", "**/node_modules"]

# -- Addresses -----------------------------------------------------------------------------

ARTICLE_URL, ARTICLE_SAVE_AS = "articles/{slug}/", "articles/{slug}/index.html"
ARTICLE_LANG_URL, ARTICLE_LANG_SAVE_AS = "articles/{slug}/{lang}/", "articles/{slug}/{lang}/index.html"
DRAFT_URL, DRAFT_SAVE_AS = "drafts/{slug}/", "drafts/{slug}/index.html"
PAGE_URL, PAGE_SAVE_AS = "{slug}/", "{slug}/index.html"
PAGE_LANG_URL, PAGE_LANG_SAVE_AS = "{slug}/{lang}/", "{slug}/{lang}/index.html"
DRAFT_PAGE_URL, DRAFT_PAGE_SAVE_AS = "drafts/pages/{slug}/", "drafts/pages/{slug}/index.html"
TAG_URL, TAG_SAVE_AS = "tags/{slug}/", "tags/{slug}/index.html"
SERIES_URL, SERIES_SAVE_AS = "series/{slug}/", "series/{slug}/index.html"
ALL_SERIES_URL, ALL_SERIES_SAVE_AS = "series/", "series/index.html"
CATEGORY_URL, CATEGORY_SAVE_AS = "categories/{slug}/", "categories/{slug}/index.html"
AUTHOR_URL, AUTHOR_SAVE_AS = "authors/{slug}/", "authors/{slug}/index.html"
TAGS_URL, TAGS_SAVE_AS = "tags/", "tags/index.html"
CATEGORIES_URL, CATEGORIES_SAVE_AS = "categories/", "categories/index.html"
AUTHORS_URL, AUTHORS_SAVE_AS = "authors/", "authors/index.html"
ARCHIVES_URL, ARCHIVES_SAVE_AS = "archives/", "archives/index.html"
SEARCH_URL, SEARCH_SAVE_AS = "search/", "search/index.html"
YEAR_ARCHIVE_URL, YEAR_ARCHIVE_SAVE_AS = "archives/{date:%Y}/", "archives/{date:%Y}/index.html"
PAGINATION_PATTERNS = [
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
]
DIRECT_TEMPLATES = ["index", "archives", "tags", "categories", "authors", "search", "404"]
PAGINATED_TEMPLATES = {"index": None, "tag": None, "category": None, "author": None}
SLUGIFY_SOURCE = "title"
USE_FOLDER_AS_CATEGORY = True
DEFAULT_CATEGORY = "articles"
WITH_FUTURE_DATES = True
SEARCH = False  # whether the pages are indexed: ./inv build does, ./inv serve does not
CONTENT_SECURITY: dict[str, list[str]] = {}  # what pages may load from elsewhere: {"frame-src": ["https://example.org"]}

# -- Feeds: whole articles -----------------------------------------------------------------

FEED_ALL_ATOM = "feeds/all.atom.xml"
FEED_ALL_RSS = "feeds/all.rss.xml"
FEED_ALL_JSON = "feeds/all.json"
CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None
RSS_FEED_SUMMARY_ONLY = False

# -- Text ----------------------------------------------------------------------------------

MARKDOWN = {
    "output_format": "html5",
    "extensions": [
        "markdown.extensions.abbr",
        "markdown.extensions.attr_list",
        "markdown.extensions.def_list",
        "markdown.extensions.footnotes",
        "markdown.extensions.md_in_html",
        "markdown.extensions.smarty",
        "markdown.extensions.tables",
        "markdown.extensions.toc",
        "pymdownx.blocks.tab",
        "pymdownx.highlight",
        "pymdownx.magiclink",
        "pymdownx.quotes",
        "pymdownx.superfences",
        "pymdownx.tasklist",
        "pymdownx.tilde",
    ],
    "extension_configs": {
        "markdown.extensions.toc": {"toc_depth": "2-4", "permalink": "#", "permalink_class": "heading-link",
                                     "permalink_title": "Link to this section"},
        "pymdownx.blocks.tab": {"alternate_style": True},
        "pymdownx.highlight": {"guess_lang": False, "use_pygments": True},
        "pymdownx.quotes": {"callouts": True},
        "pymdownx.tilde": {"subscript": False},
    },
}
MATH_MACROS: dict[str, str] = {}  # for all equations: {"R": r"\mathbb{R}"}; an article's `math_macros` adds its own
BIBLIOGRAPHY = ""  # a BibTeX file for all articles, from the top of content/; an article's `bibliography` adds its own
CITATION_STYLE = "author-year"  # or "numeric"
FORMATTED_FIELDS: list[str] = []  # a summary is text; Pelican would run the whole Markdown pipeline on it
SUMMARY_MAX_LENGTH = None
TYPOGRIFY = False
MATH_JAX = {"auto_insert": False, "process_summary": False}  # equations are typeset at build

# -- Cells ---------------------------------------------------------------------------------

EXECUTE = "marked"  # which fences run: "all", "marked" or "none"; an article's `execute` decides for itself
EXECUTE_TIMEOUT = 60  # seconds a cell may take
EXECUTE_TOTAL_TIMEOUT = 1800  # seconds all cells of an article may take together
EXECUTE_WORKERS = 0  # articles that run at once; 0 means one a processor
EXECUTE_START = "fork" if sys.platform.startswith("linux") else "spawn"  # forking is not safe everywhere
EXECUTE_PRELOAD = ["numpy", "numpy.random", "matplotlib.pyplot"]  # imported once, before the sessions fork
EXECUTE_FONTS = str(ROOT / "theme" / "node_modules" / ".figures")  # made at set-up: the theme's type in figures
EXECUTE_ENVIRONMENT: list[str] = []  # names of environment variables cells may see
STORE_LIMIT = 2_000_000_000  # bytes kept in the store between builds

# -- Plugins and templates -----------------------------------------------------------------

PLUGIN_PATHS = [str(ROOT)]
PLUGINS = [
    "plugins.report",
    "plugins.frontmatter",
    "plugins.execute",
    "plugins.writing",
    "plugins.links",
    "pelican.plugins.render_math",
    "plugins.typeset",
    "plugins.images",
    "plugins.references",
    "plugins.citations",
    "plugins.series",
    "plugins.discovery",
    "plugins.pages",
    "plugins.assets",
    "plugins.search",
]
JINJA_ENVIRONMENT = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
LOAD_CONTENT_CACHE = CACHE_CONTENT = False  # Pelican's cache misses settings, plugins and data
DELETE_OUTPUT_DIRECTORY = False
LOG_FILTER = [(logging.WARNING, "Feeds generated without SITEURL or FEED_DOMAIN set properly may not be valid")]
