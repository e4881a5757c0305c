"""The options of a cell: their names, their values, and what is wrong with those given."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import yaml

from plugins.problems import suggest

LABEL = re.compile(r"[A-Za-z][\w:.-]*")


@dataclass(frozen=True, slots=True)
class Options:
    """What may be said about one cell; `timeout` is in seconds and `memory` in bytes, 0 means the default."""

    label: str = ""
    echo: Literal["true", "false", "fold"] = "true"
    output: Literal["true", "false", "asis"] = "true"
    include: bool = True
    eval: bool = True
    error: bool = False
    caption: str = ""
    subcaption: tuple[str, ...] = ()
    alt: tuple[str, ...] = ()
    timeout: float = 0.0
    memory: int = 0
    depends_on: tuple[str, ...] = ()
    layout: str = ""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong with an option, `line` lines below the fence's opening line."""

    line: int
    what: str
    hint: str = ""


class OptionError(Exception):
    """A value is none of those its option takes."""


def one_of(*allowed: str) -> Callable[[Any], str]:
    """Return a parser for one word of `allowed`."""

    def parse(value: Any) -> str:
        word = str(value).lower() if isinstance(value, bool) else str(value)
        if word not in allowed:
            raise OptionError(f"takes {', '.join(allowed[:-1])} or {allowed[-1]}, not {word!r}")
        return word

    return parse


def truth(value: Any) -> bool:
    """Return true or false."""
    return one_of("true", "false")(value) == "true"


def seconds(value: Any) -> float:
    """Return a positive number of seconds."""
    number = positive(value)
    if number is None:
        raise OptionError(f"takes a number of seconds, not {value!r}")
    return number


def positive(value: Any) -> float | None:
    """Return `value` as a number above 0, None if it is none."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return None if isinstance(value, bool) or not 0 < number < float("inf") else number


def size(value: Any) -> int:
    """Return bytes, from a number with a unit such as `512MiB` or `4GiB`."""
    match = re.fullmatch(r"([\d.]+)\s*([KMGT])i?B?", str(value))
    if not match or not float(match[1]):
        raise OptionError(f"takes a size such as 512MiB or 4GiB, not {value!r}")
    return int(float(match[1]) * 1024 ** ("KMGT".index(match[2]) + 1))


def text(value: Any) -> str:
    """Return text as it was typed."""
    if not isinstance(value, str | int | float):
        raise OptionError(f"takes text, not {value!r}")
    return str(value).strip()


def texts(value: Any) -> tuple[str, ...]:
    """Return one text or a list of them."""
    return tuple(text(item) for item in (value if isinstance(value, list) else [value]))


def label(value: Any) -> str:
    """Return a name that can stand in an address."""
    if not LABEL.fullmatch(str(value)):
        raise OptionError(f"takes a letter, then letters, digits and hyphens, not {value!r}")
    return str(value)


PARSERS: Mapping[str, Callable[[Any], Any]] = {
    "label": label,
    "echo": one_of("true", "false", "fold"),
    "output": one_of("true", "false", "asis"),
    "include": truth,
    "eval": truth,
    "error": truth,
    "caption": text,
    "subcaption": texts,
    "alt": texts,
    "timeout": seconds,
    "memory": size,
    "depends-on": texts,
    "layout": one_of("text", "middle", "page", "screen", "gutter"),
}
NAMES = tuple(PARSERS)
SWITCHES = ("run", "static")


@dataclass(frozen=True, slots=True)
class Braces:
    """What stands in the braces of an info string."""

    switches: tuple[str, ...]
    given: dict[str, str]


def read_braces(inside: str) -> tuple[Braces, list[Flaw]]:
    """Read `run echo=fold alt="two words"`."""
    try:
        words = shlex.split(inside)
    except ValueError:
        return Braces((), {}), [Flaw(0, "a quote is not closed in the braces", "close it")]
    given = dict(word.split("=", 1) for word in words if "=" in word)
    switches = tuple(word for word in words if "=" not in word)
    flaws = [Flaw(0, f"unknown word {word!r} in the braces", _word_hint(word)) for word in switches
             if word not in SWITCHES]  # fmt: skip
    return Braces(switches, given), flaws


def _word_hint(word: str) -> str:
    if word in NAMES:
        return f"write {word}=…"
    return suggest(word, SWITCHES) or f"the words are {' and '.join(SWITCHES)}; options are written name=value"


def read_comments(lines: tuple[str, ...]) -> tuple[dict[str, Any], int, list[Flaw]]:
    """Read the leading `#| name: value` lines: the options, how many lines, what is wrong."""
    count = next((index for index, line in enumerate(lines) if not line.startswith("#|")), len(lines))
    source = "\n".join(line.removeprefix("#|").removeprefix(" ") for line in lines[:count])
    try:
        given = yaml.safe_load(source) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = min(mark.line if mark else 0, count - 1) + 1
        return {}, count, [Flaw(line, "this '#|' line is not YAML", 'write "#| name: value", the value in quotes')]
    if not isinstance(given, dict):
        return {}, count, [Flaw(1, "this '#|' line is not YAML", 'write "#| name: value"')]
    return {str(name): value for name, value in given.items()}, count, []


def build(given: Mapping[str, Any], line_of: Callable[[str], int]) -> tuple[Options, list[Flaw]]:
    """Return the options `given`, and a flaw for each unknown name and wrong value."""
    values: dict[str, Any] = {}
    flaws: list[Flaw] = []
    for name, value in given.items():
        if name not in PARSERS:
            flaws.append(Flaw(line_of(name), f"unknown option {name!r}", _name_hint(name)))
            continue
        try:
            values[name.replace("-", "_")] = PARSERS[name](value)
        except OptionError as problem:
            flaws.append(Flaw(line_of(name), f"option {name!r} {problem}", suggest_value(name, value)))
    return Options(**values), flaws


def _name_hint(name: str) -> str:
    return suggest(name, NAMES) or f"the options are {', '.join(NAMES)}"


def suggest_value(name: str, value: Any) -> str:
    """Return a hint when `value` is close to one its option takes."""
    words = {"echo": ("true", "false", "fold"), "output": ("true", "false", "asis")}.get(name, ("true", "false"))
    return suggest(str(value).lower(), words) if name in ("echo", "output", "include", "eval", "error") else ""


def lines_of(lines: tuple[str, ...], count: int) -> Iterator[tuple[str, int]]:
    """Yield each option of the first `count` lines with its line, counted from the fence's."""
    for number, line in enumerate(lines[:count], 1):
        match = re.match(r"#\|\s*([\w-]+)\s*:", line)
        if match:
            yield match[1], number
