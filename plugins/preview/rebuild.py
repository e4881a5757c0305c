"""One build in a process of its own, shown as it goes, and kept for the page."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping, Sequence

SUMMARY = re.compile(r"Done: Processed .*?seconds\.\n", re.DOTALL)  # Pelican's, over several lines
AT_ONCE = ("ran ", "running cells: ")
PROBLEMS = re.compile(r"^\d+ errors?:$", re.MULTILINE)


def rebuild(command: Sequence[str], environment: Mapping[str, str]) -> tuple[int, str]:
    """Run the build; return its exit code and what it said beside which cells run, which is shown as it comes.

    Nothing of the build is left if this is interrupted.
    """
    said = []
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          encoding="utf-8", errors="replace") as process:  # fmt: skip
        try:
            for line in process.stdout or ():
                if line.startswith(AT_ONCE):
                    print(line, end="", flush=True)
                else:
                    said.append(line)
        except BaseException:  # above all Ctrl-C
            process.terminate()
            raise
    return process.returncode, SUMMARY.sub("", "".join(said))


def failure_of(code: int, said: str) -> str:
    """Return what a page shows of a failed build: its errors, or all it said if they were not listed."""
    if code == 0:
        return ""
    listed = list(PROBLEMS.finditer(said))
    return said[listed[-1].start() :].strip() if listed else said.strip() or f"the build ended with {code}"
