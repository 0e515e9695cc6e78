"""First the recognition, then what it opens: plans with schemes that give what others ask for."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_rules_plan import LIBRARY, ON, chosen, cluster, grant, library, not_with, scheme

from matcher.rules import sequence
from matcher.rules.combine import clashes, worth_together
from matcher.rules.errors import RuleError
from matcher.rules.facts import Facts
from matcher.rules.plan import plan, plan_json
from matcher.rules.verdict import judge_all

FACTS = ("spv", "champion", "mentor", "action_plan")
RECOGNITION = ("amount", {"kind": "in_kind"})


def gives(fact):
    return "gives", {"fact": fact}


def asks(fact):
    return "condition", {"test": f'{{ fact = "{fact}", op = "=", value = true }}'}


def order(found):
    return [step.what.removeprefix("scheme:") for step in found.steps if step.kind == "apply"]


def test_what_a_scheme_gives_opens_what_asks_for_it():
    rules = library(
        scheme("register", RECOGNITION, gives("spv")), scheme("centre", grant(500), asks("spv")),
        scheme("other", grant(100)),
    )  # fmt: skip
    lacking = plan(rules, cluster(spv=False), ON)
    assert order(lacking) == ["register", "centre", "other"]
    centre = next(each for each in lacking.chosen if each.scheme == "scheme:centre")
    assert [(each.fact, each.scheme, each.surely) for each in centre.first] == [
        ("spv", "scheme:register", True)
    ]
    # What can only be had later is no certain sum.
    assert (lacking.value["gift"].low, lacking.value["gift"].high) == (100, 600)
    told = plan_json(lacking)
    step = next(each for each in told["steps"] if each["what"] == "scheme:centre")
    assert step["text"] == "Apply for CENTRE. First get this from REGISTER: registered SPV."
    one = next(each for each in told["chosen"] if each["scheme"] == "scheme:centre")
    assert one["status"] == "not_eligible"
    assert one["state"] == "not yet, but once it has this: registered SPV; then eligible"

    unknown = plan(rules, cluster(), ON)
    assert order(unknown) == ["register", "centre", "other"]
    texts = [each["text"] for each in plan_json(unknown)["steps"]]
    assert "Apply for CENTRE. Unless you have it, first get this from REGISTER: registered SPV." in texts

    there = plan(rules, cluster(spv=True), ON)
    assert order(there) == ["centre", "other"]
    [left] = there.left_out
    assert (left.scheme, left.reason) == ("scheme:register", "had")


def test_without_a_scheme_that_gives_it_a_no_stays_a_no():
    asked = scheme("centre", grant(500), asks("spv"))
    assert chosen(plan(library(asked), cluster(spv=False), ON)) == set()
    closed = "[closed]\non = 2026-01-01\n" + 'text = "x"\ntext_ml = "x"\nsource = "s"\nas_of = "undated"\n'
    shut = scheme("register", RECOGNITION, gives("spv"), head=closed)
    assert chosen(plan(library(asked, shut), cluster(spv=False), ON)) == set()


def test_what_comes_first_has_to_be_applied_for_by_the_deadline_of_what_follows():
    rules = library(
        scheme("z-register", RECOGNITION, gives("spv")),
        scheme("centre", grant(5), asks("spv"), gives("mentor"), version="valid_to = 2026-12-31\n"),
        scheme("late", grant(900), asks("mentor"), version="valid_to = 2027-06-30\n"),
        scheme("other", grant(9000)),
    )  # fmt: skip
    found = plan(rules, cluster(spv=False, mentor=False), ON)
    assert order(found) == ["z-register", "centre", "late", "other"]
    assert [str(each.apply_by) for each in found.chosen] == ["2026-12-31", "2026-12-31", "2027-06-30", "None"]


def test_a_need_that_a_scheme_of_the_plan_gives_is_no_step_of_its_own():
    rules = library(
        scheme("register", RECOGNITION, gives("spv")),
        scheme("centre", grant(5), ("needs", {"fact": "spv"}), ("needs", {"fact": "mentor"})),
    )
    found = plan(rules, cluster(spv=False), ON)
    assert [step.what for step in found.steps if step.kind == "bring_about"] == ["mentor"]
    assert order(found) == ["register", "centre"]
    # Applying does not wait for it, so the sum is as certain as without it.
    assert found.value["gift"].low == 5


def test_recognitions_that_ask_for_each_other_do_not_open_each_other():
    rules = library(
        scheme("a", RECOGNITION, asks("spv"), gives("mentor")),
        scheme("b", RECOGNITION, asks("mentor"), gives("spv")),
    )
    assert chosen(plan(rules, cluster(spv=False, mentor=False), ON)) == set()
    assert len(order(plan(rules, cluster(), ON))) == 2


def test_one_of_two_recognitions_is_enough_where_either_is():
    either = (
        '{ any = [{ fact = "spv", op = "=", value = true }, { fact = "mentor", op = "=", value = true }] }'
    )
    rules = library(
        scheme("a", RECOGNITION, gives("spv")), scheme("b", RECOGNITION, gives("mentor")),
        scheme("c", grant(5), ("condition", {"test": either})),
    )  # fmt: skip
    found = plan(rules, cluster(spv=False, mentor=False), ON)
    centre = next(each for each in found.chosen if each.scheme == "scheme:c")
    assert len(centre.first) == 1


def test_without_what_comes_first_the_rest_falls_too_and_another_comes_in():
    rules = library(
        scheme("register", RECOGNITION, gives("spv")), scheme("centre", grant(500), asks("spv")),
        scheme("rival", grant(100), not_with("scheme:centre")),
    )  # fmt: skip
    found = plan(rules, cluster(spv=False), ON)
    register = next(each for each in found.chosen if each.scheme == "scheme:register")
    assert register.alternative.schemes == ("scheme:rival",)
    assert register.alternative.value.high == 100


@pytest.mark.parametrize("fact", ["looms", "state", "women_owned"])
def test_only_what_an_applicant_can_bring_about_is_given(fact):
    with pytest.raises(RuleError, match="yes_no that the applicant can change"):
        scheme("a", RECOGNITION, gives(fact))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9))
def test_the_best_set_in_sequence_is_that_of_trying_every_one(seed):
    dice = random.Random(seed)
    slugs = "abcdefg"[: dice.randint(2, 7)]
    rules = library(
        *(
            scheme(
                slug,
                *(
                    [RECOGNITION, gives(dice.choice(FACTS))] if dice.random() < 0.45
                    else [grant(dice.randint(1, 9) * 100)]
                ),
                *(asks(fact) for fact in FACTS if dice.random() < 0.25),
                *(not_with(f"scheme:{other}") for other in slugs if other != slug and dice.random() < 0.15),
            )
            for slug in slugs
        )
    )  # fmt: skip
    said = {fact: dice.random() < 0.2 for fact in FACTS if dice.random() < 0.8}
    facts = cluster(**said)
    found = plan(rules, facts, ON)
    every = sequence.candidates(rules, judge_all(rules, facts, ON))
    by_name = {each.scheme: each for each in every}
    forbidden = clashes(every)
    legal = []
    for size in range(len(every) + 1):
        for names in itertools.combinations(sorted(by_name), size):
            apart = any(pair in forbidden for pair in itertools.combinations(names, 2))
            opened = all(
                first.scheme in names for name in names for first in by_name[name].first if first.surely
            )
            if not apart and opened:
                legal.append(worth_together([by_name[name] for name in names]))
    assert found.exact
    assert found.counted == max(legal)
    names = order(found)
    assert {f"scheme:{name}" for name in names} == {each.scheme for each in found.chosen}
    for each in found.chosen:
        for first in each.candidate.first:
            if first.surely:
                assert names.index(first.scheme[7:]) < names.index(each.scheme[7:])
    # Getting what comes first makes each of them possible: judged again with it.
    for each in found.chosen:
        given_ = {first.fact: True for first in each.candidate.first if first.surely}
        again = judge_all(rules, Facts.of(user={"applicant_kind": "cluster", **said, **given_}, today=ON), ON)
        assert next(one for one in again if one.scheme == each.scheme).status != "not_eligible"


def test_the_recognitions_of_start_ups_come_before_the_grants_that_ask_for_them():
    facts = {
        "applicant_kind": "startup", "state": "state:kerala", "dpiit_recognised": False,
        "ksum_registered": False, "innovative": True, "entity": "private_company", "deep_tech": False,
        "split_up": False, "incorporated_on": "2023-01-01", "startup_turnover": 1e6, "biotechnology": False,
    }  # fmt: skip
    names = order(plan(LIBRARY, Facts.of(user=facts, today=ON), ON))
    for grant_ in ("ksum-idea-grant", "ksum-rent-subsidy", "ksum-women-soft-loan"):
        assert names.index("startup-definition") < names.index(grant_)
    assert names.index("ksum-startup-definition") < names.index("ksum-scale-up-grant")
    assert names.index("ksum-startup-definition") < names.index("ksum-women-soft-loan")
