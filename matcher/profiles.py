"""Which text and which facts describe an entity to the ranking.

A profile is built the same way for an entity of the graph, for one that a request describes, and
for one of a benchmark folder.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from matcher.snapshot import Snapshot, Tie

HELP = ("MENTORS", "COLLABORATED_WITH")


@dataclass(frozen=True)
class Part:
    """One short text about an entity, and the relationship or field that says so.

    Attributes:
        text: a need, a product, a capability, a field of work, …
        what: what the text is, for sentences: `need`, `product`, `capability`, `field`, …
        tie: the relationship behind it, where there is one.
    """

    text: str
    what: str
    tie: Tie | None = None


@dataclass(frozen=True)
class Place:
    """Where something is: coordinates in degrees, ids of district and state; None is unknown."""

    latitude: float | None = None
    longitude: float | None = None
    district: str | None = None
    state: str | None = None
    exact: bool = True


@dataclass(frozen=True)
class Profile:
    """What the ranking knows of an entity.

    Attributes:
        whole: one text about all of it.
        parts: its short texts, each once.
        capabilities: ids that it needs (cluster) or offers (institution).
        industries: NIC ids, its own and not their parents.
        technologies: ids in use there (cluster) or developed (institution).
        past: texts of its documented past work, for institutions: (other's id, text, tie).
    """

    id: str
    name: str
    whole: str
    parts: tuple[Part, ...] = ()
    capabilities: frozenset[str] = frozenset()
    industries: frozenset[str] = frozenset()
    technologies: frozenset[str] = frozenset()
    place: Place = Place()
    past: tuple[Past, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Past:
    """One documented piece of past work: with whom, a text on it, its year and who paid, where known."""

    other: str
    text: str
    tie: Tie | None = None
    year: int | None = None
    sponsors: frozenset[str] = frozenset()


OTHER = "capability:other"


def cluster_profile(snapshot: Snapshot, identity: str) -> Profile:
    """The profile of a cluster of the graph."""
    facts = snapshot.nodes[identity]
    parts = [Part(_plain(facts["name"]), "name")]
    for tie in snapshot.out(identity, "MAKES"):
        parts.append(Part(snapshot.name(tie.end), "product", tie))
    for tie in snapshot.out(identity, "NEEDS"):
        parts.append(Part(tie.get("statement") or snapshot.name(tie.end), "need", tie))
    for tie in snapshot.out(identity, "USES"):
        parts.append(Part(snapshot.name(tie.end), "technology", tie))
    parts.extend(Part(text, "process") for text in facts.get("processes", ()))
    parts = _once(parts)
    industries = frozenset(tie.end for tie in snapshot.out(identity, "ACTIVE_IN"))
    needed = frozenset(tie.end for tie in snapshot.out(identity, "NEEDS")) - {OTHER}
    whole = _joined([str(facts.get("description", "")), *(part.text for part in parts)])
    return Profile(
        identity, str(facts["name"]), whole, tuple(parts),
        frozenset(n for n in needed if n.startswith("capability:")), industries,
        frozenset(tie.end for tie in snapshot.out(identity, "USES")),
        place_of(snapshot, identity), facts=dict(facts),
    )  # fmt: skip


def institution_profile(snapshot: Snapshot, identity: str) -> Profile:
    """The profile of an institution of the graph."""
    facts = snapshot.nodes[identity]
    parts: list[Part] = []
    for tie in snapshot.out(identity, "OFFERS"):
        parts.append(Part(tie.get("statement") or snapshot.name(tie.end), "capability", tie))
    for tie in snapshot.out(identity, "DEVELOPS"):
        what = snapshot.nodes[tie.end].get("what_it_does", "")
        parts.append(Part(_joined([snapshot.name(tie.end), str(what)]), "technology", tie))
    parts.extend(Part(text, "field") for text in facts.get("fields", ()))
    parts.append(Part(str(facts["name"]), "name"))
    parts = _once(parts)
    past: list[Past] = []
    for tie in snapshot.out(identity, *HELP):
        other = snapshot.name(tie.end)
        made = [snapshot.name(t.end) for t in snapshot.out(tie.end, "MAKES")]
        past.append(
            Past(tie.end, _joined([_plain(other), *made, str(tie.get("what") or "")]), tie, tie.get("year"))
        )
    whole = _joined([str(facts["name"]), str(facts.get("description", "")),
                     *(part.text for part in parts if part.what != "name")])  # fmt: skip
    return Profile(
        identity, str(facts["name"]), whole, tuple(parts),
        frozenset(tie.end for tie in snapshot.out(identity, "OFFERS")) - {OTHER},
        frozenset(tie.end for tie in snapshot.out(identity, "ACTIVE_IN")),
        frozenset(tie.end for tie in snapshot.out(identity, "DEVELOPS")),
        place_of(snapshot, identity), tuple(past), dict(facts),
    )  # fmt: skip


def technology_profile(snapshot: Snapshot, identity: str) -> Profile:
    """The profile of a technology of the graph, with the place of whoever develops it."""
    facts = snapshot.nodes[identity]
    names = ("name", "what_it_does", "problem")
    parts = _once([Part(str(facts[n]), n.replace("_", " ")) for n in names if facts.get(n)])
    developers = [tie.start for tie in snapshot.into(identity, "DEVELOPS")]
    place = place_of(snapshot, developers[0]) if developers else Place()
    industries = frozenset(tie.end for tie in snapshot.out(identity, "APPLIES_TO"))
    return Profile(
        identity, str(facts["name"]), _joined([part.text for part in parts]), tuple(parts),
        frozenset(), industries, frozenset([identity]), place, facts=dict(facts),
    )  # fmt: skip


def described(text: str, place: Place, *, industries: Iterable[str] = (),
              capabilities: Iterable[str] = (), name: str = "") -> Profile:  # fmt: skip
    """The profile of something that is not in the graph: a pasted description and a place."""
    parts = _once(Part(piece, "description") for piece in pieces(text))
    return Profile(
        "", name or "the description given", _joined([text]), tuple(parts),
        frozenset(capabilities), frozenset(industries), place=place,
    )  # fmt: skip


def place_of(snapshot: Snapshot, identity: str) -> Place:
    """Where an entity of the graph is; its district's point when it has none of its own."""
    facts = snapshot.nodes[identity]
    ends = [tie.end for tie in snapshot.out(identity, "LOCATED_IN")]
    district = next((end for end in ends if end.startswith("district:")), None)
    state = next((end for end in ends if end.startswith("state:")), None)
    if state is None and district is not None:
        state = next((tie.end for tie in snapshot.out(district, "PART_OF")), None)
    if "latitude" in facts:
        return Place(facts["latitude"], facts["longitude"], district, state)
    return place_in(snapshot, district, state)


def place_in(snapshot: Snapshot, district: str | None, state: str | None) -> Place:
    """A place of which only the district or the state is known."""
    if district is not None:
        if state is None:
            state = next((tie.end for tie in snapshot.out(district, "PART_OF")), None)
        point = snapshot.nodes[district]
        return Place(point.get("latitude"), point.get("longitude"), district, state, exact=False)
    return Place(state=state)


def _plain(name: object) -> str:
    return str(name).removesuffix(" cluster")


def _once(parts: Iterable[Part]) -> list[Part]:
    found: dict[str, Part] = {}
    for part in parts:
        found.setdefault(part.text.casefold(), part)
    return list(found.values())


def _joined(texts: Iterable[str]) -> str:
    return ". ".join(dict.fromkeys(text.strip(" .") for text in texts if text.strip()))


def pieces(text: str) -> list[str]:
    """The sentences and list items of a text, each at least two letters long."""
    for mark in (". ", "; ", "! ", "? ", ": "):
        text = text.replace(mark, "\n")
    found = (piece.strip(" .;") for piece in text.splitlines())
    return [piece for piece in found if len(piece) > 1]
