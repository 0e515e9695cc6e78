"""The smallest change of facts that would bring a candidate among the first, verified by a replay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from matcher.explain.change import Change
from matcher.explain.considered import considered
from matcher.explain.replay import Question
from matcher.ranking import Standings

# Of the changes that help most, so many pairs and so many triples are tried, the greatest sum of gains
# first: two changes bring about what both bring alone, and sets whose sum falls short by more are left.
_HELPING, _SETS, _MOST = 12, 20, 3
_SHORT = 0.02
# A whole replay takes a second; what quick replays promise hardly ever fails it.
_VERIFIED = 3


@dataclass(frozen=True)
class Counterfactual:
    """What would bring a candidate among the first, or that none of the considered changes would.

    Attributes:
        top: among how many.
        changes: the smallest set that does; empty when none of those considered does.
        place, score: of the candidate after them, in a ranking made anew on the changed graph.
        considered: how many single changes were considered.
        tried: how many sets of changes were tried.
        best: the best place that any set tried would bring; None where nothing was considered.
    """

    top: int
    changes: tuple[Change, ...]
    place: int | None
    score: float | None
    considered: int
    tried: int
    best: int | None


@dataclass(frozen=True)
class _Tried:
    changes: tuple[Change, ...]
    place: int
    lead: float

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(change.id for change in self.changes)


def counterfactual(question: Question, row: int, top: int) -> Counterfactual:
    """Search single changes, then pairs, then triples, greedily; the smallest set, then by ids.

    Args:
        row: a candidate that is ranked, and not among the first `top`.
    """
    single = considered(question, row, list(question.standings.order(top)))
    search = _Search(question, row, top)
    verified = 0
    for found in search.rounds(single):
        for one in found[: _VERIFIED - verified]:
            verified += 1
            place, score = _placed(question.whole(one.changes).standings, question, row)
            if place is not None and place <= top:
                return Counterfactual(top, one.changes, place, score, len(single), search.tried, place)
    return Counterfactual(top, (), None, None, len(single), search.tried, search.best)


def _placed(after: Standings, question: Question, row: int) -> tuple[int | None, float]:
    there = after.scene.over.index[question.standings.scene.over.ids[row]]
    return after.place(there), float(after.scores[there])


class _Search:
    """Tries sets of changes by quick replays.

    Attributes:
        tried: how many sets so far.
        best: the best place that one of them brought.
    """

    def __init__(self, question: Question, row: int, top: int) -> None:
        self.question, self.row, self.top = question, row, top
        self.tried = 0
        self.best: int | None = None

    def rounds(self, single: Sequence[Change]) -> Iterator[list[_Tried]]:
        """For one, two and three changes, the sets that seem to do, by ids."""
        ones = self._attempt([(change,) for change in single])
        yield self._doing(ones)
        now = self._lead(self.question.standings)
        helping = sorted((one for one in ones if one.lead > now), key=lambda one: (-one.lead, one.ids))
        gains = {one.changes[0]: one.lead - now for one in helping[:_HELPING]}
        for size in range(2, _MOST + 1):
            yield self._doing(self._attempt(_hopeful(gains, size, -now - _SHORT)))

    def _attempt(self, sets: Sequence[tuple[Change, ...]]) -> list[_Tried]:
        self.question.prepare(sets)
        found = []
        for changes in sets:
            after = self.question.quick(changes)
            place = after.place(self.row)
            self.tried += 1
            if place is not None:
                self.best = place if self.best is None else min(place, self.best)
                found.append(_Tried(changes, place, self._lead(after)))
        return found

    def _lead(self, after: Standings) -> float:
        """By how much the candidate is ahead of the last of the first."""
        return float(after.scores[self.row] - after.scores[after.order(self.top)[-1]])

    def _doing(self, tried: Sequence[_Tried]) -> list[_Tried]:
        return sorted((one for one in tried if one.place <= self.top), key=lambda one: one.ids)


def _hopeful(gains: dict[Change, float], size: int, needed: float) -> list[tuple[Change, ...]]:
    """The sets of a size whose gains add up to what is needed, the greatest sum first."""
    sums = {
        tuple(sorted(changes, key=lambda change: change.id)): sum(gains[change] for change in changes)
        for changes in combinations(gains, size)
    }
    found = [changes for changes in sums if sums[changes] >= needed]
    return sorted(found, key=lambda some: (-sums[some], [change.id for change in some]))[:_SETS]
