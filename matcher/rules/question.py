"""The next best question: the one fact whose answer settles most for what it costs to ask.

    score(fact) = Σ over schemes  value(scheme) × Σ over answers  P(answer) × settled(scheme, answer)
                  ────────────────────────────────────────────────────────────────────────────────────
                                              cost(fact)

`settled` is 1 when the answer decides every reading of the rule that is still open. Else it is a tenth
of the share of the missing facts that the answer makes needless, its own included: enough to tell two
questions apart of which neither settles anything yet. The answers are the pieces
that the thresholds of the open conditions cut the fact's range into (`chance.py`). `cost` stands with
the fact, 1 to 5; a fact that makes sense only after another, of which nothing is known yet, costs what both
do. `value` is 1 for a scheme that prints no sum and grows with the number of digits of
the largest sum that it prints: 1 + log10(INR) / 8, so a crore weighs almost twice as much.

Nothing is asked that could not change a verdict: once `open_facts` is empty, each verdict and its
reason are what the whole form would give.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cached_property

from matcher.rules.chance import Piece, pieces
from matcher.rules.facts import Facts
from matcher.rules.library import Library
from matcher.rules.logic import Compare
from matcher.rules.phrases import question as question_text
from matcher.rules.question_words import Question as Question
from matcher.rules.question_words import name_in, why
from matcher.rules.question_words import question_json as question_json
from matcher.rules.rule import Clause, Rule
from matcher.rules.values import Several, Value
from matcher.rules.verdict import Reading, Verdict, judge_all

_NEARER = 0.1
_ROUNDING = 1e-9


def next_question(
    library: Library,
    facts: Facts,
    on: date,
    *,
    schemes: Iterable[str] | None = None,
    skipped: Collection[str] = frozenset(),
    values: Mapping[str, float] | None = None,
    verdicts: Iterable[Verdict] | None = None,
) -> Question | None:
    """The one question whose answer settles most, or None when none could change a verdict.

    Args:
        schemes: ask for these only, by default for all.
        skipped: facts that the applicant does not know; they are not asked for again.
        values: what a scheme is worth to the applicant, by its id; others count by their sums.
        verdicts: those on the schemes, for who has them already.
    """
    found = _Open(library, facts, on, schemes, skipped, verdicts)
    best: tuple[float, float, int, str] | None = None
    weights = {each.scheme: _value(each.rule, values) for each in found.verdicts}
    # No answer does more than settle all that a fact bears on: what cannot come up to the best is not tried.
    most = {
        name: sum(weights[part.verdict.scheme] for part in parts) / found.cost(name)
        for name, parts in found.facts.items()
    }
    for name in sorted(most, key=lambda each: -most[each]):
        if best is not None and most[name] * (1 + _ROUNDING) < -best[0]:
            break
        settled, expected = found.expected(name, weights)
        key = (-expected / found.cost(name), -settled, found.cost(name), name)
        if best is None or key < best:
            best = key
    if best is None:
        return None
    return _question(library, found, best[3], -best[1], -best[0])


def open_facts(
    library: Library,
    facts: Facts,
    on: date,
    schemes: Iterable[str] | None = None,
    verdicts: Iterable[Verdict] | None = None,
) -> tuple[str, ...]:
    """Every fact that could still change a verdict, in the order of the rules: the whole form.

    Facts that sources disagree on are left out, as one more voice does not settle them, and so is what
    the applicant has said already, though it be a range.
    """
    return tuple(_Open(library, facts, on, schemes, frozenset(), verdicts).facts)


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
        verdicts: Iterable[Verdict] | None = None,
    ) -> None:
        self.library, self.known, self.on = library, facts, on
        closed = {name for name, several in facts.items() if any(one.origin == "user" for one in several)}
        closed.update(facts.conflicts, skipped)
        self.verdicts: list[Verdict] = []
        self.facts: dict[str, list[_Undecided]] = {}
        for verdict in judge_all(library, facts, on, schemes) if verdicts is None else verdicts:
            if verdict.missing:
                self.verdicts.append(verdict)
                part = _Undecided(verdict)
                for name in verdict.missing:
                    if name not in closed:
                        self.facts.setdefault(name, []).append(part)

    def expected(self, name: str, weights: Mapping[str, float]) -> tuple[float, float]:
        """How many schemes an answer is expected to settle, and its worth before the cost."""
        env = dict(self.known.env)
        parts = [(part, weights[part.verdict.scheme]) for part in self.facts[name]]
        count = worth = 0.0
        for piece in self.pieces(name, env.get(name)):
            env[name] = piece.value
            for part, weight in parts:
                progress = part.progress(name, env, self.on)
                if progress == 1:
                    count += piece.chance
                    worth += piece.chance * weight
                else:
                    worth += piece.chance * weight * _NEARER * progress
        return count, worth

    def cost(self, name: str) -> int:
        """What asking costs, with what has to be known before it makes sense."""
        fact = self.library.facts[name]
        if not fact.after or fact.after in self.known.env:
            return fact.cost
        return fact.cost + self.cost(fact.after)

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
        if len(self.readings) == 1:
            return self.readings[0].progress(name, env, on)
        return sum(half.progress(name, env, on) for half in self.readings) / len(self.readings)

    def comparisons(self, name: str) -> list[Compare]:
        """The comparisons of a fact in conditions that are not decided."""
        return [
            node for half in self.readings for clause in half.of(name) for node in clause.comparisons[name]
        ]


class _Half:
    """One reading whose truth is not known."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.open = {each.clause.id: each.missing for each in reading.conditions if each.missing}
        self._of: dict[str, list[Clause]] = {}
        self._done: dict[str, float] = {}

    @cached_property
    def counts(self) -> Counter[str]:
        """In how many open conditions each missing fact stands."""
        return Counter(name for missing in self.open.values() for name in missing)

    def of(self, name: str) -> list[Clause]:
        """The open conditions that a fact is missing in."""
        if name not in self._of:
            mentioned = self.reading.version.mentions.get(name, ())
            self._of[name] = [clause for clause in mentioned if name in self.open.get(clause.id, ())]
        return self._of[name]

    def progress(self, name: str, env: Mapping[str, Value | Several], on: date) -> float:
        """The share of its missing facts that an answer makes needless; 1 when it decides it."""
        still: list[Clause] = []
        for clause in self.of(name):
            truth = clause.requirement.check(env, on)
            if truth is False:
                return 1.0
            if truth is None:
                still.append(clause)
        if still:
            return self._nearer(name, [clause.requirement.open(env, on) for clause in still], len(still))
        # Most answers decide each condition that they touch, and then all come to the same.
        if name not in self._done:
            self._done[name] = self._nearer(name, [], 0)
        return self._done[name]

    def _nearer(self, name: str, missing: list[tuple[str, ...]], undecided: int) -> float:
        """The share of its missing facts that become needless; given is what touched conditions lack then."""
        touched = self.of(name)
        if len(touched) - undecided == len(self.open):
            return 1.0
        change: dict[str, int] = {}
        for clause in touched:
            for fact in self.open[clause.id]:
                change[fact] = change.get(fact, 0) - 1
        for fact in itertools.chain.from_iterable(missing):
            change[fact] = change.get(fact, 0) + 1
        gone = sum(1 for fact, by in change.items() if by < 0 and self.counts[fact] + by == 0)
        return gone / len(self.counts)


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
        language: why(language, [name_in(rule, language) for rule in touched], len(found.verdicts), count)
        for language in ("en", "ml")
    }
    choices_ml = fact.values_ml or fact.values
    return Question(
        name, question_text(fact), question_text(fact, "ml"), fact.type, fact.values, choices_ml, fact.unit,
        fact.low, fact.high, said["en"], said["ml"], tuple(rule.scheme for rule in touched),
        round(count, 3), fact.cost, round(score, 4), len(found.facts),
    )  # fmt: skip
