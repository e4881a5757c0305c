"""What pages may cost, and the table that holds them to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of one page, on its first visit: bytes as sent, times in milliseconds as Lighthouse simulates them."""

    performance: int
    accessibility: int
    best_practices: int
    seo: int
    bytes: int
    without_fonts: int
    requests: int
    foreign: int  # hosts
    script: int  # bytes
    lcp: float
    tbt: float
    cls: float
    axe: int  # violations in all conditions together


AT_LEAST: Mapping[str, float] = {"performance": 100, "accessibility": 100, "best_practices": 100, "seo": 100}
AT_MOST: Mapping[str, float] = {
    "bytes": 80_000, "without_fonts": 35_000, "requests": 8, "foreign": 0, "script": 6_000, "tbt": 30, "cls": 0.01, "axe": 0,
    "lcp": 1200,  # 1000 is the aim: an idle machine reaches it, a busy one takes a little longer
}  # fmt: skip
TITLES = ("perf", "a11y", "bp", "seo", "bytes", "no fonts", "req", "hosts", "script", "LCP", "TBT", "CLS", "axe")


def broken(figures: Figures, excused: Sequence[str] = ()) -> Iterator[str]:
    """Yield each budget that a page breaks, in words; those `excused` do not hold for it."""
    for name, limit in {**AT_LEAST, **AT_MOST}.items():
        value = getattr(figures, name)
        if name not in excused and (value < limit if name in AT_LEAST else value > limit):
            yield f"{name.replace('_', ' ')} {value:g}, {'at least' if name in AT_LEAST else 'at most'} {limit:g}"


def table(pages: Mapping[str, Figures]) -> str:
    """Return a Markdown table of all pages."""
    head = f"| page | {' | '.join(TITLES)} |\n|---|{'---|' * len(TITLES)}"
    return "\n".join([head, *(f"| {name} | {' | '.join(shown(figures))} |" for name, figures in pages.items())])


def shown(figures: Figures) -> Iterator[str]:
    """Yield the figures as one reads them."""
    for each in fields(figures):
        value = getattr(figures, each.name)
        if each.name in ("bytes", "without_fonts", "script"):
            yield f"{value / 1000:.1f} kB"
        elif each.name in ("lcp", "tbt"):
            yield f"{value:.0f} ms"
        else:
            yield f"{value:.3f}" if each.name == "cls" else f"{value}"
