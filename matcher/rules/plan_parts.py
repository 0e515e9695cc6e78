"""What a plan consists of, as plain frozen records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from matcher.rules.amounts import Interval
from matcher.rules.candidate import Candidate, Clash, First, Worth
from matcher.rules.change import Change
from matcher.rules.steps import Step
from matcher.rules.verdict import Own, Paper, Verdict
from matcher.rules.vocabulary import Vocabulary


@dataclass(frozen=True)
class Alternative:
    """What to do where one scheme of the plan turns out to be closed or refused.

    Attributes:
        schemes: those that come in then, none where nothing that is left out takes its place.
        value: the gifts of the whole plan then.
    """

    schemes: tuple[str, ...]
    value: Interval


@dataclass(frozen=True)
class Chosen:
    """A scheme of the plan.

    Attributes:
        amounts: what it comes to in INR, by group: gift, help, guarantee, loan.
        own: what the applicant has to bring.
        missing: facts that decide whether the applicant is eligible; narrows: that narrow the sums.
        papers: what to bring and who issues it. needs: facts that have to be brought about first.
        deadline: the last day of the rule, None where none is known.
        alternative: what comes in where it falls away.
        rivals: schemes that it excludes and that could be worth more; hangs_on: facts that decide it.
        first: schemes of the plan that come before it. apply_by: the deadline, or that of what comes after it
            where that is earlier.
    """

    candidate: Candidate
    amounts: dict[str, Interval]
    own: tuple[Own, ...]
    missing: tuple[str, ...]
    narrows: tuple[str, ...]
    papers: tuple[Paper, ...]
    needs: tuple[str, ...]
    deadline: date | None
    alternative: Alternative
    rivals: tuple[str, ...]
    hangs_on: tuple[str, ...]
    first: tuple[First, ...] = ()
    apply_by: date | None = None

    @property
    def verdict(self) -> Verdict:
        """The verdict on it."""
        return self.candidate.verdict

    @property
    def scheme(self) -> str:
        """The scheme's id."""
        return self.candidate.scheme


@dataclass(frozen=True)
class LeftOut:
    """A scheme that is not in the plan.

    Attributes:
        reason: closed, lapsed, not_begun, not_eligible, had where all that it gives is there already,
            or excluded by schemes of the plan.
        clashes: with which of them, by what words.
        change: what would make the applicant eligible, for one who is not.
        instead: schemes of the plan that give the same kind of support, for one that is closed.
    """

    verdict: Verdict
    reason: str
    clashes: tuple[Clash, ...] = ()
    change: Change | None = None
    instead: tuple[str, ...] = ()

    @property
    def scheme(self) -> str:
        """The scheme's id."""
        return self.verdict.scheme

    @property
    def fits(self) -> bool:
        """Whether, but for the reason, the applicant is or may be eligible by some reading."""
        return any(reading.truth is not False for reading in self.verdict.readings)


@dataclass(frozen=True)
class Plan:
    """The best legal combination on a day.

    Attributes:
        chosen: its schemes, in the order to apply in. steps: what to do, in order.
        value: sums in INR by group, as intervals: the lower end is what is certain, that is of
            schemes with a definite yes; the upper what is still possible.
        counted: what it was chosen by, in paise: see `candidate.py`.
        exact: whether it is proven to be the best; gap: by what part of the bound the gifts of a
            better set could at most exceed it, 0 where it is proven.
        own: what the applicant has to bring, by the fact it is a part of.
    """

    on: date
    chosen: tuple[Chosen, ...]
    steps: tuple[Step, ...]
    value: dict[str, Interval]
    counted: Worth
    exact: bool
    gap: float
    own: dict[str, Interval]
    left_out: tuple[LeftOut, ...]
    facts: Vocabulary
