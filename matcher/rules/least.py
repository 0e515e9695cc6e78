"""The least change of changeable facts under which all conditions of a rule hold.

The search picks a condition that is not met; whatever solves it changes one of the facts in that
condition, so trying each of them, to so many changes and no more, misses nothing. A bound cuts it
short: conditions that share no fact need a change each.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeAlias

from matcher.rules.chance import Piece, pieces
from matcher.rules.facts import Facts
from matcher.rules.logic import Compare
from matcher.rules.rule import Clause
from matcher.rules.values import Env, Range, Several, Shares, Value
from matcher.rules.vocabulary import Vocabulary

# More steps than this within one search end it: it says so rather than to guess.
MOST_NODES = 50_000
_MOST_WORLDS = 4_000
Enough: TypeAlias = Value | tuple[str, ...]


class Least:
    """The least assignment to changeable facts under which all clauses hold."""

    def __init__(
        self, vocabulary: Vocabulary, facts: Facts, on: date, clauses: Sequence[Clause], *, sure: bool
    ) -> None:
        self.vocabulary, self.on, self.clauses, self.sure = vocabulary, on, clauses, sure
        self.env: dict[str, Value | Several] = dict(facts.env)
        self.exhausted = False
        self._nodes = 0
        self._best: tuple[tuple[int, tuple[str, ...], int], dict[str, Piece]] | None = None
        nodes: dict[str, list[Compare]] = {}
        for clause in clauses:
            for node in clause.requirement.walk():
                if isinstance(node, Compare) and self.vocabulary[node.fact].changeable:
                    nodes.setdefault(node.fact, []).append(node)
        self.all_pieces = {
            name: pieces(self.vocabulary[name], found, on) for name, found in nodes.items()
        }  # fmt: skip
        self.pieces = {
            name: [piece for piece in found if not _is_in(self.env.get(name), piece)]
            for name, found in self.all_pieces.items()
        }

    def met(self, clause: Clause, env: Env) -> bool:
        """Whether a clause holds; or, where it need not be sure, does not fail."""
        truth = clause.requirement.check(env, self.on)
        return truth is True if self.sure else truth is not False

    def _free(self, clause: Clause, taken: dict[str, Piece]) -> list[str]:
        return [name for name in clause.requirement.facts if name in self.pieces and name not in taken]

    def find(self) -> dict[str, Piece] | None:
        """The least change, by number, then cost, then names, then nearness; None where there is none."""
        for size in range(len(self.pieces) + 1):
            self._deepen({}, dict(self.env), size)
            if self._best is not None or self.exhausted:
                break
        return None if self._best is None or self.exhausted else self._best[1]

    def _deepen(self, taken: dict[str, Piece], env: dict[str, Value | Several], left: int) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self.exhausted = True
            return
        unmet = [
            (free, clause)
            for clause in self.clauses
            if not self.met(clause, env)
            for free in [self._free(clause, taken)]
        ]
        if not unmet:
            cost = sum(self.vocabulary[name].cost for name in taken)
            far = sum(self._distance(name, piece) for name, piece in taken.items())
            key = (cost, tuple(sorted(taken)), far)
            if self._best is None or key < self._best[0]:
                self._best = (key, dict(taken))
            return
        if _apart(free for free, _ in unmet) > left or not all(free for free, _ in unmet):
            return
        for name in min(unmet, key=lambda each: len(each[0]))[0]:
            before = env.get(name)
            for piece in self.pieces[name]:
                taken[name] = piece
                env[name] = piece.value
                self._deepen(taken, env, left - 1)
            del taken[name]
            if before is None:
                env.pop(name, None)
            else:
                env[name] = before

    def _distance(self, name: str, piece: Piece) -> int:
        """How many pieces lie between what is now and what is to be."""
        found = self.all_pieces[name]
        now = [place for place, each in enumerate(found) if _is_in(self.env.get(name), each)]
        return abs(found.index(piece) - now[0]) if now else found.index(piece)

    def nearest(self, name: str, piece: Piece) -> Value:
        """The value of a piece that is nearest to what the fact is now."""
        now = self.env.get(name)
        if isinstance(piece.low, bool) or not isinstance(piece.low, (float, date)):
            return piece.value
        known = not isinstance(now, bool) and isinstance(now, (int, float, date))
        end = piece.high if known and now > piece.high else piece.low  # type: ignore[operator]
        return piece.value if isinstance(end, float) and math.isinf(end) else end

    def enough(self, found: dict[str, Piece]) -> list[Enough]:
        """For each fact of a solution, all values that do whatever the others are within theirs."""
        allowed = {name: [piece] for name, piece in found.items()}
        for name in sorted(found):
            for piece in self._outwards(name, found[name]):
                trial = {**allowed, name: [*allowed[name], piece]}
                if self._holds(trial):
                    allowed = trial
        return [_together(self.all_pieces[name], allowed[name]) for name in sorted(found)]

    def _outwards(self, name: str, piece: Piece) -> list[Piece]:
        """The other pieces, those above it first, then those below."""
        found = self.all_pieces[name]
        place = found.index(piece)
        return [*found[place + 1 :], *reversed(found[:place])]

    def _holds(self, allowed: dict[str, list[Piece]]) -> bool:
        names = list(allowed)
        if math.prod(len(each) for each in allowed.values()) > _MOST_WORLDS:
            return False
        for combination in itertools.product(*allowed.values()):
            env = {**self.env, **{name: one.value for name, one in zip(names, combination, strict=True)}}
            if not all(self.met(clause, env) for clause in self.clauses):
                return False
        return True

    def can_be_met(self, clause: Clause) -> bool:
        """Whether changeable facts alone could make a clause hold; true where it is too much to try."""
        names = self._free(clause, {})
        choices = [[None, *self.pieces[name]] for name in names]
        if math.prod(len(each) for each in choices) > _MOST_WORLDS:
            return True
        for combination in itertools.product(*choices):
            new = {name: one.value for name, one in zip(names, combination, strict=True) if one}
            if self.met(clause, {**self.env, **new}):
                return True
        return False

    def fixed_facts(self, clause: Clause) -> tuple[str, ...]:
        """The facts of a clause that are known and cannot be changed."""
        return tuple(
            name
            for name in clause.requirement.facts
            if name in self.env and not self.vocabulary[name].changeable
        )


def _apart(sets: Iterable[list[str]]) -> int:
    """How many of the sets have no fact in common, taken greedily: so many changes at least."""
    seen: set[str] = set()
    count = 0
    for names in sets:
        if seen.isdisjoint(names):
            count += 1
            seen.update(names)
    return count


def _is_in(value: Value | Several | None, piece: Piece) -> bool:
    """Whether a value that is known to the point lies in a piece."""
    if value is None or isinstance(value, (Range, Several, Shares)):
        return False
    if isinstance(value, (bool, str, frozenset)) or isinstance(piece.low, (bool, str, frozenset)):
        return value == piece.low
    return piece.low <= value <= piece.high  # type: ignore[operator]


def _together(ordered: Sequence[Piece], chosen: list[Piece]) -> Enough:
    """Pieces as one value: a range where numbers adjoin, choices, or the first alone."""
    first = chosen[0]
    if isinstance(first.low, (bool, frozenset, Range, Shares)):
        return first.low
    if isinstance(first.low, str):
        return tuple(str(piece.low) for piece in ordered if piece in chosen)
    places = sorted(ordered.index(piece) for piece in chosen)
    start = end = ordered.index(first)
    while end + 1 in places:
        end += 1
    while start - 1 in places:
        start -= 1
    low, high = ordered[start].low, ordered[end].high
    return low if low == high else Range(low, high)  # type: ignore[arg-type]
