"""How many questions it takes until every verdict is settled, against the whole form.

    python bench/questions.py [--conversations 1000] [--store URL] [--folder FOLDER]

Each conversation has an applicant with an answer to every fact: an enterprise, a cluster, a start-up or a
person in turn. Half of them are random, each fact with a value around the thresholds of the rules, all
alike likely. The other half came for a scheme: of a random scheme for their kind, values of conditions
that fail are drawn anew until it is met or 30 rounds are over. The conversation starts with the kind of
applicant known, or with nothing, or, given a store, with what the graph knows of a random cluster.

The whole form is every fact that could still change a verdict at the start. Asked are the question that
settles most, the first in the order of the rules, and one at random, until none could change anything.
At the end each verdict and its reason have to be those that the whole form gives. Told are the number of
questions, what they cost together (1 to 5 each), and how many of the verdicts that were open at the start
are settled after the first five.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from graph.store import open_store
from matcher.rules.chance import pieces
from matcher.rules.facts import Facts, Graph
from matcher.rules.library import Library, load
from matcher.rules.logic import Compare
from matcher.rules.origin import facts_of
from matcher.rules.plain import value_json
from matcher.rules.question import next_question, open_facts
from matcher.rules.samples import samples
from matcher.rules.values import Several, Value
from matcher.rules.verdict import judge_all

ON = date(2026, 11, 24)
KINDS = ("enterprise", "cluster", "startup", "individual")
SEED = 6
EARLY = 5
BEST = "settles most"
Profile = dict[str, Value]
Case = tuple[Graph, Profile, list[str]]
Ask = Callable[[Facts], str | None]


def pool(library: Library) -> dict[str, list[Value]]:
    """For each fact that a rule in force asks for, values around its thresholds."""
    tests = [version.whole for rule in library.rules.values() for version in rule.on(ON)]
    return samples(tests, library.facts, ON)


def applicant(library: Library, values: Mapping[str, list[Value]], kind: str, dice: random.Random) -> Profile:
    """A complete profile; every second one of somebody who comes for a scheme."""
    profile = {name: dice.choice(each) for name, each in values.items()}
    profile["applicant_kind"] = kind
    fitting = [rule for rule in library.rules.values() if kind in rule.applicants and rule.on(ON)]
    if not fitting or dice.random() < 0.5:
        return profile
    clauses = dice.choice(fitting).on(ON)[0].clauses
    for _ in range(30):
        failing = [each for each in clauses if each.requirement.check(profile, ON) is not True]
        if not failing:
            break
        for name in dice.choice(failing).requirement.facts:
            if name != "applicant_kind":
                profile[name] = dice.choice(values[name])
    return profile


class Conversation:
    """One applicant who is asked until nothing could change any more."""

    def __init__(self, library: Library, graph: Graph, answers: Profile) -> None:
        self.library, self.graph = library, graph
        self.answers = {name: value_json(value) for name, value in answers.items()}

    def facts(self, names: list[str]) -> Facts:
        """What is known once these facts have been told."""
        told = {name: self.answers[name] for name in names}
        return Facts.of(user=told, graph=self.graph, facts=self.library.facts, today=ON)

    def verdicts(self, names: list[str]) -> list[tuple[str, str, str]]:
        """Each verdict with its reason once these facts have been told."""
        found = judge_all(self.library, self.facts(names), ON)
        return [(each.scheme, each.status, each.reason) for each in found]

    def share_settled(self, start: list[str], asked: list[str]) -> float:
        """Which part of the verdicts that were open at the start these questions settle."""
        before, after = (
            sum(bool(each.missing) for each in judge_all(self.library, self.facts(names), ON))
            for names in (start, start + asked)
        )
        return 1 - after / before

    def run(self, start: list[str], ask: Ask) -> list[str]:
        """The facts that were asked for, in order."""
        told = list(start)
        while (name := ask(self.facts(told))) is not None:
            told.append(name)
        return told[len(start) :]


def strategies(library: Library, dice: random.Random) -> dict[str, Ask]:
    """What to ask next, by name of the strategy."""

    def best(facts: Facts) -> str | None:
        found = next_question(library, facts, ON)
        return found.fact if found else None

    def in_order(facts: Facts) -> str | None:
        return next(iter(open_facts(library, facts, ON)), None)

    def at_random(facts: Facts) -> str | None:
        found = open_facts(library, facts, ON)
        return dice.choice(found) if found else None

    return {BEST: best, "order of the rules": in_order, "at random": at_random}


def within(library: Library, graph: Graph, answers: Profile, dice: random.Random) -> Profile:
    """Answers that fit what the graph knows roughly: a number within its range."""
    env = Facts.of(graph=graph, facts=library.facts, today=ON).env
    nodes: dict[str, list[Compare]] = {}
    for rule in library.rules.values():
        for version in rule.on(ON):
            for node in version.whole.walk():
                if isinstance(node, Compare):
                    nodes.setdefault(node.fact, []).append(node)
    fitting = dict(answers)
    for name, known in env.items():
        if name in nodes and not isinstance(known, Several):
            found = pieces(library.facts[name], nodes[name], ON, known)
            fitting[name] = dice.choice(found).value
    return fitting


@dataclass(frozen=True)
class Row:
    """What came of one conversation: the whole form, and by strategy the questions and what they did."""

    kind: str
    form: int
    asked: dict[str, int]
    cost: dict[str, int]
    early: dict[str, float]
    wrong: int
    seconds: float


def hold(library: Library, number: int, case: Case) -> Row:
    """Hold one conversation with every strategy."""
    graph, answers, start = case
    talk = Conversation(library, graph, answers)
    form = list(open_facts(library, talk.facts(start), ON))
    whole = talk.verdicts(start + form)
    row = Row(str(answers["applicant_kind"]), len(form), {}, {}, {}, 0, 0.0)
    wrong, seconds = 0, 0.0
    for name, ask in strategies(library, random.Random(number)).items():
        began = time.process_time()
        asked = talk.run(start, ask)
        if name == BEST:
            seconds = (time.process_time() - began) / (len(asked) + 1)
        row.asked[name] = len(asked)
        row.cost[name] = sum(library.facts[each].cost for each in asked)
        row.early[name] = talk.share_settled(start, asked[:EARLY]) if form else 1.0
        wrong += talk.verdicts(start + asked) != whole
    return replace(row, wrong=wrong, seconds=seconds)


def tell(rows: Sequence[Row], title: str) -> None:
    """Print the figures of conversations."""
    form = statistics.median(row.form for row in rows)
    print(f"{title}: {len(rows)} conversations, the whole form has {form:g} facts (median)")
    for name in rows[0].asked:
        found = sorted(row.asked[name] for row in rows)
        share = statistics.median(row.asked[name] / row.form for row in rows if row.form)
        print(
            f"  {name}: median {statistics.median(found):g} questions, 90% {found[int(len(found) * 0.9)]}, "
            f"mean {statistics.mean(found):.1f}; median share of the form {share:.0%}; "
            f"mean cost {statistics.mean(row.cost[name] for row in rows):.1f}; "
            f"settled after {EARLY}: {statistics.mean(row.early[name] for row in rows):.0%}"
        )
    seconds = [row.seconds for row in rows]
    print(
        f"  different verdicts at the end: {sum(row.wrong for row in rows)}; one question: median "
        f"{statistics.median(seconds) * 1000:.1f} ms, worst {max(seconds) * 1000:.1f} ms",
        flush=True,
    )


def measure(library: Library, cases: Sequence[Case], title: str) -> list[Row]:
    """Hold every conversation and print the figures of all."""
    rows = [hold(library, number, case) for number, case in enumerate(cases)]
    tell(rows, title)
    return rows


def from_graph(
    library: Library, url: str, values: Mapping[str, list[Value]], count: int, dice: random.Random
) -> list[Case]:
    """Conversations that start from what the graph knows of random clusters."""
    cases: list[Case] = []
    with open_store(url) as store:
        found = store.read("read/known_names")
        clusters = [row["id"] for row in found if row["label"] == "Cluster"]
        known = {name: facts_of(store, name, today=ON, facts=library.facts) for name in clusters}
    for _ in range(count):
        graph = known[dice.choice(clusters)]
        answers = within(library, graph, applicant(library, values, "cluster", dice), dice)
        cases.append((graph, answers, []))
    return cases


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=1000)
    parser.add_argument("--store", default="")
    parser.add_argument("--folder", default="")
    given = parser.parse_args()
    library = load(Path(given.folder) if given.folder else None)
    dice = random.Random(SEED)
    values = pool(library)
    people = [applicant(library, values, KINDS[n % 4], dice) for n in range(given.conversations)]
    print(f"{len(library.rules)} schemes, {len(values)} facts in rules in force on {ON}")
    known: list[Case] = [({}, each, ["applicant_kind"]) for each in people]
    rows = measure(library, known, "The kind is known")
    for kind in KINDS:
        tell([row for row in rows if row.kind == kind], f"Of these, {kind}")
    measure(library, [({}, each, []) for each in people], "Nothing is known")
    if given.store:
        measure(library, from_graph(library, given.store, values, given.conversations, dice), "A cluster")


if __name__ == "__main__":
    main()
