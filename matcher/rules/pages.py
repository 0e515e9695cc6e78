"""A page for each scheme that an official can read: `docs/schemes/<slug>.md`, made from its rule file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from matcher.rules.library import Library
from matcher.rules.logic import All, AtLeast, Compare, Not, Some, Test
from matcher.rules.phrases import label, rupees, value_text
from matcher.rules.rule import Amount, Clause, Rule, Version, Words
from matcher.rules.vocabulary import Vocabulary

_OPS = {
    "=": "is", "!=": "is not", "<": "is below", "<=": "is at most", ">": "is above", ">=": "is at least",
    "in": "is one of", "not_in": "is none of",
}  # fmt: skip
_KINDS = {
    "grant": "grant", "loan": "loan", "interest_subsidy": "interest subsidy", "guarantee": "guarantee",
    "seed": "seed money", "training": "training", "in_kind": "help in kind",
}  # fmt: skip
_PARTIAL = (
    "**The sources tell only part of this rule.** It can show that somebody is not eligible; "
    "a definite yes only the authority can give."
)
_MADE = "<!-- Made from data/rules/{file}; change that file and make the pages anew (docs/rules.md). -->"


def page(rule: Rule, facts: Vocabulary) -> str:
    """The page of one rule, as Markdown."""
    return "\n".join(_page(rule, facts)).rstrip() + "\n"


def write_pages(library: Library, folder: Path) -> list[Path]:
    """Write the pages of a library and an index; gives those that changed. Pages without a rule go."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {f"{rule.slug}.md": page(rule, library.facts) for rule in library.rules.values()}
    wanted["README.md"] = index(library)
    changed: list[Path] = []
    for path in sorted(folder.glob("*.md")):
        if path.name not in wanted:
            path.unlink()
            changed.append(path)
    for name, text in wanted.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed


def index(library: Library) -> str:
    """The list of all pages, as Markdown."""
    lines = [
        "# Schemes whose rules are written down",
        "",
        "| scheme | for | rule | check again by |",
        "|---|---|---|---|",
    ]
    for rule in library.rules.values():
        known = "complete" if rule.complete else "partial"
        who = ", ".join(rule.applicants)
        lines.append(f"| [{_cell(rule.name)}]({rule.slug}.md) | {who} | {known} | {rule.review} |")
    return "\n".join(lines) + "\n"


def _page(rule: Rule, facts: Vocabulary) -> Iterator[str]:
    yield from (_MADE.format(file=rule.file), f"# {rule.name}", "")
    if rule.name_ml:
        yield from (rule.name_ml, "")
    yield f"- Scheme: `{rule.scheme}`"
    yield f"- Who may apply: {', '.join(rule.applicants)}"
    yield f"- This rule is to be checked again by {rule.review}."
    if rule.closed and rule.closed_words:
        yield f"- Closed since {rule.closed}: {rule.closed_words.text} ({_source(rule.closed_words)})"
    yield from ("", "All conditions below are known." if rule.complete else _PARTIAL, "")
    for version in sorted(rule.versions, key=lambda each: each.valid_from or date.min, reverse=True):
        yield from _version(version, facts)


def _version(version: Version, facts: Vocabulary) -> Iterator[str]:
    start = str(version.valid_from) if version.valid_from else "the beginning (no date known)"
    end = str(version.valid_to) if version.valid_to else "now (no end known)"
    name = f"Reading “{version.reading}”: " if version.reading else ""
    yield from (f"## {name}from {start} to {end}", "")
    if version.note:
        yield from (version.note, "")
    yield from (f"Source of the period: {version.source} ({version.as_of})", "")
    conditions = [clause for clause in version.clauses if not clause.excludes]
    yield from _clauses("Conditions (all must hold)", conditions, facts)
    yield from _clauses(
        "Exclusions (none may hold)", [each for each in version.clauses if each.excludes], facts
    )
    if version.amounts:
        yield from ("### What it gives", "")
        for amount in version.amounts:
            yield from _words(
                f"{_KINDS[amount.kind]}", amount.words, _formula(amount, facts), amount.when, facts
            )
        for ceiling in version.ceilings:
            what = f"{', '.join(ceiling.of)}: together at most {rupees(ceiling.most)}"
            yield from _words("joint ceiling", ceiling.words, what, ceiling.when, facts)
        yield ""
    if version.contributions:
        yield from ("### What the applicant brings", "")
        for part in version.contributions:
            what = f"at least {part.percent:g}% of {label(facts[part.of])}"
            yield from _words("", part.words, what, part.when, facts)
        yield ""
    if version.documents:
        yield from ("### Papers", "")
        for paper in version.documents:
            issued = f", issued by {paper.issued_by}" if paper.issued_by else ""
            when = f", when {sentence(paper.when, facts)}" if paper.when else ""
            name_ml = f" ({paper.name_ml})" if paper.name_ml else ""
            yield f"- {paper.name}{name_ml}{issued}{when} — {paper.source} ({paper.as_of})"
        yield ""
    if version.needs:
        yield from ("### What has to be there first", "")
        for need in version.needs:
            yield from _words(label(facts[need.fact]), need.words, "", None, facts)
        yield ""
    if version.gives:
        yield from ("### What it opens", "")
        for each in version.gives:
            yield from _words(label(facts[each.fact]), each.words, "", None, facts)
        yield ""
    if version.combinations:
        yield from ("### With other schemes", "")
        for other in version.combinations:
            verb = "may be combined with" if other.allowed else "may not be combined with"
            yield from _words(f"{verb} {', '.join(other.others)}", other.words, "", None, facts)
        yield ""


def _clauses(title: str, clauses: list[Clause], facts: Vocabulary) -> Iterator[str]:
    if not clauses:
        return
    yield from (f"### {title}", "")
    for number, clause in enumerate(clauses, 1):
        yield f"{number}. {clause.words.text}"
        if clause.words.text_ml:
            yield f"   {clause.words.text_ml}"
        yield f"   - Checked: {sentence(clause.test, facts)}"
        if clause.when is not None:
            yield f"   - Only when: {sentence(clause.when, facts)}"
        yield f"   - Source: {_source(clause.words)}"
    yield ""


def _words(head: str, words: Words, what: str, when: Test | None, facts: Vocabulary) -> Iterator[str]:
    yield f"- {f'{head}: ' if head else ''}{words.text}"
    if words.text_ml:
        yield f"  {words.text_ml}"
    if what:
        yield f"  - Reckoned: {what}"
    if when is not None:
        yield f"  - Only when: {sentence(when, facts)}"
    yield f"  - Source: {_source(words)}"


def _source(words: Words) -> str:
    clause = f"; {words.clause}" if words.clause else ""
    return f"{words.source} ({words.as_of}{clause})"


def _formula(amount: Amount, facts: Vocabulary) -> str:
    if amount.fixed is not None:
        value = rupees(amount.fixed)
    elif amount.percent is not None:
        value = f"{amount.percent:g}% of {label(facts[amount.of])}"
    elif amount.per_unit is not None:
        value = f"{rupees(amount.per_unit)} for each of: {label(facts[amount.of])}"
    else:
        value = "no formula in the source" if amount.ceiling is not None else "no sum in the source"
    if amount.floor is not None:
        value += f", at least {rupees(amount.floor)}"
    if amount.ceiling is not None:
        value += f", at most {rupees(amount.ceiling)}"
    return f"up to {value}" if amount.up_to else value


def sentence(test: Test, facts: Vocabulary) -> str:
    """A test in words."""
    match test:
        case Compare():
            return _compare(test, facts)
        case All():
            return " and ".join(_inner(part, facts) for part in test.tests)
        case Some():
            return " or ".join(_inner(part, facts) for part in test.tests)
        case Not():
            return f"not: {_inner(test.test, facts)}"
        case AtLeast():
            return f"at least {test.number} of: " + "; ".join(_inner(part, facts) for part in test.tests)
        case _:
            raise TypeError(f"{test!r} is no test")


def _inner(test: Test, facts: Vocabulary) -> str:
    text = sentence(test, facts)
    return text if isinstance(test, Compare) else f"({text})"


def _compare(test: Compare, facts: Vocabulary) -> str:
    fact = facts[test.fact]
    if test.op == "within_years":
        return f"{label(fact)} is at most {test.value:g} years ago"
    values = test.value if isinstance(test.value, tuple) else (test.value,)
    told = ", ".join(value_text(fact, value) for value in values)
    return f"{label(fact)} {_OPS[test.op]} {told}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
