"""The answer to "what can they get?": all verdicts in order, their counts, and what to ask next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from matcher.rules.explain import explain
from matcher.rules.facts import Facts
from matcher.rules.keeper import digest
from matcher.rules.library import Library
from matcher.rules.phrases import Language
from matcher.rules.plain import facts_json, interval_json, verdict_json
from matcher.rules.question import next_question, question_json
from matcher.rules.verdict import Verdict, judge_all

# In this order answers tell them. Of `ended` the rule that is known does not hold on the day;
# `other_applicants` are schemes that take other kinds of applicant only.
GROUPS = ("eligible", "unknown", "ended", "not_eligible", "other_applicants")


def group_of(verdict: Verdict) -> str:
    """Where an answer tells a verdict, one of GROUPS."""
    if is_for_others(verdict):
        return "other_applicants"
    return "ended" if verdict.reason in ("lapsed", "not_begun") else verdict.status


def is_for_others(verdict: Verdict) -> bool:
    """Whether the scheme takes other kinds of applicant only, by every reading."""
    env, on = verdict.facts.env, verdict.on
    # The first clause says who may apply.
    return bool(verdict.readings) and all(
        reading.version.clauses[0].test.check(env, on) is False for reading in verdict.readings
    )


def in_order(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Verdicts by group, then by the id of the scheme."""
    return sorted(verdicts, key=lambda each: (GROUPS.index(group_of(each)), each.scheme))


def counts(verdicts: Iterable[Verdict]) -> dict[str, int]:
    """How many verdicts each group has."""
    found = Counter(map(group_of, verdicts))
    return {group: found[group] for group in GROUPS}


def eligibility_json(
    library: Library,
    facts: Facts,
    on: date,
    *,
    schemes: Sequence[str] | None = None,
    explained: bool = True,
    language: Language | None = None,
) -> dict[str, Any]:
    """The verdicts on an applicant as JSON-ready data.

    Args:
        schemes: judge these only, all by default.
        explained: with every condition, amount and sentence, the facts, and the next question; of
            schemes for other kinds of applicant the verdict alone is told.
        language: in which explained verdicts are told in whole sentences too, none when None; the
            words of the rules come in both.

    Raises:
        NotFoundError: a scheme has no rule; it carries near ids.
    """
    judged = judge_all(library, facts, on, schemes)
    verdicts = in_order(judged)
    told: dict[str, Any] = {
        "on": on.isoformat(),
        "counts": counts(verdicts),
        "verdicts": [_verdict(each, library, explained, language) for each in verdicts],
        "rules": digest(library),
    }
    if explained:
        question = next_question(library, facts, on, verdicts=judged)
        told["next_question"] = question_json(question) if question else None
        told["facts"] = facts_json(facts)
    return told


def _verdict(
    verdict: Verdict, library: Library, explained: bool, language: Language | None
) -> dict[str, Any]:
    group = group_of(verdict)
    if not explained or group == "other_applicants":
        return _brief(verdict, group)
    told = {"group": group, **verdict_json(verdict, library.facts)}
    if language is not None:
        told["sentences"] = explain(verdict, library.facts, language)
    return told


def _brief(verdict: Verdict, group: str) -> dict[str, Any]:
    """A verdict in short: an answer for a thousand applicants holds tens of thousands."""
    told: dict[str, Any] = {
        "group": group,
        "scheme": verdict.scheme,
        "name": verdict.rule.name,
        "status": verdict.status,
        "reason": verdict.reason or None,
        "partial": verdict.partial,
        "past_review": verdict.past_review,
        "missing": list(verdict.missing),
    }
    if group != "other_applicants":
        told["amounts"] = {kind: interval_json(sums) for kind, sums in verdict.amounts.items()}
    if verdict.conflicts:
        told["conflicts"] = facts_json(verdict.facts, verdict.conflicts)
    return told
