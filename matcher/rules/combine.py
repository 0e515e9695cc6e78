"""The best set of schemes that may be had together, by branch and bound.

Schemes that nothing ties to others are taken; the rest falls into groups that do not touch each other,
and each is solved alone. Up to `EXACT` schemes a group is searched to its end. Beyond, the search stops
after `MOST_NODES` steps; what no branch left open could exceed then is the bound, and the gap between
bound and best is told.

Gifts that are a percentage of one and the same cost have a ceiling in common: together they count up to
that cost less the applicant's own share, or up to the largest of them alone.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from matcher.rules.candidate import NO_WORTH, Candidate, Clash, Worth, clash, paise

EXACT = 12
MOST_NODES = 20_000


@dataclass(frozen=True)
class Best:
    """The best set found.

    Attributes:
        chosen: ids of schemes. worth: what they count together.
        bound: what no legal set exceeds; equal to `worth` where the set is proven to be the best.
        exact: whether it is.
    """

    chosen: frozenset[str]
    worth: Worth
    bound: Worth
    exact: bool


def clashes(candidates: Sequence[Candidate]) -> dict[tuple[str, str], Clash]:
    """Every two schemes that exclude each other, by their ids in order, and why."""
    found: dict[tuple[str, str], Clash] = {}
    for place, one in enumerate(candidates):
        for other in candidates[place + 1 :]:
            between = clash(one, other)
            if between is not None:
                found[between.one, between.other] = between
    return found


def worth_together(chosen: Sequence[Candidate]) -> Worth:
    """What schemes count together, in paise: sums by group, gifts up to their common ceilings."""
    total = add(*(each.worth for each in chosen))
    return (total[0] - _over(chosen), *total[1:])


def _over(chosen: Sequence[Candidate]) -> int:
    """What gifts of one cost come to above their common ceiling."""
    over = 0
    by_cost: dict[str, list[Candidate]] = {}
    for each in chosen:
        if each.cost and each.cost_high < math.inf:
            by_cost.setdefault(each.cost, []).append(each)
    for group in by_cost.values():
        if len(group) > 1:
            own = max(each.own for each in group)
            over += max(0, sum(each.worth[0] for each in group) - _ceiling(group, own))
    return over


def _ceiling(group: Sequence[Candidate], own: float) -> int:
    """The most, in paise, that gifts which are a percentage of one cost count together."""
    largest = max(each.worth[0] for each in group)
    return max(largest, paise(group[0].cost_high * (1 - own / 100)))


def add(*worths: Worth) -> Worth:
    """The sum of worths, part by part."""
    gift = help_ = guarantee = loan = number = 0
    for worth in worths:
        gift += worth[0]
        help_ += worth[1]
        guarantee += worth[2]
        loan += worth[3]
        number += worth[4]
    return gift, help_, guarantee, loan, number


def best(
    candidates: Sequence[Candidate],
    forbidden: Mapping[tuple[str, str], Clash],
    *,
    exact: int = EXACT,
    most_nodes: int = MOST_NODES,
) -> Best:
    """The set of schemes that counts most and holds no two that exclude each other.

    Of sets that count the same, the one whose ids come first in order.
    """
    parts = [
        _Group(group, forbidden).solve(None if len(group) <= exact else most_nodes)
        for group in groups(candidates, forbidden)
    ]
    return Best(
        frozenset(name for part in parts for name in part.chosen),
        add(*(part.worth for part in parts)),
        add(*(part.bound for part in parts)),
        all(part.exact for part in parts),
    )


def groups(
    candidates: Sequence[Candidate], forbidden: Mapping[tuple[str, str], Clash]
) -> list[list[Candidate]]:
    """Candidates that exclude each other, or share a cost, directly or through others."""
    root = {each.scheme: each.scheme for each in candidates}

    def find(name: str) -> str:
        while root[name] != name:
            name = root[name]
        return name

    for one, other in forbidden:
        if one in root and other in root:
            root[find(one)] = find(other)
    by_cost: dict[str, str] = {}
    for each in candidates:
        if each.cost and each.cost_high < math.inf:
            first = by_cost.setdefault(each.cost, each.scheme)
            root[find(each.scheme)] = find(first)
    found: dict[str, list[Candidate]] = {}
    for each in candidates:
        found.setdefault(find(each.scheme), []).append(each)
    return list(found.values())


@dataclass
class _Group:
    """Candidates that are tied to each other."""

    members: list[Candidate]
    forbidden: Mapping[tuple[str, str], Clash]

    @cached_property
    def order(self) -> list[Candidate]:
        """Those that count most first."""
        return sorted(self.members, key=lambda each: ([-part for part in each.worth], each.scheme))

    @cached_property
    def against(self) -> list[int]:
        """For each place, the places that it excludes, as bits."""
        names = [each.scheme for each in self.order]
        place = {name: at for at, name in enumerate(names)}
        bits = [0] * len(names)
        for one, other in self.forbidden:
            if one in place and other in place:
                bits[place[one]] |= 1 << place[other]
                bits[place[other]] |= 1 << place[one]
        return bits

    @cached_property
    def cliques(self) -> list[int]:
        """The places in sets of which at most one can be had, found greedily, as bits."""
        found: list[int] = []
        for place, bits in enumerate(self.against):
            for at, clique in enumerate(found):
                if clique & bits == clique:
                    found[at] |= 1 << place
                    break
            else:
                found.append(1 << place)
        return found

    def solve(self, most_nodes: int | None) -> Best:
        """Best first: of the branches that are open, the one with the highest bound is next."""
        everything = (1 << len(self.order)) - 1
        worth: Worth = NO_WORTH
        names: tuple[str, ...] = ()
        queue = [(_down(self._bound(0, everything)), 0, everything)]
        nodes = 0
        while queue and (most_nodes is None or nodes < most_nodes):
            bound, taken, left = heapq.heappop(queue)
            nodes += 1
            if bound > _down(worth):
                # No branch that is left comes up to the best.
                queue.clear()
                break
            free = self._free(left)
            taken, left = taken | free, left & ~free
            worth, names = self._better(worth, names, taken)
            if left:
                place = max(_places(left), key=lambda at: ((self.against[at] & left).bit_count(), -at))
                bit, excluded = 1 << place, self.against[place]
                for more, rest in ((taken | bit, left & ~bit & ~excluded), (taken, left & ~bit)):
                    over = self._bound(more, rest)
                    if over >= worth:
                        heapq.heappush(queue, (_down(over), more, rest))
        bound_ = max(worth, _down(queue[0][0])) if queue else worth
        return Best(frozenset(names), worth, bound_, bound_ == worth)

    def _better(self, worth: Worth, names: tuple[str, ...], taken: int) -> tuple[Worth, tuple[str, ...]]:
        chosen = self._members(taken)
        found, others = worth_together(chosen), tuple(sorted(each.scheme for each in chosen))
        if found > worth or (found == worth and (not names or others < names)):
            return found, others
        return worth, names

    def _members(self, bits: int) -> list[Candidate]:
        return [self.order[place] for place in _places(bits)]

    @cached_property
    def worths(self) -> list[Worth]:
        """What each counts alone, by its place."""
        return [each.worth for each in self.order]

    @cached_property
    def clique(self) -> list[int]:
        """For each place, the number of its set in `cliques`."""
        return [
            next(number for number, clique in enumerate(self.cliques) if clique >> place & 1)
            for place in range(len(self.order))
        ]

    @cached_property
    def shared(self) -> int:
        """The places whose gifts have a ceiling in common with another's, as bits."""
        costs = [each.cost if each.cost_high < math.inf else "" for each in self.order]
        return sum(1 << place for place, cost in enumerate(costs) if cost and costs.count(cost) > 1)

    def _free(self, left: int) -> int:
        """The places that nothing left excludes and no ceiling touches: every best set has them."""
        return sum(1 << place for place in _places(left & ~self.shared) if not self.against[place] & left)

    def _bound(self, taken: int, left: int) -> Worth:
        """What no choice of those left, beside those taken, exceeds, part by part.

        Of schemes that exclude each other one counts, the most of each part. Gifts of one cost count
        up to that cost less the share that the schemes taken ask for, or up to the largest of them.
        """
        most: dict[int, Worth] = {}
        clique, worths = self.clique, self.worths
        for place in _places(left):
            one, other = worths[place], most.get(clique[place])
            if other is not None:
                one = (
                    max(one[0], other[0]), max(one[1], other[1]), max(one[2], other[2]),
                    max(one[3], other[3]), max(one[4], other[4]),
                )  # fmt: skip
            most[clique[place]] = one
        bound = add(*(worths[place] for place in _places(taken)), *most.values())
        if not self.shared:
            return bound
        return (min(bound[0], self._gift(self._members(taken), self._members(left))), *bound[1:])

    @staticmethod
    def _gift(chosen: list[Candidate], left: list[Candidate]) -> int:
        total = 0
        costs: dict[str, list[Candidate]] = {}
        for each in (*chosen, *left):
            if each.cost and each.cost_high < math.inf:
                costs.setdefault(each.cost, []).append(each)
            else:
                total += each.worth[0]
        for cost, group in costs.items():
            own = max((each.own for each in chosen if each.cost == cost), default=0.0)
            total += min(sum(each.worth[0] for each in group), _ceiling(group, own))
        return total


def _down(worth: Worth) -> Worth:
    """A worth turned round, for a queue whose least comes first."""
    gift, help_, guarantee, loan, number = worth
    return -gift, -help_, -guarantee, -loan, -number


def _places(bits: int) -> list[int]:
    found = []
    while bits:
        lowest = bits & -bits
        found.append(lowest.bit_length() - 1)
        bits ^= lowest
    return found
