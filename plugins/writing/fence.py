r"""Fences as the highlighter reads them: unescaped, and with an info string it knows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from plugins import fences
from plugins.fences import Fence

OPTION = re.compile(r'\b(title|hl_lines|linenums)=("[^"]*"|\S+)')
LANGUAGE = re.compile(r"\{?\s*\.?([\w#+.-]*)")


def unescaped(lines: Sequence[str]) -> list[str]:
    r"""Return `lines` with each fence of \`\`\` written ```; what is in it stays."""
    result = list(lines)
    for fence in fences.find(lines):
        if fence.escaped:
            for index in {fence.line - 1, fence.end - 1 if fence.closed else fence.line - 1}:
                result[index] = result[index].replace("\\`", "`")
    return result


def simplified(lines: Sequence[str]) -> list[str]:
    """Return `lines` with the info strings of all fences reduced to language and known options."""
    result = list(lines)
    for fence in fences.find(lines):
        result[fence.line - 1] = f"{fence.prefix}{fence.marker}{info(fence)}".rstrip()
    return result


def info(fence: Fence) -> str:
    """Return the language, and the options the highlighter has; anything else would make it blind to the fence."""
    language = LANGUAGE.match(fence.info)
    options = [f"{name}={value if value.startswith(chr(34)) else chr(34) + value.rstrip('}') + chr(34)}"
               for name, value in OPTION.findall(fence.info)]  # fmt: skip
    return " ".join([language[1] if language else "", *options]).strip()


def unclosed(lines: Sequence[str]) -> list[Fence]:
    """Return the fences of `lines` that are not closed."""
    return [fence for fence in fences.find(lines) if not fence.closed]
