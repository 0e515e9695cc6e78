"""The plan: the best legal combination, against trying every one, and the way to it."""

from __future__ import annotations

import itertools
import json
import math
import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.questions import KINDS, applicant, pool
from matcher.rules.amounts import Interval
from matcher.rules.candidate import candidate, clash
from matcher.rules.combine import best, clashes, worth_together
from matcher.rules.facts import Facts, Known
from matcher.rules.library import Library, load
from matcher.rules.plan import plan, plan_json
from matcher.rules.plan_text import plan_text
from matcher.rules.syntax import parse_rule
from matcher.rules.verdict import judge_all

ON = date(2026, 11, 24)
LIBRARY = load()
WORDS = 'text = "{0}"\ntext_ml = "{0} (ml)"\nsource = "s"\nas_of = "undated"\n'
SUBSIDY = ("grant", "seed", "interest_subsidy")


def scheme(slug, *parts, complete=True, head="", version=""):
    """A rule file for clusters; parts are tables such as ("amount", {...})."""
    text = (
        f'scheme = "scheme:{slug}"\nname = "{slug.upper()}"\napplicants = ["cluster"]\n'
        f"complete = {str(complete).lower()}\nreview = 2027-03-31\n{head}"
        f'[[version]]\nsource = "s"\nas_of = "undated"\n{version}'
    )
    for number, (table, keys) in enumerate(parts):
        own = {**keys}
        text += f"[[version.{table}]]\n"
        if table in ("condition", "exclusion", "amount"):
            text += f'id = "p{number}"\n'
        words = own.pop("text", table)
        text += 'source = "s"\nas_of = "undated"\n' if table == "document" else WORDS.format(words)
        for key, value in own.items():
            text += f"{key} = {value if key in ('test', 'when') else json.dumps(value)}\n"
    return parse_rule(text, f"{slug}.toml", LIBRARY.facts)


def library(*rules):
    return Library({rule.scheme: rule for rule in sorted(rules, key=lambda rule: rule.scheme)}, LIBRARY.facts)


def cluster(**user):
    return Facts.of(user={"applicant_kind": "cluster", **user}, today=ON)


def grant(sum_, kind="grant"):
    return "amount", {"kind": kind, "fixed": sum_}


def not_with(*others, allowed=False, text="combination"):
    return "combination", {"with": list(others), "allowed": allowed, "text": text}


def chosen(found):
    return {each.scheme.removeprefix("scheme:") for each in found.chosen}


def test_of_two_that_exclude_each_other_the_larger_is_taken_and_the_reason_told():
    rules = library(
        scheme("a", grant(100), not_with("scheme:b", text="Not with B.")), scheme("b", grant(300)),
        scheme("c", grant(50)),
    )  # fmt: skip
    found = plan(rules, cluster(), ON)
    assert chosen(found) == {"b", "c"}
    assert found.value == {"gift": Interval(350, 350)}
    assert (found.exact, found.gap) == (True, 0.0)
    [left] = found.left_out
    assert (left.scheme, left.reason, left.clashes[0].words.text) == ("scheme:a", "excluded", "Not with B.")
    told = plan_json(found)
    assert told["left_out"][0]["text"] == "A: not together with B. Not with B."
    assert told["left_out"][0]["with"] == ["scheme:b"]


def test_two_small_ones_beat_a_large_one_that_excludes_both():
    rules = library(
        scheme("a", grant(200)), scheme("b", grant(200)),
        scheme("c", grant(300), not_with("scheme:a"), not_with("scheme:b")),
    )  # fmt: skip
    found = plan(rules, cluster(), ON)
    assert chosen(found) == {"a", "b"}
    by_name = {each.scheme: each for each in found.chosen}
    # Without A it is still better to take C alone than B alone.
    assert by_name["scheme:a"].alternative.schemes == ("scheme:c",)
    assert by_name["scheme:a"].alternative.value == Interval(300, 300)


def test_of_sets_that_count_the_same_the_first_by_name_is_taken():
    apart = (not_with("scheme:b"), not_with("scheme:c"))
    rules = library(
        scheme("a", grant(200), *apart), scheme("d", grant(200), *apart), scheme("b", grant(300)),
        scheme("c", grant(100)),
    )  # fmt: skip
    assert chosen(plan(rules, cluster(), ON)) == {"a", "d"}


def test_a_loan_is_never_added_to_a_grant():
    rules = library(
        scheme("a", grant(10), not_with("scheme:b")), scheme("b", grant(9_000_000, "loan")),
        scheme("c", grant(5_000_000, "guarantee")),
    )  # fmt: skip
    found = plan(rules, cluster(), ON)
    assert chosen(found) == {"a", "c"}
    assert found.value == {"gift": Interval(10, 10), "guarantee": Interval(5e6, 5e6)}
    assert "never added to a grant" in plan_json(found)["how_valued"]


@pytest.mark.parametrize(
    ("kind", "both"), [("grant", False), ("interest_subsidy", False), ("loan", True), ("training", True)]
)  # fmt: skip
def test_a_rule_that_allows_no_other_subsidy_excludes_all_that_give_one(kind, both):
    rules = library(scheme("a", grant(500), not_with("*subsidy")), scheme("b", grant(100, kind)))
    assert chosen(plan(rules, cluster(), ON)) == ({"a", "b"} if both else {"a"})


def test_a_condition_on_other_subsidies_excludes_them_too():
    alone = "exclusion", {"test": '{ fact = "other_subsidy", op = "=", value = true }', "text": "Alone."}
    rules = library(scheme("a", grant(500), alone), scheme("b", grant(100)))
    found = plan(rules, cluster(other_subsidy=False), ON)
    assert chosen(found) == {"a"}
    assert found.left_out[0].clashes[0].words.text == "Alone."


def test_a_scheme_that_is_named_counts_before_a_kind_of_support():
    allowed = not_with("scheme:a", allowed=True)
    rules = library(
        scheme("a", grant(500), not_with("*any")), scheme("b", grant(1), allowed), scheme("c", grant(2))
    )
    assert chosen(plan(rules, cluster(), ON)) == {"a", "b"}


def test_grants_of_one_cost_count_up_to_what_the_applicant_need_not_bring():
    share = {"kind": "grant", "percent": 60, "of": "project_cost"}
    own = "own_contribution", {"percent": 10, "of": "project_cost"}
    rules = library(scheme("a", ("amount", share), own), scheme("b", ("amount", share)))
    found = plan(rules, cluster(project_cost=1000), ON)
    assert chosen(found) == {"a", "b"}
    assert found.value["gift"] == Interval(900, 900)
    assert found.own == {"project_cost": Interval(100, 100)}
    # A grant of which no sum is printed has no part in the ceiling, nor does it lift it.
    more = library(
        scheme("a", ("amount", share), own, ("amount", {"kind": "grant"})), scheme("b", ("amount", share))
    )
    assert plan(more, cluster(project_cost=1000), ON).counted[0] == 90_000
    rough = plan(rules, cluster(project_cost={"low": 500, "high": 1000}), ON)
    assert rough.value["gift"] == Interval(450, 900)
    assert plan(rules, cluster(), ON).value["gift"] == Interval(0, math.inf)


def test_a_contribution_that_may_not_be_asked_for_leaves_the_ceiling_of_a_cost_alone():
    share = {"kind": "grant", "percent": 60, "of": "project_cost"}
    hill = '{ fact = "north_east_or_hill", op = "=", value = true }'
    own = "own_contribution", {"percent": 10, "of": "project_cost", "when": hill}
    rules = library(scheme("a", ("amount", share), own), scheme("b", ("amount", share)))
    assert plan(rules, cluster(project_cost=1000), ON).counted[0] == 100_000
    assert plan(rules, cluster(project_cost=1000, north_east_or_hill=True), ON).counted[0] == 90_000
    assert plan(rules, cluster(project_cost=1000), ON).own == {"project_cost": Interval(0, 100)}


def test_what_is_not_certain_counts_in_the_upper_end_only():
    spv = "condition", {"test": '{ fact = "spv", op = "=", value = true }'}
    rules = library(
        scheme("a", grant(100)), scheme("b", grant(70), spv), scheme("c", grant(30), complete=False)
    )
    found = plan(rules, cluster(), ON)
    assert found.value["gift"] == Interval(100, 200)
    assert [each.scheme for each in found.chosen] == ["scheme:a", "scheme:b", "scheme:c"]
    assert plan(rules, cluster(spv=True), ON).value["gift"] == Interval(170, 200)
    assert chosen(plan(rules, cluster(spv=False), ON)) == {"a", "c"}


def test_the_way_to_it_in_order():
    rules = library(
        scheme(
            "a", grant(10), ("needs", {"fact": "mentor", "text": "Find the mentor."}),
            ("needs", {"fact": "action_plan", "text": "Write the plan."}),
            ("condition", {"test": '{ fact = "dpr_ready", op = "=", value = true }'}),
            ("document", {"name": "Caste certificate", "issued_by": "Tahsildar"}),
        ),
        scheme(
            "b", grant(99), ("needs", {"fact": "action_plan", "text": "Write the plan."}),
            ("needs", {"fact": "spv", "text": "Register the SPV."}),
            ("document", {"name": "Caste certificate"}), ("document", {"name": "Audit report"}),
            version="valid_to = 2026-12-31\n",
        ),
    )  # fmt: skip
    found = plan(rules, cluster(mentor=False), ON)
    steps = [(step.kind, step.what) for step in found.steps]
    assert steps == [
        ("find_out", "dpr_ready"),
        ("bring_about", "mentor"), ("bring_about", "action_plan"), ("bring_about", "spv"),
        ("paper", "Caste certificate"), ("paper", "Audit report"),
        ("apply", "scheme:b"), ("apply", "scheme:a"),
    ]  # fmt: skip
    text = plan_text(found)
    assert "Paper: Caste certificate, from Tahsildar. For: A, B." in text
    assert "Apply for B by 2026-12-31." in text
    done = plan(rules, cluster(mentor=True, action_plan=True, spv=True), ON)
    assert not [step for step in done.steps if step.kind == "bring_about"]


def test_needs_that_go_round_in_a_circle_are_still_put_in_order():
    first, second = ("needs", {"fact": "spv"}), ("needs", {"fact": "mentor"})
    rules = library(scheme("a", grant(1), first, second), scheme("b", grant(1), second, first))
    found = plan(rules, cluster(), ON)
    assert sorted(step.what for step in found.steps if step.kind == "bring_about") == ["mentor", "spv"]


def test_a_closed_scheme_is_left_out_with_what_comes_in_its_place():
    shut = "[closed]\non = 2026-01-01\n" + WORDS.format("Closed.")
    rules = library(
        scheme("a", grant(500), head=shut), scheme("b", grant(10)), scheme("c", grant(20)),
        scheme("d", grant(5, "training")), scheme("e", grant(9), version="valid_to = 2026-03-31\n"),
    )  # fmt: skip
    found = plan(rules, cluster(), ON)
    left = {each.scheme: each for each in found.left_out}
    assert (left["scheme:a"].reason, left["scheme:e"].reason) == ("closed", "lapsed")
    assert left["scheme:a"].instead == ("scheme:c", "scheme:b")
    assert (
        plan_json(found)["left_out"][0]["instead_text"] == "The plan has support of the same kind from: C, B."
    )


def test_who_is_not_eligible_is_told_what_would_make_it_so():
    rules = library(scheme("a", ("condition", {"test": '{ fact = "spv", op = "=", value = true }'})))
    [left] = plan(rules, cluster(spv=False), ON).left_out
    assert (left.reason, [step.fact for step in left.change.steps]) == ("not_eligible", ["spv"])


def test_what_a_choice_hangs_on_is_told():
    share = {"kind": "grant", "percent": 50, "of": "project_cost", "ceiling": 1000}
    rules = library(scheme("a", ("amount", share), not_with("scheme:b")), scheme("b", grant(300)))
    [one] = plan(rules, cluster(), ON).chosen
    assert (one.scheme, one.hangs_on) == ("scheme:a", ("project_cost",))
    [one] = plan(rules, cluster(project_cost=1500), ON).chosen
    assert (one.scheme, one.hangs_on) == ("scheme:a", ())


def test_a_scheme_that_many_exclude_names_a_few_of_them_once():
    others = [f"scheme:b{number}" for number in range(9)]
    alone = ("combination", {"with": others, "allowed": False, "text": "Alone."})
    rules = library(
        scheme("a", grant(1), alone), *(scheme(each.removeprefix("scheme:"), grant(100)) for each in others)
    )
    told = plan_json(plan(rules, cluster(), ON))["left_out"][0]
    assert told["text"] == "A: not together with B0, B1, B2, B3, B4, B5 and 3 more. Alone."
    assert told["with"] == others


def test_what_fails_is_told_as_not_met():
    test = '{ fact = "established", op = "=", value = true }'
    rules = library(scheme("a", ("condition", {"text": "It is old.", "test": test})))
    [left] = plan_json(plan(rules, cluster(established=False), ON))["left_out"]
    assert left["text"] == "A: not eligible. Not met: It is old."
    assert left["other_applicants"] is False


def test_readings_that_tell_different_sums_are_named_and_joint_ceilings_told():
    other = scheme("a", grant(300)).versions[0]
    rule = scheme(
        "a", grant(500), ("ceiling", {"of": ["p0"], "most": 400, "text": "400 in all."}),
        version='reading = "the gazette"\n',
    )  # fmt: skip
    both = replace(rule, versions=(rule.versions[0], replace(other, reading="a newspaper")))
    [chosen] = plan_json(plan(library(both), cluster(), ON))["chosen"]
    told = [each["text"] for each in chosen["gives"]]
    assert told == [
        "Gives: amount (Rs 500) (By the reading of the gazette.)",
        "Gives: amount (Rs 300) (By the reading of a newspaper.)",
    ]
    assert chosen["ceilings"] == [{"text": "400 in all.", "certain": True, "most": 400}]


# Against brute force: rules as plain data, worth and legality written down a second time.
def amounts(shares):
    """Amounts as plain data: mostly grants that are a percentage of one cost, or all kinds and few sums."""
    kinds = (
        ["grant", "grant", "seed"] if shares else ["grant", "seed", "loan", "guarantee", "training", "grant"]
    )
    forms = (
        ["percent", "percent", "percent", "fixed"]
        if shares
        else ["fixed", "fixed", "percent", "up_to", "none"]
    )
    return st.fixed_dictionaries(
        {
            "kind": st.sampled_from(kinds),
            "form": st.sampled_from(forms),
            "sum": st.integers(1, 4).map(lambda each: each * 1000),
            "percent": st.sampled_from([20, 50, 80]),
            "ceiling": st.booleans() if not shares else st.just(False),
        }
    )


@st.composite
def specifications(draw, least=1, most=7):
    count = draw(st.integers(least, most))
    shares = draw(st.booleans())
    slugs = [f"s{number:02d}" for number in range(count)]
    named = [f"scheme:{slug}" for slug in slugs]
    names = named if shares else [*named, *named, "*subsidy", "*any", "*loan"]
    combination = st.tuples(st.sampled_from(names), st.sampled_from([False, False, True]))
    return {
        slug: {
            "amounts": draw(st.lists(amounts(shares), min_size=int(shares), max_size=1 if shares else 2)),
            "own": draw(st.sampled_from([0, 10, 40])) if shares else 0,
            "combinations": draw(st.lists(combination, max_size=1 if shares else 2)),
            "alone": not shares and draw(st.integers(0, 9)) == 0,
            "complete": draw(st.booleans()),
        }
        for slug in slugs
    }


def built(specification):
    rules = []
    for slug, spec in specification.items():
        parts = []
        for amount in spec["amounts"]:
            keys = {"kind": amount["kind"]}
            if amount["form"] == "fixed":
                keys["fixed"] = amount["sum"]
            elif amount["form"] == "percent":
                keys |= {"percent": amount["percent"], "of": "project_cost"}
                if amount["ceiling"]:
                    keys["ceiling"] = amount["sum"]
            elif amount["form"] == "up_to":
                keys |= {"ceiling": amount["sum"], "up_to": True}
            parts.append(("amount", keys))
        if spec["own"]:
            parts.append(("own_contribution", {"percent": spec["own"], "of": "project_cost"}))
        parts += [not_with(name, allowed=allowed) for name, allowed in spec["combinations"]]
        if spec["alone"]:
            parts.append(("exclusion", {"test": '{ fact = "other_subsidy", op = "=", value = true }'}))
        if not spec["amounts"]:
            parts.append(("condition", {"test": '{ fact = "applicant_kind", op = "=", value = "cluster" }'}))
        rules.append(scheme(slug, *parts, complete=spec["complete"]))
    return library(*rules)


def high(amount, cost):
    """What an amount counts: its upper end, nothing where a percentage of an unknown cost is not capped."""
    if amount["form"] == "percent":
        whole = math.inf if cost is None else cost * amount["percent"] / 100
        return min(whole, amount["sum"]) if amount["ceiling"] else whole
    return 0 if amount["form"] == "none" else amount["sum"]


def legal(specification, one, other):
    said = []
    for own, foreign in ((one, other), (other, one)):
        kinds = {amount["kind"] for amount in specification[foreign]["amounts"]}
        for name, allowed in specification[own]["combinations"]:
            if name == f"scheme:{foreign}":
                said.append((2, allowed))
            elif (
                name == "*any"
                or (name == "*subsidy" and kinds & set(SUBSIDY))
                or name.removeprefix("*") in kinds
            ):
                said.append((1, allowed))
        if specification[own]["alone"] and kinds & set(SUBSIDY):
            said.append((1, False))
    top = max((level for level, _ in said), default=0)
    return all(allowed for level, allowed in said if level == top)


def counts(specification, names, cost):
    """The worth of a set, by the words of the module: sums by group, gifts of one cost up to a ceiling."""
    groups = {"gift": 0, "help": 0, "guarantee": 0, "loan": 0}
    of_cost, own = [], 0
    for name in names:
        sums = dict.fromkeys(groups, 0)
        for amount in specification[name]["amounts"]:
            kind = amount["kind"]
            sums["gift" if kind in SUBSIDY else "help" if kind == "training" else kind] += high(amount, cost)
        sums = {group: 0 if math.isinf(sum_) else sum_ for group, sum_ in sums.items()}
        # A sum that is partly open counts its lower end: the fixed amounts in it.
        for group, kinds in (
            ("gift", SUBSIDY),
            ("help", ["training"]),
            ("guarantee", ["guarantee"]),
            ("loan", ["loan"]),
        ):
            own_amounts = [a for a in specification[name]["amounts"] if a["kind"] in kinds]
            if any(math.isinf(high(a, cost)) for a in own_amounts):
                sums[group] = sum(a["sum"] for a in own_amounts if a["form"] == "fixed")
        for group in groups:
            groups[group] += sums[group]
        gifts = [a for a in specification[name]["amounts"] if a["kind"] in SUBSIDY and a["form"] != "none"]
        if gifts and all(a["form"] == "percent" for a in gifts) and cost is not None:
            of_cost.append(sums["gift"])
            own = max(own, specification[name]["own"])
    if len(of_cost) > 1:
        ceiling = max(*of_cost, cost * (1 - own / 100))
        groups["gift"] -= max(0, sum(of_cost) - ceiling)
    return (*(round(groups[group] * 100) for group in groups), len(names))


def every_legal_set(specification):
    names = sorted(specification)
    pairs = {
        pair for pair in itertools.combinations(names, 2) if not legal(specification, *pair)
    }  # fmt: skip
    for size in range(len(names) + 1):
        for found in itertools.combinations(names, size):
            if not any(pair in pairs for pair in itertools.combinations(found, 2)):
                yield found


@settings(max_examples=250, deadline=None)
@given(specifications(), st.sampled_from([None, 2000, 10_000]))
def test_the_plan_is_the_best_of_all_legal_combinations(specification, cost):
    found = plan(built(specification), cluster(**({} if cost is None else {"project_cost": cost})), ON)
    wanted = min(
        every_legal_set(specification),
        key=lambda names: ([-part for part in counts(specification, names, cost)], names),
    )
    assert sorted(chosen(found)) == list(wanted)
    assert found.counted == counts(specification, wanted, cost)
    assert found.exact
    assert found.gap == 0


@settings(max_examples=12, deadline=None)
@given(specifications(least=12, most=12), st.sampled_from([None, 10_000]))
def test_twelve_candidates_are_searched_to_the_end(specification, cost):
    found = plan(built(specification), cluster(**({} if cost is None else {"project_cost": cost})), ON)
    top = max(counts(specification, names, cost) for names in every_legal_set(specification))
    assert (found.counted, found.exact) == (top, True)


@settings(max_examples=60, deadline=None)
@given(specifications(least=6, most=9), st.integers(1, 60), st.sampled_from([None, 4000]))
def test_beyond_the_gap_is_proven(specification, nodes, cost):
    rules = built(specification)
    facts = cluster(**({} if cost is None else {"project_cost": cost}))
    candidates = [candidate(verdict) for verdict in judge_all(rules, facts, ON)]
    forbidden = clashes(candidates)
    found = best(candidates, forbidden, exact=0, most_nodes=nodes)
    top = max(counts(specification, names, cost) for names in every_legal_set(specification))
    taken = [each for each in candidates if each.scheme in found.chosen]
    assert not any(clash(one, other) for one, other in itertools.combinations(taken, 2))
    assert found.worth == worth_together(taken)
    assert found.worth <= top <= found.bound
    assert found.exact == (found.worth == found.bound)
    assert best(candidates, forbidden, exact=0, most_nodes=10**6).worth == top


def test_many_candidates_that_exclude_each_other_leave_a_gap_that_is_told():
    """Thirty schemes, one in four pairs excluded: too many for a full search within the limit given."""
    dice = random.Random(4)
    slugs = [f"s{number:02d}" for number in range(30)]
    rules = library(
        *(
            scheme(
                slug, grant(dice.randint(900, 1100)),
                *(not_with(f"scheme:{other}") for other in slugs if other != slug and dice.random() < 0.13),
            )
            for slug in slugs
        )
    )  # fmt: skip
    candidates = [candidate(verdict) for verdict in judge_all(rules, cluster(), ON)]
    found = best(candidates, clashes(candidates), most_nodes=50)
    assert not found.exact
    assert found.bound > found.worth
    whole = plan(rules, cluster(), ON)
    assert whole.exact or whole.gap > 0
    assert found.worth <= whole.counted <= found.bound


def test_real_plans_are_legal_and_told_in_both_languages():
    dice = random.Random(21)
    values = pool(LIBRARY)
    sizes = 0
    for number in range(12):
        profile = applicant(LIBRARY, values, KINDS[number % 4], dice)
        facts = Facts(
            {name: (Known(value, "x"),) for name, value in profile.items() if dice.random() < 0.5}
            | {"applicant_kind": (Known(KINDS[number % 4], "x"),)}
        )  # fmt: skip
        found = plan(LIBRARY, facts, ON)
        taken = [each.candidate for each in found.chosen]
        assert not any(clash(one, other) for one, other in itertools.combinations(taken, 2))
        assert {each.scheme for each in (*found.chosen, *found.left_out)} == set(LIBRARY.rules)
        assert all(left.reason != "worth_less" for left in found.left_out)
        english, malayalam = (json.loads(json.dumps(plan_json(found, language))) for language in ("en", "ml"))
        assert len(english["sentences"]) == len(malayalam["sentences"])
        assert all(any("\u0d00" <= sign <= "\u0d7f" for sign in line) for line in malayalam["sentences"])
        for value in found.value.values():
            assert 0 <= value.low <= value.high
        sizes += len(found.chosen)
    assert sizes > 24
