"""How sure an order is: ranks over draws of weights and data, and which candidates are too close to call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.blocks import Rows
from matcher.explain.redraw import REDRAWS
from matcher.explain.unknown import Unknown, unknown
from matcher.ranking import Standings
from matcher.values import Matrix

DRAWS, _SEED = 200, 20
# A signal's weight is drawn with this relative standard deviation: two sets of weights that were chosen at
# different times on the same data differed by 0.42 of a weight on average.
SPREAD = 0.5
# An interval leaves out this share of draws at either end.
_TAIL = 0.05
# Two candidates whose order holds in fewer draws than this are too close to call.
SURE = 0.8
# Those far behind the first never come near them; so many are drawn, and a group may reach so far down.
_POOL, _BELOW = 400, 20


@dataclass(frozen=True)
class Group:
    """Candidates next to each other whose order does not hold: too close to call.

    Attributes:
        first, last: the ranks that it covers; `last` may lie beyond those that are shown.
        ids: in the order of the ranking.
        holds: in which share of draws the first of them is ahead of the last.
    """

    first: int
    last: int
    ids: tuple[str, ...]
    holds: float


@dataclass(frozen=True)
class Doubt:
    """How sure the order of the first candidates is.

    Attributes:
        intervals: id to the ranks between which nine of ten draws put it.
        groups: those too close to call, from the top.
        ask: facts that are not recorded and would separate them best, the best first.
    """

    draws: int
    intervals: dict[str, tuple[int, int]]
    groups: tuple[Group, ...]
    ask: tuple[Unknown, ...]


def doubt(standings: Standings, top: int = 10, draws: int = DRAWS) -> Doubt:
    """Draw weights and data anew, and see how the order changes; the same question, the same draws."""
    rows = np.array(standings.order(max(_POOL, 3 * top)), dtype=np.intp)
    if not len(rows):
        return Doubt(draws, {}, (), ())
    scores = drawn_scores(standings, rows, draws)
    places = _places(scores)
    shown = min(top, len(rows))
    low, high = (np.quantile(places[:, :shown], q, axis=0, method="nearest") for q in (_TAIL, 1 - _TAIL))
    ids = [standings.scene.over.ids[row] for row in rows]
    intervals = {ids[at]: (int(low[at]), int(high[at])) for at in range(shown)}
    groups = _groups(scores[:, : shown + _BELOW], ids, shown)
    return Doubt(draws, intervals, groups, unknown(standings, groups))


def drawn_scores(standings: Standings, rows: Rows, draws: int, spread: float = SPREAD) -> Matrix:
    """Scores of some rows in each draw, shape (draws, rows)."""
    rng = np.random.default_rng(_SEED)
    names = [feature.name for feature in standings.features]
    given = np.array([standings.weights[name] for name in names])
    weights = given * rng.gamma(spread**-2, spread**2, (draws, len(names)))
    # What rejections take off, below 0, comes on top of weights with sum 1.
    weights /= weights[:, given > 0].sum(axis=1, keepdims=True)
    values = standings.values[:, rows]
    drawn = [at for at, name in enumerate(names) if name in REDRAWS and given[at] > 0]
    fixed = [at for at in range(len(names)) if at not in drawn]
    scores = weights[:, fixed] @ values[fixed]
    for at in drawn:
        found = REDRAWS[names[at]](standings.scene, rows, rng, draws)
        around = np.clip(values[at] + found - found.mean(axis=0), 0.0, 1.0)
        scores += weights[:, at : at + 1] * around
    return np.maximum(scores, 0.0)


def _places(scores: Matrix) -> Rows:
    """The rank of each column in each draw; equal scores by column."""
    order = np.argsort(-scores, axis=1, kind="stable")
    places = np.empty_like(order)
    np.put_along_axis(places, order, np.arange(1, scores.shape[1] + 1)[None, :], axis=1)
    return places


def _groups(scores: Matrix, ids: Sequence[str], shown: int) -> tuple[Group, ...]:
    """From the top, each group as long as the order of none of its pairs holds (complete linkage)."""
    holds = (scores[:, :, None] > scores[:, None, :]).mean(axis=0)
    found: list[Group] = []
    at = 0
    while at < shown:
        end = at + 1
        while end < len(holds) and (holds[at:end, end] < SURE).all():
            end += 1
        if end - at > 1:
            found.append(Group(at + 1, end, tuple(ids[at:end]), float(holds[at, end - 1])))
        at = end
    return tuple(found)
