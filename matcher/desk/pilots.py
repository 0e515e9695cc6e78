"""Technologies on offer that a cluster could pilot: the pilot ranking, asked from the cluster's side.

A technology is suggested where the engine places the cluster among the ten best for it, and where
neither the technology nor a near twin of it is known there. All technologies on offer are ranked once
for each state of the graph.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np

from matcher.engine import Engine
from matcher.ranking import Evidence, Standings
from matcher.snapshot import Snapshot, Tie

# A suggestion for a cluster that dozens of others fit better would waste the officer's call.
_PLACE = 10
# A technique that is handed down is no innovation to be piloted.
_NOT_NEW = "traditional"


@dataclass(frozen=True)
class Pilot:
    """A technology to try.

    Attributes:
        by: ids of the start-ups and institutions that offer it.
        place: the rank of the cluster among all for it, from 1.
        said_tried: what the field said on whether it was tried there; None where nobody has said.
    """

    technology: str
    by: tuple[str, ...]
    score: float
    place: int
    evidence: tuple[Evidence, ...]
    said_tried: bool | None = None


@dataclass(frozen=True)
class Tried:
    """A technology that is in use in the cluster or was tried there, by source and date."""

    technology: str
    how: str
    source: str
    as_of: str


class Offers:
    """The standings of all clusters for each technology on offer, on one engine."""

    def __init__(self, engine: Engine, check: Callable[[], None]) -> None:
        snapshot = engine.snapshot
        self.snapshot, self.index = snapshot, engine.clusters.index
        self.ids = [
            identity
            for identity in snapshot.ids("technology")
            if snapshot.into(identity, "DEVELOPS")
            and snapshot.nodes[identity].get("maturity") != _NOT_NEW
        ]  # fmt: skip
        self.standings: list[Standings] = []
        for identity in self.ids:
            check()
            self.standings.append(engine.judge_pilots(engine.technology(identity))[0])
        clusters = len(engine.clusters)
        self.scores = np.full((len(self.ids), clusters), -np.inf)
        self.places = np.full((len(self.ids), clusters), clusters, dtype=np.intp)
        for row, standings in enumerate(self.standings):
            order = standings.order(clusters)
            self.places[row, order] = np.arange(1, len(order) + 1)
            self.scores[row, order] = standings.scores[order]

    def best(self, cluster: str, top: int) -> list[Pilot]:
        """The best technologies for a cluster, by (-score, id)."""
        column = self.index[cluster]
        rows = [row for row in range(len(self.ids)) if self.places[row, column] <= _PLACE]
        rows.sort(key=lambda row: (-round(float(self.scores[row, column]), 12), self.ids[row]))
        return [self._pilot(row, column) for row in rows[:top]]

    def _pilot(self, row: int, column: int) -> Pilot:
        identity = self.ids[row]
        makers = sorted({tie.start for tie in self.snapshot.into(identity, "DEVELOPS")})
        ranked = self.standings[row].explained(column)
        return Pilot(identity, tuple(makers), ranked.score, int(self.places[row, column]), ranked.evidence)


_held: WeakKeyDictionary[Engine, Offers] = WeakKeyDictionary()
_lock = Lock()


def offers(engine: Engine, check: Callable[[], None] = lambda: None) -> Offers:
    """The standings on an engine, worked out once.

    Args:
        check: called between technologies; it may raise when the time is up.
    """
    with _lock:
        found = _held.get(engine)
        if found is None:
            found = _held[engine] = Offers(engine, check)
        return found


def tried(snapshot: Snapshot, cluster: str) -> tuple[Tried, ...]:
    """The technologies that are in use in a cluster or were piloted there."""
    ties: list[tuple[str, Tie]] = [(tie.end, tie) for tie in snapshot.out(cluster, "USES")]
    ties += [(tie.start, tie) for tie in snapshot.into(cluster, "PILOTED_IN") if not tie.get("planned")]
    return tuple(
        Tried(technology, _how(tie), str(tie.get("source")), str(tie.get("as_of")))
        for technology, tie in ties
    )


def _how(tie: Tie) -> str:
    return str(tie.get("status") or "in_use") if tie.type == "USES" else "piloted"
