"""What would make us eligible: the smallest set of changeable facts that turns a no into a yes.

Fewest facts first, then the least cost of them together, then their names. Only facts that the
vocabulary calls changeable are changed, to values cut at the thresholds of the rule, and the answer is
judged again before it is given.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeAlias

from matcher.rules.change_text import change_json, change_text, obstacles_json
from matcher.rules.facts import Facts, Known
from matcher.rules.least import Enough, Least
from matcher.rules.library import Library
from matcher.rules.rule import Clause
from matcher.rules.values import Several, Value
from matcher.rules.verdict import Reading, Verdict, judge

__all__ = [
    "Change", "ChangeStep", "Obstacle", "change_json", "change_text", "changed", "obstacles",
    "obstacles_json", "what_would_json", "would_make_eligible",
]  # fmt: skip
CHANGED = "after the change"

Goal: TypeAlias = Literal["eligible", "known_met", "not_failed"]
Why: TypeAlias = Literal["closed", "lapsed", "not_begun", "unchangeable", "together", "too_large"]


@dataclass(frozen=True)
class ChangeStep:
    """One fact to change.

    Attributes:
        before: what it is now, None where it is not known.
        value: the nearest value that does.
        enough: all values that do while the other steps are taken: a value, a range, or choices.
    """

    fact: str
    before: Value | Several | None
    value: Value
    enough: Enough


@dataclass(frozen=True)
class Change:
    """The least that has to change for a scheme.

    Attributes:
        steps: the facts to change, none where nothing fails.
        goal: what it leads to: `eligible`, a definite yes; `known_met`, where all that is known of
            a partial rule is met; `not_failed`, where nothing fails any more but facts stay open.
        cost: the cost of the facts together.
        open: the facts that still have to be known.
        reading: the one reading of the sources that it is for, empty when it holds by all.
        verdict: the verdict once everything is changed.
    """

    scheme: str
    steps: tuple[ChangeStep, ...]
    goal: Goal
    cost: int
    open: tuple[str, ...]
    reading: str
    verdict: Verdict


@dataclass(frozen=True)
class Obstacle:
    """What stands in the way: a condition that no changeable fact meets, or the scheme itself."""

    why: Why
    clauses: tuple[Clause, ...]
    facts: tuple[str, ...]


def would_make_eligible(library: Library, scheme_id: str, facts: Facts, on: date) -> Change | None:
    """The smallest change that makes an applicant eligible; None where there is none (see `obstacles`).

    For a rule of which the sources tell only a part, and where facts that nobody can change are not
    known, the change leaves no condition failed.

    Raises:
        NotFoundError: the library has no rule for the scheme.
    """
    return _Search(library, judge(library, scheme_id, facts, on)).change()


def obstacles(library: Library, scheme_id: str, facts: Facts, on: date) -> tuple[Obstacle, ...]:
    """Why nothing would make an applicant eligible; empty where something would."""
    search = _Search(library, judge(library, scheme_id, facts, on))
    return () if search.change() else search.obstacles()


class _Search:
    """Looks for the least change of one verdict."""

    def __init__(self, library: Library, verdict: Verdict) -> None:
        self.library, self.verdict, self.on = library, verdict, verdict.on
        self.exhausted = False

    @property
    def _shut(self) -> Why | None:
        if self.verdict.closed:
            return "closed"
        reason = self.verdict.reason
        return reason if reason == "lapsed" or reason == "not_begun" else None

    def change(self) -> Change | None:
        """The least change by all readings; where there is none, by one of them."""
        if self._shut or not self.verdict.readings:
            return None
        groups: list[tuple[Reading, ...]] = [self.verdict.readings]
        if len(self.verdict.readings) > 1:
            groups += [(reading,) for reading in self.verdict.readings]
        goals: tuple[Goal, ...] = ("not_failed",) if self.verdict.partial else ("eligible", "not_failed")
        for goal in goals:
            found = self._solve(groups[0], goal)
            if found is not None:
                return found
        alone = [self._solve(group, goals[-1]) for group in groups[1:]]
        return min((each for each in alone if each is not None), key=_rank, default=None)

    def _solve(self, readings: tuple[Reading, ...], goal: Goal) -> Change | None:
        clauses = [clause for reading in readings for clause in reading.version.clauses]
        least = Least(self.library.facts, self.verdict.facts, self.on, clauses, sure=goal == "eligible")
        found = least.find()
        self.exhausted |= least.exhausted
        if found is None:
            return None
        steps = tuple(
            ChangeStep(name, self.verdict.facts.env.get(name), least.nearest(name, piece), enough)
            for (name, piece), enough in zip(sorted(found.items()), least.enough(found), strict=True)
        )
        after = judge(self.library, self.verdict.scheme, changed(self.verdict.facts, steps, self.on), self.on)
        own = readings if len(readings) < len(self.verdict.readings) else ()
        if not _reached(after, goal, own):
            return None
        cost = sum(self.library.facts[step.fact].cost for step in steps)
        name = (own[0].version.reading or own[0].version.source) if own else ""
        return Change(self.verdict.scheme, steps, _goal(after), cost, after.missing, name, after)

    def obstacles(self) -> tuple[Obstacle, ...]:
        """What stands in the way."""
        if self._shut:
            return (Obstacle(self._shut, (), ()),)
        if self.exhausted:
            return (Obstacle("too_large", (), ()),)
        clauses = [clause for reading in self.verdict.readings for clause in reading.version.clauses]
        least = Least(self.library.facts, self.verdict.facts, self.on, clauses, sure=False)
        failed = [clause for clause in clauses if not least.met(clause, least.env)]
        fixed = [clause for clause in failed if not least.can_be_met(clause)]
        if fixed:
            return tuple(Obstacle("unchangeable", (each,), least.fixed_facts(each)) for each in fixed)
        facts = dict.fromkeys(name for clause in failed for name in clause.requirement.facts)
        return (Obstacle("together", tuple(failed), tuple(facts)),)


def _rank(change: Change) -> tuple[int, int, tuple[str, ...], str]:
    return len(change.steps), change.cost, tuple(step.fact for step in change.steps), change.reading


def changed(facts: Facts, steps: Iterable[ChangeStep], on: date) -> Facts:
    """The facts once the steps are taken; what was known of these facts before is replaced."""
    new = {step.fact: (Known(step.value, CHANGED, on.isoformat(), "user"),) for step in steps}
    return Facts({**facts.known, **new})


def _goal(verdict: Verdict) -> Goal:
    if verdict.status == "eligible":
        return "eligible"
    return "known_met" if verdict.reason == "partial" else "not_failed"


def _reached(verdict: Verdict, goal: Goal, only: tuple[Reading, ...]) -> bool:
    """Whether a verdict is what was looked for, by all readings or by those named."""
    versions = {id(reading.version) for reading in only}
    readings = [each for each in verdict.readings if not versions or id(each.version) in versions]
    if goal == "eligible":
        return all(reading.truth is True for reading in readings)
    return all(reading.truth is not False for reading in readings)


def what_would_json(library: Library, scheme_id: str, facts: Facts, on: date) -> dict[str, Any]:
    """The answer to "What would make us eligible?": the change, or what stands in the way."""
    change = would_make_eligible(library, scheme_id, facts, on)
    if change is not None:
        return change_json(change, library.facts)
    return obstacles_json(library, scheme_id, obstacles(library, scheme_id, facts, on), facts)
