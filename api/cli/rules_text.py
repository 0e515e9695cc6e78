"""A rule as a person reads it: conditions with their clauses, what it gives, papers, and its history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console

from api.cli.render import Sources, bullet, heading, paragraph, source_of

if TYPE_CHECKING:
    from api.cli.schemes_asking import Language

_STATE = {
    "in_force": "This is the rule in force on {on}.",
    "closed": "The scheme has taken no applications since {closed}.",
    "lapsed": "The rule that is known ended before {on}, and no later one is known; this is how it was last.",
    "not_begun": "No rule is known for {on}.",
}
_PARTIAL = (
    "The sources tell only part of this rule: it can show that somebody is not eligible, "
    "never a definite yes."
)


def show_rule(out: Console, told: dict[str, Any], language: Language) -> None:
    """A rule as `rule_json` gives it."""
    sources = Sources()
    name = told["name_ml"] if language == "ml" and told["name_ml"] else told["name"]
    paragraph(out, f"{name} · {told['scheme']}", hang=2, style="bold")
    paragraph(out, f"Who may apply: {', '.join(told['applicants'])}.")
    paragraph(out, _STATE[told["state"]].format(on=told["on"], closed=told["closed_since"]))
    if told["closed"]:
        paragraph(out, _text(told["closed"], language) + _mark(sources, told["closed"]))
    if not told["complete"]:
        paragraph(out, _PARTIAL)
    late = " That day is past: confirm it before relying on it." if told["past_review"] else ""
    paragraph(out, f"To be checked again by {told['review']}.{late}")
    for version in told["in_force"]:
        _show_version(out, version, sources, language)
    heading(out, "History")
    for period in told["history"]:
        reading = f", reading “{period['reading']}”" if period["reading"] else ""
        now = " (in force)" if period["in_force"] else ""
        bullet(out, f"{_period(period)}{reading}{now}{_mark(sources, period)}", indent=2)
    sources.show(out)


def _show_version(out: Console, version: dict[str, Any], sources: Sources, language: Language) -> None:
    reading = f"reading “{version['reading']}”, " if version["reading"] else ""
    heading(out, f"Rule {reading}{_period(version)}")
    if version["note"]:
        paragraph(out, version["note"], indent=2)
    for title, kind in (
        ("Conditions: all must hold", "condition"),
        ("Exclusions: none may hold", "exclusion"),
    ):
        found = [each for each in version["conditions"] if each["kind"] == kind]
        if found:
            paragraph(out, title, indent=2, style="bold")
        for each in found:
            bullet(out, _text(each, language) + _mark(sources, each))
            when = f"; only when {each['only_when']}" if each["only_when"] else ""
            paragraph(out, f"Checked: {each['checked']}{when}.", indent=6, style="dim")
    for title, key in (
        ("What it gives", "amounts"), ("Together at most", "ceilings"),
        ("What the applicant brings", "own_contribution"), ("What has to be there first", "needs"),
        ("What it opens", "gives"),
        ("With other schemes", "combinations"),
    ):  # fmt: skip
        if version[key]:
            paragraph(out, title, indent=2, style="bold")
        for each in version[key]:
            when = f" Only when {each['only_when']}." if each.get("only_when") else ""
            bullet(out, _text(each, language) + _mark(sources, each) + when)
    if version["documents"]:
        paragraph(out, "Papers", indent=2, style="bold")
    for paper in version["documents"]:
        named = paper["name_ml"] if language == "ml" and paper["name_ml"] else paper["name"]
        issuer = f", issued by {paper['issued_by']}" if paper["issued_by"] else ""
        when = f", when {paper['only_when']}" if paper["only_when"] else ""
        bullet(out, f"{named}{issuer}{when}{_mark(sources, paper)}")


def _period(version: dict[str, Any]) -> str:
    start = version["valid_from"] or "the beginning (no date known)"
    return f"from {start} to {version['valid_to'] or 'now (no end known)'}"


def _text(words: dict[str, Any], language: Language) -> str:
    return str(words["text_ml"] if language == "ml" and words.get("text_ml") else words["text"])


def _mark(sources: Sources, words: dict[str, Any]) -> str:
    mark = sources.mark([source_of(words)])
    return f"{mark} ({words['clause']})" if words.get("clause") else mark
