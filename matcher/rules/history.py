"""A rule as plain data: what it asks on a day, what it gives, its sources, and its versions over time."""

from __future__ import annotations

from datetime import date
from typing import Any

from matcher.rules.library import Library, Refusal
from matcher.rules.pages import sentence
from matcher.rules.phrases import label
from matcher.rules.plain import formula_json, words_json
from matcher.rules.rule import Clause, Rule, Version
from matcher.rules.vocabulary import Vocabulary


def state_on(rule: Rule, on: date) -> str:
    """How a rule stands on a day: in_force, closed, lapsed or not_begun."""
    if rule.closed is not None and rule.closed <= on:
        return "closed"
    if rule.on(on):
        return "in_force"
    return "lapsed" if rule.last_before(on) else "not_begun"


def rule_summary(rule: Rule, on: date) -> dict[str, Any]:
    """A line about a rule as JSON-ready data."""
    return {
        "scheme": rule.scheme,
        "name": rule.name,
        "name_ml": rule.name_ml or None,
        "applicants": list(rule.applicants),
        "complete": rule.complete,
        "state": state_on(rule, on),
        "closed_since": rule.closed.isoformat() if rule.closed else None,
        "review": rule.review.isoformat(),
        "past_review": on > rule.review,
        "versions": len(rule.versions),
        "readings": len(rule.on(on)),
        "digest": rule.digest,
    }


def rule_json(rule: Rule, facts: Vocabulary, on: date) -> dict[str, Any]:
    """All that a rule says, as JSON-ready data: the versions in force on a day, then its history."""
    shown = rule.on(on) or rule.last_before(on)
    return {
        **rule_summary(rule, on),
        "on": on.isoformat(),
        "closed": words_json(rule.closed_words) if rule.closed_words else None,
        "in_force": [_version(version, facts) for version in shown],
        "history": [_period(version, on) for version in _newest_first(rule)],
    }


def _newest_first(rule: Rule) -> list[Version]:
    return sorted(rule.versions, key=lambda each: (each.valid_from or date.min, each.reading), reverse=True)


def _period(version: Version, on: date) -> dict[str, Any]:
    return {
        "reading": version.reading or None,
        "valid_from": version.valid_from.isoformat() if version.valid_from else None,
        "valid_to": version.valid_to.isoformat() if version.valid_to else None,
        "in_force": version.in_force(on),
        "source": version.source,
        "as_of": version.as_of,
        "note": version.note or None,
    }


def _version(version: Version, facts: Vocabulary) -> dict[str, Any]:
    return {
        "reading": version.reading or None,
        "valid_from": version.valid_from.isoformat() if version.valid_from else None,
        "valid_to": version.valid_to.isoformat() if version.valid_to else None,
        "source": version.source,
        "as_of": version.as_of,
        "note": version.note or None,
        "conditions": [_clause(clause, facts) for clause in version.clauses],
        "amounts": [
            {
                "id": amount.id,
                "kind": amount.kind,
                "only_when": sentence(amount.when, facts) if amount.when else None,
                "formula": formula_json(amount),
                **words_json(amount.words),
            }
            for amount in version.amounts
        ],
        "ceilings": [
            {"of": list(each.of), "most": each.most, **words_json(each.words)} for each in version.ceilings
        ],
        "own_contribution": [
            {"percent": each.percent, "of": each.of, **words_json(each.words)}
            for each in version.contributions
        ],
        "documents": [
            {
                "name": each.name,
                "name_ml": each.name_ml or None,
                "issued_by": each.issued_by or None,
                "only_when": sentence(each.when, facts) if each.when else None,
                "source": each.source,
                "as_of": each.as_of,
            }
            for each in version.documents
        ],
        "combinations": [
            {"with": list(each.others), "allowed": each.allowed, **words_json(each.words)}
            for each in version.combinations
        ],
        "needs": [
            {"fact": each.fact, "label": label(facts[each.fact]), **words_json(each.words)}
            for each in version.needs
        ],
        "gives": [
            {"fact": each.fact, "label": label(facts[each.fact]), **words_json(each.words)}
            for each in version.gives
        ],
    }


def _clause(clause: Clause, facts: Vocabulary) -> dict[str, Any]:
    return {
        "id": clause.id,
        "kind": "exclusion" if clause.excludes else "condition",
        "checked": sentence(clause.test, facts),
        "only_when": sentence(clause.when, facts) if clause.when else None,
        "facts": sorted({name for test in (clause.test, clause.when) if test for name in test.facts}),
        **words_json(clause.words),
    }


def refusal_json(refusal: Refusal) -> dict[str, Any]:
    """A file that was not taken as JSON-ready data."""
    return {
        "file": refusal.file,
        "line": refusal.line,
        "cause": refusal.cause,
        "kind": refusal.kind,
        "version_before_in_force": refusal.kept,
    }


def library_json(library: Library, on: date) -> dict[str, Any]:
    """All rules with how each stands on a day, and the files that were not taken."""
    from matcher.rules.keeper import digest

    return {
        "on": on.isoformat(),
        "rules": [rule_summary(rule, on) for rule in library.rules.values()],
        "facts": len(library.facts),
        "digest": digest(library),
        "refused": [refusal_json(each) for each in library.refused],
    }
