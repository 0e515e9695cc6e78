"""Signals from the programme's own rules: who is a mentor, who has room, which cluster is ready."""

from __future__ import annotations

import numpy as np

from matcher.blocks import Vector
from matcher.phrases import Words, listed, term
from matcher.profiles import Profile
from matcher.signals.base import Reason, Scene

# One District One Idea asks for an academic, research or business school of excellence.
_SCHOOL = {
    "research_lab": 0.7, "university": 0.7, "engineering_college": 0.7, "business_school": 0.7,
    "design_institute": 0.7, "polytechnic": 0.5, "tool_room": 0.5, "testing_lab": 0.4,
    "training_institute": 0.5, "incubator": 0.4, "agency": 0.2,
}  # fmt: skip
_EXCELLENCE = 0.3
# Where no source says how many clusters an institution can mentor, its value halves at this load.
_LOAD = 4
# Steps that show that a cluster can carry a pilot, with how they read.
_READY = (
    ("spv", "a registered SPV"), ("champion", "a champion"), ("established", "units at work"),
)  # fmt: skip
_CFC_READY = {"working": 1.0, "under_construction": 0.6, "sanctioned": 0.5, "idle": 0.3}
_STAGE_READY = {"operating": 1.0, "revived": 1.0, "implementation": 0.8, "planning": 0.5,
                "diagnosis": 0.4, "declining": 0.3, "identified": 0.2}  # fmt: skip


def school(scene: Scene) -> Vector:
    """How far the candidate is what the programme calls a mentor institution."""
    return scene.over.kept("school", _school)


def _school(profile: Profile) -> float:
    value = _SCHOOL.get(str(profile.facts.get("kind", "")), 0.0)
    return value + (_EXCELLENCE if profile.facts.get("of_excellence") and value else 0.0)


def explain_school(scene: Scene, row: int, value: float) -> Reason:
    """Says what kind of institution it is."""
    facts = scene.over.profiles[row].facts
    kind = term(facts.get("kind", "institution"))
    # By sound, not by letter: "a university".
    article = "an" if kind.en[0] in "aeio" else "a"
    phrase = "school.excellence" if facts.get("of_excellence") else "school.kind"
    return Reason(phrase, {"article": article, "kind": kind})


def load(profile: Profile) -> int:
    """With how many clusters the institution is documented to mentor now."""
    mentoring = {past.other for past in profile.past if past.tie and past.tie.type == "MENTORS"}
    return len(mentoring)


def room(scene: Scene) -> Vector:
    """What is free of its capacity; 1 / (1 + load / 4) where the capacity is unknown."""
    return scene.over.kept("room", _room)


def _room(profile: Profile) -> float:
    capacity = profile.facts.get("capacity")
    if capacity is None:
        return 1.0 / (1.0 + load(profile) / _LOAD)
    return max(0.0, 1.0 - load(profile) / capacity) if capacity else 0.0


def explain_room(scene: Scene, row: int, value: float) -> Reason:
    """Says with how many clusters it works and how many it can take."""
    profile = scene.over.profiles[row]
    capacity = profile.facts.get("capacity")
    now = load(profile)
    clusters = Words(f"{now} cluster{'' if now == 1 else 's'}", f"{now} ക്ലസ്റ്റർ")
    if capacity is None:
        return Reason("room.unknown", {"clusters": clusters})
    return Reason("room.known", {"clusters": clusters, "capacity": int(capacity)})


def fresh(scene: Scene) -> Vector:
    """1 / (1 + documented ties so far): who has had no chance yet comes first."""
    return scene.over.kept("fresh", lambda profile: 1.0 / (1.0 + len(profile.past)))


def explain_fresh(scene: Scene, row: int, value: float) -> Reason:
    """Says how much documented work it has so far."""
    count = len(scene.over.profiles[row].past)
    return Reason("fresh.some", {"count": count}) if count else Reason("fresh.none")


def ready(scene: Scene) -> Vector:
    """Mean of what is known of the cluster's readiness: SPV, champion, at work, stage, facility."""
    return scene.over.kept("ready", _ready)


def _ready(profile: Profile) -> float:
    """What is unknown counts half, so that it neither helps nor harms."""
    facts = profile.facts
    known = [0.5 if facts.get(name) is None else float(facts[name]) for name, _ in _READY]
    known.append(_STAGE_READY.get(str(facts.get("stage")), 0.5))
    known.append(_CFC_READY.get(str(facts.get("cfc")), 0.5 if "cfc" not in facts else 0.2))
    return float(np.mean(known))


def explain_ready(scene: Scene, row: int, value: float) -> Reason:
    """Says what shows that the cluster can carry a pilot, and what is not known."""
    facts = scene.over.profiles[row].facts
    has = [term(text) for name, text in _READY if facts.get(name)]
    if facts.get("cfc") == "working":
        has.append(term("a working common facility"))
    unknown = [term(text) for name, text in _READY if facts.get(name) is None]
    phrase = f"ready.{'has' if has else 'nothing'}{'_unknown' if unknown else ''}"
    return Reason(phrase, {"has": listed(has), "unknown": listed(unknown)})
