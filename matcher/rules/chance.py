"""What an answer could be: a fact's range cut where rules tell values apart, each piece with its chance.

Within a piece every test comes out alike, so one value stands for all of it. The pieces are evenly
likely, P = 1 / pieces, unless `PRIORS` says otherwise.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from matcher.rules.compare import anniversary
from matcher.rules.logic import Compare
from matcher.rules.values import Range, Several, Value
from matcher.rules.vocabulary import Fact

# Chances that are not even, by fact and value. The desk serves Kerala: nearly all who ask are there.
PRIORS: Mapping[str, Mapping[str, float]] = {"state": {"state:kerala": 0.9}}


@dataclass(frozen=True)
class Piece:
    """A set of values that no test tells apart.

    Attributes:
        value: one of them. chance: how likely the answer lies in it.
        low, high: its ends, inclusive, for a number or a date; both the value itself otherwise.
    """

    value: Value
    chance: float
    low: Value
    high: Value


def pieces(
    fact: Fact, tests: Iterable[Compare], on: date, known: Value | Several | None = None
) -> tuple[Piece, ...]:
    """The pieces of a fact that these comparisons cut it into, in order.

    Args:
        known: what is known already; a range leaves only the pieces that it touches.
    """
    nodes = list(tests)
    match fact.type:
        case "number":
            spans = _numbers(fact, nodes)
        case "date":
            spans = _days(nodes, on)
        case "yes_no":
            spans = [(True, True), (False, False)]
        case "choice":
            spans = _named(fact, list(fact.values))
        case _:
            other = f"{fact.prefix}:none-of-these" if fact.prefix else "none of these"
            spans = _named(fact, [*sorted({str(each) for each in _targets(nodes)}), other])
    if isinstance(known, Range):
        spans = [span for span in (_within(span, known) for span in spans) if span is not None]
    even = 1 / max(1, len(spans))
    chances = [even] * len(spans)
    if fact.name in PRIORS:
        chances = _weighted([str(low) for low, _ in spans], PRIORS[fact.name])
    return tuple(
        Piece(_inside(low, high), chance, low, high)
        for (low, high), chance in zip(spans, chances, strict=True)
    )


_Span = tuple[Value, Value]


def _named(fact: Fact, names: list[str]) -> list[_Span]:
    values: list[Value] = [frozenset({name}) if fact.several else name for name in names]
    return [(value, value) for value in values]


def _weighted(names: list[str], priors: Mapping[str, float]) -> list[float]:
    """The documented chances; what they leave is spread evenly over the other values."""
    named = [priors.get(name) for name in names]
    others = named.count(None)
    rest = max(0.0, 1.0 - sum(chance for chance in named if chance is not None))
    raw = [rest / others if chance is None else chance for chance in named]
    total = sum(raw)
    return [chance / total for chance in raw]


def _targets(nodes: list[Compare]) -> list[bool | float | str | date]:
    return [
        each
        for node in nodes
        for each in (node.value if isinstance(node.value, tuple) else (node.value,))
    ]  # fmt: skip


# Where a test changes: just before a value (0) or just behind it (1).
_SIDES = {">=": (0,), "<": (0,), ">": (1,), "<=": (1,)}


def _numbers(fact: Fact, nodes: list[Compare]) -> list[_Span]:
    cuts = {
        (float(target), side)  # type: ignore[arg-type]
        for node in nodes
        for target in _targets([node])
        for side in _SIDES.get(node.op, (0, 1))
    }
    least = -math.inf if fact.low is None else float(fact.low)
    most = math.inf if fact.high is None else float(fact.high)
    ordered = [(least, 0), *sorted(cuts), (most, 1)]
    spans: list[_Span] = []
    for start, end in itertools.pairwise(ordered):
        low = start[0] if not start[1] else _next(start[0], fact.whole)
        high = end[0] if end[1] else _previous(end[0], fact.whole)
        if fact.whole:
            low, high = (each if math.isinf(each) else rounded(each) for each, rounded in (
                (low, math.ceil), (high, math.floor)))  # fmt: skip
        low, high = max(float(low), least), min(float(high), most)
        if low <= high:
            spans.append((low, high))
    return spans


def _next(value: float, whole: bool) -> float:
    return math.floor(value) + 1 if whole and math.isfinite(value) else math.nextafter(value, math.inf)


def _previous(value: float, whole: bool) -> float:
    return math.ceil(value) - 1 if whole and math.isfinite(value) else math.nextafter(value, -math.inf)


def _days(nodes: list[Compare], on: date) -> list[_Span]:
    """Days up to the one asked about: what is a fact has happened."""
    cuts = {(date.min, 0), (on, 1)}
    for node in nodes:
        if node.op == "within_years":
            cuts.add((earliest(on, int(node.value)), 0))  # type: ignore[arg-type]
        elif isinstance(node.value, date):
            cuts |= {(node.value, side) for side in _SIDES.get(node.op, (0, 1)) if node.value <= on}
    one = timedelta(days=1)
    ordered = sorted(cuts)
    spans: list[_Span] = []
    for start, end in itertools.pairwise(ordered):
        low = start[0] + one if start[1] else start[0]
        high = end[0] if end[1] else end[0] - one
        if low <= high:
            spans.append((low, high))
    return spans


def earliest(on: date, years: int) -> date:
    """The first day that lies at most so many years before another."""
    if on.year - years <= date.min.year:
        return date.min
    day = anniversary(on, -years)
    # The 29th of February has an anniversary on the 28th, which is too early by a day.
    while anniversary(day, years) < on:
        day += timedelta(days=1)
    return day


def _within(span: _Span, known: Range) -> _Span | None:
    low, high = span
    if isinstance(low, (bool, str, frozenset)):
        return span
    least, most = max(low, known.low), min(high, known.high)  # type: ignore[type-var]
    return (least, most) if least <= most else None  # type: ignore[operator]


def _inside(low: Value, high: Value) -> Value:
    """A value of the piece: its end that is finite, the lower one first; 0 where it has none."""
    if isinstance(low, float) and math.isinf(low):
        return 0.0 if isinstance(high, float) and math.isinf(high) else high
    return low
