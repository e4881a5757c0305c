r"""Rewrite the LaTeX that KaTeX does not know into what it does.

Environments of amsmath that differ only in their numbers, definitions that a document would make once, and
commands of common packages: mathtools, physics, siunitx.
"""

from __future__ import annotations

import re
from collections.abc import Callable

BRACED = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"  # three levels deep
ENVIRONMENTS = {  # that KaTeX would number by itself, or does not know: what stands in for them
    "align": "align*", "alignat": "alignat*", "equation": "equation*", "gather": "gather*", "eqnarray": "align*",
    "eqnarray*": "align*", "flalign": "align*", "flalign*": "align*", "multline": "gather*", "multline*": "gather*",
    "numcases": "cases",
}  # fmt: skip
MACROS = {  # for KaTeX's own `macros`
    r"\cancelto": r"{\cancel{#2}}^{#1}",
    r"\prescript": r"{\vphantom{#3}}^{#1}_{#2}{#3}",
    r"\sideset": r"{\vphantom{#3}}#1\!#3\nolimits#2",
    r"\dv": r"\frac{\mathrm{d}#1}{\mathrm{d}#2}",
    r"\pdv": r"\frac{\partial #1}{\partial #2}",
}
UNITS = {
    "metre": "m", "meter": "m", "second": "s", "gram": "g", "kilogram": "kg", "ampere": "A", "kelvin": "K", "mole": "mol",
    "candela": "cd", "hertz": "Hz", "newton": "N", "pascal": "Pa", "joule": "J", "watt": "W", "coulomb": "C", "volt": "V",
    "farad": "F", "ohm": r"\Omega", "tesla": "T", "henry": "H", "electronvolt": "eV", "litre": "L", "liter": "L",
    "minute": "min", "hour": "h", "day": "d", "degree": r"^\circ", "celsius": r"^\circ C", "percent": r"\%", "bar": "bar",
    "per": "/", "squared": "^2", "cubed": "^3", "square": "", "of": "", "kilo": "k", "mega": "M", "giga": "G", "tera": "T",
    "centi": "c", "milli": "m", "micro": r"\mu ", "nano": "n", "pico": "p", "femto": "f",
}  # fmt: skip
UNIT = re.compile(r"\\([a-z]+)\s*")
NUMBER = re.compile(r"^\s*([+-]?[\d.,]+)[eE]([+-]?\d+)\s*$")


def environment(match: re.Match[str]) -> str:
    """Return `\\begin` or `\\end` of the environment that stands in."""
    return f"\\{match[1]}{{{ENVIRONMENTS.get(match[2], match[2])}}}"


def quantity(match: re.Match[str]) -> str:
    """Return a number with its unit, as siunitx sets them."""
    return rf"{amount(inner(match[1]))}\,\mathrm{{{unit(inner(match[2]))}}}"


def amount(number: str) -> str:
    r"""Return `3e8` as `3\times 10^{8}`."""
    return NUMBER.sub(r"\1\\times 10^{\2}", number)


def unit(names: str) -> str:
    """Return the symbols of units; an unknown name stays, for KaTeX to tell of."""
    return UNIT.sub(lambda match: UNITS.get(match[1], match[0]), names)


def operator(match: re.Match[str]) -> str:
    r"""Return `\DeclareMathOperator` as a definition."""
    return rf"\def{inner(match[2])}{{\operatorname{match[1]}{match[3]}}}"


def command(match: re.Match[str]) -> str:
    r"""Return `\newcommand` as a definition, which may replace one of KaTeX's; an optional argument has its default."""
    name, count, default, body = match["name"].strip("{}"), int(match["count"] or 0), match["default"], inner(match["body"])
    if default is not None:
        body = re.sub(r"#(\d)", lambda found: default if found[1] == "1" else f"#{int(found[1]) - 1}", body)
        count -= 1
    return rf"\def{name}{''.join(f'#{number}' for number in range(1, count + 1))}{{{body}}}"


def inner(braced: str) -> str:
    """Return what stands in braces."""
    return braced[1:-1]


NEW_ENVIRONMENT = re.compile(rf"\\(?:re)?newenvironment\{{(\w+)\}}({BRACED})({BRACED})")
RULES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (  # in this order
    (re.compile(r"\\(?:begin|end)\{(?:subequations|math|displaymath)\}|\\(?:nonumber|notag)(?![A-Za-z])"), ""),
    (re.compile(r"\\require\{[^}]*\}"), ""),
    (re.compile(rf"\\begin\{{numcases\}}({BRACED})"), lambda match: rf"{inner(match[1])}\begin{{numcases}}"),
    (re.compile(r"\\(begin|end)\{([a-z]+\*?)\}"), environment),
    (re.compile(rf"\\(?:short)?intertext({BRACED})"), r"\\text\1 \\\\"),
    (re.compile(rf"\\bbox\[([^\]]*)\]({BRACED})"), lambda match: rf"\colorbox{{{match[1]}}}{{${inner(match[2])}$}}"),
    (re.compile(rf"\\DeclareMathOperator(\*?)({BRACED})({BRACED})"), operator),
    (re.compile(rf"\\(?:re|provide)?newcommand\*?(?P<name>\{{\\[A-Za-z]+\}}|\\[A-Za-z]+)(?:\[(?P<count>\d)\])?"
                rf"(?:\[(?P<default>[^\]]*)\])?(?P<body>{BRACED})"), command),
    (re.compile(rf"\\(?:SI|qty)({BRACED})({BRACED})"), quantity),
    (re.compile(rf"\\num({BRACED})"), lambda match: amount(inner(match[1]))),
    (re.compile(rf"\\(?:si|unit)({BRACED})"), lambda match: rf"\mathrm{{{unit(inner(match[1]))}}}"),
)  # fmt: skip


def rewritten(tex: str) -> str:
    """Return `tex` as KaTeX reads it."""
    if "\\" not in tex:
        return tex
    for name, begin, end in NEW_ENVIRONMENT.findall(tex):
        tex = NEW_ENVIRONMENT.sub("", tex, count=1)
        tex = tex.replace(rf"\begin{{{name}}}", inner(begin)).replace(rf"\end{{{name}}}", inner(end))
    for pattern, replacement in RULES:
        tex = pattern.sub(replacement, tex)
    return tex.strip()
