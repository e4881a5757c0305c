"""Read the text of a content file."""

from __future__ import annotations

from pathlib import Path

from plugins.problems import Problem


class NotTextError(Exception):
    """A content file is not text in UTF-8."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read(path: str | Path) -> str:
    """Return the text of the file at `path`, without a byte order mark; raises NotTextError."""
    data = Path(path).read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"not UTF-8: the byte {data[error.start]:#04x}"
        raise NotTextError(Problem(str(path), line, what, "save the file as UTF-8")) from error
