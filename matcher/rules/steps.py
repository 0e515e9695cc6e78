"""What to do for a plan, in order: find out, bring about, get papers, apply."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, TypeAlias

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
    """

    kind: StepKind
    what: str
    schemes: tuple[str, ...]
    deadline: date | None
    need: Need | None = None
    document: Document | None = None
    certain: bool = True


def steps(chosen: Sequence[Chosen], facts: Vocabulary) -> tuple[Step, ...]:
    """What to do for the schemes of a plan, in order.

    What is missing comes first: what decides before what only narrows a sum, the cheapest to ask first. What
    is needed from elsewhere follows in the
    order in which the rules name it: what one rule names first is done before what it names next.
    """
    return (
        *_find_out(chosen, facts),
        *_bring_about(chosen, facts),
        *_papers(chosen),
        *(Step("apply", each.scheme, (each.scheme,), each.deadline) for each in chosen),
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
                if need.fact in each.needs and need.fact not in earlier:
                    words.setdefault(need.fact, need)
                    before.setdefault(need.fact, set()).update(earlier)
                    earlier.append(need.fact)
        for name in each.needs:
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
