"""How a work is named in the text and in the list, in HTML."""

from __future__ import annotations

import html
from collections.abc import Iterable

from plugins.citations.bibliography import OTHERS, Person, Work

QUOTED = ("article", "inproceedings", "conference", "incollection", "inbook", "phdthesis", "mastersthesis", "techreport")


def short(people: tuple[Person, ...]) -> str:
    """Return names for the text: one, two, or the first and others."""
    names = [html.escape(person.family, quote=False) for person in people]
    if not names:
        return ""
    if len(names) == 2 and names[1] != OTHERS:
        return f"{names[0]} &amp; {names[1]}"
    return names[0] if len(names) == 1 else f"{names[0]} et al."


def named(work: Work) -> str:
    """Return who a citation names: people, else the title."""
    return short(work.people) or html.escape(work["title"] or work.key, quote=False)


def full(person: Person) -> str:
    """Return `Knuth, D. E.`."""
    if person.family == OTHERS:
        return "et al."
    initials = " ".join(f"{part[0]}." for part in person.given.replace("-", " ").split() if part)
    return html.escape(f"{person.family}, {initials}" if initials else person.family, quote=False)


def listed(work: Work, year: str) -> str:
    """Return the work's line in the list of references; `year` may have a letter."""
    people = " and ".join(filter(None, [", ".join(map(full, work.people[:-1])), *map(full, work.people[-1:])]))
    head = f"{people.replace(' and et al.', ' et al.')} ({year})." if people else f"({year})."
    return " ".join(part for part in (head, title(work), *container(work), *links(work)) if part)


def title(work: Work) -> str:
    """Return the title: quoted if it is part of something, else set apart."""
    text = html.escape(work["title"], quote=False).rstrip(".")
    if not text:
        return ""
    return f"“{text}.”" if work["type"] in QUOTED else f"<cite>{text}</cite>."


def container(work: Work) -> Iterable[str]:
    """Yield where it appeared, and by whom it was published."""
    name = html.escape(work["journal"] or work["journaltitle"] or work["booktitle"], quote=False)
    volume = work["volume"] + (f"({work['number']})" if work["number"] and work["volume"] else "")
    parts = [f"<cite>{name}</cite>" if name else "", html.escape(volume), html.escape(work["pages"].replace("--", "–"))]
    if any(parts):
        yield ", ".join(filter(None, parts)) + "."
    if publisher := work["publisher"] or work["school"] or work["institution"]:
        yield html.escape(publisher, quote=False) + "."


def links(work: Work) -> Iterable[str]:
    """Yield a link to the work: by its DOI, else its address."""
    doi = work["doi"].removeprefix("https://doi.org/").removeprefix("http://dx.doi.org/")
    address = f"https://doi.org/{doi}" if doi else work["url"]
    if address:
        yield f'<a href="{html.escape(address)}">{html.escape(f"doi:{doi}" if doi else address, quote=False)}</a>'
