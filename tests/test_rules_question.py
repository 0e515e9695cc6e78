"""The next best question: what it weighs, when it stops, and that it leads where the whole form does."""

from __future__ import annotations

import itertools
import json
import math
import random
import time
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.questions import KINDS, Conversation, applicant, pool, strategies
from matcher.rules.chance import earliest, pieces
from matcher.rules.compare import compare, within
from matcher.rules.facts import Facts, Known
from matcher.rules.library import Library, load
from matcher.rules.logic import Compare
from matcher.rules.plain import value_json
from matcher.rules.question import next_question, open_facts, question_json, settled
from matcher.rules.syntax import parse_rule
from matcher.rules.values import Range
from matcher.rules.verdict import judge_all

ON = date(2026, 11, 24)
LIBRARY = load()
VALUES = pool(LIBRARY)
HANDLOOM = {
    "applicant_kind": "cluster", "state": "state:kerala", "category": "handloom_powerloom",
    "spv": True, "champion": True, "established": True, "largest_share_in_constituency": True,
    "mentor": True, "action_plan": True, "action_plan_years": 2,
}  # fmt: skip


def said(user=None, graph=None):
    return Facts.of(user=user, graph=graph, facts=LIBRARY.facts, today=ON)


def small(*rules):
    """A library of rules, each given as (slug, complete, tests)."""
    words = 'text = "t"\ntext_ml = "t"\nsource = "s"\nas_of = "undated"\n'
    found = {}
    for slug, complete, tests in rules:
        text = (
            f'scheme = "scheme:{slug}"\nname = "{slug}"\napplicants = ["cluster"]\n'
            f"complete = {str(complete).lower()}\nreview = 2027-03-31\n"
            '[[version]]\nsource = "s"\nas_of = "undated"\n'
        )
        for number, test in enumerate(tests):
            text += f'[[version.condition]]\nid = "c{number}"\n{words}test = {test}\n'
        found[f"scheme:{slug}"] = parse_rule(text, f"{slug}.toml", LIBRARY.facts)
    return Library(found, LIBRARY.facts)


def test_a_handloom_cluster_with_an_unknown_number_of_looms_is_asked_for_it():
    question = next_question(LIBRARY, said(HANDLOOM), ON, schemes=["odoi"])
    assert (question.fact, question.settles, question.left) == ("looms", 1.0, 1)
    assert question.text == "How many looms (handlooms and powerlooms) are in the cluster?"
    assert question.schemes == ("scheme:odoi",)
    assert next_question(LIBRARY, said({**HANDLOOM, "looms": 220}), ON, schemes=["odoi"]) is None
    assert settled(LIBRARY, said({**HANDLOOM, "looms": 220}), ON, ["odoi"])


def test_what_makes_sense_only_after_something_else_is_asked_after_it():
    """An action plan is written with the mentor, and lasts so long: asking costs what both do."""
    told = {"applicant_kind": "cluster"}
    asked = []
    while (question := next_question(LIBRARY, said(told), ON, schemes=["odoi"])) is not None:
        asked.append(question.fact)
        told[question.fact] = {"looms": 300, "action_plan_years": 2, "category": "handloom_powerloom"}.get(
            question.fact, "state:kerala" if question.fact == "state" else True
        )
    assert asked.index("mentor") < asked.index("action_plan") < asked.index("action_plan_years")


def test_verdicts_that_are_there_already_give_the_same_question():
    dice = random.Random(5)
    for number in range(8):
        profile = applicant(LIBRARY, VALUES, KINDS[number % 4], dice)
        facts = Facts({name: (Known(profile[name], "x"),) for name in profile if dice.random() < 0.2})
        verdicts = judge_all(LIBRARY, facts, ON)
        assert next_question(LIBRARY, facts, ON, verdicts=verdicts) == next_question(LIBRARY, facts, ON)
        assert open_facts(LIBRARY, facts, ON, verdicts=verdicts) == open_facts(LIBRARY, facts, ON)


def test_what_settles_more_schemes_for_its_cost_comes_first():
    yes = '{{ fact = "{}", op = "=", value = true }}'
    library = small(
        ("a", True, [yes.format("spv"), yes.format("champion")]),
        ("b", True, [yes.format("spv"), yes.format("mentor")]),
        ("c", True, [yes.format("diagnostic_study")]),
    )
    facts = said({"applicant_kind": "cluster"})
    # No to `spv` settles two schemes with an even chance; `diagnostic_study` settles one but costs 2.
    assert next_question(library, facts, ON).fact == "spv"
    assert next_question(library, facts, ON).settles == 1.0
    assert next_question(library, facts, ON, values={"scheme:c": 9}).fact == "diagnostic_study"
    # An even chance to settle one for a cost of 1, and a little besides, is more than one for 2.
    assert next_question(library, facts, ON, skipped={"spv"}).fact == "champion"
    assert next_question(library, facts, ON, schemes=["b"], skipped={"spv"}).fact == "mentor"
    everything = {"spv", "champion", "mentor", "diagnostic_study"}
    assert set(open_facts(library, facts, ON)) == everything
    assert next_question(library, facts, ON, skipped=everything) is None


def test_a_partial_rule_is_settled_only_when_nothing_can_fail_any_more():
    library = small(("a", False, ['{ fact = "spv", op = "=", value = true }']))
    assert next_question(library, said({"applicant_kind": "cluster"}), ON).fact == "spv"
    assert settled(library, said({"applicant_kind": "cluster", "spv": True}), ON)
    assert settled(library, said({"applicant_kind": "startup"}), ON)


def test_nothing_is_asked_that_an_answer_would_not_settle():
    graph = {"looms": (Known(150.0, "census"), Known(900.0, "survey"))}
    assert open_facts(LIBRARY, said(HANDLOOM, graph), ON, ["odoi"]) == ()
    rough = {**HANDLOOM, "looms": {"low": 100, "high": 300}}
    assert open_facts(LIBRARY, said(rough), ON, ["odoi"]) == ()
    # What the graph knows only roughly the applicant may well know.
    graph = {"looms": Known(Range(100.0, math.inf), "members in the graph")}
    assert open_facts(LIBRARY, said(HANDLOOM, graph), ON, ["odoi"]) == ("looms",)
    graph = {"looms": Known(Range(205.0, math.inf), "members in the graph")}
    assert open_facts(LIBRARY, said(HANDLOOM, graph), ON, ["odoi"]) == ()


def brute(library, facts, fact, on):
    """The pieces of a fact, and for each the schemes that are settled once it is known, by judging anew."""
    verdicts = [each for each in judge_all(library, facts, on) if fact in each.missing]
    nodes = [
        node
        for verdict in verdicts
        for reading in verdict.readings
        if reading.truth is None
        for clause in reading.version.clauses
        if fact in clause.requirement.missing(facts.env, on)
        for node in clause.requirement.walk()
        if isinstance(node, Compare) and node.fact == fact
    ]
    names = [each.scheme for each in verdicts]
    for piece in pieces(library.facts[fact], nodes, on, facts.env.get(fact)):
        known = Facts({**facts.known, fact: (Known(piece.value, "x"),)})
        after = judge_all(library, known, on, names)
        yield piece, [each.scheme for each in after if not each.missing]


def test_what_a_question_is_expected_to_settle_is_what_judging_anew_gives():
    dice = random.Random(11)
    seen = 0
    for number in range(40):
        profile = applicant(LIBRARY, VALUES, KINDS[number % 4], dice)
        names = [name for name in profile if dice.random() < 0.4]
        facts = Facts({name: (Known(profile[name], "x"),) for name in (*names, "applicant_kind")})
        question = next_question(LIBRARY, facts, ON)
        if question is None:
            continue
        seen += 1
        found = list(brute(LIBRARY, facts, question.fact, ON))
        expected = sum(piece.chance * len(schemes) for piece, schemes in found)
        assert question.settles == pytest.approx(expected, abs=1e-3)
        assert sum(piece.chance for piece, _ in found) == pytest.approx(1)
    assert seen > 25


def test_of_small_libraries_the_question_with_the_highest_score_is_asked():
    """The score anew, by judging every answer: certain settlements weigh 1, all else at most a tenth."""
    dice = random.Random(3)
    yes = ["spv", "champion", "mentor", "action_plan", "dpr_ready", "established"]
    for _ in range(60):
        rules = [
            (
                f"s{number}",
                dice.random() < 0.5,
                [f'{{ fact = "{name}", op = "=", value = true }}' for name in dice.sample(yes, 2)],
            )
            for number in range(4)
        ]
        library, facts = small(*rules), said({"applicant_kind": "cluster"})
        question = next_question(library, facts, ON)
        certain = {
            fact: sum(p.chance * len(s) for p, s in brute(library, facts, fact, ON))
            / (library.facts[fact].cost + (library.facts["mentor"].cost if fact == "action_plan" else 0))
            for fact in open_facts(library, facts, ON)
        }
        assert certain[question.fact] >= max(certain.values()) - 0.1 * len(rules)


@pytest.mark.parametrize("kind", KINDS)
def test_conversations_end_with_the_verdicts_of_the_whole_form(kind):
    dice = random.Random(f"conversations of {kind}")
    asked, forms = 0, 0
    for number in range(25):
        talk = Conversation(LIBRARY, {}, applicant(LIBRARY, VALUES, kind, dice))
        start = ["applicant_kind"] if number % 2 else []
        form = list(open_facts(LIBRARY, talk.facts(start), ON))
        questions = talk.run(start, strategies(LIBRARY, dice)["settles most"])
        assert len(questions) == len(set(questions))
        assert set(questions) <= set(form)
        assert talk.verdicts(start + questions) == talk.verdicts(start + form)
        every = [name for name in talk.answers if name not in start]
        assert talk.verdicts(start + questions) == talk.verdicts(start + every)
        asked, forms = asked + len(questions), forms + len(form)
    assert asked < forms / 2


def test_skipped_facts_leave_what_only_they_decide():
    dice = random.Random(5)
    for number in range(20):
        profile = applicant(LIBRARY, VALUES, KINDS[number % 4], dice)
        talk = Conversation(LIBRARY, {}, profile)
        unknown = set(dice.sample(sorted(VALUES), 15)) - {"applicant_kind"}
        told = []
        while (question := next_question(LIBRARY, talk.facts(told), ON, skipped=unknown)) is not None:
            assert question.fact not in unknown
            told.append(question.fact)
        assert set(open_facts(LIBRARY, talk.facts(told), ON)) <= unknown
        rest = [name for name in profile if name not in unknown]
        assert talk.verdicts(told) == talk.verdicts(rest)


NUMBERS = st.lists(
    st.tuples(st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), st.integers(0, 12)), min_size=1, max_size=4
)


@given(NUMBERS, st.sampled_from(["looms", "project_cost"]))
def test_pieces_of_a_number_cut_its_range_where_tests_change(tests, name):
    fact = LIBRARY.facts[name]
    nodes = [Compare(name, op, float(value)) for op, value in tests]
    found = pieces(fact, nodes, ON)
    assert sum(piece.chance for piece in found) == pytest.approx(1)
    step = 1 if fact.whole else 0.25
    for value in [float(number * step) for number in range(int(15 / step))]:
        held = [piece for piece in found if piece.low <= value <= piece.high]
        assert len(held) == 1
        for op, wanted in tests:
            assert compare(op, value, wanted) == compare(op, held[0].value, wanted)
    assert all(one.high < other.low for one, other in itertools.pairwise(found))


@given(st.lists(st.integers(0, 40), min_size=1, max_size=3), st.dates(date(1990, 1, 1), date(2030, 1, 1)))
def test_pieces_of_a_date_cut_it_where_the_years_are_over(years, on):
    fact = LIBRARY.facts["incorporated_on"]
    found = pieces(fact, [Compare(fact.name, "within_years", each) for each in years], on)
    assert found[-1].high == on
    for each in years:
        first = earliest(on, each)
        assert within(first, each, on)
        assert not within(first - timedelta(days=1), each, on)
        for piece in found:
            ends = {within(piece.low, each, on), within(piece.high, each, on)}
            assert ends == {within(piece.value, each, on)}


def test_what_is_known_roughly_leaves_the_pieces_that_it_touches():
    fact = LIBRARY.facts["looms"]
    nodes = [Compare("looms", ">=", 200.0), Compare("looms", ">=", 10000.0)]
    assert [piece.low for piece in pieces(fact, nodes, ON)] == [0, 200, 10000]
    found = pieces(fact, nodes, ON, Range(150.0, 5000.0))
    assert [(piece.low, piece.high, piece.chance) for piece in found] == [(150, 199, 0.5), (200, 5000, 0.5)]


def test_chances_are_even_but_for_documented_ones():
    assert [piece.chance for piece in pieces(LIBRARY.facts["size"], [], ON)] == [1 / 3] * 3
    state = pieces(LIBRARY.facts["state"], [Compare("state", "=", "state:kerala")], ON)
    assert {piece.value: piece.chance for piece in state} == {
        "state:kerala": pytest.approx(0.9), "state:none-of-these": pytest.approx(0.1),
    }  # fmt: skip


def test_a_question_is_told_in_both_languages_and_as_data():
    question = next_question(LIBRARY, said({"applicant_kind": "cluster"}), ON)
    told = json.loads(json.dumps(question_json(question)))
    assert told["text"].endswith("?")
    assert told["text_ml"].endswith("?")
    assert (
        f"of the {len([v for v in judge_all(LIBRARY, said({'applicant_kind': 'cluster'}), ON) if v.missing])}"
        in (told["why"])
    )
    assert any("\u0d00" <= sign <= "\u0d7f" for sign in told["why_ml"])
    assert told["choices"] == [] or len(told["choices"]) == len(told["choices_ml"])


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False))
def test_one_question_takes_less_than_a_tenth_of_a_second(dice):
    """Of the processor's time, so that what else the machine does plays no part."""
    profile = applicant(LIBRARY, VALUES, dice.choice(KINDS), dice)
    names = [name for name in profile if dice.random() < dice.random()]
    facts = said({name: value_json(profile[name]) for name in names})
    times = []
    for _ in range(3):
        start = time.process_time()
        next_question(LIBRARY, facts, ON)
        times.append(time.process_time() - start)
    assert min(times) < 0.1
