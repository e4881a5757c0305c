"""Say of each document whether its cells would run now, and why: `python -m plugins.execute SETTINGS CONTENT [ARTICLE]`."""

from __future__ import annotations

import sys

from plugins.execute.adapter import explain


def main() -> int:
    """Print one line a document; return 1 if the article asked for is not there."""
    settings, content, wanted = [*sys.argv[1:], ""][:3]
    lines = list(explain(settings, content, wanted))
    print("\n".join(lines) or f"no document has {wanted!r} in its path")
    return 0 if lines else 1


if __name__ == "__main__":
    sys.exit(main())
