"""A definite verdict never flips when facts are added: 100,000 random partial profiles and completions."""

from __future__ import annotations

import math
import random
from datetime import date

from matcher.rules.amounts import Interval
from matcher.rules.facts import Facts, Known
from matcher.rules.library import load
from matcher.rules.samples import samples
from matcher.rules.syntax import tests_of as all_tests
from matcher.rules.values import Range, Shares
from matcher.rules.verdict import judge

LIBRARY = load()
DAYS = (date(2012, 6, 1), date(2021, 1, 1), date(2023, 6, 1), date(2025, 6, 1), date(2026, 11, 24))
PROFILES = 100_000


CACHE: dict[str, dict[str, list[Known]]] = {}


def pools_of(rule):
    if rule.scheme not in CACHE:
        CACHE[rule.scheme] = pools(rule)
    return CACHE[rule.scheme]


def pools(rule):
    """For each fact of a rule, values around its thresholds, and money to reckon amounts with."""
    tests = [test for version in rule.versions for test in all_tests(version)]
    found = samples(tests, LIBRARY.facts, DAYS[-1])
    for version in rule.versions:
        for amount in version.amounts:
            if amount.of:
                found.setdefault(amount.of, []).extend([0.0, 90_000.0, 2.5e7])
    return {name: [Known(value, "random") for value in values] for name, values in found.items()}


def vaguer(known, draw):
    """A range around a value that the value later narrows."""
    value = known.value
    if isinstance(value, bool) or not isinstance(value, (int, float, date)):
        return None
    if isinstance(value, date):
        return Known(Range(value, date.max) if draw < 0.5 else Range(date.min, value), "random")
    return Known(Range(value, math.inf) if draw < 0.5 else Range(min(0.0, value), value), "random")


def within(inner: Interval, outer: Interval) -> bool:
    return outer.low <= inner.low + 0.01 and inner.high <= outer.high + 0.01


def winner(version, pool, dice, on):
    """Values of all facts, those of failing clauses drawn anew until they are met or patience ends."""
    whole = {name: (dice.choice(values),) for name, values in pool.items()}
    for _ in range(30):
        env = Facts(whole).env
        failing = [each for each in version.clauses if each.requirement.check(env, on) is not True]
        if not failing:
            break
        for name in dice.choice(failing).requirement.facts:
            whole[name] = (dice.choice(pool[name]),)
    return whole


def drawn(whole, dice):
    """A part of the facts, some of them only vaguely known, and the same with facts added."""
    known, partial, added = dice.random(), {}, {}
    for name, several in whole.items():
        draw = dice.random()
        rough = vaguer(several[0], dice.random()) if draw < known / 5 else None
        if draw < known:
            partial[name] = (rough,) if rough else several
            added[name] = several if dice.random() < 0.7 else partial[name]
        elif dice.random() < 0.7:
            added[name] = several
    return partial, added


def test_a_definite_verdict_never_flips_when_facts_are_added():
    dice = random.Random(20261124)
    rules = list(LIBRARY.rules.values())
    worlds = {}
    for rule in rules:
        pool, on = pools_of(rule), DAYS[-1]
        worlds[rule.scheme] = [winner(dice.choice(rule.versions), pool, dice, on) for _ in range(40)]
    held, seen = {True: 0, False: 0}, {"eligible": 0, "not_eligible": 0, "unknown": 0}
    for _ in range(PROFILES):
        rule = rules[dice.randrange(len(rules))]
        on = DAYS[dice.randrange(len(DAYS))]
        whole = dice.choice(worlds[rule.scheme])
        if dice.random() < 0.5:
            whole = {name: (dice.choice(values),) for name, values in pools_of(rule).items()}
        partial, added = drawn(whole, dice)
        first = judge(LIBRARY, rule.scheme, Facts(partial), on)
        second = judge(LIBRARY, rule.scheme, Facts(added), on)
        seen[first.status] += 1
        if first.status != "unknown":
            assert second.status == first.status, (rule.scheme, on, partial, added)
        for one, other in zip(first.readings, second.readings, strict=True):
            if one.truth is not None:
                held[one.truth] += 1
                assert other.truth is one.truth, (rule.scheme, on, partial, added)
        if second.status != "not_eligible":
            for kind, value in second.amounts.items():
                before = first.amounts.get(kind, Interval(0, 0))
                assert within(value, before), (rule.scheme, kind, partial, added)
    # The test is worth something only when much is definite before the rest is known.
    assert held[True] > PROFILES / 50
    assert held[False] > PROFILES / 5
    assert seen["eligible"] > 20
    assert seen["unknown"] > PROFILES / 10


def test_what_is_missing_is_what_can_decide():
    """Once every missing fact is known, only a conflict or a partial rule leaves a verdict unknown."""
    dice = random.Random(7)
    for _ in range(3000):
        rule = dice.choice(list(LIBRARY.rules.values()))
        whole = {name: (dice.choice(values),) for name, values in pools_of(rule).items()}
        partial = {name: several for name, several in whole.items() if dice.random() < 0.5}
        verdict = judge(LIBRARY, rule.scheme, Facts(partial), DAYS[-1])
        for _ in range(200):
            if not verdict.missing:
                break
            assert set(verdict.missing) <= set(whole)
            assert not set(verdict.missing) & set(partial), "a known fact is not missing"
            partial[verdict.missing[0]] = whole[verdict.missing[0]]
            verdict = judge(LIBRARY, rule.scheme, Facts(partial), DAYS[-1])
        assert verdict.missing == ()
        assert verdict.status != "unknown" or verdict.reason in ("partial", "readings", "lapsed", "not_begun")


def test_nothing_is_known_of_an_empty_profile():
    for rule in LIBRARY.rules.values():
        assert judge(LIBRARY, rule.scheme, Facts(), DAYS[-1]).status == "unknown" or rule.closed
    assert Shares.of({"b": 0.1, "a": 0.2}).parts == (("a", 0.2), ("b", 0.1))
