"""Answers the two questions on one snapshot: who should mentor, and where to pilot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

import numpy as np

from graph.errors import NotFoundError
from matcher.adopted import DEFAULT, Version
from matcher.as_of import KnownBy
from matcher.attention import DEFAULT as ATTENTION
from matcher.blocks import TextVectors, Vector
from matcher.candidates import Ask, Candidates
from matcher.centrality import Network, betweenness, pagerank
from matcher.encoder import Vectors
from matcher.expansion import expanded
from matcher.features import MENTORS, PILOTS
from matcher.feedback.record import Feedback, in_force, today
from matcher.feedback.rejections import Rejections
from matcher.given import Answer as Answer
from matcher.given import Known as Known
from matcher.profiles import (
    HELP,
    Profile,
    cluster_profile,
    institution_profile,
    place_of,
    technology_profile,
)
from matcher.ranking import Calibrated, Ranking, Standings, judged
from matcher.reader import Reader
from matcher.signals.base import Feature, Reason, Scene, named
from matcher.snapshot import Snapshot, Tie

# Beside academic, research and training bodies, not ministries and boards: they are no mentors.
_NO_MENTOR = ("agency",)
# A technology in use this alike is taken for a near twin: a choice by judgement, not yet measured.
TWIN = 0.75


class Engine:
    """Everything derived from one snapshot that answers need; immutable once built."""

    def __init__(
        self, snapshot: Snapshot, vectors: TextVectors, model: str, reader: Reader | None = None
    ) -> None:
        self.snapshot = snapshot
        self.model = model
        self.vectors = vectors
        self.reader = reader
        self.calibration: Calibrated | None = None
        self.day: date | None = None
        self.lesson: Version | None = None
        self.known_by: KnownBy | None = None
        # The graph that the estimate of betweenness is of, where that is an earlier one, and how many
        # edges are other since (`matcher/succession.py`).
        self.estimate = ""
        self.edges_since = 0

    def on(self, snapshot: Snapshot) -> Engine:
        """The same engine on another graph, for what would be so if the facts were other."""
        other = Engine(snapshot, self.vectors, self.model, self.reader)
        if snapshot.facts == self.snapshot.facts:
            # Of the same facts the same follows; only the feedback is new.
            vars(other).update({name: made for name, made in vars(self).items() if name not in vars(other)})
            other.estimate, other.edges_since = self.estimate, self.edges_since
        other.calibration, other.day, other.lesson = self.calibration, self.day, self.lesson
        return other

    def taught(self, lesson: Version | None, day: date | None = None) -> Engine:
        """The same engine with what was learned (None: the defaults), for answers on a day (None: today)."""
        other = self.on(self.snapshot)
        other.lesson, other.calibration, other.day = lesson, lesson.calibration if lesson else None, day
        other.known_by = self.known_by
        return other

    @property
    def version(self) -> str:
        """The version of the weights that answers rest on."""
        return self.lesson.id if self.lesson else DEFAULT

    @property
    def today(self) -> date:
        """The day that answers are for: that set, or this day."""
        return self.day or today()

    @cached_property
    def clusters(self) -> Candidates:
        """All clusters."""
        ids = self.snapshot.ids("cluster")
        return Candidates.of((cluster_profile(self.snapshot, i) for i in ids), self.vectors)

    @cached_property
    def institutions(self) -> Candidates:
        """The institutions that can mentor: not planned ones, not agencies."""
        ids = self.snapshot.ids("institution")
        profiles = (institution_profile(self.snapshot, i) for i in ids if self.mentors_at_all(i))
        return Candidates.of(profiles, self.vectors)

    def mentors_at_all(self, identity: str) -> bool:
        """Whether an institution of the graph is one that mentors."""
        facts = self.snapshot.nodes[identity]
        return facts.get("kind") not in _NO_MENTOR and not facts.get("planned")

    @cached_property
    def prototypes(self) -> Vectors:
        """What each cluster stands for, told by the technologies of the graph that single it out."""
        ids = self.snapshot.ids("technology")
        asks = [Ask.of(technology_profile(self.snapshot, identity), self.vectors) for identity in ids]
        return (
            expanded(self.clusters.whole, np.array([ask.mean for ask in asks]))
            if asks
            else self.clusters.whole
        )

    @cached_property
    def network(self) -> Network:
        """The network of the snapshot, states left out: they would join everything."""
        kept = [i for i in self.snapshot.nodes if in_network(i)]
        inside = set(kept)
        pairs = (
            (tie.start, tie.end) for tie in self.snapshot.ties() if tie.start in inside and tie.end in inside
        )
        return Network.of(kept, pairs)

    @cached_property
    def standing(self) -> dict[str, Vector]:
        """Centrality of every node of the network, by measure."""
        return {"pagerank": pagerank(self.network), "betweenness": betweenness(self.network)}

    def scene(self, profile: Profile, over: Candidates) -> Scene:
        """What the signals look at when a profile is asked about."""
        ask = Ask.of(profile, self.vectors)
        attention = (self.lesson.attention if self.lesson else None) or ATTENTION
        held = (self.snapshot, self.network, self.standing, attention)
        return Scene(ask, over, *held, reader=self.reader)

    def cluster(self, identity: str) -> Profile:
        """The profile of a cluster.

        Raises:
            NotFoundError: there is none of that id.
        """
        return self._profile(self.clusters, identity, "cluster")

    def _profile(self, candidates: Candidates, identity: str, what: str) -> Profile:
        row = candidates.index.get(identity)
        if row is None:
            raise NotFoundError(f"there is no {what} {identity}")
        return candidates.profiles[row]

    def mentors(
        self, profile: Profile, *, top: int = 10, weights: Mapping[str, float] | None = None
    ) -> Answer:
        """Rank institutions as mentors of a cluster, of the graph or described."""
        standings, known = self.judge_mentors(profile, weights)
        return self._answer("mentors", profile, standings.ranking(top), known, top, weights)

    def judge_mentors(
        self, profile: Profile, weights: Mapping[str, float] | None = None
    ) -> tuple[Standings, tuple[Known, ...]]:
        """All institutions scored as mentors of a cluster, and those that help it already."""
        known = self._with_decided("mentors", profile, self._helpers(profile.id))
        scene = self.scene(profile, self.institutions)
        if held := self.decisions:
            scene = replace(scene, rejections=Rejections.of(held, self.clusters, self.institutions))
        # Probabilities were fitted to the scores of these weights, not to those of weights of one's own.
        calibration = None if weights else self.calibration
        if self.lesson and self.lesson.weights:
            weights = {**self.lesson.weights, **(weights or {})}
        return self._judged(scene, MENTORS, known, weights, calibration), known

    @property
    def decisions(self) -> tuple[Feedback, ...]:
        """What was decided on suggestions and holds on the day of the answer."""
        return in_force(self.snapshot.feedback, self.today) if self.snapshot.feedback else ()

    def _with_decided(self, question: str, profile: Profile, known: tuple[Known, ...]) -> tuple[Known, ...]:
        """Those tied already and those decided on, by id."""
        asked = {profile.id, *profile.technologies} if question == "pilots" else {profile.id}
        found = {one.id: one for one in known}
        for record in self.decisions:
            if record.question == question and record.subject in asked:
                who = record.candidate
                if who in self.snapshot.nodes:
                    held = found.get(who) or Known(who, self.snapshot.name(who), ())
                    found[who] = replace(held, feedback=record)
        return tuple(found[identity] for identity in sorted(found))

    def _judged(
        self, scene: Scene, features: tuple[Feature, ...], known: tuple[Known, ...],
        weights: Mapping[str, float] | None, calibration: Calibrated | None = None,
    ) -> Standings:  # fmt: skip
        without = frozenset(one.id for one in known)
        return judged(scene, features, weights=weights, without=without, calibration=calibration)

    def _answer(
        self, question: str, profile: Profile, ranking: Ranking, known: tuple[Known, ...], top: int,
        weights: Mapping[str, float] | None,
    ) -> Answer:  # fmt: skip
        asked = {"question": question, "id": profile.id or None, "example": None, "top": top,
                 "weights": dict(weights or {})}  # fmt: skip
        return Answer(
            profile.id, profile.name, ranking, known, self.snapshot.id, self.model, asked, self.version,
            self.today, self.known_by, self.estimate or None,
        )  # fmt: skip

    def _helpers(self, identity: str) -> tuple[Known, ...]:
        found: dict[str, list[Tie]] = {}
        for tie in self.snapshot.into(identity, *HELP):
            if tie.start.startswith("institution:"):
                found.setdefault(tie.start, []).append(tie)
        return tuple(Known(i, self.snapshot.name(i), tuple(ties)) for i, ties in sorted(found.items()))

    def technology(self, identity: str) -> Profile:
        """The profile of a technology, or of all technologies of a start-up.

        Raises:
            NotFoundError: there is no such entity, or the start-up has no recorded technology.
        """
        if identity not in self.snapshot.nodes:
            raise NotFoundError(f"there is no start-up or technology {identity}")
        if identity.startswith("technology:"):
            return technology_profile(self.snapshot, identity)
        own = [tie.end for tie in self.snapshot.out(identity, "DEVELOPS")]
        if not own:
            raise NotFoundError(f"no technology of {self.snapshot.name(identity)} is recorded")
        return _together(identity, self.snapshot, [technology_profile(self.snapshot, t) for t in own])

    def pilots(
        self, profile: Profile, *, top: int = 10, weights: Mapping[str, float] | None = None
    ) -> Answer:
        """Rank clusters to pilot a technology in which it has not been tried so far."""
        standings, known = self.judge_pilots(profile, weights)
        return self._answer("pilots", profile, standings.ranking(top), known, top, weights)

    def judge_pilots(
        self, profile: Profile, weights: Mapping[str, float] | None = None
    ) -> tuple[Standings, tuple[Known, ...]]:
        """All clusters scored as places of a pilot, and those where it is or was tried."""
        scene = replace(self.scene(profile, self.clusters), prototypes=self.prototypes)
        known = self._with_decided("pilots", profile, self._tried(scene))
        return self._judged(scene, PILOTS, known, weights), known

    def _tried(self, scene: Scene) -> tuple[Known, ...]:
        """Clusters where the technology or a near twin of it is in use or was tried."""
        found: dict[str, Known] = {}
        own = scene.ask.profile.technologies
        for technology in sorted(own):
            ties = (*self.snapshot.into(technology, "USES"), *self.snapshot.out(technology, "PILOTED_IN"))
            for tie in ties:
                cluster = tie.start if tie.type == "USES" else tie.end
                before = found[cluster].ties if cluster in found else ()
                note = Reason("known.used" if tie.type == "USES" else "known.piloted")
                found[cluster] = Known(cluster, self.snapshot.name(cluster), (*before, tie), note)
        for cluster, tie in self._twins(scene):
            if cluster not in found:
                note = Reason("known.twin", {"name": named(self.snapshot, tie.end)})
                found[cluster] = Known(cluster, self.snapshot.name(cluster), (tie,), note)
        return tuple(found[identity] for identity in sorted(found))

    @cached_property
    def _used(self) -> list[tuple[str, Tie]]:
        """Every cluster with each technology that is or was in use there."""
        snapshot = self.snapshot
        return [(one, tie) for one in snapshot.ids("cluster") for tie in snapshot.out(one, "USES")]

    def _twins(self, scene: Scene) -> list[tuple[str, Tie]]:
        used = self._used
        if not used or not len(scene.ask.parts):
            return []
        names = [self.snapshot.name(tie.end) for _, tie in used]
        alike = self.vectors.vectors(names) @ scene.ask.parts[0]
        return [pair for pair, value in zip(used, alike, strict=True) if value >= TWIN]


def in_network(identity: str) -> bool:
    """Whether a node is in the network: states would join everything."""
    return not identity.startswith("state:")


def _together(identity: str, snapshot: Snapshot, profiles: Sequence[Profile]) -> Profile:
    """A start-up's technologies as one profile, at the start-up's own place."""
    first = profiles[0]
    if len(profiles) == 1:
        whole, parts = first.whole, first.parts
    else:
        whole = ". ".join(profile.whole for profile in profiles)
        parts = tuple(part for profile in profiles for part in profile.parts)
    served = frozenset(tie.end for tie in snapshot.out(identity, "ACTIVE_IN"))
    return Profile(
        identity, snapshot.name(identity), whole, parts, frozenset(),
        frozenset().union(served, *(p.industries for p in profiles)),
        frozenset().union(*(p.technologies for p in profiles)),
        place_of(snapshot, identity), facts=dict(snapshot.nodes[identity]),
    )  # fmt: skip
