"""What a fact can be worth: a point, a range, several things at once, or readings that disagree."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Range:
    """A number or a date known only within bounds, both inclusive; an infinite bound is open."""

    low: float | date
    high: float | date


@dataclass(frozen=True)
class Shares:
    """Parts of one whole by place: the id of the place to its share, 0 to 1, together at most 1."""

    parts: tuple[tuple[str, float], ...]

    @classmethod
    def of(cls, parts: Mapping[str, float]) -> Shares:
        """The shares in the order of their places."""
        return cls(tuple(sorted(parts.items())))


# A frozenset is what several things at once are worth: the industries of a cluster.
Value: TypeAlias = bool | float | str | date | Range | Shares | frozenset[str]


@dataclass(frozen=True)
class Several:
    """Values that sources disagree on; a test holds, or fails, only when it does for each of them."""

    values: tuple[Value, ...]


Truth: TypeAlias = bool | None
Env: TypeAlias = Mapping[str, Value | Several]
# Values that no comparison of points decides.
COMPOUND = frozenset({Range, Shares, frozenset, Several})


def meet(values: Iterable[Value]) -> Value | Several | None:
    """What values for one fact say together: their common part, or all of them where there is none.

    A range narrows to what lies in every range; a point within a range stands for it.
    """
    left: list[Value] = []
    for value in values:
        for place, other in enumerate(left):
            common = _common(other, value)
            if common is not None:
                left[place] = common
                break
        else:
            left.append(value)
    if not left:
        return None
    return left[0] if len(left) == 1 else Several(tuple(left))


def _common(one: Value, other: Value) -> Value | None:
    if one == other and type(one) is type(other):
        return one
    if isinstance(one, Range) or isinstance(other, Range):
        a, b = bounds(one), bounds(other)
        if a is None or b is None:
            return None
        low, high = max(a[0], b[0]), min(a[1], b[1])
        if low > high:  # type: ignore[operator]
            return None
        return low if low == high else Range(low, high)
    return None


def bounds(value: Value | Several | None) -> tuple[float | date, float | date] | None:
    """The least and the largest that a number or a date can be; None for anything else."""
    if isinstance(value, Several):
        pairs = [bounds(each) for each in value.values]
        known = [pair for pair in pairs if pair is not None]
        if len(known) != len(pairs):
            return None
        return min(pair[0] for pair in known), max(pair[1] for pair in known)
    if isinstance(value, Range):
        return value.low, value.high
    if isinstance(value, bool) or not isinstance(value, (int, float, date)):
        return None
    return value, value


def value_json(value: Value) -> Any:
    """A value as JSON has it: a range as low and high, several things as a sorted list."""
    if isinstance(value, Range):
        return {"low": bound_json(value.low), "high": bound_json(value.high)}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Shares):
        return dict(value.parts)
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def bound_json(bound: float | date) -> Any:
    """A bound as JSON has it; None for an infinite one."""
    return None if is_open(bound) else value_json(bound)


def is_open(bound: float | date) -> bool:
    """Whether a bound is infinite."""
    return isinstance(bound, float) and math.isinf(bound)
