"""What a person asks to be assigned, and the problem that it is on a graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias
from weakref import WeakKeyDictionary

import numpy as np

from graph.errors import NotFoundError
from matcher.assign.problem import LimitError, Matrix, Pair, Problem, check_limits
from matcher.blocks import Vector
from matcher.engine import Engine
from matcher.phrases import say
from matcher.profiles import Profile
from matcher.ranking import Standings
from matcher.signals.place import kilometres
from matcher.signals.programme import load

# Whoever runs a cluster's own project, or hands out its money, does not judge it as a mentor as well.
PROMOTES = ("implementing_agency", "nodal_agency")
# So many clusters an institution takes where no source tells: a choice by judgement, see docs/assign.md.
CAPACITY = 3
# Signals that tell where the two are, not what they do.
_PLACE = ("near", "same_state")
# Finds the id of what is named: kind, name.
Find: TypeAlias = Callable[[str, str], str]
Tell: TypeAlias = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Wish:
    """What is asked; entities by id or name.

    Attributes:
        districts, states, clusters: whose clusters, and which; none of them: all clusters.
        capacity: clusters that an institution takes where no source tells.
        least, most: mentors of a cluster; `most` None: as `least`.
        travel: km that a mentor may be away.
        forced, forbidden, conflicts: pairs (cluster, institution).
        promoters: whether institutions that run or fund a cluster's project have a conflict there.
        floor: whether the best least score comes before the best total.
        keep, tolerance: an earlier plan, and the share of the total that may be given up for it.
        alternates: how many for each cluster.
        weights: of the ranking's signals, in place of the defaults.
    """

    districts: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    clusters: tuple[str, ...] = ()
    capacity: int = CAPACITY
    least: int = 1
    most: int | None = None
    travel: float | None = None
    forced: tuple[Pair, ...] = ()
    forbidden: tuple[Pair, ...] = ()
    conflicts: tuple[Pair, ...] = ()
    promoters: bool = True
    floor: bool = True
    keep: tuple[Pair, ...] = ()
    tolerance: float = 0.0
    alternates: int = 2
    weights: Mapping[str, float] | None = field(default=None)


class UnknownError(NotFoundError):
    """Something that a wish names is not in the graph.

    Attributes:
        field: the part of the wish that names it.
    """

    def __init__(self, field: str, error: NotFoundError) -> None:
        super().__init__(str(error), error.near)
        self.field = field


@dataclass(frozen=True)
class Posed:
    """A problem, and what an officer is to know of how it came about.

    Attributes:
        unranked: clusters that are left out, since nothing tells institutions apart for them, and why.
        promoters: pairs with a conflict of interest by the graph itself.
        busy: places taken by documented mentoring of clusters outside the plan, by institution.
        helpers: pairs where the institution is documented to help the cluster already.
        nowhere: clusters and institutions whose place is not known, which a limit on travel leaves out.
        substance: what of each score speaks of the work itself, not of place or standing; same shape.
    """

    problem: Problem
    keep: tuple[Pair, ...]
    unranked: Mapping[str, str]
    promoters: frozenset[Pair]
    busy: Mapping[str, int]
    helpers: frozenset[Pair]
    nowhere: tuple[str, ...]
    substance: Matrix


def pose(engine: Engine, find: Find, wish: Wish, tell: Tell | None = None) -> Posed:
    """The problem that a wish is.

    Raises:
        UnknownError: it names what is not in the graph.
        LimitError: it contradicts itself.
    """
    profiles = _asked(engine, find, wish)
    most = max(wish.least, 1) if wish.most is None else wish.most
    forced, forbidden = _pairs(find, "forced", wish.forced), _pairs(find, "forbidden", wish.forbidden)
    conflicts, keep = _pairs(find, "conflicts", wish.conflicts), _pairs(find, "keep", wish.keep)
    # Scoring a state takes seconds: what cannot be meant is told before.
    check_limits(wish.least, most, forced, forbidden, conflicts, engine.snapshot.name)
    over = engine.institutions
    scores: list[Vector] = []
    substance: list[Vector] = []
    unranked: dict[str, str] = {}
    kept: list[Profile] = []
    judged = _kept(engine) if wish.weights is None else {}
    for done, profile in enumerate(profiles):
        found = judged.get((profile.id, engine.today))
        if found is None:
            found = _judged(engine, profile, wish.weights)
            if len(judged) * len(over) < _KEPT:
                judged[profile.id, engine.today] = found
        if found.nobody:
            unranked[profile.id] = found.nobody
        else:
            kept.append(profile)
            scores.append(found.scores)
            substance.append(found.substance)
        if tell is not None:
            tell("scored", done + 1, len(profiles))
    if not kept:
        raise LimitError("clusters", "there is no cluster that can be told apart by what is known of it")
    asked = frozenset(profile.id for profile in kept)
    busy = {p.id: taken for p in over.profiles if (taken := _taken(p, asked))}
    told = np.array([profile.facts.get("capacity") is not None for profile in over.profiles])
    capacity = np.array(
        [int(p.facts.get("capacity", wish.capacity)) - busy.get(p.id, 0) for p in over.profiles],
        dtype=np.int64,
    )
    helpers, promoters = _ties(over.profiles, asked)
    if not wish.promoters:
        promoters = frozenset()
    distance = np.array([_distances(engine, profile) for profile in kept])
    problem = Problem(
        tuple(profile.id for profile in kept), over.ids, np.array(scores), np.maximum(capacity, 0),
        wish.least, most, distance, wish.travel,
        forced, forbidden | (_refused(engine, asked) - forced),
        # An officer who forces a pair has seen the tie that the graph tells of.
        conflicts | (promoters - forced), assumed=~told,
    )  # fmt: skip
    nowhere = [p.id for p in (*kept, *over.profiles) if p.place.latitude is None]
    return Posed(
        problem, tuple(sorted(keep)), unranked, promoters, busy, helpers,
        tuple(nowhere) if wish.travel is not None else (), np.array(substance),
    )  # fmt: skip


@dataclass(frozen=True)
class _Judged:
    """What an engine says of all institutions for one cluster; it says the same each time."""

    nobody: str
    scores: Vector
    substance: Vector


# Scores that are kept for the next request, with the engine that gave them: 16 bytes for a pair.
_KEPT = 10_000_000
_Held: TypeAlias = dict[tuple[str, date], _Judged]
_KEEP: WeakKeyDictionary[Engine, _Held] = WeakKeyDictionary()


def _kept(engine: Engine) -> _Held:
    """What the engine has said so far by its own weights, by cluster and day; gone with the engine."""
    return _KEEP.setdefault(engine, {})


def _judged(engine: Engine, profile: Profile, weights: Mapping[str, float] | None) -> _Judged:
    standings, _ = engine.judge_mentors(profile, weights)
    nobody = say(standings.nobody, "en") if standings.nobody else ""
    return _Judged(nobody, standings.scores, _substance(standings) if not nobody else standings.scores)


def _refused(engine: Engine, asked: frozenset[str]) -> frozenset[Pair]:
    """Pairs that were rejected or are not wanted now; an officer who forces one has seen that."""
    return frozenset(
        (one.subject, one.candidate)
        for one in engine.decisions
        if one.question == "mentors" and one.verdict != "accept"
        and one.subject in asked and one.candidate in engine.institutions.index
    )  # fmt: skip


def _asked(engine: Engine, find: Find, wish: Wish) -> list[Profile]:
    """The profiles of the clusters, by id."""
    named = {"districts": ("district", wish.districts), "states": ("state", wish.states),
             "clusters": ("cluster", wish.clusters)}  # fmt: skip
    found = {
        name: frozenset(_found(find, kind, one, f"{name}.{at}") for at, one in enumerate(given))
        for name, (kind, given) in named.items()
    }
    if not any(found.values()):
        return list(engine.clusters.profiles)
    return [
        profile
        for profile in engine.clusters.profiles
        if profile.id in found["clusters"]
        or profile.place.district in found["districts"]
        or profile.place.state in found["states"]
    ]


def _pairs(find: Find, field: str, pairs: Sequence[Pair]) -> frozenset[Pair]:
    return frozenset(
        (_found(find, "cluster", cluster, f"{field}.{at}.cluster"),
         _found(find, "institution", institution, f"{field}.{at}.institution"))
        for at, (cluster, institution) in enumerate(pairs)
    )  # fmt: skip


def _found(find: Find, kind: str, name: str, field: str) -> str:
    try:
        return find(kind, name)
    except NotFoundError as error:
        raise UnknownError(field, error) from error


def _taken(profile: Profile, asked: frozenset[str]) -> int:
    """Clusters outside the plan that the institution is documented to mentor."""
    inside = {p.other for p in profile.past if p.tie and p.tie.type == "MENTORS"} & asked
    return load(profile) - len(inside)


def _ties(profiles: Sequence[Profile], asked: frozenset[str]) -> tuple[frozenset[Pair], frozenset[Pair]]:
    """Pairs with documented work together, and those of them where the institution runs the project."""
    helpers, promoters = set(), set()
    for profile in profiles:
        for past in profile.past:
            if past.other in asked and past.tie is not None:
                helpers.add((past.other, profile.id))
                if past.tie.get("kind") in PROMOTES:
                    promoters.add((past.other, profile.id))
    return frozenset(helpers), frozenset(promoters)


def _substance(standings: Standings) -> Vector:
    """The part of the scores that what is known of the two makes up, place and standing left out."""
    weights = [
        standings.weights[feature.name] if feature.asks and feature.name not in _PLACE else 0.0
        for feature in standings.features
    ]
    return np.asarray(np.array(weights) @ standings.values)


def _distances(engine: Engine, profile: Profile) -> Vector:
    """Great-circle distances in km to all institutions, NaN where a place is not known."""
    over, place = engine.institutions, profile.place
    if place.latitude is None or place.longitude is None:
        return np.full(len(over), np.nan)
    here = np.radians([place.latitude, place.longitude])
    return kilometres(float(here[0]), float(here[1]), over.points)
