"""The smallest change of facts that would bring a candidate among the first, verified by a replay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcher.explain.change import Change
from matcher.explain.considered import considered
from matcher.explain.replay import Question
from matcher.ranking import Standings

# So many pairs and triples of the changes that help most are tried, those of the greatest sum first.
_HELPING, _PAIRS, _TRIPLES = 12, 30, 20
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
        helping = helping[:_HELPING]
        gains = {one.changes[0].id: one.lead - now for one in helping}
        sets = self._grown(helping, helping, gains)[:_PAIRS]
        twos = self._attempt(sets)
        yield self._doing(twos)
        yield self._doing(self._attempt(self._grown(twos, helping, gains)[:_TRIPLES]))

    def _grown(
        self, sets: Sequence[_Tried], helping: Sequence[_Tried], gains: dict[str, float]
    ) -> list[tuple[Change, ...]]:
        """The sets with one more change each, once each, those of the greatest hope first."""
        hopes: dict[tuple[str, ...], tuple[float, tuple[Change, ...]]] = {}
        for one in sets:
            for more in helping:
                if more.ids[0] not in one.ids:
                    changes = tuple(sorted((*one.changes, *more.changes), key=lambda change: change.id))
                    hope = one.lead + gains[more.ids[0]]
                    ids = tuple(change.id for change in changes)
                    hopes[ids] = max(hopes.get(ids, (hope, changes)), (hope, changes), key=lambda at: at[0])
        return [hopes[ids][1] for ids in sorted(hopes, key=lambda ids: (-hopes[ids][0], ids))]

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
