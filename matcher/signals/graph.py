"""Signals from the graph: what the two share, and where each stands in the network."""

from __future__ import annotations

import numpy as np

from graph.model import NODE
from matcher.blocks import Rows, Vector
from matcher.candidates import Candidates, nic_code
from matcher.centrality import Arrival, Network, degree_by_kind, walked
from matcher.phrases import Slots, Words, listed, quoted, term
from matcher.signals.base import Reason, Scene, named
from matcher.snapshot import Tie

# How near two NIC codes are by the digits that they share: division, group, class, subclass.
_NEAR = {2: 0.25, 3: 0.5, 4: 0.8, 5: 1.0}
# A walk that starts again with 0.5 at each step is within 6 % of its end after four rounds. Two more change
# the first ten of one cluster in nine by one place or name, and take as long again (docs/decisions.md).
_DAMPING, _ROUNDS = 0.5, 4


def capabilities(scene: Scene) -> Vector:
    """Share of the needed kinds of help that the candidate offers, rarer ones counting more."""
    return _share(scene, scene.ask.profile.capabilities, scene.over.capabilities)


def technologies(scene: Scene) -> Vector:
    """Share of the technologies in use there that the candidate works on, rarer ones more."""
    return _share(scene, scene.ask.profile.technologies, scene.over.technologies)


def _share(scene: Scene, asked: frozenset[str], held: dict[str, Rows]) -> Vector:
    """Weights are inverse document frequencies: log((n + 1) / (holders + 1)) + 1."""
    n = len(scene.over)
    values = np.zeros(n)
    total = 0.0
    for item in sorted(asked):
        rows = held.get(item)
        weight = np.log((n + 1) / ((0 if rows is None else len(rows)) + 1)) + 1
        total += weight
        if rows is not None:
            values[rows] += weight
    return values / total if total else values


def explain_capabilities(scene: Scene, row: int, value: float) -> Reason:
    """Names the kinds of help that are needed there and offered here, with both relationships."""
    asked, held = scene.ask.profile, scene.over.profiles[row]
    shared = sorted(asked.capabilities & held.capabilities)
    if not asked.capabilities:
        return Reason("capabilities.unasked")
    if not shared or scene.snapshot is None:
        return Reason("capabilities.none")
    names = [named(scene.snapshot, item) for item in shared]
    paths = tuple(_through(scene, item, held.id, "NEEDS", "OFFERS") for item in shared[:3])
    slots: Slots = {"count": len(shared), "asked": len(asked.capabilities), "names": listed(names)}
    return Reason("capabilities.shared", slots, paths)


def explain_technologies(scene: Scene, row: int, value: float) -> Reason:
    """Names the technologies in use there that the candidate works on."""
    shared = sorted(scene.ask.profile.technologies & scene.over.profiles[row].technologies)
    if not shared or scene.snapshot is None:
        return Reason("technologies.none")
    names = [named(scene.snapshot, item) for item in shared]
    paths = tuple(
        _through(scene, item, scene.over.profiles[row].id, "USES", "DEVELOPS") for item in shared[:3]
    )
    return Reason("technologies.shared", {"names": listed(names)}, paths)


def _through(scene: Scene, item: str, candidate: str, asked: str, held: str) -> tuple[Tie, ...]:
    """The two relationships that join what is asked and a candidate through a shared node."""
    assert scene.snapshot is not None  # callers have looked
    own = [t for t in scene.snapshot.out(scene.ask.profile.id, asked) if t.end == item]
    theirs = [t for t in scene.snapshot.out(candidate, held) if t.end == item]
    return (*own[:1], *theirs[:1])


def industries(scene: Scene) -> Vector:
    """Mean over the asked industries of the nearness of the candidate's nearest one in the NIC tree.

    Nearness is 1 in the same subclass, 0.8 in the same class, 0.5 in the same group, 0.25 in the
    same division; where the asked code is shorter, the longest nearness that it allows counts as 1.
    """
    codes = sorted(map(nic_code, scene.ask.profile.industries))
    values = np.zeros(len(scene.over))
    for code in codes:
        near = np.zeros(len(scene.over))
        for digits in range(2, len(code) + 1):
            rows = scene.over.industries.get(code[:digits])
            if rows is not None:
                near[rows] = np.maximum(near[rows], _NEAR[digits])
        # A code of three digits is all that a source may say; meeting it is as near as can be told.
        values += near / _NEAR[min(len(code), 5)] if len(code) >= 2 else near
    return values / len(codes) if codes else values


def explain_industries(scene: Scene, row: int, value: float) -> Reason:
    """Names the industry in common, or the nearest."""
    asked, held = scene.ask.profile, scene.over.profiles[row]
    best: tuple[int, str, str] = (0, "", "")
    for own in sorted(asked.industries):
        for other in sorted(held.industries):
            alike = _common(nic_code(own), nic_code(other))
            if alike > best[0]:
                best = (alike, own, other)
    digits, own, other = best
    if digits < 2 or scene.snapshot is None:
        return Reason("industries.none")
    slots: Slots = {"name": quoted(scene.snapshot.name(other)), "code": nic_code(other)}
    ties = [t for t in scene.snapshot.out(held.id, "ACTIVE_IN", "APPLIES_TO") if t.end == other]
    mine = [t for t in scene.snapshot.out(asked.id, "ACTIVE_IN", "APPLIES_TO") if t.end == own]
    phrase = "industries.same" if own == other else "industries.related"
    return Reason(phrase, slots, ((*mine[:1], *ties[:1]),))


def _common(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def reach(scene: Scene) -> Vector:
    """Personalised PageRank from what is asked and what it is tied to, as a share of the greatest."""
    network = scene.network
    values = np.zeros(len(scene.over))
    if network is None:
        return values
    asked = scene.ask.profile
    around = {asked.id, *asked.capabilities, *asked.industries, *asked.technologies,
              asked.place.district or ""}  # fmt: skip
    seeds = np.array(sorted(network.index[each] for each in around if each in network.index), dtype=np.intp)
    if not len(seeds):
        return values
    places, arrival = scene.over.once("arrival", network, lambda: _arrival(scene.over, network))
    values[places] = walked(network, seeds, arrival, damping=_DAMPING, rounds=_ROUNDS)
    top = values.max(initial=0.0)
    return np.sqrt(values / top) if top > 0 else values


def _arrival(over: Candidates, network: Network) -> tuple[Rows, Arrival]:
    """The candidates that are in the network, and the last steps to them."""
    rows = over.rows_in(network.index)
    places = np.flatnonzero(rows >= 0)
    return places, Arrival.at(network, rows[places])


def explain_reach(scene: Scene, row: int, value: float) -> Reason:
    """Says how near the candidate stands in the network."""
    return Reason(f"reach.{'near' if value >= 0.5 else 'within' if value >= 0.2 else 'far'}")


def standing(scene: Scene) -> Vector:
    """PageRank in the whole network, as a share of the greatest among the candidates."""
    return _standing(scene, "pagerank")


def brokerage(scene: Scene) -> Vector:
    """Betweenness in the whole network, as a share of the greatest among the candidates."""
    return _standing(scene, "betweenness")


def _standing(scene: Scene, measure: str) -> Vector:
    network = scene.network
    if network is None or scene.standing is None:
        return np.zeros(len(scene.over))
    held = scene.standing[measure]

    def made() -> Vector:
        rows = scene.over.rows_in(network.index)
        values = np.where(rows >= 0, held[rows], 0.0)
        top = values.max(initial=0.0)
        return np.sqrt(values / top) if top > 0 else values

    return np.asarray(scene.over.once(measure, held, made))


def explain_standing(scene: Scene, row: int, value: float) -> Reason:
    """Says how well connected the candidate is, and with how many neighbours of each kind."""
    level = "well" if value >= 0.5 else "moderately"
    identity = scene.over.profiles[row].id
    if scene.network is None or identity not in scene.network.index:
        return Reason("standing.unknown")
    counts = degree_by_kind(scene.network, identity)
    if not counts:
        return Reason("standing.alone")
    kinds = [
        Words(f"{n} {(NODE[k].label if n == 1 else NODE[k].plural).lower()}", f"{term(k).said('ml')} {n}")
        for k, n in counts.items()
    ]
    return Reason(f"standing.{level}", {"counts": listed(kinds, 6)})


def explain_brokerage(scene: Scene, row: int, value: float) -> Reason:
    """Says whether the candidate joins parts of the network."""
    return Reason("brokerage.joins" if value >= 0.5 else "brokerage.hardly")
