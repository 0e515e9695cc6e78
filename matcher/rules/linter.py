"""Reads a library for defects that a parser cannot see; `sangam rules check` shows what it finds.

Reachability is decided by trying every combination of the values at which tests change, so what is
called unreachable or a contradiction is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Literal, TypeAlias

from matcher.rules.library import Library
from matcher.rules.logic import All, AtLeast, Compare, Not, Some, Test
from matcher.rules.rule import Rule, Version, Words
from matcher.rules.samples import always
from matcher.rules.vocabulary import MONEY, Vocabulary

Level: TypeAlias = Literal["error", "warning"]
# Sums of rupees below this in a test look like lakhs or crores that were not written out.
_SMALL_SUM = 1000


@dataclass(frozen=True)
class Finding:
    """One defect.

    Attributes:
        kind: unknown fact, unit mismatch, unreachable branch, contradiction, overlapping dates,
            past review date, missing source, missing translation, or form and size of a refused file.
        where: the part of the rule, such as `version 1, condition looms`.
    """

    kind: str
    level: Level
    file: str
    where: str
    message: str

    def __str__(self) -> str:
        where = f", {self.where}" if self.where else ""
        return f"{self.file}{where}: {self.kind}: {self.message}"


def check(library: Library, on: date | None = None) -> list[Finding]:
    """All defects of a library, by file.

    Args:
        on: the day for review dates and ages, today by default.
    """
    day = on or date.today()
    found = [
        Finding(
            refusal.kind, "error", refusal.file, f"line {refusal.line}" if refusal.line else "", refusal.cause
        )
        for refusal in library.refused
    ]
    for rule in library.rules.values():
        found += _Linter(rule, library.facts, day).findings()
    return sorted(found, key=lambda each: (each.file, each.where, each.kind, each.message))


class _Linter:
    """Looks through one rule."""

    def __init__(self, rule: Rule, facts: Vocabulary, on: date) -> None:
        self.rule, self.facts, self.on = rule, facts, on
        self.found: list[Finding] = []

    def findings(self) -> list[Finding]:
        """What is wrong with it."""
        if self.on > self.rule.review:
            self.add("past review date", "warning", "", f"it was to be checked again by {self.rule.review}")
        self.overlaps()
        for number, version in enumerate(self.rule.versions, 1):
            self.version(f"version {number}", version)
        return self.found

    def add(self, kind: str, level: Level, where: str, message: str) -> None:
        """Note a finding."""
        self.found.append(Finding(kind, level, self.rule.file, where, message))

    def overlaps(self) -> None:
        """Two versions of one reading that hold on the same day."""
        numbered = enumerate(self.rule.versions, 1)
        for (first, one), (second, other) in combinations(numbered, 2):
            if one.reading == other.reading and _overlap(one, other):
                name = f" of the reading '{one.reading}'" if one.reading else ""
                message = f"versions {first} and {second}{name} overlap; end one, or name two readings"
                self.add("overlapping dates", "error", f"version {second}", message)

    def version(self, where: str, version: Version) -> None:
        """Sources, units and branches of one version."""
        if not version.source:
            self.add("missing source", "error", where, "its period has no source")
        for part, words in _worded(version):
            self.words(f"{where}, {part}", words)
        for document in version.documents:
            if not document.source:
                self.add("missing source", "error", f"{where}, document {document.name}", "it has no source")
        for part, test in _tests(version):
            self.test(f"{where}, {part}", test)
        self.contradictions(where, version)
        self.shares(where, version)

    def words(self, where: str, words: Words) -> None:
        """Whether a sentence has its source and its translation."""
        if not words.source:
            self.add("missing source", "error", where, "it has no source")
        if not words.text_ml:
            self.add("missing translation", "warning", where, "text_ml is empty")

    def test(self, where: str, test: Test) -> None:
        """Branches that nothing reaches, and sums that look like another unit."""
        for node in test.walk():
            if isinstance(node, Compare):
                self.unit(where, node)
        truths = always(test, self.facts, self.on)
        if truths is not None and len(truths) == 1:
            what = "always holds" if True in truths else "can never hold"
            self.add("unreachable branch", "error", where, f"its test {what}")
            return
        for node in test.walk():
            if isinstance(node, Some | All | AtLeast):
                self.branches(where, node)

    def branches(self, where: str, node: Test) -> None:
        """Parts of a test that decide nothing, whatever the facts are."""
        for place, part in enumerate(node.parts, 1):
            truths = always(part, self.facts, self.on)
            if truths is not None and len(truths) == 1:
                what = "always holds" if True in truths else "can never hold"
                self.add("unreachable branch", "error", where, f"part {place} of a test {what}")
            elif isinstance(node, Some) and place > 1:
                before = Some(node.parts[: place - 1])
                adds = always(All((part, Not(before))), self.facts, self.on)
                if adds == {False}:
                    message = f"part {place} of a test holds only where an earlier part holds"
                    self.add("unreachable branch", "warning", where, message)

    def unit(self, where: str, node: Compare) -> None:
        """Whether a sum was written in lakhs or crores."""
        if self.facts[node.fact].unit != MONEY:
            return
        values = node.value if isinstance(node.value, tuple) else (node.value,)
        for value in values:
            if isinstance(value, float) and 0 < value < _SMALL_SUM:
                message = f"{node.fact} is compared with {value:g} rupees; write lakhs and crores out"
                self.add("unit mismatch", "warning", where, message)

    def contradictions(self, where: str, version: Version) -> None:
        """Two clauses that cannot both be satisfied."""
        for one, other in combinations(version.clauses, 2):
            if not set(one.requirement.facts) & set(other.requirement.facts):
                continue
            both = always(All((one.requirement, other.requirement)), self.facts, self.on)
            alone = (always(each.requirement, self.facts, self.on) for each in (one, other))
            if both == {False} and all(each is None or True in each for each in alone):
                message = f"{one.id} and {other.id} can never both be satisfied"
                self.add("contradiction", "error", where, message)

    def shares(self, where: str, version: Version) -> None:
        """Amounts that never count because an earlier one of their share always does."""
        before: dict[str, list[Test]] = {}
        certain: set[str] = set()
        for amount in version.amounts:
            place = f"{where}, amount {amount.id}"
            if amount.share in certain:
                self.add("unreachable branch", "error", place, "an earlier amount of its share always counts")
            elif amount.when is not None and (earlier := before.get(amount.share)):
                alone = always(All((amount.when, Not(Some(tuple(earlier))))), self.facts, self.on)
                if alone == {False}:
                    message = "whenever it would apply, an earlier amount of its share counts"
                    self.add("unreachable branch", "error", place, message)
            if amount.when is None:
                certain.add(amount.share)
            else:
                before.setdefault(amount.share, []).append(amount.when)


def _overlap(one: Version, other: Version) -> bool:
    start = max(one.valid_from or date.min, other.valid_from or date.min)
    return start <= min(one.valid_to or date.max, other.valid_to or date.max)


def _worded(version: Version) -> Iterator[tuple[str, Words]]:
    for clause in version.clauses:
        yield f"{'exclusion' if clause.excludes else 'condition'} {clause.id}", clause.words
    for amount in version.amounts:
        yield f"amount {amount.id}", amount.words
    for number, ceiling in enumerate(version.ceilings, 1):
        yield f"ceiling {number}", ceiling.words
    for number, part in enumerate(version.contributions, 1):
        yield f"own_contribution {number}", part.words
    for number, combination in enumerate(version.combinations, 1):
        yield f"combination {number}", combination.words
    for need in version.needs:
        yield f"needs {need.fact}", need.words
    for each in version.gives:
        yield f"gives {each.fact}", each.words


def _tests(version: Version) -> Iterator[tuple[str, Test]]:
    for clause in version.clauses[1:]:
        kind = "exclusion" if clause.excludes else "condition"
        yield f"{kind} {clause.id}", clause.test
        if clause.when is not None:
            yield f"{kind} {clause.id}, when", clause.when
    for amount in version.amounts:
        if amount.when is not None:
            yield f"amount {amount.id}, when", amount.when
    for number, part in enumerate(version.contributions, 1):
        if part.when is not None:
            yield f"own_contribution {number}, when", part.when
    for document in version.documents:
        if document.when is not None:
            yield f"document {document.name}, when", document.when
