"""What a scheme gives, as intervals in INR: exact where the facts are, bounded where they are not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from matcher.rules.rule import Amount, Contribution, Version
from matcher.rules.values import Env, Truth, bounds


@dataclass(frozen=True)
class Interval:
    """From the least to the most, in INR, both inclusive; the most is infinite where nothing caps it."""

    low: float
    high: float

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def capped(self, most: float) -> Interval:
        """The same, but never above a ceiling."""
        return Interval(min(self.low, most), min(self.high, most))

    def around(self, other: Interval) -> Interval:
        """The least interval that holds both."""
        return Interval(min(self.low, other.low), max(self.high, other.high))


NOTHING = Interval(0.0, 0.0)


@dataclass(frozen=True)
class Given:
    """One amount of a rule for one applicant.

    Attributes:
        holds: whether its own `when` holds.
        applies: whether it holds and no earlier amount of its share takes its place.
        value: what it comes to if it applies; None where the source prints no sum.
    """

    amount: Amount
    holds: Truth
    applies: Truth
    value: Interval | None
    env: Env = field(repr=False, compare=False)
    on: date = field(repr=False, compare=False)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Facts that would tell whether it applies, or narrow it."""
        if self.applies is False:
            return ()
        amount, value = self.amount, self.value
        found = amount.when.missing(self.env, self.on) if amount.when else ()
        if value is not None and amount.of and amount.of not in self.env and value.low != value.high:
            found = (*found, amount.of)
        return tuple(dict.fromkeys(found))


def given(version: Version, env: Env, on: date) -> tuple[Given, ...]:
    """Each amount of a version for one applicant, in the order of the file."""
    found: list[Given] = []
    taken: dict[str, Truth] = {}
    for amount in version.amounts:
        own: Truth = True if amount.when is None else amount.when.check(env, on)
        before = taken.get(amount.share, False)
        applies: Truth = False if own is False or before is True else own if before is False else None
        if before is not True:
            taken[amount.share] = True if own is True else None if own is None or before is None else False
        found.append(Given(amount, own, applies, worth(amount, env), env, on))
    return tuple(found)


def worth(amount: Amount, env: Env) -> Interval | None:
    """What an amount comes to if it applies; None where the source prints no sum.

    percent: fact × percent / 100; per_unit: fact × sum; then the floor, then the ceiling.
    """
    if amount.fixed is not None:
        value = Interval(amount.fixed, amount.fixed)
    elif amount.percent is not None:
        value = _scaled(amount.of, amount.percent / 100, env)
    elif amount.per_unit is not None:
        value = _scaled(amount.of, amount.per_unit, env)
    elif amount.ceiling is not None:
        value = Interval(0.0 if amount.floor is None else amount.floor, amount.ceiling)
    else:
        return None
    if amount.floor is not None:
        value = Interval(max(value.low, amount.floor), max(value.high, amount.floor))
    if amount.ceiling is not None:
        value = value.capped(amount.ceiling)
    return Interval(0.0, value.high) if amount.up_to else value


def _scaled(name: str, factor: float, env: Env) -> Interval:
    """A fact times a factor, to the paisa; from 0 without end while the fact is unknown."""
    found = bounds(env.get(name))
    if found is None or isinstance(found[0], date) or isinstance(found[1], date):
        return Interval(0.0, math.inf)
    return Interval(round(max(0.0, found[0]) * factor, 2), round(max(0.0, found[1]) * factor, 2))


def totals(version: Version, found: Sequence[Given], env: Env, on: date) -> dict[str, Interval]:
    """What all amounts come to, by kind; kinds of which no sum is printed are left out.

    Of the amounts of one share one counts; a joint ceiling caps the amounts that it names.
    """
    groups: dict[str, list[Given]] = {}
    for each in found:
        if each.applies is not False and each.value is not None:
            groups.setdefault(each.amount.share, []).append(each)
    worths = {
        (share, kind): value for share, group in groups.items() for kind, value in _by_kind(group).items()
    }
    names = {each.amount.id: (each.amount.share, each.amount.kind) for each in found}
    total: dict[str, Interval] = {}
    for ceiling in version.ceilings:
        holds = True if ceiling.when is None else ceiling.when.check(env, on)
        under = [key for key in dict.fromkeys(names.get(name) for name in ceiling.of) if key in worths]
        if holds is False or not under:
            continue
        kinds: dict[str, Interval] = {}
        for key in under:
            kinds[key[1]] = kinds.get(key[1], NOTHING) + worths[key]
        if sum(value.high for value in kinds.values()) <= ceiling.most:
            continue
        first = {kind: next(key for key in under if key[1] == kind) for kind in kinds}
        for key in under:
            del worths[key]
        for kind, value in kinds.items():
            others = sum(other.high for name, other in kinds.items() if name != kind)
            worths[first[kind]] = _under(value, others, ceiling.most, holds)
    for (_, kind), value in worths.items():
        total[kind] = total.get(kind, NOTHING) + value
    return total


def _under(value: Interval, others: float, most: float, holds: Truth) -> Interval:
    """What one kind comes to under a ceiling that it shares with other kinds, of which the most is given.

    No source says which kind gives way, so it may be this one, down to what the others leave, or not.
    """
    low = min(value.low, max(0.0, most - others))
    return Interval(low, min(value.high, most) if holds else value.high)


def _by_kind(group: Sequence[Given]) -> dict[str, Interval]:
    """What amounts that exclude each other can come to: one of them, or nothing if none is certain."""
    kinds: dict[str, Interval] = {}
    alike = len({each.amount.kind for each in group}) == 1
    for each in group:
        if each.value is not None:
            found = kinds.get(each.amount.kind)
            kinds[each.amount.kind] = each.value if found is None else found.around(each.value)
    for kind, value in kinds.items():
        own = [each for each in group if each.amount.kind == kind]
        certain = any(each.holds for each in own) if alike else any(each.applies for each in own)
        kinds[kind] = value if certain else value.around(NOTHING)
    return kinds


def contribution(part: Contribution, env: Env) -> Interval:
    """What the applicant has to bring, in INR."""
    return _scaled(part.of, part.percent / 100, env)
