"""The log of changes: which entities each change of the graph touched, so that readers need not read it all.

Every writer counts its change by `recorded`, or by a `Writing` when it takes several transactions. The log
never claims less than what was written: a load says that it is under way before its first row, and while
such a word stands (it works, or was killed) any change is kept as one of which the extent is not known.
Only the newest changes are kept; whoever saw an older state, or another graph, reads everything.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import uuid4

from graph.store import GraphStore

# A change of more entities is one of anything: reading them one by one would not be faster.
MOST_IDS = 1000
KEPT = 200
# A load tells of itself before every chunk of rows, some seconds apart: after an hour of silence it is dead.
SILENT_SECONDS = 3600
# Of these no snapshot holds nodes, nor relationships that start at them.
_APART = ("claim:", "feedback:", "enterprise:")


@dataclass(frozen=True)
class State:
    """A state of a graph: its revision, and the name of the change that made it (empty: not in the log)."""

    revision: int
    mark: str = ""


class Writing:
    """The account of one change that takes several transactions.

    Call `begin` before every part, `touch` with what the part writes, `end` when all is written.
    """

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._mark = uuid4().hex
        self._ids: set[str] | None = set()

    def begin(self) -> None:
        """Say that the change is under way."""
        self._store.write("load/change_begun", mark=self._mark, now=_now())

    def touch(self, ids: Iterable[str]) -> None:
        """Add nodes that are written, and the starts of relationships that are."""
        if self._ids is not None:
            self._ids.update(identity for identity in ids if not identity.startswith(_APART))
            if len(self._ids) > MOST_IDS:
                self._ids = None

    def end(self) -> int:
        """Count the change and keep what it touched; gives the new revision."""
        ids = None if self._ids is None else sorted(self._ids)
        dead = _now() - SILENT_SECONDS
        rows = self._store.write("load/change", mark=self._mark, ids=ids, kept=KEPT, dead=dead)
        return int(rows[0]["revision"])


def _now() -> int:
    return int(time.time())


def recorded(store: GraphStore, ids: Iterable[str] = ()) -> int:
    """Count a change that is written whole, with the nodes and starts of relationships that it touched."""
    writing = Writing(store)
    writing.touch(ids)
    return writing.end()


def state(store: GraphStore, revision: int) -> State:
    """The state of that revision, with the change that made it where the log has it."""
    rows = store.read("read/changes", since=revision)
    return State(revision, str(rows[0]["mark"]) if rows and rows[0]["revision"] == revision else "")


def touched(store: GraphStore, since: State) -> tuple[State, frozenset[str]] | None:
    """The newest state that the log knows, and the ids touched since an earlier one.

    None when that cannot be told: the earlier state is none of this graph, it is too old, or something
    was written of which the extent is not known.
    """
    rows = store.read("read/changes", since=since.revision)
    if not since.mark or not rows or since != State(rows[0]["revision"], rows[0]["mark"]):
        return None
    ids: set[str] = set()
    for expected, row in enumerate(rows[1:], since.revision + 1):
        if row["revision"] != expected or row["ids"] is None:
            return None
        ids.update(row["ids"])
    return State(rows[-1]["revision"], rows[-1]["mark"]), frozenset(ids)
