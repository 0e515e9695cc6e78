"""The best plan: the floor first, then the best total, proven over all pairs; or what stands in the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from matcher.assign.filling import Filler, Filling, best_columns, floor_of
from matcher.assign.nearby import nearest
from matcher.assign.network import Network, improved
from matcher.assign.problem import Pair, Problem, Whole
from matcher.assign.ties import face, first_by_order, second
from matcher.assign.transport import Transport, by_highs

# What improves a network's flow; None: it could not, and cycles of negative cost are cancelled instead.
Solver: TypeAlias = Callable[[Network], Network | None]
# The step, the best total so far and the least upper bound so far, in score.
Tell: TypeAlias = Callable[["Step"], None]
# Each cluster begins with so many of its best pairs, and gets so many more in a round.
_FIRST, _MORE = 12, 8
# Of pairs that are as good as the best ones, so many a cluster are looked at to break ties.
_TIED = 500


@dataclass(frozen=True)
class Step:
    """How far the search has come.

    Attributes:
        pairs: looked at so far.
        total, bound: of the best plan so far, and above which no plan can be; whole units.
    """

    round: int
    pairs: int
    total: int
    bound: int


@dataclass(frozen=True)
class Solution:
    """A plan with its proof.

    Attributes:
        used: all pairs of the plan as row * institutions + column, forced ones among them, sorted.
        total, best: of the plan, and of the best plan (more only where a tolerance was given).
        bound: no plan above the floor can have more; whole units, as all weights.
        floor: the weight below which no pair that is not forced lies; None: there is no such pair,
            or no floor was asked for.
        transport, network, reach, places: what the proof and everything after it rests on.
    """

    problem: Problem
    used: Whole
    total: int
    best: int
    bound: int
    floor: int | None
    steps: tuple[Step, ...]
    transport: Transport = field(repr=False)
    network: Network = field(repr=False)
    reach: Whole = field(repr=False)
    places: Whole = field(repr=False)

    @property
    def pairs(self) -> list[Pair]:
        """The plan by ids."""
        rows, columns = np.divmod(self.used, self.problem.shape[1])
        names = self.problem
        return [(names.clusters[r], names.institutions[c]) for r, c in zip(rows, columns, strict=True)]


def solve(
    problem: Problem,
    *,
    floor: bool = True,
    keep: Iterable[Pair] = (),
    tolerance: float = 0.0,
    solver: Solver = by_highs,
    tell: Tell | None = None,
) -> Solution | Filling:
    """The best plan, or what stands in the way.

    Args:
        floor: whether the least score of a pair comes before the total.
        keep: pairs of an earlier plan; as few as possible are changed.
        tolerance: share of the best total that may be given up to change fewer.

    Returns:
        the plan: among the best ones the one with the fewest changes, then the one that uses
        the first cluster with the first institution, and so on by ids; or a filling that is not
        complete.
    """
    filler = Filler(problem)
    start = filler.filled()
    if not start.complete or (problem.free < 0).any():
        return start
    lowest = floor_of(problem, filler) if floor else None
    if lowest is not None:
        start = filler.filled(lowest)
    transport = Transport(problem, lowest or 0)
    first = np.unique(start.rows.astype(np.int64) * transport.m + start.columns)
    old = _keys(problem, transport, keep)
    network, reach, places, bound, steps = _generated(transport, first, old, solver, tell)
    best = -int((network.flow * network.cost).sum())
    network = _settled(transport, network, reach, places, old)
    used, total = transport.used(network), best
    if tolerance > 0 and len(old) and len(np.setxor1d(old, used)):
        used = nearest(transport, (reach, places), used, old, int(best * tolerance))
        rows, columns = np.divmod(used, transport.m)
        total = int(problem.weights[rows, columns].sum())
    forced = problem.fixed[0] * transport.m + problem.fixed[1]
    own = int(np.rint(problem.scores[problem.fixed] * 10**12).astype(np.int64).sum())
    return Solution(
        problem, np.union1d(used, forced), total + own, best + own, bound + own, lowest, steps,
        transport, network, reach, places,
    )  # fmt: skip


def _keys(problem: Problem, transport: Transport, pairs: Iterable[Pair]) -> Whole:
    """Those of the pairs that may be used, as keys."""
    rows, columns = problem.at(pairs)
    usable = (problem.weights[rows, columns] >= transport.floor) & (transport.room[rows] > 0)
    return np.unique(rows[usable] * transport.m + columns[usable])


def _generated(
    transport: Transport, first: Whole, old: Whole, solver: Solver, tell: Tell | None
) -> tuple[Network, Whole, Whole, int, tuple[Step, ...]]:
    """The best flow over all pairs: solved on some, the others priced, until none would improve it."""
    columns = best_columns(transport.weights, _FIRST)
    keys = (np.arange(transport.n)[:, None] * transport.m + columns).ravel()
    some = transport.weights.ravel()[keys] >= transport.floor
    some &= np.repeat(transport.room > 0, columns.shape[1])
    keys = np.unique(np.r_[keys[some], first, old])
    steps: list[Step] = []
    used, least = first, None
    while True:
        network = transport.network(keys, used)
        network = solver(network) or network
        network, distance = improved(network, transport.hub)
        used = transport.used(network)
        reach, places = transport.prices(network, distance)
        more, bound = transport.priced(reach, places, _MORE + int(transport.room.max(initial=1)))
        least = bound if least is None else min(least, bound)
        steps.append(Step(len(steps) + 1, len(keys), -int((network.flow * network.cost).sum()), least))
        if tell is not None:
            tell(steps[-1])
        more = np.setdiff1d(more, keys)
        if not len(more):
            return network, reach, places, least, tuple(steps)
        keys = np.union1d(keys, more)


def _settled(transport: Transport, network: Network, reach: Whole, places: Whole, old: Whole) -> Network:
    """Among the best flows the one with the fewest changes, then the first by ids."""
    used = transport.used(network)
    tied = transport.within(reach, places, 0, _TIED)
    keys = np.union1d(tied, used)
    network = transport.network(keys, used)
    # A cluster that nothing reaches takes part in nothing.
    prices = np.r_[np.minimum(reach, 2**60), -places, 0]
    network = face(network, prices)
    if len(old):
        change = np.where(np.isin(keys, old), -1, 1)
        network = second(network, np.r_[change, np.zeros(transport.m + transport.n, dtype=np.int64)])
    return first_by_order(network, len(keys))
