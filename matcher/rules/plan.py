"""The plan: the best legal combination of schemes for an applicant, and the way to it.

    plan(library, facts, on) -> Plan;  plan_json(plan, "en" or "ml") -> dict

Candidates are the schemes that are not refused: those with a definite yes and those that may become
one. How sums count stands in `candidate.py`, which sets are legal and how the best is found in
`combine.py`. What to do comes in this order: find out what is missing, as it costs nothing; bring about
what the schemes need from elsewhere; get the papers; apply, the earliest deadline first. A scheme that
gives what another asks for, such as a recognition, comes before it (`sequence.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from matcher.rules import sequence
from matcher.rules.amounts import NOTHING, Interval
from matcher.rules.candidate import GROUPS, Candidate, Clash
from matcher.rules.change import would_make_eligible
from matcher.rules.combine import Best, best, clashes, groups, worth_together
from matcher.rules.facts import Facts
from matcher.rules.library import Library
from matcher.rules.plan_parts import Alternative, Chosen, LeftOut, Plan
from matcher.rules.plan_text import plan_json
from matcher.rules.steps import in_order, steps
from matcher.rules.verdict import Verdict, judge_all

__all__ = ["Alternative", "Chosen", "LeftOut", "Plan", "plan", "plan_json"]
_MOST_INSTEAD = 3
# A plan without one of its schemes is searched less far than the plan itself.
_NODES_WITHOUT = 1_000


def plan(library: Library, facts: Facts, on: date, *, schemes: Iterable[str] | None = None) -> Plan:
    """The best legal combination of the schemes that an applicant may have.

    Args:
        schemes: choose among these only, by default among all.
    """
    verdicts = judge_all(library, facts, on, schemes)
    every = sequence.candidates(library, verdicts)
    candidates, forbidden = sequence.inherited(every, clashes(every))
    found = _with_first(best(candidates, forbidden), candidates)
    taken = [each for each in candidates if each.scheme in found.chosen]
    tied = {each.scheme: group for group in groups(candidates, forbidden) for each in group}
    needing = {each.scheme for one in candidates for each in one.first if each.surely}
    chosen = in_order(
        # Without a scheme that others can only be had after, more may come in than what is tied to it.
        _chosen(each, candidates if each.scheme in needing else tied[each.scheme], taken, forbidden)
        for each in taken
    )
    return Plan(
        on, tuple(chosen), steps(chosen, library.facts), _value(taken), found.worth, found.exact,
        _gap(found), _own(taken), _ordered(_left_out(library, verdicts, chosen, forbidden)), library.facts,
    )  # fmt: skip


def _with_first(found: Best, candidates: list[Candidate]) -> Best:
    """The best set with all that its schemes can only be had after, where the search ended before that."""
    by_name = {each.scheme: each for each in candidates}
    whole = frozenset(name for scheme in found.chosen for name in sequence.way(scheme, by_name))
    if whole == found.chosen:
        return found
    worth = worth_together([by_name[name] for name in sorted(whole)])
    return replace(found, chosen=whole, worth=worth, bound=max(worth, found.bound))


def _reason(verdict: Verdict) -> str:
    """Why a scheme cannot be chosen; empty where it can."""
    if verdict.closed:
        return "closed"
    if verdict.reason in ("lapsed", "not_begun"):
        return verdict.reason
    if sequence.is_had(verdict):
        return "had"
    return "not_eligible" if verdict.status == "not_eligible" else ""


def _gap(found: Best) -> float:
    """By what part of the bound it could be exceeded, of the first kind of sum in which it could."""
    for reached, bound in zip(found.worth, found.bound, strict=True):
        if reached != bound:
            return (bound - reached) / bound
    return 0.0


def _value(taken: list[Candidate]) -> dict[str, Interval]:
    """Sums by group: from what is certain to what is possible, gifts up to their common ceilings."""
    found = dict.fromkeys(GROUPS, NOTHING)
    for place, group in enumerate(GROUPS):
        low = sum(each.sums[place].low for each in taken if each.certain)
        high = sum(each.sums[place].high for each in taken)
        found[group] = Interval(low, high)
    over_low = _over([each for each in taken if each.certain], lower=True)
    over_high = _over(taken, lower=False)
    gift = found["gift"]
    found["gift"] = Interval(max(0.0, gift.low - over_low), max(gift.low - over_low, gift.high - over_high))
    return {group: value for group, value in found.items() if value != NOTHING}


def _over(taken: list[Candidate], *, lower: bool) -> float:
    """What gifts of one cost come to above that cost less the applicant's share."""
    over = 0.0
    for cost in {each.cost for each in taken if each.cost}:
        group = [each for each in taken if each.cost == cost]
        sums = [each.sums[0].low if lower else each.sums[0].high for each in group]
        whole = group[0].cost_low if lower else group[0].cost_high
        if len(group) > 1 and whole < float("inf"):
            most = max(*sums, whole * (1 - max(each.own for each in group) / 100))
            over += max(0.0, sum(sums) - most)
    return over


def _own(taken: list[Candidate]) -> dict[str, Interval]:
    """What the applicant brings, by the fact it is a part of: the most that one of the schemes asks."""
    found: dict[str, Interval] = {}
    for each in taken:
        for reading in each.verdict.readings:
            for own in reading.own:
                value = own.value if own.asked else Interval(0.0, own.value.high)
                before = found.get(own.contribution.of, NOTHING)
                found[own.contribution.of] = Interval(
                    max(before.low, value.low), max(before.high, value.high)
                )  # fmt: skip
    return found


def _chosen(
    one: Candidate,
    tied: list[Candidate],
    taken: list[Candidate],
    forbidden: dict[tuple[str, str], Clash],
) -> Chosen:
    verdict = one.verdict
    readings = verdict.readings
    narrows = dict.fromkeys(
        name for reading in readings for given in reading.given for name in given.missing
    )  # fmt: skip
    papers = {paper.document: paper for reading in readings for paper in reading.papers}
    needs = dict.fromkeys(need.fact for reading in readings for need in reading.version.needs)
    ends = [reading.version.valid_to for reading in readings if reading.version.valid_to]
    return Chosen(
        one,
        {group: sums for group, sums in zip(GROUPS, one.sums, strict=True) if sums != NOTHING},
        tuple({own.contribution: own for reading in readings for own in reading.own}.values()),
        verdict.missing,
        tuple(name for name in narrows if name not in verdict.missing),
        tuple(papers.values()),
        tuple(name for name in needs if verdict.facts.env.get(name) is not True),
        min(ends, default=None),
        _alternative(one, tied, taken, forbidden),
        *_hangs_on(one, tied, forbidden),
        tuple(each for each in one.first if any(each.scheme == other.scheme for other in taken)),
    )


def _alternative(
    one: Candidate,
    tied: list[Candidate],
    taken: list[Candidate],
    forbidden: dict[tuple[str, str], Clash],
) -> Alternative:
    """The best plan without one of its schemes, and without those that can only be had after it."""
    before = {each.scheme for each in taken}
    by_name = {each.scheme: each for each in (*tied, *taken)}
    gone = {name for name in by_name if one.scheme in sequence.way(name, by_name)}
    rest = [each for each in tied if each.scheme not in gone]
    kept = [each for each in taken if each.scheme not in gone]
    if not any(gone.intersection(pair) for pair in forbidden):
        return Alternative((), _value(kept).get("gift", NOTHING))
    found = _with_first(best(rest, forbidden, most_nodes=_NODES_WITHOUT), [*by_name.values()])
    near = {each.scheme for each in rest}
    apart = [each for each in kept if each.scheme not in near]
    new = [*apart, *(each for each in rest if each.scheme in found.chosen)]
    return Alternative(tuple(sorted(found.chosen - before)), _value(new).get("gift", NOTHING))


def _hangs_on(
    one: Candidate, tied: list[Candidate], forbidden: dict[tuple[str, str], Clash]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Schemes which it excludes and that could be the better ones, and the facts that it hangs on."""
    rivals: list[str] = []
    found: dict[str, None] = {}
    for other in tied:
        pair = tuple(sorted((one.scheme, other.scheme)))
        if pair not in forbidden or one.sums[0].low >= other.sums[0].high:
            continue
        rivals.append(other.scheme)
        for each in (one, other):
            found.update(dict.fromkeys(each.verdict.missing))
            for reading in each.verdict.readings:
                found.update(dict.fromkeys(name for given in reading.given for name in given.missing))
    return (tuple(rivals), tuple(found)) if found else ((), ())


def _left_out(
    library: Library,
    verdicts: list[Verdict],
    chosen: list[Chosen],
    forbidden: dict[tuple[str, str], Clash],
) -> Iterable[LeftOut]:
    names = {each.scheme for each in chosen}
    for verdict in verdicts:
        if verdict.scheme in names:
            continue
        reason = _reason(verdict)
        if not reason:
            with_ = tuple(
                each
                for (one, other), each in sorted(forbidden.items())
                if verdict.scheme in (one, other) and names & {one, other}
            )  # fmt: skip
            yield LeftOut(verdict, "excluded" if with_ else "worth_less", with_)
        elif reason == "not_eligible":
            change = would_make_eligible(library, verdict.scheme, verdict.facts, verdict.on)
            yield LeftOut(verdict, reason, change=change)
        else:
            instead = _instead(verdict, chosen) if reason != "had" else ()
            yield LeftOut(verdict, reason, instead=instead)


def _ordered(left: Iterable[LeftOut]) -> tuple[LeftOut, ...]:
    """Those that are excluded, then those that fit but are closed, then those within reach, the rest."""

    def place(one: LeftOut) -> tuple[int, str]:
        if one.clashes:
            return 0, one.scheme
        return (1 if one.fits else 2 if one.change is not None else 3), one.scheme

    return tuple(sorted(left, key=place))


def _instead(verdict: Verdict, chosen: list[Chosen]) -> tuple[str, ...]:
    """Schemes of the plan that give what a closed one gave, those that count most first."""
    kinds = {
        amount.kind
        for reading in verdict.readings
        if reading.truth is not False
        for amount in reading.version.amounts
    }  # fmt: skip
    found = [each for each in chosen if each.candidate.kinds & kinds]
    found.sort(key=lambda each: ([-part for part in each.candidate.worth], each.scheme))
    return tuple(each.scheme for each in found[:_MOST_INSTEAD])
