"""Values at which a test can change: around each threshold, and all choices.

Every test over a fact behaves at each of its possible values as at one of these, so trying these
tries them all.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from matcher.rules.compare import anniversary
from matcher.rules.logic import Compare, Test
from matcher.rules.values import Env, Value
from matcher.rules.vocabulary import Fact, Vocabulary

# More combinations than this are not tried out.
MOST = 20_000


def samples(tests: Iterable[Test], facts: Vocabulary, on: date) -> dict[str, list[Value]]:
    """For each fact of the tests, values that stand for all that it can have."""
    wanted: dict[str, list[Compare]] = {}
    for test in tests:
        for node in test.walk():
            if isinstance(node, Compare):
                wanted.setdefault(node.fact, []).append(node)
    return {name: _values(facts[name], nodes, on) for name, nodes in wanted.items()}


def _values(fact: Fact, nodes: list[Compare], on: date) -> list[Value]:
    match fact.type:
        case "yes_no":
            return [True, False]
        case "choice":
            return _sets(fact, list(fact.values)) if fact.several else list(fact.values)
        case "number":
            return list(_numbers(fact, {float(each) for each in _targets(nodes)}))  # type: ignore[arg-type]
        case "date":
            return list(_days(nodes, on))
        case _:
            other = f"{fact.prefix}:none-of-these" if fact.prefix else "none of these"
            named = [*sorted({str(each) for each in _targets(nodes)}), other]
            return _sets(fact, named) if fact.several else list(named)


def _sets(fact: Fact, named: list[str]) -> list[Value]:
    """Of things that one can have several of: each alone, every two, and all of them."""
    pairs = itertools.combinations(named, 2) if len(named) <= 12 else iter(())
    return [frozenset(each) for each in (*((name,) for name in named), *pairs, tuple(named))]


def _targets(nodes: list[Compare]) -> Iterator[bool | float | str | date]:
    for node in nodes:
        if isinstance(node.value, tuple):
            yield from node.value
        else:
            yield node.value


def _numbers(fact: Fact, targets: set[float]) -> Iterator[float]:
    points = sorted(targets)
    step = 1.0 if fact.whole else 0.0
    low = -math.inf if fact.low is None else fact.low
    high = math.inf if fact.high is None else fact.high
    candidates = set(points)
    candidates.update(point + step if step else math.nextafter(point, math.inf) for point in points)
    candidates.update(point - step if step else math.nextafter(point, -math.inf) for point in points)
    yield from sorted(each for each in candidates if low <= each <= high)


def _days(nodes: list[Compare], on: date) -> Iterator[date]:
    days: set[date] = {on}
    for node in nodes:
        if node.op == "within_years":
            # The earliest day of incorporation that is still within so many years of the other.
            first = anniversary(on, -int(node.value))  # type: ignore[arg-type]
            days |= {first + timedelta(days=shift) for shift in (-2, -1, 0, 1, 2)}
        elif isinstance(node.value, date):
            days |= {node.value + timedelta(days=shift) for shift in (-1, 0, 1)}
    yield from sorted(days)


def worlds(found: Mapping[str, list[Value]]) -> Iterator[Env] | None:
    """Every combination of sample values, or None when there are too many to try."""
    if math.prod(len(values) for values in found.values()) > MOST:
        return None
    names = list(found)
    return (dict(zip(names, combination, strict=True)) for combination in itertools.product(*found.values()))


def always(test: Test, facts: Vocabulary, on: date) -> set[bool] | None:
    """The truths that a test can take: both, or one; None when there is too much to try."""
    envs = worlds(samples([test], facts, on))
    if envs is None:
        return None
    truths: set[bool] = set()
    for env in envs:
        found = test.check(env, on)
        if found is not None:
            truths.add(found)
        if len(truths) == 2:
            break
    return truths
