"""The verdict on one scheme for one applicant: eligible, not eligible or unknown, and why.

    judge(library, "scheme:odoi", Facts.of(user={...}), date(2026, 11, 24)) -> Verdict

No, when one condition fails, by every reading of the sources; unknown, while a fact is missing, the
sources tell only part of the rule, the readings differ, or the rule is not known for that day; yes
otherwise. What explains a verdict is worked out when it is asked for, so that judging many is quick.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from matcher.rules.amounts import Given, Interval, contribution, given, totals
from matcher.rules.facts import Facts, Known
from matcher.rules.logic import Test
from matcher.rules.rule import Clause, Contribution, Document, Rule, Version
from matcher.rules.values import Env, Truth

if TYPE_CHECKING:
    from matcher.rules.library import Library

Status: TypeAlias = Literal["eligible", "not_eligible", "unknown"]
State: TypeAlias = Literal["met", "failed", "missing", "not_applicable"]
# Why a verdict is unknown: facts are missing or contradict each other, the sources tell part of the
# rule only, its readings differ, it has ended and nothing later is known, it had not begun.
Reason: TypeAlias = Literal["", "missing", "conflict", "partial", "readings", "lapsed", "not_begun"]


class Outcome(NamedTuple):
    """How one condition or exclusion came out.

    Attributes:
        known: the facts it speaks of that are known, with value, source and date.
        missing: the facts that could still decide it, empty when it is decided.
        conflicting: facts in it on which sources disagree.
    """

    clause: Clause
    state: State
    known: Mapping[str, tuple[Known, ...]]
    missing: tuple[str, ...]
    conflicting: tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """A document to bring, and whether it is asked for: yes, no longer certain (None)."""

    document: Document
    asked: Truth


@dataclass(frozen=True)
class Own:
    """What the applicant has to bring in INR, and whether it is asked for."""

    contribution: Contribution
    asked: Truth
    value: Interval


@dataclass(frozen=True)
class Reading:
    """One version of the rule, read for one applicant on one day.

    Attributes:
        truth: whether all of its conditions hold: True, False or None for not known.
        partial: whether the sources tell only part of it.
    """

    rule: Rule
    version: Version
    facts: Facts
    on: date
    truth: Truth

    @property
    def partial(self) -> bool:
        """Whether the sources tell only part of the rule."""
        return not self.rule.complete

    @property
    def status(self) -> Status:
        """What this reading alone says."""
        if self.truth is False:
            return "not_eligible"
        return "unknown" if self.truth is None or self.partial else "eligible"

    @cached_property
    def conditions(self) -> tuple[Outcome, ...]:
        """Every condition and exclusion, who may apply first, then in the order of the file."""
        env, on, known, conflicts = self.facts.env, self.on, self.facts.known, self.facts.conflicts
        found = []
        for clause in self.version.clauses:
            told = {name: known[name] for name in clause.facts if name in known}
            if not told:
                found.append(Outcome(clause, "missing", told, clause.facts, ()))
                continue
            state = _state(clause, env, on)
            missing = clause.requirement.open(env, on) if state == "missing" else ()
            conflicting = tuple([name for name in told if name in conflicts]) if conflicts else ()
            found.append(Outcome(clause, state, told, missing, conflicting))
        return tuple(found)

    @cached_property
    def given(self) -> tuple[Given, ...]:
        """Each amount; none for somebody who is not eligible."""
        return () if self.truth is False else given(self.version, self.facts.env, self.on)

    @cached_property
    def amounts(self) -> dict[str, Interval]:
        """What the amounts come to in INR, by kind; if the applicant is eligible."""
        return totals(self.version, self.given, self.facts.env, self.on)

    @cached_property
    def own(self) -> tuple[Own, ...]:
        """What the applicant has to bring, what surely does not apply left out."""
        parts = ((part, self._holds(part.when)) for part in self.version.contributions)
        env = self.facts.env
        return tuple(Own(part, asked, contribution(part, env)) for part, asked in parts if asked is not False)

    @cached_property
    def papers(self) -> tuple[Paper, ...]:
        """The documents to bring, those that are surely not asked for left out."""
        parts = ((part, self._holds(part.when)) for part in self.version.documents)
        return tuple(Paper(part, asked) for part, asked in parts if asked is not False)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The facts that could still decide it, in the order of the conditions."""
        if self.truth is not None:
            return ()
        return self.version.whole.open(self.facts.env, self.on)

    def _holds(self, test: Test | None) -> Truth:
        return True if test is None else test.check(self.facts.env, self.on)


@dataclass(frozen=True)
class Verdict:
    """What is known of an applicant's right to a scheme on a day.

    Attributes:
        status: eligible, not_eligible or unknown.
        reason: why it is unknown, empty when it is not.
        partial: whether the sources tell only part of the rule.
        readings: the version in force, or each of those that sources disagree on; for a rule that
            has lapsed the last ones, for information.
    """

    rule: Rule
    facts: Facts
    on: date
    status: Status
    reason: Reason
    readings: tuple[Reading, ...]

    @property
    def scheme(self) -> str:
        """The scheme's id."""
        return self.rule.scheme

    @property
    def partial(self) -> bool:
        """Whether the sources tell only part of the rule."""
        return not self.rule.complete

    @property
    def closed(self) -> bool:
        """Whether the scheme takes no applications on that day."""
        return self.rule.closed is not None and self.rule.closed <= self.on

    @property
    def past_review(self) -> bool:
        """Whether the rule should have been looked at again before that day."""
        return self.on > self.rule.review

    @property
    def differ(self) -> bool:
        """Whether the readings of the sources come out differently."""
        return len({reading.status for reading in self.readings}) > 1

    @property
    def conditions(self) -> tuple[Outcome, ...]:
        """The conditions of the first reading."""
        return self.readings[0].conditions if self.readings else ()

    @cached_property
    def amounts(self) -> dict[str, Interval]:
        """What it comes to in INR by kind, over all readings that do not say no."""
        if self.status == "not_eligible":
            return {}
        found: dict[str, Interval] = {}
        for reading in self.readings:
            for kind, value in reading.amounts.items():
                found[kind] = found[kind].around(value) if kind in found else value
        return found

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The facts that could still decide it; empty when it is decided or nothing could."""
        if self.status != "unknown" or self.reason in ("lapsed", "not_begun"):
            return ()
        return tuple(dict.fromkeys(name for reading in self.readings for name in reading.missing))

    @cached_property
    def conflicts(self) -> tuple[str, ...]:
        """The facts of its conditions on which the graph and the applicant, or sources, disagree."""
        if not self.facts.conflicts:
            return ()
        return tuple(
            dict.fromkeys(
                name for reading in self.readings for each in reading.conditions for name in each.conflicting
            )
        )


def _state(clause: Clause, env: Env, on: date) -> State:
    when: Truth = True if clause.when is None else clause.when.check(env, on)
    if when is False:
        return "not_applicable"
    test = clause.test.check(env, on)
    holds = None if test is None else test != clause.excludes
    if holds is True:
        return "met"
    return "failed" if holds is False and when is True else "missing"


def judge(library: Library, scheme_id: str, facts: Facts, on: date) -> Verdict:
    """The verdict on one scheme.

    Raises:
        NotFoundError: the library has no rule for it; it carries near ids.
    """
    return _judge(library.rule(scheme_id), facts, on)


def judge_all(
    library: Library, facts: Facts, on: date, schemes: Iterable[str] | None = None
) -> list[Verdict]:
    """The verdicts on all schemes, or on those named, in the order of their ids."""
    rules = library.rules.values() if schemes is None else [library.rule(name) for name in sorted(schemes)]
    return [_judge(rule, facts, on) for rule in rules]


def _judge(rule: Rule, facts: Facts, on: date) -> Verdict:
    lapsed: Reason = ""
    versions = rule.on(on)
    if not versions:
        versions = rule.last_before(on)
        lapsed = "lapsed" if versions else "not_begun"
    env = facts.env
    readings = tuple(Reading(rule, version, facts, on, version.whole.check(env, on)) for version in versions)
    if rule.closed is not None and rule.closed <= on:
        return Verdict(rule, facts, on, "not_eligible", "", readings)
    if lapsed:
        return Verdict(rule, facts, on, "unknown", lapsed, readings)
    statuses = {reading.status for reading in readings}
    if len(statuses) == 1 and (status := readings[0].status) != "unknown":
        return Verdict(rule, facts, on, status, "", readings)
    return Verdict(rule, facts, on, "unknown", _reason(readings, statuses), readings)


def _reason(readings: tuple[Reading, ...], statuses: set[Status]) -> Reason:
    if len(statuses) > 1:
        return "readings"
    if any(reading.truth is None for reading in readings):
        facts = readings[0].facts
        if facts.conflicts and set(facts.conflicts).issuperset(
            name for reading in readings for name in reading.missing
        ):
            return "conflict"
        return "missing"
    return "partial"
