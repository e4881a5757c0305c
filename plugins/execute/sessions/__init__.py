"""The builder's end of sessions: open them, send cells, collect outputs, keep them between edits."""

from __future__ import annotations

from plugins.execute.sessions.conditions import Conditions
from plugins.execute.sessions.server import Server


def server(conditions: Conditions) -> Server:
    """Return what opens sessions under `conditions`."""
    from plugins.execute.sessions.forkserver import ForkServer
    from plugins.execute.sessions.spawner import Spawner

    return (ForkServer if conditions.start == "fork" else Spawner)(conditions)
