"""What one scheme gives that others ask for: first the recognition, then what it opens.

A rule says by `[[version.gives]]` which fact it makes true. Where somebody lacks that fact, schemes that
fail on nothing else can still be had, after the one that gives it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from matcher.rules.candidate import Candidate, Clash, First, candidate
from matcher.rules.facts import Facts, Known
from matcher.rules.library import Library
from matcher.rules.verdict import Verdict, judge

GRANTED = "granted by the scheme that comes first"


@dataclass(frozen=True)
class Offer:
    """A fact that a scheme gives, by every reading of its rule that does not say no."""

    fact: str
    scheme: str


def candidates(library: Library, verdicts: Iterable[Verdict]) -> list[Candidate]:
    """The schemes that can be had, at once or after others, in the order of their ids.

    One that needs a fact which is known to be a no comes in after a scheme that gives it, if that is one of
    them and its sums have no ceiling in common with others. The fewest such schemes count: each of those it
    names is needed.
    """
    every = list(verdicts)
    found = {each.scheme: candidate(each) for each in every if may_be_had(each)}
    lacking: dict[str, Offer] = {}
    while every:
        facts, on = every[0].facts, every[0].on
        new = {
            offer.fact: offer
            for one in reversed(list(found.values()))
            for offer in offers(one.verdict)
            if facts.env.get(offer.fact) is False and offer.fact not in lacking and not one.cost
        }
        if not new:
            break
        lacking.update(new)
        for each in every:
            if each.scheme not in found and each.status == "not_eligible" and not each.closed:
                later = _later(library, each, facts, on, lacking)
                if later is not None:
                    found[each.scheme] = later
    ordered = [found[scheme] for scheme in sorted(found)]
    return [replace(each, first=(*each.first, *_perhaps(each, ordered))) for each in ordered]


def may_be_had(verdict: Verdict) -> bool:
    """Whether the scheme can be applied for as things are."""
    return (
        not verdict.closed
        and verdict.reason not in ("lapsed", "not_begun")
        and verdict.status != "not_eligible"
        and not is_had(verdict)
    )


def is_had(verdict: Verdict) -> bool:
    """Whether all that the scheme gives is there already, as a recognition that somebody has."""
    facts = [each.fact for reading in verdict.readings for each in reading.version.gives]
    priced = any(given.value is not None for reading in verdict.readings for given in reading.given)
    return bool(facts) and not priced and all(verdict.facts.env.get(fact) is True for fact in facts)


def offers(verdict: Verdict) -> list[Offer]:
    """The facts that a scheme makes true by every reading that does not say no."""
    told = [{each.fact for each in one.version.gives} for one in verdict.readings if one.truth is not False]
    return [Offer(fact, verdict.scheme) for fact in sorted(set.intersection(*told))] if told else []


def _later(
    library: Library, verdict: Verdict, facts: Facts, on: date, lacking: Mapping[str, Offer]
) -> Candidate | None:
    """The scheme once facts are given by others, as few as will do; None where that does not help."""
    asked = {name for one in verdict.readings for clause in one.version.clauses for name in clause.facts}
    needed = sorted(asked & set(lacking))
    if not may_be_had(judge(library, verdict.scheme, _granted(facts, needed, on), on)):
        return None
    for name in list(needed):
        fewer = [each for each in needed if each != name]
        if may_be_had(judge(library, verdict.scheme, _granted(facts, fewer, on), on)):
            needed = fewer
    after = judge(library, verdict.scheme, _granted(facts, needed, on), on)
    return replace(candidate(after), first=tuple(First(n, lacking[n].scheme, True, False) for n in needed))


def _granted(facts: Facts, names: Iterable[str], on: date) -> Facts:
    given = {name: (Known(True, GRANTED, on.isoformat(), "user"),) for name in names}
    return Facts({**facts.known, **given})


def _perhaps(one: Candidate, all_: list[Candidate]) -> list[First]:
    """Schemes that give what it needs some day, or what nobody has said of yet whether it is there."""
    verdict, env = one.verdict, one.verdict.facts.env
    needs = (need.fact for reading in verdict.readings for need in reading.version.needs)
    wanted = [*(name for name in verdict.missing if name not in env), *needs]
    return [
        First(fact, other.scheme, False, fact not in env)
        for fact in dict.fromkeys(wanted)
        for other in all_
        if other is not one
        and env.get(fact) is not True
        and any(offer.fact == fact for offer in offers(other.verdict))
    ]


def inherited(
    candidates: list[Candidate], forbidden: Mapping[tuple[str, str], Clash]
) -> tuple[list[Candidate], dict[tuple[str, str], Clash]]:
    """The candidates that can be had with what comes before them, and what excludes what.

    What excludes a scheme excludes all that can only be had after it, too.
    """
    by_name = {each.scheme: each for each in candidates}
    ways = {name: frozenset(way(name, by_name)) for name in by_name}
    legal = {
        name
        for name, before in ways.items()
        if not any(tuple(sorted((a, b))) in forbidden for a in before for b in before if a < b)
    }
    clashes = {pair: each for pair, each in forbidden.items() if legal.issuperset(pair)}
    for name in sorted(legal):
        for pair, each in forbidden.items():
            for first, other in (pair, pair[::-1]):
                if first in ways[name] and first != name and other in legal and other not in ways[name]:
                    one, two = sorted((name, other))
                    clashes.setdefault((one, two), replace(each, one=one, other=two))
    return [each for each in candidates if each.scheme in legal], clashes


def way(scheme: str, by_name: Mapping[str, Candidate]) -> list[str]:
    """The scheme and all that it can only be had after, what comes first in front."""
    found: list[str] = []
    for first in by_name[scheme].first:
        if first.surely:
            found += [name for name in way(first.scheme, by_name) if name not in found]
    return [*found, scheme]
