"""Three-valued tests: Kleene's tables, ranges, several things at once, sources that disagree, ages."""

from __future__ import annotations

import math
from datetime import date

import pytest

from matcher.rules.compare import anniversary, compare, within
from matcher.rules.industry import industry_in
from matcher.rules.logic import All, AtLeast, Compare, Not, Some, depth
from matcher.rules.values import Range, Several, Truth, meet

ON = date(2026, 11, 24)
YES, NO, OPEN = (Compare(name, "=", True) for name in ("yes", "no", "open"))
ENV = {"yes": True, "no": False}


def truth(test) -> Truth:
    return test.check(ENV, ON)


def test_comparisons_are_true_false_or_unknown():
    assert [truth(YES), truth(NO), truth(OPEN)] == [True, False, None]


@pytest.mark.parametrize(
    ("one", "other", "both", "either"),
    [
        (YES, YES, True, True), (YES, NO, False, True), (YES, OPEN, None, True),
        (NO, NO, False, False), (NO, OPEN, False, None), (OPEN, OPEN, None, None),
    ],
)  # fmt: skip
def test_kleene_tables(one, other, both, either):
    for pair in ((one, other), (other, one)):
        assert truth(All(pair)) is both
        assert truth(Some(pair)) is either


def test_negation():
    assert [truth(Not(YES)), truth(Not(NO)), truth(Not(OPEN))] == [False, True, None]


@pytest.mark.parametrize(
    ("number", "parts", "expected"),
    [
        (2, (YES, YES, OPEN), True), (2, (YES, OPEN, NO), None), (2, (YES, NO, NO), False),
        (3, (YES, YES, NO), False), (1, (NO, OPEN), None),
    ],
)  # fmt: skip
def test_at_least(number, parts, expected):
    assert truth(AtLeast(number, parts)) is expected


@pytest.mark.parametrize(
    ("op", "value", "expected"),
    [
        (">=", Range(20.0, 40.0), True), (">=", Range(10.0, 40.0), None), (">=", Range(1.0, 19.0), False),
        ("<", Range(20.0, 40.0), False), (">", Range(20.0, 40.0), None), ("=", Range(1.0, 19.0), False),
        ("=", Range(1.0, 20.0), None), ("!=", Range(1.0, 19.0), True), (">=", Range(25.0, math.inf), True),
        (">=", Range(5.0, math.inf), None), ("in", Range(21.0, 30.0), False),
    ],
)  # fmt: skip
def test_a_range_decides_only_when_it_lies_on_one_side(op, value, expected):
    wanted = (20.0,) if op == "in" else 20.0
    assert compare(op, value, wanted) is expected
    assert Compare("looms", op, wanted).check({"looms": value}, ON) is expected


def test_of_several_things_one_that_fits_is_enough():
    owned = frozenset({"coir", "jute"})
    assert compare("in", owned, ("coir", "silk")) is True
    assert compare("not_in", owned, ("coir", "silk")) is False
    assert compare("=", owned, "silk") is False


def test_values_that_disagree_decide_only_when_they_agree_on_the_answer():
    looms = Compare("looms", ">=", 200.0)
    assert looms.check({"looms": Several((210.0, 300.0))}, ON) is True
    assert looms.check({"looms": Several((150.0, 300.0))}, ON) is None
    assert looms.check({"looms": Several((10.0, 30.0))}, ON) is False


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([20.0, 20.0], 20.0),
        ([Range(8.0, math.inf), 24.0], 24.0),
        ([Range(10.0, 30.0), Range(20.0, 50.0)], Range(20.0, 30.0)),
        ([Range(8.0, math.inf), 5.0], Several((Range(8.0, math.inf), 5.0))),
        ([True, False], Several((True, False))),
        ([], None),
    ],
)
def test_what_values_say_together(values, expected):
    assert meet(values) == expected


def test_yes_is_not_taken_for_the_number_one():
    assert meet([True, 1.0]) == Several((True, 1.0))


@pytest.mark.parametrize(
    ("born", "years", "on", "expected"),
    [
        (date(2016, 4, 1), 10, date(2026, 4, 1), True),
        (date(2016, 4, 1), 10, date(2026, 4, 2), False),
        (date(2027, 1, 1), 10, date(2026, 4, 2), False),
        (date(2024, 2, 29), 1, date(2025, 2, 28), True),
        (date(2024, 2, 29), 1, date(2025, 3, 1), False),
        (Range(date(2019, 1, 1), date.max), 10, date(2026, 1, 1), None),
        (Range(date(2001, 1, 1), date(2001, 12, 31)), 10, date(2026, 1, 1), False),
        (Range(date(2019, 1, 1), date(2019, 12, 31)), 10, date(2026, 1, 1), True),
        (Range(date(2001, 1, 1), date(2030, 12, 31)), 10, date(2026, 1, 1), None),
    ],
)
def test_years_since_a_day(born, years, on, expected):
    assert within(born, years, on) is expected
    assert Compare("born", "within_years", years).check({"born": born}, on) is expected


def test_the_anniversary_of_a_leap_day_is_the_last_of_february():
    assert anniversary(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert anniversary(date(2024, 2, 29), 4) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("owned", "wanted", "expected"),
    [
        (["industry:13935"], ["industry:1393"], True),
        (["industry:13935"], ["industry:c"], True),
        (["industry:0111"], ["industry:c"], False),
        (["industry:0111"], ["industry:a"], True),
        (["industry:13"], ["industry:1312"], None),
        (["industry:c"], ["industry:1312"], None),
        (["industry:1394"], ["industry:1312"], False),
        (["industry:13", "industry:1312"], ["industry:1312"], True),
    ],
)
def test_industries_match_by_code(owned, wanted, expected):
    assert industry_in(frozenset(owned), wanted) is expected
    test = Compare("industry", "in", tuple(wanted))
    assert test.check({"industry": frozenset(owned)}, ON) is expected
    against = Compare("industry", "not_in", tuple(wanted)).check({"industry": frozenset(owned)}, ON)
    assert against is (None if expected is None else not expected)


def test_missing_are_only_facts_that_could_still_decide():
    other = Compare("other", "=", True)
    assert All((YES, OPEN, other)).missing(ENV, ON) == ("open", "other")
    assert All((NO, OPEN)).missing(ENV, ON) == ()
    assert Some((All((NO, OPEN)), other)).missing(ENV, ON) == ("other",)
    assert Some((YES, OPEN)).missing(ENV, ON) == ()


def test_depth_counts_the_nesting():
    assert depth(YES) == 1
    assert depth(Not(All((YES, Some((NO,)))))) == 4
