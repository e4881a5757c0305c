"""Executions that are kept: frozen beside their article, or in the store, while nothing they depend on has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from plugins.execute import frozen, history
from plugins.execute.cell import Cell, Document
from plugins.execute.execution import Execution, dump, load
from plugins.execute.frozen import Frozen, FrozenError
from plugins.execute.inputs import Change, changes
from plugins.execute.key import keys
from plugins.execute.sessions.session import FILES
from plugins.execute.settings import Settings
from plugins.problems import Problem
from plugins.store import Store

KIND = "executions"


@dataclass(frozen=True, slots=True)
class Archive:
    """Keeps and finds executions; `tell` is told of what is wrong with frozen ones, which `thawed` passes over."""

    settings: Settings
    tell: Callable[[Problem], None]
    thawed: bool = False
    _keys: dict[str, tuple[Document, list[str]]] = field(default_factory=dict)  # of each path's newest document

    @property
    def store(self) -> Store:
        """Where executions are stored."""
        return Store(self.settings.store)

    def keys(self, document: Document) -> list[str]:
        """Return the keys of the cells of `document`."""
        known, found = self._keys.get(document.path, (None, []))
        if known is not document:
            found = list(keys(document, self.settings))
            self._keys[document.path] = document, found
        return found

    def recall(self, document: Document) -> Execution | None:
        """Return the execution that stands for a run of `document`; tell if frozen results do not."""
        kept = self._frozen(document)
        stale = self._stale(kept, document) if kept else None
        if stale:
            self.tell(frozen.problem(document, stale))
        if kept and not (stale and not stale.slight):
            kept.give_files(self.store)
            return kept.execution
        stored = self._stored(document)
        return stored if stored and not any(self._changes(stored)) else None

    def of_same_code(self, document: Document) -> Execution | None:
        """Return the frozen or the stored execution of the code of `document`, whatever else has changed."""
        kept = self._frozen(document)
        return kept.execution if kept and list(kept.keys) == self.keys(document) else self._stored(document)

    def why(self, document: Document) -> str:
        """Return why `document` would run now, or `hit` if it would not."""
        if not document.cells:
            return "no cells"
        if kept := self._frozen(document):
            stale = self._stale(kept, document)
            return f"frozen results are stale: {stale.what}" if stale else "hit (frozen)"
        if stored := self._stored(document):
            change = next(self._changes(stored), None)
            return change.what if change else "hit"
        record, now = history.recall(self.store, document), self.keys(document)
        if record is None:
            return "never run"
        return history.edited(document, record.keys, now) if list(record.keys) != now else "its results were removed"

    def keep(self, execution: Execution) -> Execution:
        """Store `execution` unless it failed; return it with the cells that were unsteady."""
        if execution.failures:
            return execution
        now = self.keys(execution.document)
        execution = replace(execution, unsteady=self._unsteady(execution, now))
        self.store.put(KIND, now[-1], dump(execution))
        history.remember(self.store, execution.document, now, execution.seconds)
        return execution

    def expected(self, document: Document) -> tuple[float, int]:
        """Return how long `document` probably takes, in an order: what never ran counts as longest."""
        record = history.recall(self.store, document)
        return (record.seconds if record else float("inf"), len(document.cells))

    def _frozen(self, document: Document) -> Frozen | None:
        """Return the frozen results of `document`; tell if they cannot be read."""
        try:
            return None if self.thawed else frozen.read(document)
        except FrozenError as error:
            self.tell(error.problem)
            return None

    def _stale(self, kept: Frozen, document: Document) -> Change | None:
        """Return how frozen results differ from what `document` would give now; what matters most first."""
        now = self.keys(document)
        if list(kept.keys) != now:
            return Change(history.edited(document, kept.keys, now))
        found = sorted(changes(kept.execution.inputs, self.settings.content), key=lambda change: change.slight)
        return next(iter(found), None)

    def _stored(self, document: Document) -> Execution | None:
        """Return the execution the store has for the code of `document`."""
        data = self.store.get(KIND, self.keys(document)[-1])
        return load(data, document) if data else None

    def _changes(self, stored: Execution) -> Iterator[Change]:
        """Yield how what there is now differs from what a stored execution was computed from, and has of it."""
        yield from changes(stored.inputs, self.settings.content)
        for name, kept_as in stored.files.items():
            if name in stored.document.links and (not kept_as or self.store.get(FILES, kept_as) is None):
                yield Change(f"{name!r}, which a cell writes, is linked now")

    def _unsteady(self, execution: Execution, now: list[str]) -> tuple[Cell, ...]:
        """Return the cells that ran again, unedited, and put out something else than last time."""
        document = execution.document
        record = history.recall(self.store, document)
        data = self.store.get(KIND, record.keys[-1]) if record and record.keys else None
        if record is None or data is None:
            return ()
        same = history.first_difference(record.keys, now)
        before = load(data, replace(document, cells=document.cells[:same]))
        if any(changes(before.inputs, self.settings.content)):
            return ()
        triples = list(zip(document.cells, before.runs, execution.runs, strict=False))[execution.reused : same]
        return tuple(cell for cell, was, ran in triples if was.outputs != ran.outputs)
