"""Brings a snapshot up to date along the graph's log of changes, where the log leads from it to now.

It leads there from the very change that made the state which the snapshot shows, over every change since,
each with what it touched. Where a file was replaced by that of another graph, the log does not reach back
so far, or something of unknown extent was written, there is no such way: the graph is to be read anew.
"""

from __future__ import annotations

from collections import deque

from graph.changes import State, state, touched
from graph.store import GraphStore
from matcher.delta import Delta
from matcher.snapshot import Snapshot

# Reading more nodes than this one by one gains little over reading everything.
MOST_TOUCHED = 5000
_STEPS = 64


def newest(
    store: GraphStore, held: Snapshot | None, at: State, current: int
) -> tuple[Snapshot, Delta | None, State]:
    """The snapshot of now, what is different in it (None: not known), and the state that it shows.

    Args:
        held: the snapshot of the state `at`, None where there is none yet.
        current: the revision that the graph has.
    """
    if held is not None and (found := _followed(store, held, at, current)):
        return found
    # The state first: what is written while everything is read comes with the next change.
    now = state(store, current)
    return Snapshot.of(store), None, now


def _followed(
    store: GraphStore, snapshot: Snapshot, at: State, current: int
) -> tuple[Snapshot, Delta, State] | None:
    found = touched(store, at)
    if found is None or not at.revision < current <= found[0].revision or len(found[1]) > MOST_TOUCHED:
        return None
    now, ids = found
    asked = sorted(ids)
    # A change that ends while this is read is in the log from then on, and is read again.
    nodes = store.read("read/network_nodes_among", ids=asked) if asked else []
    ties = store.read("read/network_ties_among", ids=asked) if asked else []
    return *snapshot.updated(asked, nodes, ties, store.read("read/feedback")), now


class Steps:
    """The newest steps from snapshot to snapshot, so that what rests on an earlier one can follow."""

    def __init__(self) -> None:
        self._steps: deque[tuple[str, str, Delta]] = deque(maxlen=_STEPS)

    def add(self, before: Snapshot | None, after: Snapshot, delta: Delta | None) -> None:
        """Keep the step from one snapshot to the next; one that is not known ends the way from all before."""
        if before is None or delta is None:
            self._steps.clear()
        else:
            self._steps.append((before.id, after.id, delta))

    def between(self, before: Snapshot, after: Snapshot) -> Delta | None:
        """What is different from one snapshot to a later one; None when that is not known."""
        if before.id == after.id:
            return Delta()
        steps = list(self._steps)
        # From the last time that it was so: a graph can come back to what it was.
        for first in reversed([at for at, (start, _, _) in enumerate(steps) if start == before.id]):
            found = Delta()
            for _, end, delta in steps[first:]:
                found = found.then(delta)
                if end == after.id:
                    return found
        return None
