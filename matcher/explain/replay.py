"""A ranking asked again with other facts: at once on the changed profiles alone, or wholly anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, TypeAlias

from matcher.candidates import Ask
from matcher.engine import Engine, Known
from matcher.explain.change import Change, with_changes
from matcher.profiles import Profile, cluster_profile, institution_profile, pieces
from matcher.ranking import Standings, judged
from matcher.renewal import renewed
from matcher.snapshot import Snapshot

Kind: TypeAlias = Literal["mentors", "pilots"]


@dataclass(frozen=True)
class Question:
    """What was asked of an engine: mentors of a cluster, or clusters to pilot a technology in."""

    engine: Engine
    kind: Kind
    profile: Profile
    weights: Mapping[str, float] | None = None

    @cached_property
    def judged(self) -> tuple[Standings, tuple[Known, ...]]:
        """All candidates scored, and those that are tied already."""
        ask = self.engine.judge_mentors if self.kind == "mentors" else self.engine.judge_pilots
        return ask(self.profile, self.weights)

    @property
    def standings(self) -> Standings:
        """All candidates scored."""
        return self.judged[0]

    def quick(self, changes: tuple[Change, ...]) -> Standings:
        """The standings with changes, by new profiles for those that they touch.

        Everything is as in a whole replay but the rarity of words and the centrality in the network
        as a whole, which one fact moves by little.
        """
        before = self.standings
        snapshot = with_changes(self.engine.snapshot, changes)
        ends = ((tie.start, tie.end) for change in changes for tie in change.ties)
        over, ask = before.scene.over, before.scene.ask
        for identity in sorted({change.of for change in changes}):
            if identity in over.index:
                profile = self.candidate(snapshot, identity)
                over = renewed(over, {identity: profile}, self.engine.vectors, as_rare=True)
            else:
                ask = Ask.of(self.asked(snapshot), self.engine.vectors, ask.year)
        network = before.scene.network
        scene = replace(
            before.scene, ask=ask, over=over, snapshot=snapshot,
            network=network.joined(ends) if network is not None else None,
        )  # fmt: skip
        without = frozenset(one.id for one in self.judged[1])
        # What rejections take off is not a weight; the scene brings it along.
        features = tuple(feature for feature in before.features if feature.weight >= 0)
        weights = {feature.name: before.weights[feature.name] for feature in features}
        return judged(scene, features, weights=weights, without=without)

    def whole(self, changes: tuple[Change, ...]) -> Question:
        """The same question to an engine that is built anew on the changed graph."""
        engine = self.engine.on(with_changes(self.engine.snapshot, changes))
        return Question(engine, self.kind, self.asked(engine.snapshot), self.weights)

    def asked(self, snapshot: Snapshot) -> Profile:
        """The profile of what is asked about, on a graph; a description stays what it is."""
        if not self.profile.id:
            return self.profile
        if self.kind == "mentors":
            return cluster_profile(snapshot, self.profile.id)
        return self.engine.on(snapshot).technology(self.profile.id)

    def candidate(self, snapshot: Snapshot, identity: str) -> Profile:
        """The profile of a candidate, on a graph."""
        make = institution_profile if self.kind == "mentors" else cluster_profile
        return make(snapshot, identity)

    def prepare(self, changes: Sequence[tuple[Change, ...]]) -> None:
        """Encode the texts that changes bring in one go, which is faster than one by one."""
        texts: dict[str, None] = {}
        for some in changes:
            snapshot = with_changes(self.engine.snapshot, some)
            for identity in {change.of for change in some}:
                ranked = identity in self.standings.scene.over.index
                profile = self.candidate(snapshot, identity) if ranked else self.asked(snapshot)
                past = [piece.text for piece in profile.past]
                said = [sentence for text in past for sentence in pieces(text)]
                told = (profile.whole, *(part.text for part in profile.parts), *past, *said)
                texts.update(dict.fromkeys(told))
        self.engine.vectors.vectors(list(texts))
