"""Which changes of facts are considered: what somebody could bring about, in the graph's own vocabulary.

Capabilities, needs, industries and clusters are those that the graph has: of the competitors above, of
like clusters, of the industry. Where something lies, and what has been done before, cannot be changed
and is not proposed; a tie is proposed as new work with a like cluster.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from matcher.candidates import nic_code
from matcher.explain.change import Change, assumed
from matcher.explain.replay import Question
from matcher.phrases import Slot, Words
from matcher.profiles import OTHER, Profile
from matcher.signals.base import Reason, named
from matcher.snapshot import Snapshot

# How many of each kind of change are looked at, the likeliest to matter first.
_OFFERS, _NEEDS, _CLUSTERS, _STATEMENTS = 24, 12, 8, 8
# Digits of NIC codes that two clusters of one industry share: a group, such as 139.
_GROUP = 3
# What a cluster can bring about before a pilot; None: what is not recorded counts as not there.
_STEPS = (
    ("spv", (None, False), True), ("champion", (None, False), True),
    ("cfc", (None, "none", "proposed", "sanctioned", "under_construction", "idle"), "working"),
)  # fmt: skip


def considered(question: Question, row: int, rivals: list[int]) -> list[Change]:
    """The single changes that could bring a candidate ahead, by kind.

    Args:
        row: the candidate.
        rivals: rows of those above it.
    """
    make = _of_mentor if question.kind == "mentors" else _of_pilot
    return sorted(make(question, row, rivals), key=lambda change: change.id)


def _of_mentor(question: Question, row: int, rivals: list[int]) -> Iterator[Change]:
    snapshot, scene = question.engine.snapshot, question.standings.scene
    asked, held = scene.ask.profile, scene.over.profiles[row]
    common = Counter(item for rival in rivals for item in scene.over.profiles[rival].capabilities)
    wanted = sorted(asked.capabilities) + [item for item, _ in sorted(common.items(), key=_most)]
    offers = [item for item in dict.fromkeys(wanted) if item not in held.capabilities and item != OTHER]
    for item in offers[:_OFFERS]:
        yield _tied("offer", snapshot, held.id, "OFFERS", item)
    for item in sorted(asked.industries - held.industries):
        yield _tied("industry", snapshot, held.id, "ACTIVE_IN", item)
    for item in sorted(asked.technologies - held.technologies):
        yield _tied("technology", snapshot, held.id, "DEVELOPS", item)
    for other in _like_clusters(question, held):
        yield _tied("tie", snapshot, held.id, "COLLABORATED_WITH", other, kind="support")
    if asked.id:
        common = _typical_needs(snapshot, asked)
        needs = [i for i, _ in sorted(common.items(), key=_most) if i in held.capabilities]
        for item in [i for i in needs if i not in asked.capabilities][:_NEEDS]:
            yield _tied("need", snapshot, asked.id, "NEEDS", item)


def _of_pilot(question: Question, row: int, rivals: list[int]) -> Iterator[Change]:
    snapshot, scene = question.engine.snapshot, question.standings.scene
    asked, held = scene.ask.profile, scene.over.profiles[row]
    for name, before, after in _STEPS:
        if held.facts.get(name) in before:
            says = Reason(f"change.{name}", {"of": named(snapshot, held.id)})
            yield Change(f"{held.id} {name}", name, says, held.id, facts={held.id: {name: after}})
    for statement, item in _statements(question, held)[:_STATEMENTS]:
        yield _tied("need", snapshot, held.id, "NEEDS", item, statement=statement)
    for item in sorted(held.industries - asked.industries):
        if asked.id:
            relation = "APPLIES_TO" if asked.id.startswith("technology:") else "ACTIVE_IN"
            yield _tied("applies", snapshot, asked.id, relation, item)


def _most(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


def _tied(what: str, snapshot: Snapshot, start: str, type_: str, end: str, **more: str) -> Change:
    statement = more.get("statement")
    to = Words(statement) if statement else named(snapshot, end)
    slots: dict[str, Slot] = {"of": named(snapshot, start), "to": to}
    if end.startswith("industry:"):
        slots["to"] = Words(f"{snapshot.name(end)} (NIC {nic_code(end)})")
    identity = " ".join((start, type_, end, *([statement] if statement else [])))
    return Change(
        identity, what, Reason(f"change.{what}", slots), start, (assumed(start, type_, end, **more),)
    )


def _like_clusters(question: Question, held: Profile) -> list[str]:
    """The clusters most like what is asked about with which the candidate has not worked."""
    clusters, ask = question.engine.clusters, question.standings.scene.ask
    alike = clusters.whole @ ask.whole[0]
    worked = {past.other for past in held.past} | {ask.profile.id}
    order = [clusters.ids[row] for row in np.argsort(-alike, kind="stable")]
    return [identity for identity in order if identity not in worked][:_CLUSTERS]


def _group(codes: frozenset[str]) -> set[str]:
    return {nic_code(code)[:_GROUP] for code in codes}


def _typical_needs(snapshot: Snapshot, asked: Profile) -> Counter[str]:
    """What clusters of the same industry state as needs, with how many do."""
    mine, found = _group(asked.industries), Counter[str]()
    for identity in snapshot.ids("cluster"):
        theirs = {nic_code(tie.end)[:_GROUP] for tie in snapshot.out(identity, "ACTIVE_IN")}
        if identity != asked.id and mine & theirs:
            needs = {tie.end for tie in snapshot.out(identity, "NEEDS")} - {OTHER}
            found.update(item for item in needs if item.startswith("capability:"))
    return found


def _statements(question: Question, held: Profile) -> list[tuple[str, str]]:
    """Needs that clusters of the same industry state, those nearest to the technology first."""
    snapshot, ask = question.engine.snapshot, question.standings.scene.ask
    own = {part.text for part in held.parts}
    mine, found = _group(held.industries), dict[str, str]()
    for identity in snapshot.ids("cluster"):
        theirs = {nic_code(tie.end)[:_GROUP] for tie in snapshot.out(identity, "ACTIVE_IN")}
        if identity != held.id and mine & theirs:
            for tie in snapshot.out(identity, "NEEDS"):
                statement = tie.get("statement")
                if statement and statement not in own and tie.end.startswith("capability:"):
                    found.setdefault(statement, tie.end)
    texts = sorted(found)
    if not texts or not len(ask.parts):
        return []
    alike = (question.engine.vectors.vectors(texts) @ ask.parts.T).max(axis=1)
    order = np.argsort(-alike, kind="stable")
    return [(texts[at], found[texts[at]]) for at in order]
