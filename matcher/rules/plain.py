"""Verdicts and rules as plain data, the same for the API, the command line and files."""

from __future__ import annotations

from typing import Any

from matcher.rules import explain
from matcher.rules.amounts import Given, Interval
from matcher.rules.facts import Facts, Known
from matcher.rules.rule import Amount, Words
from matcher.rules.values import bound_json
from matcher.rules.values import value_json as value_json
from matcher.rules.verdict import Outcome, Reading, Verdict
from matcher.rules.vocabulary import Vocabulary


def verdict_json(verdict: Verdict, facts: Vocabulary, explained: bool = True) -> dict[str, Any]:
    """A verdict as JSON-ready data; sums in INR, `null` for an open bound.

    Args:
        explained: whether conditions, amounts and sentences are told too.
    """
    rule = verdict.rule
    told: dict[str, Any] = {
        "scheme": verdict.scheme,
        "name": rule.name,
        "on": verdict.on.isoformat(),
        "status": verdict.status,
        "reason": verdict.reason or None,
        "partial": verdict.partial,
        "review": rule.review.isoformat(),
        "past_review": verdict.past_review,
        "closed_since": rule.closed.isoformat() if verdict.closed and rule.closed else None,
        "readings_differ": verdict.differ,
        "missing": list(verdict.missing),
        "conflicts": facts_json(verdict.facts, verdict.conflicts),
        "amounts": {kind: interval_json(value) for kind, value in sorted(verdict.amounts.items())},
    }
    if explained:
        told["readings"] = [_reading(reading) for reading in verdict.readings]
        told["notes"] = explain.notes(verdict, facts)
        told["notes_ml"] = explain.notes(verdict, facts, "ml")
        told["headline"] = explain.headline(verdict)
        told["headline_ml"] = explain.headline(verdict, "ml")
    return told


def _reading(reading: Reading) -> dict[str, Any]:
    version = reading.version
    return {
        "reading": version.reading or None,
        "status": reading.status,
        "valid_from": version.valid_from.isoformat() if version.valid_from else None,
        "valid_to": version.valid_to.isoformat() if version.valid_to else None,
        "source": version.source,
        "as_of": version.as_of,
        "note": version.note or None,
        "conditions": [_condition(each) for each in reading.conditions],
        "amounts": [_given(each) for each in reading.given if each.applies is not False],
        "own_contribution": [
            {**words_json(each.contribution.words), "certain": bool(each.asked), **interval_json(each.value)}
            for each in reading.own
        ],
        "documents": [{**each.document.plain, "certain": bool(each.asked)} for each in reading.papers],
        "combinations": [
            {"with": list(each.others), "allowed": each.allowed, **words_json(each.words)}
            for each in version.combinations
        ],
        "needs": [{"fact": each.fact, **words_json(each.words)} for each in version.needs],
    }


def _condition(outcome: Outcome) -> dict[str, Any]:
    told = outcome.clause.plain.copy()
    told["state"] = outcome.state
    told["facts"] = {name: [one.plain for one in several] for name, several in outcome.known.items()}
    told["missing"] = list(outcome.missing)
    told["conflicting"] = list(outcome.conflicting)
    return told


def _given(given: Given) -> dict[str, Any]:
    told = given.amount.plain.copy()
    told["certain"] = given.applies is True
    if given.value is not None:
        told.update(interval_json(given.value))
    told["missing"] = list(given.missing)
    return told


def formula(given: Given) -> dict[str, Any]:
    """The formula of an amount: what it is of, and its bounds, in INR and percent."""
    return formula_json(given.amount)


def formula_json(amount: Amount) -> dict[str, Any]:
    """The formula of an amount as a rule has it."""
    return amount.formula.copy()


def facts_json(facts: Facts, names: tuple[str, ...] | None = None) -> dict[str, Any]:
    """Facts as JSON-ready data: each with all its values, the graph's first."""
    wanted = names if names is not None else tuple(facts)
    return {name: [known_json(one) for one in facts[name]] for name in wanted}


def known_json(known: Known) -> dict[str, Any]:
    """One value of a fact with its source and date."""
    return known.plain.copy()


def interval_json(value: Interval) -> dict[str, Any]:
    """An interval in INR; `high` is null where nothing caps it."""
    return {"low": bound_json(value.low), "high": bound_json(value.high)}


def words_json(words: Words) -> dict[str, Any]:
    """A sentence of a rule in both languages with its source and clause."""
    return words.plain.copy()
