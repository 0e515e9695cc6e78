"""What a scheme is worth to an applicant, and which schemes may not be had together.

Sums of different kinds are not added. They count in this order, the next only where all before are
equal:

    1. gift       grants, seed money and interest subsidies: money that is not paid back, in INR
    2. help       training and help in kind that has a price, in INR
    3. guarantee  the sum that is guaranteed, in INR
    4. loan       the principal: it is paid back, so it never counts as a gift
    5. number     of schemes, for those of which no sum is printed

While facts are open a sum is an interval; what counts is its upper end, or the lower one where nothing
caps it. So the plan is the best that is still possible, and what is certain stands beside it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from matcher.rules.amounts import NOTHING, Interval
from matcher.rules.rule import Combination, Words
from matcher.rules.values import bounds
from matcher.rules.verdict import Reading, Verdict

GIFTS = ("grant", "seed", "interest_subsidy")
HELP = ("training", "in_kind")
GROUPS = ("gift", "help", "guarantee", "loan")
# What a rule calls support of a certain kind that it may not be combined with.
_WIDER = {"subsidy": frozenset(GIFTS), "gift": frozenset(GIFTS)}
_EVERYTHING = ("any", "support", "scheme")
OTHER_SUBSIDY = "other_subsidy"

# Counted sums in paise, by the order above, and the number of schemes: whole numbers add exactly.
Worth: TypeAlias = tuple[int, int, int, int, int]
NO_WORTH: Worth = (0, 0, 0, 0, 0)


@dataclass(frozen=True)
class First:
    """A scheme that comes before another, as it gives a fact that the other asks for.

    Attributes:
        surely: whether the other cannot be applied for without it.
        open: whether nobody has said yet if the fact is there.
    """

    fact: str
    scheme: str
    surely: bool
    open: bool


@dataclass(frozen=True)
class Candidate:
    """A scheme that may be had: what it gives and what ties it to others.

    Attributes:
        sums: INR by group, in the order of `GROUPS`.
        kinds: the kinds of support that it may give, printed sums or not.
        cost: the fact that all of its gift is a percentage of, empty where there is none or several.
        cost_low, cost_high: what that fact is in INR, infinite where it is not known.
        own: the percentage of that cost that the applicant surely has to bring.
        first: the schemes that come before it; its verdict is the one once they are had.
    """

    verdict: Verdict
    sums: tuple[Interval, ...]
    kinds: frozenset[str]
    cost: str
    cost_low: float
    cost_high: float
    own: float
    first: tuple[First, ...] = ()

    @property
    def scheme(self) -> str:
        """The scheme's id."""
        return self.verdict.scheme

    @property
    def certain(self) -> bool:
        """Whether the applicant is definitely eligible as things are."""
        return self.verdict.status == "eligible" and not self.later

    @property
    def later(self) -> bool:
        """Whether it can only be had after other schemes."""
        return any(each.surely for each in self.first)

    @cached_property
    def worth(self) -> Worth:
        """What it counts alone."""
        gift, help_, guarantee, loan = (paise(counted(each)) for each in self.sums)
        return gift, help_, guarantee, loan, 1


def paise(sum_: float) -> int:
    """A sum in INR as whole paise."""
    return round(sum_ * 100)


def counted(value: Interval) -> float:
    """What an interval counts: its upper end, or the lower one where nothing caps it."""
    return value.low if math.isinf(value.high) else value.high


def candidate(verdict: Verdict) -> Candidate:
    """What a scheme is worth to an applicant who is, or may be, eligible."""
    totals = verdict.amounts
    sums = [NOTHING] * len(GROUPS)
    for kind, value in totals.items():
        place = GROUPS.index(group_of(kind))
        sums[place] = sums[place] + value
    kinds = frozenset(
        each.amount.kind
        for reading in verdict.readings
        for each in reading.given
        if each.applies is not False
    )  # fmt: skip
    cost = _cost(verdict)
    known = bounds(verdict.facts.env.get(cost)) if cost else None
    low, high = known if known is not None else (0.0, math.inf)
    return Candidate(
        verdict, tuple(sums), kinds, cost, float(low), float(high),  # type: ignore[arg-type]
        _own(verdict, cost),
    )  # fmt: skip


def group_of(kind: str) -> str:
    """The group that a kind of support counts in."""
    return "gift" if kind in GIFTS else "help" if kind in HELP else kind


def _cost(verdict: Verdict) -> str:
    """The fact that every gift of it is a percentage of; empty where one is not, or they differ."""
    found = {
        each.amount.of if each.amount.percent is not None else ""
        for reading in verdict.readings
        for each in reading.given
        if each.applies is not False and each.value is not None and each.amount.kind in GIFTS
    }
    return found.pop() if len(found) == 1 else ""


def _own(verdict: Verdict, cost: str) -> float:
    shares = [
        each.contribution.percent
        for reading in verdict.readings
        for each in reading.own
        if each.asked is True and each.contribution.of == cost
    ]
    return max(shares, default=0.0)


@dataclass(frozen=True)
class Clash:
    """Why two schemes may not be had together: the words of the rule, and the scheme they stand in."""

    one: str
    other: str
    said_by: str
    words: Words


def clash(one: Candidate, other: Candidate) -> Clash | None:
    """Why two schemes exclude each other; None where nothing forbids it.

    A rule that names the other scheme counts before one that names a kind of support. Of equal
    statements the one that forbids counts, whichever of the two rules says it.
    """
    found = [*_statements(one, other), *_statements(other, one)]
    if not found:
        return None
    level = max(level for level, _, _, _ in found)
    for grade, allowed, said_by, words in found:
        if grade == level and not allowed:
            first, second = sorted((one.scheme, other.scheme))
            return Clash(first, second, said_by, words)
    return None


_Statement: TypeAlias = tuple[int, bool, str, Words]


def _statements(one: Candidate, other: Candidate) -> Iterator[_Statement]:
    """What the rule of one says of the other: how closely, whether it allows it, and its words."""
    for reading in one.verdict.readings:
        for said in reading.version.combinations:
            level = _level(said, other)
            if level:
                yield level, said.allowed, one.scheme, said.words
        words = _no_other_subsidy(reading)
        if words is not None and other.kinds & _WIDER["subsidy"]:
            yield 1, False, one.scheme, words


def _level(said: Combination, other: Candidate) -> int:
    """2 where the scheme is named, 1 where a kind of its support is, 0 where neither is."""
    if other.scheme in said.others:
        return 2
    for name in said.others:
        kind = name.removeprefix("*")
        if name.startswith("*") and (kind in _EVERYTHING or other.kinds & _WIDER.get(kind, {kind})):
            return 1
    return 0


def _no_other_subsidy(reading: Reading) -> Words | None:
    """The words of the condition that fails once another subsidy is taken; None where none does."""
    env = {**reading.facts.env, OTHER_SUBSIDY: True}
    for clause in reading.version.mentions.get(OTHER_SUBSIDY, ()):
        if clause.requirement.check(env, reading.on) is False:
            return clause.words
    return None
