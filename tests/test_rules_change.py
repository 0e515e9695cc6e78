"""What would make somebody eligible: the least change, against trying every change there is."""

from __future__ import annotations

import itertools
import json
import random
from datetime import date

import pytest

from bench.questions import KINDS, applicant, pool
from matcher.rules import least
from matcher.rules.chance import pieces
from matcher.rules.change import (
    change_json,
    change_text,
    changed,
    obstacles,
    what_would_json,
    would_make_eligible,
)
from matcher.rules.facts import Facts, Known
from matcher.rules.library import Library, load
from matcher.rules.logic import Compare
from matcher.rules.syntax import parse_rule
from matcher.rules.values import Range
from matcher.rules.verdict import judge

ON = date(2026, 11, 24)
LIBRARY = load()
HANDLOOM = {
    "applicant_kind": "cluster", "state": "state:kerala", "category": "handloom_powerloom", "looms": 220,
    "spv": True, "champion": True, "established": True, "largest_share_in_constituency": True,
    "mentor": True, "action_plan": True, "action_plan_years": 2,
}  # fmt: skip
WORDS = 'text = "t"\ntext_ml = "t"\nsource = "s"\nas_of = "undated"\n'


def said(**changes):
    profile = {**HANDLOOM, **changes}
    return Facts.of(user={name: value for name, value in profile.items() if value is not None}, today=ON)


def odoi(**changes):
    return would_make_eligible(LIBRARY, "odoi", said(**changes), ON)


def rule(*conditions, complete=True, extra=""):
    """A library of one rule for clusters with these tests as conditions."""
    text = (
        'scheme = "scheme:x"\nname = "X"\napplicants = ["cluster"]\n'
        f"complete = {str(complete).lower()}\nreview = 2027-03-31\n{extra}"
        '[[version]]\nsource = "s"\nas_of = "undated"\n'
    )
    for number, condition in enumerate(conditions):
        text += f'[[version.condition]]\nid = "c{number}"\n{WORDS}{condition}\n'
    return Library({"scheme:x": parse_rule(text, "x.toml", LIBRARY.facts)}, LIBRARY.facts)


def steps(change):
    return {step.fact: (step.value, step.enough) for step in change.steps}


def test_one_loom_too_few():
    change = odoi(looms=199)
    assert steps(change) == {"looms": (200.0, Range(200.0, float("inf")))}
    assert (change.goal, change.open, change.verdict.status) == ("eligible", (), "eligible")
    assert change_text(change, LIBRARY.facts)[0].endswith("with one change the applicant would be eligible.")
    assert "now 199 looms; needed: at least 200 looms" in change_text(change, LIBRARY.facts)[1]


def test_several_conditions_are_all_mended():
    change = odoi(looms=10, spv=False, action_plan_years=4)
    assert steps(change) == {
        "action_plan_years": (2.0, Range(0.0, 2.0)),
        "looms": (200.0, Range(200.0, float("inf"))),
        "spv": (True, True),
    }
    assert change.cost == sum(LIBRARY.facts[name].cost for name in steps(change))


def test_of_two_ways_the_cheaper_and_then_the_first_by_name():
    units, members = (
        '{ fact = "units", op = ">=", value = 20 }',
        '{ fact = "spv_members", op = ">=", value = 9 }',
    )
    either = f"test = {{ any = [{units}, {members}] }}"
    library = rule(either)
    assert LIBRARY.facts["units"].cost == LIBRARY.facts["spv_members"].cost
    facts = Facts.of(user={"applicant_kind": "cluster", "units": 3, "spv_members": 3}, today=ON)
    assert steps(would_make_eligible(library, "x", facts, ON)) == {
        "spv_members": (9.0, Range(9.0, float("inf")))
    }
    cheaper = either.replace("spv_members", "spv_largest_share").replace("value = 9", "value = 0.5")
    facts = Facts.of(user={"applicant_kind": "cluster", "units": 3, "spv_largest_share": 0.1}, today=ON)
    assert list(steps(would_make_eligible(rule(cheaper), "x", facts, ON))) == ["units"]


def test_of_two_values_the_nearer_one():
    few, some = '{ fact = "units", op = "<", value = 5 }', '{ fact = "units", op = ">=", value = 50 }'
    not_more = '{ fact = "units", op = "<", value = 60 }'
    library = rule(f"test = {{ any = [{few}, {{ all = [{some}, {not_more}] }}] }}")
    facts = Facts.of(user={"applicant_kind": "cluster", "units": 300}, today=ON)
    assert steps(would_make_eligible(library, "x", facts, ON)) == {"units": (59.0, Range(50.0, 59.0))}
    facts = Facts.of(user={"applicant_kind": "cluster", "units": 7}, today=ON)
    assert steps(would_make_eligible(library, "x", facts, ON)) == {"units": (4.0, Range(0.0, 4.0))}


@pytest.mark.parametrize(("second", "reading"), [("rural", "one"), ("mentor", "")])
def test_where_one_reading_cannot_be_met_the_change_is_for_the_other(second, reading):
    """`rural` cannot be changed, so only the first reading can be met; `mentor` can, so both are."""
    text = 'scheme = "scheme:x"\nname = "X"\napplicants = ["cluster"]\ncomplete = true\nreview = 2027-03-31\n'
    for name, fact in (("one", "spv"), ("two", second)):
        test = f'{{ fact = "{fact}", op = "=", value = true }}'
        text += f'[[version]]\nreading = "{name}"\nsource = "s"\nas_of = "undated"\n'
        text += f'[[version.condition]]\nid = "c"\n{WORDS}test = {test}\n'
    library = Library({"scheme:x": parse_rule(text, "x.toml", LIBRARY.facts)}, LIBRARY.facts)
    known = {"applicant_kind": "cluster", "spv": False, "rural": False, "mentor": False}
    change = would_make_eligible(library, "x", Facts.of(user=known, today=ON), ON)
    assert change.reading == reading
    assert list(steps(change)) == (["spv"] if reading else ["mentor", "spv"])
    assert (change.verdict.status, change.verdict.reason) == (
        ("unknown", "readings") if reading else ("eligible", "")
    )
    told = change_text(change, LIBRARY.facts)
    assert ("This holds by one reading of the sources only: one." in told) == bool(reading)


def test_a_fact_that_mends_two_conditions_is_better_than_one_for_each():
    yes = '{{ fact = "{}", op = "=", value = true }}'
    spv = yes.format("spv")
    pairs = [f"test = {{ any = [{spv}, {yes.format(name)}] }}" for name in ("mentor", "champion")]
    library = rule(*pairs)
    none = {"applicant_kind": "cluster", "spv": False, "mentor": False, "champion": False}
    change = would_make_eligible(library, "x", Facts.of(user=none, today=ON), ON)
    assert list(steps(change)) == ["spv"]


def test_what_stands_in_the_way_is_told():
    assert odoi(state="state:goa") is None
    [obstacle] = obstacles(LIBRARY, "odoi", said(state="state:goa"), ON)
    assert (obstacle.why, [clause.id for clause in obstacle.clauses], obstacle.facts) == (
        "unchangeable", ["kerala"], ("state",),
    )  # fmt: skip
    new = said(established=False, established_cluster_in_constituency=True)
    [obstacle] = obstacles(LIBRARY, "odoi", new, ON)
    assert [clause.id for clause in obstacle.clauses] == ["established-first"]
    told = what_would_json(LIBRARY, "odoi", new, ON)
    assert told["possible"] is False
    assert "where the constituency has no established one" in told["obstacles"][0]["text"]
    assert obstacles(LIBRARY, "odoi", said(), ON) == ()


def test_conditions_that_contradict_each_other_are_told_together():
    library = rule(
        'test = { fact = "looms", op = ">=", value = 200 }',
        'test = { fact = "looms", op = "<", value = 200 }',
    )
    facts = Facts.of(user={"applicant_kind": "cluster", "looms": 5}, today=ON)
    assert would_make_eligible(library, "x", facts, ON) is None
    [obstacle] = obstacles(library, "x", facts, ON)
    assert (obstacle.why, obstacle.facts) == ("together", ("looms",))


@pytest.mark.parametrize(
    ("scheme", "why"), [("coir-udyami", "closed"), ("pmegp", "lapsed")]
)  # fmt: skip
def test_no_change_opens_a_scheme_that_is_closed_or_whose_rule_has_ended(scheme, why):
    facts = Facts.of(user={"applicant_kind": "individual"}, today=ON)
    assert would_make_eligible(LIBRARY, scheme, facts, ON) is None
    assert [each.why for each in obstacles(LIBRARY, scheme, facts, ON)] == [why]


def test_what_nobody_can_change_and_is_not_known_stays_open():
    change = odoi(state=None, spv=False)
    assert list(steps(change)) == ["spv"]
    assert (change.goal, change.open, change.verdict.reason) == ("not_failed", ("state",), "missing")
    assert "Still to be known: State." in change_text(change, LIBRARY.facts)


def test_of_a_partial_rule_all_that_is_known_is_met():
    library = rule('test = { fact = "spv", op = "=", value = true }', complete=False)
    facts = Facts.of(user={"applicant_kind": "cluster", "spv": False}, today=ON)
    change = would_make_eligible(library, "x", facts, ON)
    assert (change.goal, change.verdict.status, change.verdict.reason) == ("known_met", "unknown", "partial")


def test_who_is_eligible_has_nothing_to_change():
    change = odoi()
    assert (change.steps, change.cost, change.goal) == ((), 0, "eligible")
    assert change_text(change, LIBRARY.facts)[0].endswith("nothing has to change.")


def test_a_fact_that_sources_disagree_on_is_brought_about():
    graph = {"looms": (Known(150.0, "census"), Known(900.0, "survey"))}
    profile = {name: value for name, value in HANDLOOM.items() if name != "looms"}
    change = would_make_eligible(LIBRARY, "odoi", Facts.of(user=profile, graph=graph, today=ON), ON)
    assert list(steps(change)) == ["looms"]


@pytest.mark.parametrize(
    ("op", "value", "now", "words"),
    [
        (">", 0.5, 0.2, "more than 50%"), ("<", 0.5, 0.7, "less than 50%"), (">=", 0.5, 0.2, "at least 50%"),
        ("<=", 0.5, 0.7, "up to 50%"), ("=", 0.5, 0.7, "needed: 50%"),
    ],
)  # fmt: skip
def test_thresholds_are_told_as_the_rule_has_them(op, value, now, words):
    library = rule(f'test = {{ fact = "spv_largest_share", op = "{op}", value = {value} }}')
    facts = Facts.of(user={"applicant_kind": "cluster", "spv_largest_share": now}, today=ON)
    change = would_make_eligible(library, "x", facts, ON)
    assert words in change_text(change, LIBRARY.facts)[1]


def test_choices_that_do_are_all_named():
    library = rule('test = { fact = "spv_form", op = "in", value = ["society", "trust"] }')
    facts = Facts.of(user={"applicant_kind": "cluster", "spv_form": "other"}, today=ON)
    change = would_make_eligible(library, "x", facts, ON)
    assert change.steps[0].enough == ("society", "trust")
    assert "needed: society or trust" in change_text(change, LIBRARY.facts)[1]
    assert "സൊസൈറ്റി അല്ലെങ്കിൽ ട്രസ്റ്റ്" in change_text(change, LIBRARY.facts, "ml")[1]


def test_a_search_that_is_too_large_says_so(monkeypatch):
    monkeypatch.setattr(least, "MOST_NODES", 3)
    facts = said(looms=10, spv=False, champion=False, mentor=False)
    assert would_make_eligible(LIBRARY, "odoi", facts, ON) is None
    assert [each.why for each in obstacles(LIBRARY, "odoi", facts, ON)] == ["too_large"]


def brute(library, facts, goal):
    """The least number of facts to change and their least cost, by trying all sets and all values."""
    version = library.rules["scheme:x"].versions[0]
    nodes = {}
    for node in version.whole.walk():
        if isinstance(node, Compare) and library.facts[node.fact].changeable:
            nodes.setdefault(node.fact, []).append(node)
    values = {
        name: [p.value for p in pieces(library.facts[name], found, ON)] for name, found in nodes.items()
    }
    for size in range(len(values) + 1):
        costs = []
        for names in itertools.combinations(sorted(values), size):
            for combination in itertools.product(*(values[name] for name in names)):
                new = {name: (Known(one, "x"),) for name, one in zip(names, combination, strict=True)}
                if goal(judge(library, "x", Facts({**facts.known, **new}), ON)):
                    costs.append((sum(library.facts[name].cost for name in names), names))
        if costs:
            return size, *min(costs)
    return None


BOOLEANS = ["spv", "mentor", "champion", "established", "dpr_ready", "rural"]


def random_test(dice, level=0):
    kind = dice.random()
    if level == 2 or kind < 0.5:
        if dice.random() < 0.7:
            return (
                f'{{ fact = "{dice.choice(BOOLEANS)}", op = "=", value = {dice.choice(["true", "false"])} }}'
            )
        name, op = dice.choice(["looms", "spv_members"]), dice.choice([">=", "<", ">", "<=", "="])
        return f'{{ fact = "{name}", op = "{op}", value = {dice.choice([20, 50])} }}'
    parts = ", ".join(random_test(dice, level + 1) for _ in range(dice.randint(2, 3)))
    if kind < 0.65:
        return f"{{ all = [{parts}] }}"
    if kind < 0.85:
        return f"{{ any = [{parts}] }}"
    if kind < 0.93:
        return f"{{ at_least = 2, of = [{parts}] }}"
    return f"{{ not = {random_test(dice, level + 1)} }}"


def random_facts(dice):
    known = {"applicant_kind": "cluster"}
    for name in BOOLEANS:
        if dice.random() < 0.7:
            known[name] = dice.random() < 0.5
    for name in ("looms", "spv_members"):
        if dice.random() < 0.7:
            known[name] = dice.choice([10, 20, 30, 50, 70])
    return Facts.of(user=known, today=ON)


def test_it_is_the_smallest_and_cheapest_of_all_changes():
    dice = random.Random(2026)
    possible = impossible = larger = 0
    for _ in range(400):
        complete = dice.random() < 0.5
        conditions = [f"test = {random_test(dice)}" for _ in range(dice.randint(1, 3))]
        if dice.random() < 0.5:
            conditions[0] = f"when = {random_test(dice, 1)}\n{conditions[0]}"
        library, facts = rule(*conditions, complete=complete), random_facts(dice)
        change = would_make_eligible(library, "x", facts, ON)
        wanted = brute(library, facts, lambda verdict: verdict.status == "eligible") if complete else None
        if wanted is None:
            wanted = brute(library, facts, lambda verdict: verdict.status != "not_eligible")
        if wanted is None:
            assert change is None
            found = obstacles(library, "x", facts, ON)
            assert found
            assert {each.why for each in found} <= {"unchangeable", "together"}
            impossible += 1
            continue
        possible += 1
        larger += len(change.steps) > 1
        names = tuple(step.fact for step in change.steps)
        assert (len(change.steps), change.cost, names) == wanted
        assert obstacles(library, "x", facts, ON) == ()
        replayed = judge(library, "x", changed(facts, change.steps, ON), ON)
        assert replayed.status == change.verdict.status
        assert all(library.facts[name].changeable for name in names)
        ranges_hold(library, facts, change, complete and change.goal == "eligible")
    assert min(possible, impossible) > 30
    assert larger > 30


def ranges_hold(library, facts, change, sure):
    """Every value that is said to be enough is, whatever the others are within theirs."""
    choices = []
    for step in change.steps:
        if isinstance(step.enough, Range):
            low, high = step.enough.low, min(step.enough.high, step.enough.low + 100)
            choices.append([low, high, step.value, (low + high) // 2])
        else:
            choices.append([step.enough])
    for combination in itertools.product(*choices):
        new = {s.fact: (Known(one, "x"),) for s, one in zip(change.steps, combination, strict=True)}
        verdict = judge(library, "x", Facts({**facts.known, **new}), ON)
        assert verdict.status == "eligible" if sure else verdict.status != "not_eligible"


def test_real_rules_are_answered_and_the_answer_holds():
    dice = random.Random(8)
    values = pool(LIBRARY)
    changes = 0
    for number in range(24):
        profile = applicant(LIBRARY, values, KINDS[number % 4], dice)
        facts = Facts({name: (Known(value, "x"),) for name, value in profile.items() if dice.random() < 0.8})
        for scheme, one in LIBRARY.rules.items():
            if KINDS[number % 4] not in one.applicants:
                continue
            change = would_make_eligible(LIBRARY, scheme, facts, ON)
            told = json.loads(json.dumps(what_would_json(LIBRARY, scheme, facts, ON)))
            assert told["possible"] == (change is not None)
            if change is None:
                assert told["obstacles"]
                continue
            changes += bool(change.steps)
            after = judge(LIBRARY, scheme, changed(facts, change.steps, ON), ON)
            assert after.status != "not_eligible"
            assert after.missing == change.open
            if change.goal == "eligible":
                assert after.status == "eligible"
            assert len(change_json(change, LIBRARY.facts)["sentences_ml"]) == len(told["sentences"])
    assert changes > 10
