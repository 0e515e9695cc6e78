"""Verdicts a second: 1,000 profiles against all schemes on two processes, and one whole answer.

    python bench/rules.py [--profiles 1000] [--rounds 3] [--processes 2] [--folder FOLDER]

A profile is random: each fact of the vocabulary is known with probability 0.4. Reading and checking the
facts counts; starting the processes does not, as a server has them running. The answer is everything
about one applicant and all schemes, explained in both languages, as JSON text. Then the next question,
the plan, and what would make every scheme that is refused a possible one.

Targets: 1,000 profiles by all schemes in less than 2 s on two cores; an answer in less than 20 ms; a
question in less than 100 ms. Single answers are timed by the processor, so that what else the machine
does plays no part; of the many both times are told.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from matcher.rules.answer import eligibility_json
from matcher.rules.change import would_make_eligible
from matcher.rules.facts import Facts
from matcher.rules.library import Library, load
from matcher.rules.plain import verdict_json
from matcher.rules.plan import plan, plan_json
from matcher.rules.question import next_question
from matcher.rules.verdict import judge, judge_all
from matcher.rules.vocabulary import Fact

ON = date(2026, 11, 24)


@cache
def library(folder: str) -> Library:
    """The rules, read once in each process."""
    return load(Path(folder) if folder else None)


def value(fact: Fact, dice: random.Random) -> object:
    """A random value that a person could give."""
    match fact.type:
        case "yes_no":
            return dice.random() < 0.5
        case "choice":
            return [dice.choice(fact.values)] if fact.several else dice.choice(fact.values)
        case "number":
            high = fact.high if fact.high is not None else (1e8 if fact.unit == "INR" else 500)
            drawn = dice.uniform(fact.low or 0, high)
            return int(drawn) if fact.whole else round(drawn, 2)
        case "date":
            return (ON - timedelta(days=dice.randrange(8000))).isoformat()
        case "shares":
            return {f"{fact.prefix}:a": round(dice.uniform(0, 0.5), 2)}
        case "id":
            names = {"state": "state:kerala", "industry": "industry:1394"}
            return names.get(fact.prefix, f"{fact.prefix}:a")
        case _:
            return "weaving"


def profiles(count: int, folder: str) -> list[dict[str, object]]:
    """Random profiles as an API would receive them."""
    dice = random.Random(6)
    facts = library(folder).facts.values()
    return [{fact.name: value(fact, dice) for fact in facts if dice.random() < 0.4} for _ in range(count)]


def work(batch: list[dict[str, object]], folder: str, whole: bool = False) -> dict[str, int]:
    """Judge each profile on each scheme; gives counts by status, and the processor's milliseconds.

    Args:
        whole: whether the missing facts and the amounts of each verdict are worked out too.
    """
    rules, began = library(folder), time.process_time()
    counts = dict.fromkeys(("eligible", "not_eligible", "unknown"), 0)
    for profile in batch:
        for verdict in judge_all(rules, Facts.of(user=profile, facts=rules.facts, today=ON), ON):
            counts[verdict.status] += 1
            if whole:
                counts["missing"] = counts.get("missing", 0) + len(verdict.missing) + len(verdict.amounts)
    counts["milliseconds"] = round((time.process_time() - began) * 1000)
    return counts


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--folder", default="")
    given = parser.parse_args()
    many = profiles(given.profiles, given.folder)
    rules = library(given.folder)
    verdicts = len(many) * len(rules.rules)
    batches = [many[start :: given.processes] for start in range(given.processes)]
    with ProcessPoolExecutor(given.processes) as pool:
        for future in [pool.submit(work, many[:2], given.folder) for _ in range(given.processes * 2)]:
            future.result()
        print(f"{len(many)} profiles x {len(rules.rules)} schemes on {given.processes} processes:")
        for whole, what in ((False, "status"), (True, "status, missing facts and amounts")):
            taken, used = [], []
            for _ in range(given.rounds):
                start = time.perf_counter()
                found = [pool.submit(work, batch, given.folder, whole) for batch in batches]
                counts = [future.result() for future in found]
                taken.append(time.perf_counter() - start)
                used.append(max(each["milliseconds"] for each in counts) / 1000)
            median = statistics.median(taken)
            print(
                f"  {what}: median {median:.2f} s ({verdicts / median:,.0f} verdicts/s); of the processor "
                f"{statistics.median(used):.2f} s a process"
            )
        totals = {
            name: sum(each.get(name, 0) for each in counts)
            for name in ("eligible", "not_eligible", "unknown")
        }
        print(f"  {totals}")
    # As `sangam serve` does: the program and the rules are not looked through in the middle of an answer.
    gc.collect()
    gc.freeze()
    one: list[float] = []
    every: list[float] = []
    nothing: list[float] = []
    asked: list[float] = []
    planned: list[float] = []
    mended: list[float] = []
    for profile in many[:100]:
        start = time.process_time()
        facts = Facts.of(user=profile, facts=rules.facts, today=ON)
        json.dumps(verdict_json(judge(rules, "odoi", facts, ON), rules.facts))
        one.append(time.process_time() - start)
        start = time.process_time()
        facts = Facts.of(user=profile, facts=rules.facts, today=ON)
        json.dumps([verdict_json(verdict, rules.facts) for verdict in judge_all(rules, facts, ON)])
        every.append(time.process_time() - start)
        # Of somebody of whom nothing is known, what a server answers, the next question with it.
        start = time.process_time()
        json.dumps(eligibility_json(rules, Facts.of(facts=rules.facts, today=ON), ON))
        nothing.append(time.process_time() - start)
        # With a kind of applicant known, as in a conversation that has begun.
        facts = Facts.of(user={"applicant_kind": "enterprise", **profile}, facts=rules.facts, today=ON)
        start = time.process_time()
        next_question(rules, facts, ON)
        asked.append(time.process_time() - start)
        start = time.process_time()
        json.dumps(plan_json(plan(rules, facts, ON)))
        planned.append(time.process_time() - start)
        start = time.process_time()
        for scheme in rules.rules:
            would_make_eligible(rules, scheme, facts, ON)
        mended.append(time.process_time() - start)
    for what, times in (
        ("one scheme, explained", one), ("all schemes, explained", every),
        ("all schemes and the next question, nothing known", nothing), ("the next question", asked),
        ("the plan", planned), ("what would make each scheme possible", mended),
    ):  # fmt: skip
        times.sort()
        print(
            f"{what}: median {statistics.median(times) * 1000:.2f} ms, "
            f"95% {times[int(len(times) * 0.95) - 1] * 1000:.2f} ms, worst {times[-1] * 1000:.2f} ms"
        )


if __name__ == "__main__":
    main()
