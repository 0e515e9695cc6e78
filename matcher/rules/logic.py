"""Tests over facts in strong Kleene logic: true, false, or None for not known.

A test is a tree of comparisons, compiled once to closures over plain values. Kleene's connectives
are monotone: what is decided stays decided, however many facts are added. Nothing is evaluated as
code.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeAlias

from matcher.rules.compare import OPERATORS, compare, truth_of, within
from matcher.rules.industry import industry_in
from matcher.rules.values import COMPOUND, Env, Truth, Value

Check: TypeAlias = Callable[[Env, date], Truth]
Wanted: TypeAlias = bool | float | str | date | tuple[str | float, ...]


class Test:
    """One node of a test."""

    # Tells pytest that this is no test case.
    __test__ = False

    @cached_property
    def check(self) -> Check:
        """A closure that gives its truth for values of facts on a day."""
        return self._compile()

    def _compile(self) -> Check:
        raise NotImplementedError

    @property
    def parts(self) -> tuple[Test, ...]:
        """The tests directly below it."""
        return ()

    def walk(self) -> Iterator[Test]:
        """Itself and every test below it, outermost first."""
        yield self
        for part in self.parts:
            yield from part.walk()

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The names of all facts in it, in the order of their first use."""
        return tuple(dict.fromkeys(node.fact for node in self.walk() if isinstance(node, Compare)))

    def missing(self, env: Env, on: date) -> tuple[str, ...]:
        """The facts that could still decide it; empty when it is decided."""
        return self.open(env, on) if self.check(env, on) is None else ()

    def open(self, env: Env, on: date) -> tuple[str, ...]:
        """As `missing`, of a test that is known to be undecided."""
        if env.keys().isdisjoint(self.facts):
            return self.facts
        below = [part.open(env, on) for part in self.parts if part.check(env, on) is None]
        if len(below) == 1:
            return below[0]
        return tuple(dict.fromkeys(itertools.chain.from_iterable(below)))


@dataclass(frozen=True)
class Compare(Test):
    """A fact against a value: = != < <= > >= in not_in, or within so many years."""

    fact: str
    op: str
    value: Wanted

    def _compile(self) -> Check:
        if self.op == "within_years":
            return _years(self.fact, int(self.value))  # type: ignore[arg-type]
        if self.fact == "industry":
            return _compound(self.fact, self._industry)
        return _plain(self.fact, self.op, self.value)

    def _industry(self, value: Value) -> Truth:
        wanted = self.value if isinstance(self.value, tuple) else (self.value,)
        found = industry_in(value, [str(each) for each in wanted])
        return None if found is None else found == (self.op in ("=", "in"))

    def open(self, env: Env, on: date) -> tuple[str, ...]:
        """The fact itself."""
        return (self.fact,)


def _years(name: str, years: int) -> Check:
    def check(env: Env, on: date) -> Truth:
        value = env.get(name)
        return None if value is None else truth_of(value, lambda each: within(each, years, on))

    return check


def _compound(name: str, holds: Callable[[Value], Truth]) -> Check:
    def check(env: Env, on: date) -> Truth:
        value = env.get(name)
        return None if value is None else truth_of(value, holds)

    return check


def _plain(name: str, op: str, wanted: Wanted) -> Check:
    points = OPERATORS[op]
    target = frozenset(wanted) if isinstance(wanted, tuple) else wanted

    def check(env: Env, on: date) -> Truth:
        value = env.get(name)
        if value is None:
            return None
        if value.__class__ in COMPOUND:
            return truth_of(value, lambda each: compare(op, each, wanted))
        return points(value, target)

    return check


@dataclass(frozen=True)
class All(Test):
    """True when every part is, false when one is false."""

    tests: tuple[Test, ...]

    @property
    def parts(self) -> tuple[Test, ...]:
        """The tests directly below it."""
        return self.tests

    def _compile(self) -> Check:
        checks = tuple(part.check for part in self.tests)

        def check(env: Env, on: date) -> Truth:
            truth: Truth = True
            for each in checks:
                found = each(env, on)
                if found is False:
                    return False
                if found is None:
                    truth = None
            return truth

        return check


@dataclass(frozen=True)
class Some(Test):
    """True when one part is, false when every part is false; written `any`."""

    tests: tuple[Test, ...]

    @property
    def parts(self) -> tuple[Test, ...]:
        """The tests directly below it."""
        return self.tests

    def _compile(self) -> Check:
        checks = tuple(part.check for part in self.tests)

        def check(env: Env, on: date) -> Truth:
            truth: Truth = False
            for each in checks:
                found = each(env, on)
                if found:
                    return True
                if found is None:
                    truth = None
            return truth

        return check


@dataclass(frozen=True)
class Not(Test):
    """True when its part is false."""

    test: Test

    @property
    def parts(self) -> tuple[Test, ...]:
        """The test directly below it."""
        return (self.test,)

    def _compile(self) -> Check:
        inner = self.test.check

        def check(env: Env, on: date) -> Truth:
            found = inner(env, on)
            return None if found is None else not found

        return check


@dataclass(frozen=True)
class AtLeast(Test):
    """True when at least so many parts are, false when no longer so many can be."""

    number: int
    tests: tuple[Test, ...]

    @property
    def parts(self) -> tuple[Test, ...]:
        """The tests directly below it."""
        return self.tests

    def _compile(self) -> Check:
        checks, number = tuple(part.check for part in self.tests), self.number

        def check(env: Env, on: date) -> Truth:
            found = [each(env, on) for each in checks]
            held = found.count(True)
            if held >= number:
                return True
            return None if held + found.count(None) >= number else False

        return check


def depth(test: Test) -> int:
    """How deep a test is nested; a comparison alone has depth 1."""
    return 1 + max((depth(part) for part in test.parts), default=0)
