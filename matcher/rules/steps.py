"""What to do for a plan, in order: find out, bring about, get papers, apply."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal, TypeAlias

from matcher.rules.candidate import First
from matcher.rules.rule import Document, Need
from matcher.rules.vocabulary import Vocabulary

if TYPE_CHECKING:
    from matcher.rules.plan_parts import Chosen

StepKind: TypeAlias = Literal["find_out", "bring_about", "paper", "apply"]


@dataclass(frozen=True)
class Step:
    """One thing to do.

    Attributes:
        what: a fact to find out or to bring about, the name of a paper, or the scheme to apply for.
        schemes: the schemes that it is for.
        deadline: the earliest of theirs, None where none is known.
        need: the words of the rule, for what has to be brought about.
        document: the paper. certain: whether it is asked for in any case; of a fact to find out, whether it
            decides if the applicant is eligible, rather than how much a scheme gives.
        first: of an application, the schemes of the plan that come before it.
    """

    kind: StepKind
    what: str
    schemes: tuple[str, ...]
    deadline: date | None
    need: Need | None = None
    document: Document | None = None
    certain: bool = True
    first: tuple[First, ...] = ()


def steps(chosen: Sequence[Chosen], facts: Vocabulary) -> tuple[Step, ...]:
    """What to do for the schemes of a plan, in order.

    What is missing comes first: what decides before what only narrows a sum, the cheapest to ask first. What
    is needed from elsewhere follows in the
    order in which the rules name it: what one rule names first is done before what it names next. What a
    scheme of the plan gives comes with the application for that scheme.
    """
    return (
        *_find_out(chosen, facts),
        *_bring_about(chosen, facts),
        *_papers(chosen),
        *(Step("apply", each.scheme, (each.scheme,), each.apply_by, first=each.first) for each in chosen),
    )


def _earliest(chosen: Iterable[Chosen]) -> date | None:
    return min((each.deadline for each in chosen if each.deadline), default=None)


def _for(chosen: Sequence[Chosen]) -> tuple[str, ...]:
    return tuple(sorted(each.scheme for each in chosen))


def _find_out(chosen: Sequence[Chosen], facts: Vocabulary) -> list[Step]:
    wanting: dict[str, list[Chosen]] = {}
    for each in chosen:
        for name in (*each.missing, *each.narrows):
            if name not in each.needs:
                wanting.setdefault(name, []).append(each)
    deciding = {name for each in chosen for name in each.missing}
    found = [
        Step("find_out", name, _for(each), _earliest(each), certain=name in deciding)
        for name, each in wanting.items()
    ]
    return sorted(
        found,
        key=lambda step: (not step.certain, facts[step.what].cost, -len(step.schemes), step.what),
    )  # fmt: skip


def _bring_about(chosen: Sequence[Chosen], facts: Vocabulary) -> list[Step]:
    """The needs of the schemes, each once, in an order that keeps to the order within each rule."""
    wanting: dict[str, list[Chosen]] = {}
    words: dict[str, Need] = {}
    before: dict[str, set[str]] = {}
    for each in chosen:
        for reading in each.verdict.readings:
            earlier: list[str] = []
            for need in reading.version.needs:
                if need.fact in needs_of(each) and need.fact not in earlier:
                    words.setdefault(need.fact, need)
                    before.setdefault(need.fact, set()).update(earlier)
                    earlier.append(need.fact)
        for name in needs_of(each):
            wanting.setdefault(name, []).append(each)
    found: list[Step] = []
    left = set(wanting)
    while left:
        free = [name for name in left if not before[name] & left] or list(left)
        name = min(
            free,
            key=lambda one: (
                _earliest(wanting[one]) or date.max,
                -len(wanting[one]),
                facts[one].cost,
                one,
            ),
        )  # fmt: skip
        left.remove(name)
        own = wanting[name]
        found.append(Step("bring_about", name, _for(own), _earliest(own), words[name]))
    return found


def in_order(chosen: Iterable[Chosen]) -> list[Chosen]:
    """Schemes in the order to apply in: the earliest deadline first, and before each what it comes after.

    What comes before another has to be applied for by the other's deadline at the latest, and counts as much.
    """
    found = {each.scheme: each for each in chosen}
    place = {
        name: (each.deadline or date.max, [-part for part in each.candidate.worth], name)
        for name, each in found.items()
    }
    for _ in found:
        for name, each in found.items():
            for first in each.first:
                place[first.scheme] = min(place[first.scheme], place[name])
    left = sorted(found.values(), key=lambda each: (place[each.scheme], each.scheme))
    ordered: list[Chosen] = []
    while left:
        waiting = {each.scheme for each in left}
        # Recognitions may ask for each other in a circle, but never surely all around it.
        one = min(left, key=lambda each: (_waits(each, waiting, True), _waits(each, waiting, False)))
        left.remove(one)
        by = place[one.scheme][0]
        ordered.append(replace(one, apply_by=by if by < date.max else None))
    return ordered


def _waits(one: Chosen, waiting: set[str], surely: bool) -> bool:
    """Whether something that is still to come surely, or perhaps, has to be had before it."""
    return any(first.scheme in waiting for first in one.first if first.surely is surely)


def needs_of(chosen: Chosen) -> tuple[str, ...]:
    """What it needs from elsewhere: what no scheme of the plan gives."""
    given = {each.fact for each in chosen.first}
    return tuple(name for name in chosen.needs if name not in given)


def _papers(chosen: Sequence[Chosen]) -> list[Step]:
    """Each paper once, those with a deadline first, then those that most schemes ask for."""
    wanting: dict[str, list[Chosen]] = {}
    papers: dict[str, Document] = {}
    certain: dict[str, bool] = {}
    for each in chosen:
        for paper in each.papers:
            name = paper.document.name
            if each not in wanting.setdefault(name, []):
                wanting[name].append(each)
            kept = papers.setdefault(name, paper.document)
            if not kept.issued_by and paper.document.issued_by:
                papers[name] = paper.document
            certain[name] = certain.get(name, False) or paper.asked is True
    found = [
        Step("paper", name, _for(each), _earliest(each), None, papers[name], certain[name])
        for name, each in wanting.items()
    ]
    return sorted(found, key=lambda step: (step.deadline or date.max, -len(step.schemes), step.what))
