"""The map of the house.

A Markdown file passes through these packages, in this order:

    frontmatter   its header becomes metadata, every problem with its line
    execute       its marked cells run, and their outputs are put under them
    writing       the Markdown authors know from GitHub becomes what Python-Markdown reads
    links         its links become addresses, checked when all files are read
    typeset       its equations become HTML and MathML
    references    its figures, tables, equations are numbered, and referred to
    citations     works are cited, and listed at its end
    images        its pictures get their size, and a placeholder where one is missing
    series        articles that belong together know each other
    discovery     a sitemap, feeds, cards and redirects let others find it
    pages         the theme's templates get an article, its neighbours, the site's settings
    assets        fonts and style sheets of third parties are copied in when a page uses them
    search        the finished pages are indexed

Two more serve the author: `report` gathers every problem of a build and decides how it
ends; `preview` rebuilds when a file is saved and reloads the page.

A package holds pure modules and one `adapter`, the only one that imports Pelican or
Markdown. Packages do not import each other; what several need stands beside them: `problems`
(what is wrong, where, what to do), `source` (the text of a file), `header` and `fences` (what is
found in it, with its lines), `address` (the file a link means), `reading` (what reading a
file brings about), `webp` (a picture as WebP), `store` (what was expensive to compute).
"""
