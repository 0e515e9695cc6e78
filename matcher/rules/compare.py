"""One comparison of a value with what a rule wants, decided only when every possibility agrees."""

from __future__ import annotations

import calendar
import operator
from collections.abc import Callable
from datetime import date
from typing import Any

from matcher.rules.values import Range, Several, Shares, Truth, Value

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda value, wanted: value in wanted,
    "not_in": lambda value, wanted: value not in wanted,
}


def truth_of(value: Value | Several, holds: Callable[[Value], Truth]) -> Truth:
    """The truth of a test for a value; None where values that disagree give different answers."""
    if not isinstance(value, Several):
        return holds(value)
    found = {holds(each) for each in value.values}
    return found.pop() if len(found) == 1 else None


def compare(op: str, value: Value, wanted: Any) -> Truth:
    """The truth of a comparison.

    A range decides only when it lies wholly on one side. Of several things at once, one that fits
    makes `=` and `in` true, and `!=` and `not_in` false.
    """
    if isinstance(value, Range):
        return _range(op, value, wanted)
    if isinstance(value, frozenset):
        fits = not value.isdisjoint(wanted if isinstance(wanted, tuple) else (wanted,))
        return fits == (op in ("=", "in"))
    if isinstance(value, Shares):
        return None
    return OPERATORS[op](value, wanted)


def _range(op: str, value: Range, wanted: Any) -> Truth:
    low: Any = value.low
    high: Any = value.high
    match op:
        case "<" | "<=" | ">" | ">=":
            ends = {OPERATORS[op](low, wanted), OPERATORS[op](high, wanted)}
            return ends.pop() if len(ends) == 1 else None
        case _:
            targets = wanted if isinstance(wanted, tuple) else (wanted,)
            if any(low <= each <= high for each in targets):
                return None
            return op in ("!=", "not_in")


def within(value: Value, years: int, on: date) -> Truth:
    """Whether a day lies on or before the other and at most so many years back."""
    if isinstance(value, Range):
        ends = {within(value.low, years, on), within(value.high, years, on)}
        # Both ends too early or too late on opposite sides leave room for a day between them.
        if len(ends) == 1 and (ends == {True} or value.high <= on or value.low > on):  # type: ignore[operator]
            return ends.pop()
        return None
    if not isinstance(value, date):
        return None
    return value <= on <= anniversary(value, years)


def anniversary(day: date, years: int) -> date:
    """The same day so many years on; the last of the month where that day does not exist."""
    year = min(day.year + years, date.max.year)
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))
