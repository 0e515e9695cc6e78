"""What a rule file says, as plain frozen records.

`plain` of a part is what every answer tells of it, JSON-ready and made once: to be copied before it is
changed. What depends on the applicant has its place in it, and is empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal, TypeAlias

from matcher.rules.logic import All, Compare, Not, Some, Test

AmountKind: TypeAlias = Literal[
    "grant", "loan", "interest_subsidy", "guarantee", "seed", "training", "in_kind"
]


@dataclass(frozen=True)
class Words:
    """A sentence in English and Malayalam with the source that it is taken from."""

    text: str
    text_ml: str
    source: str
    as_of: str
    clause: str = ""

    @cached_property
    def plain(self) -> dict[str, Any]:
        """The sentence in both languages, its source and clause."""
        return {
            "text": self.text,
            "text_ml": self.text_ml or None,
            "source": self.source,
            "as_of": self.as_of,
            "clause": self.clause or None,
        }


@dataclass(frozen=True)
class Clause:
    """A condition, or an exclusion when `excludes`: its test then is what must not hold."""

    id: str
    words: Words
    test: Test
    when: Test | None = None
    excludes: bool = False

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The facts that it speaks of, those that limit it first."""
        limits = self.when.facts if self.when is not None else ()
        return tuple(dict.fromkeys((*limits, *self.test.facts)))

    @cached_property
    def requirement(self) -> Test:
        """What has to hold for the clause not to stand in the way: (not when) or test.

        An exclusion asks for the contrary of its test.
        """
        test = Not(self.test) if self.excludes else self.test
        return test if self.when is None else Some((Not(self.when), test))

    @cached_property
    def comparisons(self) -> dict[str, tuple[Compare, ...]]:
        """Its comparisons of each fact, by the name of the fact."""
        nodes = [node for node in self.requirement.walk() if isinstance(node, Compare)]
        return {name: tuple(node for node in nodes if node.fact == name) for name in self.facts}

    @cached_property
    def plain(self) -> dict[str, Any]:
        """What an answer tells of it."""
        kind = "exclusion" if self.excludes else "condition"
        told = {"id": self.id, "kind": kind, "state": None, **self.words.plain}
        return {**told, "facts": None, "missing": None, "conflicting": None}


@dataclass(frozen=True)
class Amount:
    """What the scheme gives: percent of a fact, a fixed sum, a sum for each unit, or none printed.

    Attributes:
        ceiling, floor: INR. up_to: the source says "up to", so anything from 0 is possible.
        share: amounts of one share exclude each other; the first whose `when` holds counts.
    """

    id: str
    words: Words
    kind: AmountKind
    when: Test | None = None
    percent: float | None = None
    fixed: float | None = None
    per_unit: float | None = None
    of: str = ""
    ceiling: float | None = None
    floor: float | None = None
    up_to: bool = False
    share: str = ""

    @cached_property
    def plain(self) -> dict[str, Any]:
        """What an answer tells of it."""
        told = {"id": self.id, "kind": self.kind, "certain": False, **self.words.plain}
        return {**told, "low": None, "high": None, "formula": self.formula, "missing": None}

    @cached_property
    def formula(self) -> dict[str, Any]:
        """What it is of, and its bounds, in INR and percent; what the rule does not name left out."""
        parts = {
            "percent": self.percent, "fixed": self.fixed, "per_unit": self.per_unit,
            "of": self.of or None, "ceiling": self.ceiling, "floor": self.floor, "up_to": self.up_to or None,
        }  # fmt: skip
        return {key: value for key, value in parts.items() if value is not None}


@dataclass(frozen=True)
class Ceiling:
    """The most, in INR, that several amounts may come to together."""

    words: Words
    of: tuple[str, ...]
    most: float
    when: Test | None = None


@dataclass(frozen=True)
class Contribution:
    """What the applicant has to bring: a percentage of a fact in INR, at least."""

    words: Words
    percent: float
    of: str
    when: Test | None = None


@dataclass(frozen=True)
class Document:
    """A paper to bring, and who issues it where a source says so."""

    name: str
    name_ml: str
    issued_by: str
    source: str
    as_of: str
    when: Test | None = None

    @cached_property
    def plain(self) -> dict[str, Any]:
        """What an answer tells of it."""
        return {
            "name": self.name, "name_ml": self.name_ml or None, "issued_by": self.issued_by or None,
            "certain": False, "source": self.source, "as_of": self.as_of,
        }  # fmt: skip


@dataclass(frozen=True)
class Combination:
    """Schemes (or `*kind`, any other government support of that kind) that may or may not be added."""

    others: tuple[str, ...]
    allowed: bool
    words: Words


@dataclass(frozen=True)
class Need:
    """A fact that has to be brought about elsewhere first, such as the registration of an SPV."""

    fact: str
    words: Words


@dataclass(frozen=True)
class Gives:
    """A fact that the scheme makes true, such as a recognition that other schemes ask for."""

    fact: str
    words: Words


@dataclass(frozen=True)
class Version:
    """The rule as it was in a period, by one reading of the sources.

    The first clause says who may apply.
    """

    reading: str
    valid_from: date | None
    valid_to: date | None
    note: str
    source: str
    as_of: str
    clauses: tuple[Clause, ...]
    amounts: tuple[Amount, ...]
    ceilings: tuple[Ceiling, ...]
    contributions: tuple[Contribution, ...]
    documents: tuple[Document, ...]
    combinations: tuple[Combination, ...]
    needs: tuple[Need, ...]
    gives: tuple[Gives, ...] = ()

    @cached_property
    def whole(self) -> Test:
        """All that has to hold for an applicant to be eligible."""
        return All(tuple(clause.requirement for clause in self.clauses))

    @cached_property
    def mentions(self) -> dict[str, tuple[Clause, ...]]:
        """The clauses that speak of a fact, by its name."""
        found: dict[str, list[Clause]] = {}
        for clause in self.clauses:
            for name in clause.requirement.facts:
                found.setdefault(name, []).append(clause)
        return {name: tuple(clauses) for name, clauses in found.items()}

    def in_force(self, on: date) -> bool:
        """Whether it held on a day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


APPLICANT = "applicant_kind"
_WHO = {
    "enterprise": ("an enterprise", "സംരംഭം"),
    "cluster": ("a cluster or its SPV", "ക്ലസ്റ്റർ അല്ലെങ്കിൽ അതിന്റെ എസ്.പി.വി."),
    "startup": ("a start-up", "സ്റ്റാർട്ടപ്പ്"),
    "institution": ("an institution", "സ്ഥാപനം"),
    "individual": ("a person", "വ്യക്തി"),
}


def who_applies(applicants: tuple[str, ...], source: str, as_of: str) -> Clause:
    """The clause on who may apply, which every rule implies."""
    english = " or ".join(_WHO[kind][0] for kind in applicants)
    malayalam = ", ".join(_WHO[kind][1] for kind in applicants)
    words = Words(f"The applicant is {english}.", f"അപേക്ഷിക്കാവുന്നത്: {malayalam}", source, as_of)
    return Clause("applicant", words, Compare(APPLICANT, "in", applicants))


@dataclass(frozen=True)
class Rule:
    """All that is known of who may use a scheme.

    Attributes:
        complete: whether the sources tell the whole rule; if not, nobody is called eligible.
        closed: since when no application is taken, with the words for it.
        digest: names what its file says; another digest is another rule. Comments do not count.
    """

    scheme: str
    name: str
    name_ml: str
    applicants: tuple[str, ...]
    complete: bool
    review: date
    versions: tuple[Version, ...]
    file: str
    closed: date | None = None
    closed_words: Words | None = None
    digest: str = ""

    @property
    def slug(self) -> str:
        """The scheme's id without its kind."""
        return self.scheme.partition(":")[2]

    def on(self, day: date) -> tuple[Version, ...]:
        """The versions in force on a day."""
        return tuple(version for version in self.versions if version.in_force(day))

    def last_before(self, day: date) -> tuple[Version, ...]:
        """The versions that ended last before a day; empty where none has ended."""
        ended = [version for version in self.versions if version.valid_to and version.valid_to < day]
        last = max((version.valid_to for version in ended if version.valid_to), default=None)
        return tuple(version for version in ended if version.valid_to == last)
