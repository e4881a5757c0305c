"""What is shown of a value: IPython's MIME bundle, with figures drawn our way and all rows of a table at hand."""

from __future__ import annotations

import sys
from typing import Any

from IPython.core.formatters import DisplayFormatter

from plugins.execute.processes import drawing

CELLS = 200_000  # of a table; what has more is no download


class Formatter(DisplayFormatter):
    """Formats figures, unless the author has chosen `InlineBackend.figure_formats`, and tables; leaves the rest to IPython."""

    def format(self, obj: Any, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the MIME bundle of `obj`, and its metadata: `csv` has all of a table of pandas'."""
        if is_a("matplotlib.figure", "Figure", obj) and drawing.is_default(self.parent):
            data, metadata = drawing.draw(obj, self.parent)
            return {**data, "text/plain": repr(obj)}, metadata
        data, metadata = super().format(obj, include=include, exclude=exclude)
        if "text/html" in data and is_a("pandas", "DataFrame", obj) and obj.size <= CELLS:
            metadata = {**metadata, "csv": obj.to_csv()}
        return data, metadata


def is_a(module: str, name: str, value: Any) -> bool:
    """Whether `value` is of a class that somebody has imported; nothing is imported to find out."""
    loaded = sys.modules.get(module)
    kind = getattr(loaded, name, None)
    return kind is not None and isinstance(value, kind)
