"""Verdicts: One District One Idea clause by clause, readings that differ, dates, amounts, explanations."""

from __future__ import annotations

import json
import math
from datetime import date

import pytest

from graph.errors import NotFoundError
from matcher.rules.amounts import Interval
from matcher.rules.explain import explain, headline, notes
from matcher.rules.facts import Facts, Known
from matcher.rules.library import Library, load
from matcher.rules.phrases import money, rupees
from matcher.rules.plain import verdict_json
from matcher.rules.syntax import parse_rule
from matcher.rules.verdict import judge, judge_all

ON = date(2026, 11, 24)
LIBRARY = load()
HANDLOOM = {
    "applicant_kind": "cluster", "state": "state:kerala", "category": "handloom_powerloom", "looms": 220,
    "spv": True, "champion": True, "established": True, "largest_share_in_constituency": True,
    "mentor": True, "action_plan": True, "action_plan_years": 2,
}  # fmt: skip


def odoi(on=ON, **changes):
    profile = {**HANDLOOM, **changes}
    known = {name: value for name, value in profile.items() if value is not None}
    return judge(LIBRARY, "scheme:odoi", Facts.of(user=known, today=ON), on)


def states(verdict):
    return {outcome.clause.id: outcome.state for outcome in verdict.conditions}


def test_a_cluster_that_meets_every_clause_is_eligible():
    verdict = odoi()
    assert (verdict.status, verdict.reason, verdict.missing) == ("eligible", "", ())
    assert states(verdict)["units"] == "not_applicable"
    assert set(states(verdict).values()) == {"met", "not_applicable"}


@pytest.mark.parametrize(
    ("changes", "clause"),
    [
        ({"looms": 199}, "looms"),
        ({"category": "manufacturing", "registered_units": 19}, "manufacturing-units"),
        ({"category": "handicraft", "units": 19, "household_units": 19}, "units"),
        ({"category": "other_traditional", "units": 19, "household_units": 0}, "units"),
        ({"category": "service", "units": 19, "household_units": 0}, "units"),
        ({"spv": False}, "spv"),
        ({"champion": False}, "champion"),
        ({"established": False, "established_cluster_in_constituency": True}, "established-first"),
        ({"largest_share_in_constituency": False, "share_in_constituency": 0.3}, "larger-share"),
        ({"mentor": False}, "mentor"),
        ({"action_plan": False}, "action-plan"),
        ({"action_plan_years": 2.5}, "two-years"),
        ({"state": "state:tamil-nadu"}, "kerala"),
        ({"applicant_kind": "startup"}, "applicant"),
    ],
)
def test_each_clause_alone_makes_it_a_no(changes, clause):
    verdict = odoi(**changes)
    assert verdict.status == "not_eligible"
    assert [name for name, state in states(verdict).items() if state == "failed"] == [clause]
    assert verdict.missing == ()
    assert verdict.amounts == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"looms": 200}, {"category": "manufacturing", "registered_units": 20},
        {"category": "handicraft", "units": 20}, {"category": "service", "household_units": 20},
        {"established": False, "established_cluster_in_constituency": False},
        {"largest_share_in_constituency": None, "share_in_constituency": 0.51},
    ],
)  # fmt: skip
def test_each_threshold_is_met_at_its_value(changes):
    assert odoi(**changes).status == "eligible"


@pytest.mark.parametrize("name", sorted(set(HANDLOOM)))
def test_a_missing_fact_is_never_a_default(name):
    verdict = odoi(**{name: None})
    assert (verdict.status, verdict.reason) == ("unknown", "missing")
    assert name in verdict.missing


def test_an_unknown_number_of_looms_is_what_is_asked_for():
    verdict = odoi(looms=None)
    assert verdict.missing == ("looms",)
    assert "To ask: How many looms" in "\n".join(explain(verdict, LIBRARY.facts))
    assert odoi(looms={"low": 150, "high": 250}).missing == ("looms",)
    assert odoi(looms={"low": 205, "high": 250}).status == "eligible"


def test_a_pilot_is_covered_only_where_it_was_not_tried():
    assert given(odoi(technology_tried_before=False))["pilot"] is True
    assert given(odoi())["pilot"] is None
    assert given(odoi(technology_tried_before=True))["pilot"] is False


def given(verdict):
    return {each.amount.id: each.applies for each in verdict.readings[0].given}


def test_the_graph_and_the_applicant_disagree():
    graph = {"looms": Known(150.0, "Handloom census", "2020")}
    verdict = judge(LIBRARY, "odoi", Facts.of(user=HANDLOOM, graph=graph, today=ON), ON)
    assert (verdict.status, verdict.reason, verdict.conflicts) == ("unknown", "conflict", ("looms",))
    told = "\n".join(notes(verdict, LIBRARY.facts))
    assert "Handloom census, 2020" in told
    assert "said by the applicant" in told
    graph = {"looms": Known(900.0, "Handloom census", "2020")}
    verdict = judge(LIBRARY, "odoi", Facts.of(user=HANDLOOM, graph=graph, today=ON), ON)
    assert (verdict.status, verdict.conflicts) == ("eligible", ("looms",))


def sample(text):
    rule = parse_rule(text, "sample.toml", LIBRARY.facts)
    return Library({rule.scheme: rule}, LIBRARY.facts)


HEAD = """scheme = "scheme:sample"
name = "Sample"
applicants = ["enterprise"]
complete = true
review = 2027-01-01
"""
WORDS = 'text = "A."\ntext_ml = "അ."\nsource = "Gazette"\nas_of = "2024"\n'


def version(period="", limit=100, more=""):
    return (
        f'[[version]]\nsource = "Gazette"\nas_of = "2024"\n{period}\n[[version.condition]]\nid = "a"\n{WORDS}'
        f'test = {{ fact = "employees", op = "<=", value = {limit} }}\n{more}'
    )


def firm(**facts):
    return Facts.of(user={"applicant_kind": "enterprise", **facts}, today=ON)


def test_two_readings_are_both_evaluated():
    library = sample(HEAD + version('reading = "portal"', 100) + version('reading = "gazette"', 50))
    verdict = judge(library, "sample", firm(employees=70), ON)
    assert (verdict.status, verdict.reason, verdict.differ) == ("unknown", "readings", True)
    assert [reading.status for reading in verdict.readings] == ["eligible", "not_eligible"]
    told = "\n".join(notes(verdict, LIBRARY.facts))
    assert "portal — eligible; gazette — not eligible" in told
    assert judge(library, "sample", firm(employees=30), ON).status == "eligible"
    assert judge(library, "sample", firm(employees=300), ON).status == "not_eligible"
    assert judge(library, "sample", firm(), ON).missing == ("employees",)


def test_the_day_picks_the_version():
    library = sample(
        HEAD + version("valid_from = 2020-01-01\nvalid_to = 2022-12-31", 50)
        + version("valid_from = 2023-01-01\nvalid_to = 2025-12-31", 100)
    )  # fmt: skip
    facts = firm(employees=70)
    found = [
        (judge(library, "sample", facts, day).status, judge(library, "sample", facts, day).reason)
        for day in (date(2019, 12, 31), date(2022, 12, 31), date(2023, 1, 1), date(2026, 1, 1))
    ]
    assert found == [("unknown", "not_begun"), ("not_eligible", ""), ("eligible", ""), ("unknown", "lapsed")]
    lapsed = judge(library, "sample", facts, date(2026, 1, 1))
    assert lapsed.missing == ()
    assert "ended on 2025-12-31" in "\n".join(notes(lapsed, LIBRARY.facts))


def test_a_rule_past_its_review_date_says_so_in_every_answer():
    library = sample(HEAD + version())
    for day, past in ((date(2027, 1, 1), False), (date(2027, 1, 2), True)):
        for facts in (firm(employees=7), firm(employees=700), firm()):
            verdict = judge(library, "sample", facts, day)
            assert verdict.past_review is past
            assert ("checked again" in "\n".join(notes(verdict, LIBRARY.facts))) is past
            assert verdict_json(verdict, LIBRARY.facts)["past_review"] is past


def test_a_partial_rule_never_gives_a_definite_yes():
    library = sample(HEAD.replace("complete = true", "complete = false") + version())
    verdict = judge(library, "sample", firm(employees=7), ON)
    assert (verdict.status, verdict.reason, verdict.partial, verdict.missing) == (
        "unknown",
        "partial",
        True,
        (),
    )
    assert judge(library, "sample", firm(employees=700), ON).status == "not_eligible"
    assert "only part" in "\n".join(notes(judge(library, "sample", firm(), ON), LIBRARY.facts))


def test_a_closed_scheme_is_a_no_with_its_words():
    library = sample(HEAD + f"[closed]\non = 2025-04-01\n{WORDS}" + version())
    assert judge(library, "sample", firm(employees=7), date(2025, 3, 31)).status == "eligible"
    verdict = judge(library, "sample", firm(employees=7), ON)
    assert (verdict.status, verdict.closed) == ("not_eligible", True)
    assert "no applications since 2025-04-01" in "\n".join(notes(verdict, LIBRARY.facts))


def test_an_exclusion_and_a_condition_with_an_unknown_when():
    more = f"""[[version.exclusion]]
id = "old"
{WORDS}test = {{ fact = "existing_unit", op = "=", value = true }}
[[version.condition]]
id = "big"
{WORDS}when = {{ fact = "size", op = "=", value = "medium" }}
test = {{ fact = "turnover", op = "<=", value = 1000000 }}
"""
    library = sample(HEAD + version(more=more))

    def of(**facts):
        verdict = judge(library, "sample", firm(employees=7, **facts), ON)
        return verdict.status, states(verdict)["old"], states(verdict)["big"], verdict.missing

    assert of(existing_unit=False, turnover=900000) == ("eligible", "met", "met", ())
    assert of(existing_unit=True) == ("not_eligible", "failed", "missing", ())
    assert of(existing_unit=False, turnover=2e6) == ("unknown", "met", "missing", ("size",))
    assert of(existing_unit=False, size="small") == ("eligible", "met", "not_applicable", ())
    assert of(turnover=1) == ("unknown", "missing", "met", ("existing_unit",))


def amounts(body, **facts):
    library = sample(HEAD + version(more=body))
    return judge(library, "sample", firm(employees=7, **facts), ON).amounts


def amount(identity, formula, when="", kind="grant"):
    when = f"when = {when}\n" if when else ""
    return f'[[version.amount]]\nid = "{identity}"\n{WORDS}kind = "{kind}"\n{when}{formula}\n'


WOMEN = '{ fact = "women_owned", op = "=", value = true }'
TWO = amount("women", 'share = "s"\npercent = 35\nof = "project_cost"\nceiling = 300000', WOMEN) + amount(
    "others", 'share = "s"\npercent = 25\nof = "project_cost"\nceiling = 200000'
)


@pytest.mark.parametrize(
    ("body", "facts", "expected"),
    [
        (TWO, {"women_owned": True, "project_cost": 400000}, (140000, 140000)),
        (TWO, {"women_owned": True, "project_cost": 4000000}, (300000, 300000)),
        (TWO, {"women_owned": False, "project_cost": 400000}, (100000, 100000)),
        (TWO, {"project_cost": 400000}, (100000, 140000)),
        (TWO, {"project_cost": {"low": 400000, "high": 600000}}, (100000, 210000)),
        (TWO, {"women_owned": False}, (0, 200000)),
        (TWO, {}, (0, 300000)),
        (amount("a", "fixed = 5000", WOMEN), {}, (0, 5000)),
        (amount("a", "fixed = 5000") + amount("b", "fixed = 700"), {}, (5700, 5700)),
        (amount("a", 'per_unit = 1000\nof = "looms"'), {"looms": 7}, (7000, 7000)),
        (amount("a", 'per_unit = 1000\nof = "looms"'), {}, (0, math.inf)),
        (amount("a", 'per_unit = 1000\nof = "looms"\nfloor = 5000'), {"looms": 2}, (5000, 5000)),
        (amount("a", "fixed = 5000\nup_to = true"), {}, (0, 5000)),
        (amount("a", "ceiling = 5000\nup_to = true"), {}, (0, 5000)),
        (
            amount("a", "fixed = 5000", WOMEN) + amount("b", "fixed = 4000")
            + f'[[version.ceiling]]\nof = ["a", "b"]\nmost = 6000\n{WORDS}',
            {"women_owned": True}, (6000, 6000),
        ),
    ],
)  # fmt: skip
def test_amounts_are_intervals(body, facts, expected):
    assert amounts(body, **facts) == {"grant": Interval(*expected)}


def test_amounts_of_another_kind_are_not_added():
    body = amount("a", "fixed = 5") + amount("b", "fixed = 7", kind="loan") + amount("c", "", kind="in_kind")
    assert amounts(body) == {"grant": Interval(5, 5), "loan": Interval(7, 7)}


def test_when_one_of_two_surely_counts_the_least_is_not_nothing():
    men = '{ fact = "women_owned", op = "=", value = false }'
    size = '{ fact = "size", op = "=", value = "micro" }'
    body = amount("a", 'share = "s"\nfixed = 9', size) + amount("b", 'share = "s"\nfixed = 4', men)
    assert amounts(body, women_owned=False) == {"grant": Interval(4, 9)}
    assert amounts(body) == {"grant": Interval(0, 9)}


def test_an_unknown_scheme_is_an_error_with_near_ids():
    with pytest.raises(NotFoundError) as missing:
        judge(LIBRARY, "scheme:odo", Facts(), ON)
    assert "scheme:odoi" in missing.value.near


def test_judging_all_is_judging_each():
    facts = Facts.of(user=HANDLOOM, today=ON)
    together = judge_all(LIBRARY, facts, ON)
    assert [verdict.scheme for verdict in together] == sorted(LIBRARY.rules)
    for verdict in together:
        alone = judge(LIBRARY, verdict.scheme, facts, ON)
        assert (alone.status, alone.missing, alone.amounts) == (
            verdict.status,
            verdict.missing,
            verdict.amounts,
        )


def test_every_verdict_is_plain_data_and_can_be_told_in_both_languages():
    for profile in ({}, HANDLOOM, {"applicant_kind": "enterprise", "size": "micro"}):
        for verdict in judge_all(LIBRARY, Facts.of(user=profile, today=ON), ON):
            told = json.loads(json.dumps(verdict_json(verdict, LIBRARY.facts), allow_nan=False))
            assert told["status"] == verdict.status
            for reading in told["readings"]:
                assert all(each["source"] and each["as_of"] for each in reading["conditions"])
            for language in ("en", "ml"):
                lines = explain(verdict, LIBRARY.facts, language)
                assert all(line and "{" not in line for line in lines)
                assert headline(verdict, language) == lines[0]


def test_malayalam_is_malayalam():
    lines = explain(odoi(looms=None), LIBRARY.facts, "ml")
    assert "ഇനിയും തീരുമാനിക്കാനാവില്ല" in lines[0]
    assert any("ക്ലസ്റ്ററിൽ എത്ര തറികളുണ്ട്" in line for line in lines)
    assert any(line.startswith("പാലിച്ചു — ") for line in lines)


def test_a_no_is_told_by_what_fails():
    lines = explain(odoi(established=False, established_cluster_in_constituency=True), LIBRARY.facts)
    told = [line for line in lines if line.startswith(("Not met", "Met", "Not known"))]
    assert len(told) == 1
    assert "established cluster first" in told[0]


def test_sums_are_written_as_in_india():
    assert [rupees(each) for each in (0, 999, 1000, 750000, 12345678.5)] == [
        "Rs 0", "Rs 999", "Rs 1,000", "Rs 7,50,000", "Rs 1,23,45,678.50",
    ]  # fmt: skip
    assert money(Interval(0, 5000)) == "up to Rs 5,000"
    assert money(Interval(2000, math.inf)) == "at least Rs 2,000"
    assert money(Interval(2000, 5000), "ml") == "Rs 2,000 മുതൽ Rs 5,000 വരെ"
