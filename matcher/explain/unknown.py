"""Which facts that are not recorded would, if known, separate close candidates best."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.blocks import Rows, Vector
from matcher.profiles import Profile
from matcher.ranking import Standings
from matcher.signals.base import Reason, named

if TYPE_CHECKING:
    from matcher.explain.doubt import Group

_TOLD = 3
_GROUPS = 3
# Facts of a cluster that show whether it can carry a pilot.
_READY = ("spv", "champion", "established", "stage", "cfc")


@dataclass(frozen=True)
class Unknown:
    """A fact that is not recorded.

    Attributes:
        of: id of the candidate.
        fact: a field, or the id of a capability.
        asks: what to find out, as a clause.
        swaps: how many pairs of its group would change their order, expected over plausible values.
        moved: by how much the score would change, expected likewise.
    """

    of: str
    fact: str
    asks: Reason
    swaps: float
    moved: float


@dataclass(frozen=True)
class _Case:
    """A value that a fact may have for some candidates: how likely, and which signal sees it."""

    fact: str
    rows: Rows
    signal: str
    chances: Vector
    variants: tuple[Profile, ...]


def unknown(standings: Standings, groups: Sequence[Group]) -> tuple[Unknown, ...]:
    """The facts to ask for, the one that changes the order of its group most first.

    Only what signals read from recorded facts is looked at; what a fact would add to texts is not.
    """
    index, found = standings.scene.over.index, []
    for group in groups[:_GROUPS]:
        rows = np.array([index[identity] for identity in group.ids], dtype=np.intp)
        found += _of_group(standings, rows)
    told = sorted(found, key=lambda one: (-one.swaps, -one.moved, one.of, one.fact))
    return tuple(one for one in told if one.moved > 0)[:_TOLD]


def _of_group(standings: Standings, rows: Rows) -> list[Unknown]:
    scores = standings.scores[rows]
    sums: dict[tuple[int, str], list[float]] = {}
    for case in _cases(standings, rows):
        change = _change(standings, case)
        for row, chance, moved in zip(case.rows, case.chances, change, strict=True):
            mine = standings.scores[row]
            swaps = int((((scores > mine) & (scores < mine + moved)) |
                         ((scores < mine) & (scores > mine + moved))).sum())  # fmt: skip
            expected = sums.setdefault((int(row), case.fact), [0.0, 0.0])
            expected[0] += float(chance) * swaps
            expected[1] += float(chance) * abs(float(moved))
    scene = standings.scene
    found = []
    for (row, fact), (expected_swaps, expected_change) in sums.items():
        identity = scene.over.ids[row]
        if scene.snapshot is None:
            continue
        slots = {"of": named(scene.snapshot, identity)}
        phrase = fact
        if fact.startswith("capability:"):
            phrase = "capability"
            slots["to"] = named(scene.snapshot, fact)
        found.append(Unknown(identity, fact, Reason(f"ask.{phrase}", slots), expected_swaps, expected_change))
    return found


def _change(standings: Standings, case: _Case) -> Vector:
    """By how much the scores of the rows change when each has its variant: the signal computed anew."""
    at = next(i for i, feature in enumerate(standings.features) if feature.name == case.signal)
    profiles = list(standings.scene.over.profiles)
    for row, variant in zip(case.rows, case.variants, strict=True):
        profiles[row] = variant
    over = replace(standings.scene.over, profiles=tuple(profiles))
    values = np.clip(standings.features[at].compute(replace(standings.scene, over=over)), 0.0, 1.0)
    moved = values[case.rows] - standings.values[at, case.rows]
    return np.asarray(standings.weights[case.signal] * moved)


def _cases(standings: Standings, rows: Rows) -> Iterator[_Case]:
    signals = {f.name for f in standings.features if standings.weights[f.name] > 0}
    if "capabilities" in signals:
        yield from _capabilities(standings, rows)
    if "same_state" in signals:
        yield from _states(standings, rows)
    profiles = standings.scene.over.profiles
    if "room" in signals:
        full = [row for row in rows if profiles[row].facts.get("capacity") is None]
        for capacity in (0, 1000):  # none free, or as good as all
            yield _facts(standings, full, "capacity", capacity, "room", [0.5] * len(full))
    if "ready" in signals:
        for name in _READY:
            lacking = [row for row in rows if profiles[row].facts.get(name) is None]
            known = Counter(p.facts[name] for p in profiles if p.facts.get(name) is not None)
            for value, count in sorted(known.items(), key=lambda item: str(item[0])):
                chances = [count / known.total()] * len(lacking)
                yield _facts(standings, lacking, name, value, "ready", chances)


def _facts(
    standings: Standings, rows: Sequence[int], name: str, value: Any, signal: str, chances: Sequence[float]
) -> _Case:
    profiles = standings.scene.over.profiles
    variants = tuple(replace(profiles[r], facts={**profiles[r].facts, name: value}) for r in rows)
    return _Case(name, np.array(rows, dtype=np.intp), signal, np.array(chances), variants)


def _capabilities(standings: Standings, rows: Rows) -> Iterator[_Case]:
    """Each needed kind of help that a candidate is not known to offer; as likely as among its kind."""
    profiles = standings.scene.over.profiles
    kinds = Counter(str(p.facts.get("kind")) for p in profiles if p.capabilities)
    for item in sorted(standings.scene.ask.profile.capabilities):
        lacking = [row for row in rows if item not in profiles[row].capabilities]
        holders = Counter(str(p.facts.get("kind")) for p in profiles if item in p.capabilities)
        kind = [str(profiles[row].facts.get("kind")) for row in lacking]
        # Laplace's rule of succession: what nobody of a kind is known to offer is rare, not impossible.
        chances = np.array([(holders[k] + 1) / (kinds[k] + 2) for k in kind])
        held = tuple(replace(profiles[r], capabilities=profiles[r].capabilities | {item}) for r in lacking)
        yield _Case(item, np.array(lacking, dtype=np.intp), "capabilities", chances, held)


def _states(standings: Standings, rows: Rows) -> Iterator[_Case]:
    """A candidate of unknown state may be in the same one, as likely as the others are."""
    over, state = standings.scene.over, standings.scene.ask.profile.place.state
    lacking = [row for row in rows if not over.profiles[row].place.state]
    if state and lacking:
        share = float(np.mean(over.states[over.states != ""] == state))
        placed = tuple(
            replace(over.profiles[r], place=replace(over.profiles[r].place, state=state)) for r in lacking
        )
        chances = np.full(len(lacking), share)
        yield _Case("state", np.array(lacking, dtype=np.intp), "same_state", chances, placed)
