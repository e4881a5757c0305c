"""The preview's loop: build, serve, and build again whenever something is saved."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from plugins.preview.rebuild import failure_of, rebuild
from plugins.preview.server import State, start
from plugins.preview.watch import Watcher
from plugins.problems import relative

PATIENCE = 1.0  # seconds between looks at the keyboard, which Windows does not notice otherwise


@dataclass(frozen=True, slots=True)
class Preview:
    """What to build with which command, what to watch, where to serve."""

    command: Sequence[str]
    environment: Mapping[str, str]
    output: Path
    watched: Sequence[Path]
    port: int

    def run(self) -> None:
        """Go on until the author interrupts; raises OSError if the port is taken."""
        state = State()
        server, watcher = start(self.output, self.port, state), Watcher(self.watched)
        try:
            self.build(state, "")
            print(f"serving http://127.0.0.1:{server.server_address[1]}/ (Ctrl-C ends it)", flush=True)
            while True:
                if changed := watcher.changed(PATIENCE):
                    self.build(state, name_of(changed))
        finally:
            watcher.close()
            server.shutdown()
            server.server_close()

    def build(self, state: State, cause: str) -> None:
        """Build once, say how it went, and tell the open pages."""
        started = time.perf_counter()
        code, said = rebuild(self.command, self.environment)
        if said.strip():
            print(said.strip(), flush=True)
        outcome = "built" if code == 0 else "failed"
        print(f"{outcome} in {time.perf_counter() - started:.1f} s{f' after {cause}' if cause else ''}", flush=True)
        state.set(failure_of(code, said))


def name_of(changed: Sequence[Path]) -> str:
    """Return the first file changed, and how many more."""
    more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
    return f"{relative(changed[0])}{more}" if changed else ""
