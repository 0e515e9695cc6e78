"""What somebody says of an applicant: taken when it fits, refused by name when it does not."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.rules.errors import FactError
from matcher.rules.facts import Facts, Known
from matcher.rules.library import load
from matcher.rules.reading import read_text
from matcher.rules.values import Range, Several, Shares
from matcher.rules.verdict import judge_all
from matcher.rules.vocabulary import vocabulary

TODAY = date(2026, 11, 24)
LIBRARY = load()


def said(**user):
    return Facts.of(user=user, facts=LIBRARY.facts, today=TODAY)


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("looms", -5, "out of range"),
        ("looms", 20.5, "no whole number"),
        ("looms", "220", "no number"),
        ("looms", True, "no number"),
        ("looms", math.nan, "finite"),
        ("looms", math.inf, "finite"),
        ("looms", 10**400, "too large"),
        ("looms", 1e20, "out of range"),
        ("looms", {"low": 300, "high": 200}, "above its high end"),
        ("looms", {"low": -3, "high": 200}, "out of range"),
        ("looms", {"lowest": 3}, "no number"),
        ("looms", {"low": {"low": 1}}, "one value, not a range"),
        ("looms", {"low": 1, "high": {"high": 3}}, "one value, not a range"),
        ("looms", {"low": None, "high": None}, "needs a low or a high end"),
        ("looms", {"low": 1, "high": 2, "unit": None}, "does not fit"),
        ("looms", {"low": 1, 7: 2}, "no number"),
        ("looms", {"value": 3, "unit": "lakh"}, "give it in looms"),
        ("spv_largest_share", 12, "40% is 0.4"),
        ("spv_largest_share", 1.01, "out of range"),
        ("project_cost", {"value": 3, "unit": "km"}, "lakh"),
        ("project_cost", {"value": "3", "unit": "lakh"}, "no number"),
        ("spv", "yes", "neither yes nor no"),
        ("spv", 1, "neither yes nor no"),
        ("category", "Handloom", "not one of"),
        ("category", ["handicraft"], "no category"),
        ("state", "Kerala", "no id of a state"),
        ("industry", "1394", "no id of an industry"),
        ("state", "district:idukki", "no id of a state"),
        ("industry", [], "at least one"),
        ("industry", ["industry:1394", 7], "no industry"),
        ("incorporated_on", "2027-01-01", "lies in the future"),
        ("incorporated_on", date(2026, 11, 25), "lies in the future"),
        ("incorporated_on", "2024-02-30", "no date"),
        ("incorporated_on", "2024", "no date"),
        ("incorporated_on", 2024, "no date"),
        ("incorporated_on", "2024-W01-1", "no date"),
        ("incorporated_on", "൨൦൨൪-൦൧-൦൧", "no date"),
        ("incorporated_on", {"high": "2027-01-01"}, "lies in the future"),
        ("incorporated_on", {"low": {"low": "2020-01-01"}}, "one value, not a range"),
        ("constituency_shares", {"constituency:1": 0.7, "constituency:2": 0.5}, "add up to 120%"),
        ("district_shares", {"district:idukki": 0.6, "district:kollam": 0.6}, "add up to 120%"),
        ("district_shares", {"district:idukki": 40}, "40% is 0.4"),
        ("district_shares", {"constituency:1": 0.4}, "no id of a district"),
        ("district_shares", 0.4, "no table"),
        ("district_shares", {"district:idukki": -0.1}, "40% is 0.4"),
        ("district_shares", {"district:idukki": math.nan}, "finite"),
        ("district_shares", {"district:idukki": "half"}, "no shares of the cluster"),
        ("artisan_trade", "x" * 201, "plain text"),
        ("artisan_trade", "pot\nter", "plain text"),
        ("lomms", 5, "looms"),
    ],
)
def test_a_refusal_names_the_field_and_the_cause(name, raw, words):
    with pytest.raises(FactError, match=words) as refused:
        said(**{name: raw})
    assert refused.value.field == name
    assert str(refused.value).startswith(f"{name}: ")


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("looms", 220, 220.0),
        ("looms", {"low": 100}, Range(100.0, math.inf)),
        ("looms", {"low": 100, "high": 100}, 100.0),
        ("looms", {"high": 100}, Range(0.0, 100.0)),
        ("project_cost", {"value": 7.5, "unit": "lakh"}, 750000.0),
        ("project_cost", {"low": 1, "high": 2, "unit": "crore"}, Range(1e7, 2e7)),
        ("spv_largest_share", {"value": 10, "unit": "percent"}, 0.1),
        ("incorporated_on", "2019-04-30", date(2019, 4, 30)),
        ("incorporated_on", {"low": "2019-01-01"}, Range(date(2019, 1, 1), TODAY)),
        ("industry", "industry:1394", frozenset({"industry:1394"})),
        ("industry", ["industry:1394", "industry:c"], frozenset({"industry:1394", "industry:c"})),
        ("district_shares", {"district:idukki": 0.4}, Shares((("district:idukki", 0.4),))),
    ],
)
def test_what_fits_is_taken(name, raw, value):
    [known] = said(**{name: raw})[name]
    assert known == Known(value, "said by the applicant", "2026-11-24", "user")


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("spv", "Yes", True), ("spv", "ഇല്ല", False), ("looms", "1,200", 1200.0),
        ("looms", "100 to 300", Range(100.0, 300.0)), ("project_cost", "7.5 lakh", 750000.0),
        ("spv_largest_share", "10%", 0.1), ("incorporated_on", "2019-04-30", date(2019, 4, 30)),
        ("industry", "industry:1394, industry:c", frozenset({"industry:1394", "industry:c"})),
        ("district_shares", "district:idukki=0.4", Shares((("district:idukki", 0.4),))),
        ("district_shares", "district:idukki=40%", Shares((("district:idukki", 0.4),))),
    ],
)  # fmt: skip
def test_what_is_typed_is_read(name, typed, value):
    assert read_text(vocabulary()[name], typed, TODAY) == value


@pytest.mark.parametrize("typed", ["maybe", "", "'; MATCH (n) DETACH DELETE n //"])
def test_what_is_typed_and_makes_no_sense_is_refused(typed):
    for name in ("spv", "looms", "project_cost", "incorporated_on", "category", "state", "district_shares"):
        with pytest.raises(FactError):
            read_text(vocabulary()[name], typed, TODAY)


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("looms", "1 to 2 to 3", "no range"), ("looms", "1 to " * 5000, "no range"),
        ("looms", "9" * 5000, "finite"), ("looms", "5 to 3", "above its high end"),
        ("looms", "-5", "out of range"), ("looms", "5 to", "does not fit"),
        ("constituency_shares", "constituency:1=0.6, constituency:1=0.3", "stands there twice"),
        ("constituency_shares", "constituency:1=0.6, constituency:2=0.6", "add up to 120%"),
        ("constituency_shares", "=,=", "no number"), ("industry", "," * 10000, "at least one"),
    ],
)  # fmt: skip
def test_what_is_typed_wrongly_is_refused_with_what_to_do(name, typed, words):
    with pytest.raises(FactError, match=words) as refused:
        read_text(vocabulary()[name], typed, TODAY)
    assert refused.value.field == name
    assert len(str(refused.value)) < 600


@pytest.mark.parametrize("user", [[("looms", 1)], "looms", 5, True])
def test_facts_that_are_no_table_are_refused(user):
    with pytest.raises(FactError, match="a table of names and values"):
        Facts.of(user=user, today=TODAY)


def test_values_nested_without_end_are_refused_by_name():
    deep = {"low": 1}
    for _ in range(5000):
        deep = {"low": deep}
    for name in LIBRARY.facts:
        with pytest.raises(FactError) as refused:
            said(**{name: deep})
        assert refused.value.field == name


def test_a_negative_zero_is_a_plain_one():
    assert math.copysign(1, said(looms=-0.0).env["looms"]) == 1


def attempt(name, raw):
    """What came of giving a value: the facts, or the refusal; any other error breaks the test."""
    try:
        return said(**{name: raw}), None
    except FactError as error:
        return None, error


HOSTILE = [
    "__import__('os').system('touch /tmp/owned')", "'; MATCH (n) DETACH DELETE n; //", "{{7*7}}", "${7*7}",
    "<script>alert(1)</script>", "=cmd|'/c calc'!A1", "../../etc/passwd", "\x00", "\u202e", "%s%n", "𝟚𝟘𝟘",
    {"$gt": ""}, {"__class__": "x"}, {"low": {"low": 1}}, {"value": {"value": 1}, "unit": "lakh"},
    ["a", ["b"]], None, b"bytes", object(), lambda: True, -0.0, 10**5000,
]  # fmt: skip


@pytest.mark.parametrize("raw", HOSTILE, ids=[str(place) for place in range(len(HOSTILE))])
def test_hostile_values_in_every_field_are_refused_or_stay_data(raw):
    for name, fact in LIBRARY.facts.items():
        facts, refusal = attempt(name, raw)
        if facts is None:
            assert refusal.field == name
            assert len(str(refusal)) < 600
            assert str(refusal).isprintable()
            continue
        # What is left is a free text that stays one, a number, or nothing at all.
        assert raw is None or fact.type == "text" or raw == 0.0
        assert judge_all(LIBRARY, facts, TODAY)
        assert all(known.value == raw for several in facts.values() for known in several)


@pytest.mark.parametrize("name", [*HOSTILE[:11], "", "looms ", "constructor", "__class__"])
def test_hostile_names_are_refused(name):
    with pytest.raises(FactError, match="no fact of this name") as refused:
        said(**{name: 1})
    assert str(refused.value).isprintable()


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner)))
def test_whatever_is_given_is_taken_or_refused(raw):
    for name in ("looms", "spv", "category", "incorporated_on", "state", "constituency_shares", "industry"):
        facts, refusal = attempt(name, raw)
        assert facts is not None or refusal.field == name


def test_the_graph_and_the_applicant_are_kept_apart_and_a_conflict_is_seen():
    graph = {"looms": Known(150.0, "Handloom census", "2020"), "units": Known(30.0, "DIC", "2021")}
    facts = Facts.of(user={"looms": 220, "units": 30}, graph=graph, today=TODAY)
    assert [known.origin for known in facts["looms"]] == ["graph", "user"]
    assert facts.env["looms"] == Several((150.0, 220.0))
    assert facts.env["units"] == 30.0
    assert facts.conflicts == ("looms",)


def test_what_the_applicant_says_can_narrow_what_the_graph_knows():
    graph = {"registered_units": Known(Range(8.0, math.inf), "members in the graph")}
    assert Facts.of(user={"registered_units": 24}, graph=graph, today=TODAY).env["registered_units"] == 24.0
    assert Facts.of(user={"registered_units": 5}, graph=graph, today=TODAY).conflicts == ("registered_units",)


@pytest.mark.parametrize(
    ("shares", "share", "largest"),
    [
        ({"constituency:1": 0.6, "constituency:2": 0.4}, 0.6, True),
        ({"constituency:1": 0.4, "constituency:2": 0.6}, 0.4, False),
        ({"constituency:1": 0.5, "constituency:2": 0.5}, 0.5, None),
        ({"constituency:1": 0.4, "constituency:2": 0.35, "constituency:3": 0.25}, 0.4, True),
        ({"constituency:1": 0.4}, 0.4, None),
        ({"constituency:2": 0.9}, Range(0.0, 0.1), False),
    ],
)
def test_shares_by_place_say_what_lies_here(shares, share, largest):
    facts = said(constituency="constituency:1", constituency_shares=shares)
    found = facts.env["share_in_constituency"]
    if isinstance(share, Range):
        assert found.low == share.low
        assert found.high == pytest.approx(share.high)
    else:
        assert found == share
    assert facts.env.get("largest_share_in_constituency") is largest


def test_every_fact_can_be_asked_for_in_both_languages():
    for fact in LIBRARY.facts.values():
        assert fact.question.endswith("?"), fact.name
        assert fact.question_ml.endswith("?"), fact.name
        assert any("\u0d00" <= sign <= "\u0d7f" for sign in fact.question_ml), fact.name
