"""The next best question: the one fact whose answer settles most for what it costs to ask.

    score(fact) = Σ over schemes  value(scheme) × Σ over answers  P(answer) × settled(scheme, answer)
                  ────────────────────────────────────────────────────────────────────────────────────
                                              cost(fact)

`settled` is 1 when the answer decides every reading of the rule that is still open. Else it is a tenth
of the share of the missing facts that the answer makes needless, its own included: enough to tell two
questions apart of which neither settles anything yet. The answers are the pieces
that the thresholds of the open conditions cut the fact's range into (`chance.py`). `cost` stands with
the fact, 1 to 5. `value` is 1 for a scheme that prints no sum and grows with the number of digits of
the largest sum that it prints: 1 + log10(INR) / 8, so a crore weighs almost twice as much.

Nothing is asked that could not change a verdict: once `open_facts` is empty, each verdict and its
reason are what the whole form would give.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from matcher.rules.chance import Piece, pieces
from matcher.rules.facts import Facts
from matcher.rules.library import Library
from matcher.rules.logic import Compare
from matcher.rules.phrases import question as question_text
from matcher.rules.rule import Clause, Rule
from matcher.rules.values import Several, Value
from matcher.rules.verdict import Reading, Verdict, judge_all

_NAMED = 3
_NEARER = 0.1
_WHY = {
    "en": "It bears on {touched} of the {open} schemes that are still open ({names}); "
    "on average an answer settles {settles} of them.",
    "en_one": "It bears on {names}; {chance} in 100 answers would settle it.",
    "en_more": "{names} and others",
    "ml": "ഇനിയും തീരുമാനമാകാത്ത {open} പദ്ധതികളിൽ {touched} എണ്ണത്തെ ഇത് ബാധിക്കുന്നു ({names}); "
    "ഉത്തരം കിട്ടിയാൽ {settles} എണ്ണത്തിന്റെ കാര്യം തീരുമെന്ന് പ്രതീക്ഷിക്കാം.",
    "ml_one": "ഇത് ബാധിക്കുന്ന പദ്ധതി: {names}. നൂറിൽ {chance} ഉത്തരങ്ങൾ ഇതിന്റെ കാര്യം തീർക്കും.",
    "ml_more": "{names} തുടങ്ങിയവ",
}


@dataclass(frozen=True)
class Question:
    """What to ask next.

    Attributes:
        kind: the type of the fact; choices, choices_ml, unit, low, high: what an answer can be.
        why, why_ml: in one sentence, why this and why now.
        schemes: the schemes that the answer bears on.
        settles: how many of them it is expected to settle.
        score: what it was chosen by; cost: what asking costs, 1 to 5.
        left: how many facts could still change a verdict, this one included.
    """

    fact: str
    text: str
    text_ml: str
    kind: str
    choices: tuple[str, ...]
    choices_ml: tuple[str, ...]
    unit: str
    low: float | None
    high: float | None
    why: str
    why_ml: str
    schemes: tuple[str, ...]
    settles: float
    cost: int
    score: float
    left: int


def next_question(
    library: Library,
    facts: Facts,
    on: date,
    *,
    schemes: Iterable[str] | None = None,
    skipped: Collection[str] = frozenset(),
    values: Mapping[str, float] | None = None,
) -> Question | None:
    """The one question whose answer settles most, or None when none could change a verdict.

    Args:
        schemes: ask for these only, by default for all.
        skipped: facts that the applicant does not know; they are not asked for again.
        values: what a scheme is worth to the applicant, by its id; others count by their sums.
    """
    found = _Open(library, facts, on, schemes, skipped)
    best: tuple[float, float, int, str] | None = None
    weights = {each.scheme: _value(each.rule, values) for each in found.verdicts}
    for name in found.facts:
        settled, expected = found.expected(name, weights)
        key = (-expected / library.facts[name].cost, -settled, library.facts[name].cost, name)
        if best is None or key < best:
            best = key
    if best is None:
        return None
    return _question(library, found, best[3], -best[1], -best[0])


def open_facts(
    library: Library, facts: Facts, on: date, schemes: Iterable[str] | None = None
) -> tuple[str, ...]:
    """Every fact that could still change a verdict, in the order of the rules: the whole form.

    Facts that sources disagree on are left out, as one more voice does not settle them, and so is what
    the applicant has said already, though it be a range.
    """
    return tuple(_Open(library, facts, on, schemes, frozenset()).facts)


def settled(library: Library, facts: Facts, on: date, schemes: Iterable[str] | None = None) -> bool:
    """Whether nothing that could be asked changes a verdict or its reason any more."""
    return not _Open(library, facts, on, schemes, frozenset()).facts


class _Open:
    """The verdicts that are still open, and what bears on each."""

    def __init__(
        self,
        library: Library,
        facts: Facts,
        on: date,
        schemes: Iterable[str] | None,
        skipped: Collection[str],
    ) -> None:
        self.library, self.known, self.on = library, facts, on
        closed = {name for name, several in facts.items() if any(one.origin == "user" for one in several)}
        closed.update(facts.conflicts, skipped)
        self.verdicts: list[Verdict] = []
        self.facts: dict[str, list[_Undecided]] = {}
        for verdict in judge_all(library, facts, on, schemes):
            if verdict.missing:
                self.verdicts.append(verdict)
                part = _Undecided(verdict)
                for name in verdict.missing:
                    if name not in closed:
                        self.facts.setdefault(name, []).append(part)

    def expected(self, name: str, weights: Mapping[str, float]) -> tuple[float, float]:
        """How many schemes an answer is expected to settle, and its worth before the cost."""
        env = dict(self.known.env)
        parts = self.facts[name]
        count = worth = 0.0
        for piece in self.pieces(name, env.get(name)):
            env[name] = piece.value
            for part in parts:
                progress = part.progress(name, env, self.on)
                settles = progress == 1
                count += piece.chance * settles
                worth += piece.chance * weights[part.verdict.scheme] * (1 if settles else _NEARER * progress)
        return count, worth

    def pieces(self, name: str, known: Value | Several | None) -> tuple[Piece, ...]:
        """What the answer could be, as far as the open conditions tell it apart."""
        nodes = [node for part in self.facts[name] for node in part.comparisons(name)]
        return pieces(self.library.facts[name], nodes, self.on, known)


class _Undecided:
    """One verdict that is open: the conditions of its readings that are not decided."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self.readings = [_Half(reading) for reading in verdict.readings if reading.truth is None]

    def progress(self, name: str, env: Mapping[str, Value | Several], on: date) -> float:
        """How far an answer settles it, 0 to 1; 1 only when all of its readings are decided."""
        return sum(half.progress(name, env, on) for half in self.readings) / len(self.readings)

    def comparisons(self, name: str) -> list[Compare]:
        """The comparisons of a fact in conditions that are not decided."""
        return [node for half in self.readings for clause in half.of(name) for node in _nodes(clause, name)]


class _Half:
    """One reading whose truth is not known."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        env, on = reading.facts.env, reading.on
        self.open: dict[str, frozenset[str]] = {}
        for clause in reading.version.clauses:
            missing = clause.requirement.missing(env, on)
            if missing:
                self.open[clause.id] = frozenset(missing)

    @cached_property
    def counts(self) -> Counter[str]:
        """In how many open conditions each missing fact stands."""
        return Counter(name for missing in self.open.values() for name in missing)

    def of(self, name: str) -> list[Clause]:
        """The open conditions that a fact is missing in."""
        mentioned = self.reading.version.mentions.get(name, ())
        return [clause for clause in mentioned if name in self.open.get(clause.id, ())]

    def progress(self, name: str, env: Mapping[str, Value | Several], on: date) -> float:
        """The share of its missing facts that an answer makes needless; 1 when it decides it."""
        touched = self.of(name)
        left = len(self.open)
        change: Counter[str] = Counter()
        for clause in touched:
            truth = clause.requirement.check(env, on)
            if truth is False:
                return 1.0
            change.subtract(self.open[clause.id])
            if truth is None:
                change.update(clause.requirement.missing(env, on))
            else:
                left -= 1
        if not left:
            return 1.0
        gone = sum(1 for fact, by in change.items() if by < 0 and self.counts[fact] + by == 0)
        return gone / len(self.counts)


def _nodes(clause: Clause, name: str) -> list[Compare]:
    found = clause.requirement.walk()
    return [node for node in found if isinstance(node, Compare) and node.fact == name]


def _value(rule: Rule, values: Mapping[str, float] | None) -> float:
    """What a scheme weighs: what was given for it, or 1 to 2 by the largest sum that it prints."""
    if values is not None and rule.scheme in values:
        return values[rule.scheme]
    sums = [
        each
        for version in rule.versions
        for amount in version.amounts
        for each in (amount.ceiling, amount.fixed)
        if each is not None
    ]
    return 1 + math.log10(max(1.0, *sums, 1.0)) / 8


def _question(library: Library, found: _Open, name: str, count: float, score: float) -> Question:
    fact = library.facts[name]
    touched = sorted((part.verdict.rule for part in found.facts[name]), key=lambda rule: rule.scheme)
    said = {
        language: _why(language, [_name(rule, language) for rule in touched], len(found.verdicts), count)
        for language in ("en", "ml")
    }
    choices_ml = fact.values_ml or fact.values
    return Question(
        name, question_text(fact), question_text(fact, "ml"), fact.type, fact.values, choices_ml, fact.unit,
        fact.low, fact.high, said["en"], said["ml"], tuple(rule.scheme for rule in touched),
        round(count, 3), fact.cost, round(score, 4), len(found.facts),
    )  # fmt: skip


def _name(rule: Rule, language: str) -> str:
    return rule.name_ml if language == "ml" and rule.name_ml else rule.name


def _why(language: str, names: list[str], still_open: int, count: float) -> str:
    listed = ", ".join(names[:_NAMED])
    if len(names) > _NAMED:
        listed = _WHY[f"{language}_more"].format(names=listed)
    if len(names) == 1:
        return _WHY[f"{language}_one"].format(names=listed, chance=f"{100 * count:.0f}")
    about = f"{count:.1f}".removesuffix(".0")
    return _WHY[language].format(touched=len(names), open=still_open, names=listed, settles=about)


def question_json(question: Question) -> dict[str, Any]:
    """A question as JSON-ready data."""
    return {
        "fact": question.fact,
        "text": question.text,
        "text_ml": question.text_ml,
        "kind": question.kind,
        "choices": list(question.choices),
        "choices_ml": list(question.choices_ml),
        "unit": question.unit or None,
        "low": question.low,
        "high": question.high,
        "why": question.why,
        "why_ml": question.why_ml,
        "schemes": list(question.schemes),
        "settles": question.settles,
        "cost": question.cost,
        "score": question.score,
        "left": question.left,
    }
