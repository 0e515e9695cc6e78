"""Puts the desk of a district together: who lies where, and for each cluster what the programme says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from matcher.desk.asking import next_ask
from matcher.desk.parts import PROGRAMME, Desk, Entry, Place, Seat, Standing
from matcher.desk.pilots import Offers, Pilot, offers, tried
from matcher.desk.statements import TRIED, Statement, said
from matcher.lookup import find
from matcher.rules.facts import Facts, Known
from matcher.rules.library import Library
from matcher.rules.origin import facts_of
from matcher.rules.plan import Plan, plan
from matcher.rules.verdict import judge, judge_all
from matcher.service import Service
from matcher.snapshot import Snapshot

TOP = 3
_UNSAID = "constituency_shares"


def desk(
    service: Service,
    library: Library,
    district: str,
    on: date,
    *,
    offered: bool = True,
    check: Callable[[], None] = lambda: None,
) -> Desk:
    """The desk of a district, named by id or name, with the rules as they were on a day.

    Facts are those that the graph and the field hold now.

    Args:
        offered: whether to look for pilots, which takes seconds when the graph has just changed.
        check: called between steps; it may raise when the time is up.

    Raises:
        NotFoundError: there is no such district; it carries near ones.
        FactError: the graph holds something impossible of a cluster, such as shares above 100%.
    """
    engine = service.engine()
    snapshot = engine.snapshot
    identity = find(snapshot, ["district"], district)
    seats = sorted(
        (tie.start for tie in snapshot.into(identity, "PART_OF") if tie.start.startswith("constituency:")),
        key=lambda seat: (snapshot.nodes[seat]["number"], seat),
    )
    own = [tie.start for tie in snapshot.into(identity, "LOCATED_IN") if tie.start.startswith("cluster:")]
    touching = [tie.start for seat in seats for tie in snapshot.into(seat, "LOCATED_IN")]
    voices = said(service.store, snapshot.ids("cluster"))
    told = [cluster for cluster, each in voices.items() if _said_places(each, snapshot) & set(seats)]
    clusters = sorted({*own, *touching, *told})
    maker = _Maker(service, library, on, offers(engine, check) if offered else None, voices, check)
    places = {cluster: maker.places(cluster) for cluster in clusters}
    here = {seat: [c for c in clusters if any(p.id == seat for p in places[c])] for seat in seats}
    made = [
        _seat(snapshot, seat, [maker.entry(c, seat, places[c], here[seat]) for c in here[seat]])
        for seat in seats
    ]
    placed = {cluster for inside in here.values() for cluster in inside}
    unplaced = [maker.entry(c, None, places[c], []) for c in clusters if c not in placed]
    facts = snapshot.nodes[identity]
    return Desk(
        identity, str(facts["name"]), str(facts.get("name_ml") or ""), on, tuple(made),
        tuple(sorted(unplaced, key=_order)), library, _names(snapshot, [*made], unplaced), snapshot.id,
    )  # fmt: skip


class _Maker:
    """Makes the entries of a desk."""

    def __init__(
        self, service: Service, library: Library, on: date, found: Offers | None,
        voices: Mapping[str, tuple[Statement, ...]], check: Callable[[], None],
    ) -> None:  # fmt: skip
        self.service, self.library, self.on = service, library, on
        self.snapshot, self.offers, self.voices, self.check = service.engine().snapshot, found, voices, check

    def places(self, cluster: str) -> tuple[Place, ...]:
        """The constituencies that a cluster touches, by the graph and by the field."""
        found: dict[str, Place] = {}
        for tie in self.snapshot.out(cluster, "LOCATED_IN"):
            if tie.end.startswith("constituency:"):
                found[tie.end] = self._place(tie.end, tie.properties, False)
        for each in self.voices.get(cluster, ()):
            parts = each.value if each.fact == _UNSAID and isinstance(each.value, dict) else {}
            if each.fact == "constituency" and isinstance(each.value, str):
                parts = {each.value: None}
            for seat, share in parts.items():
                if seat in self.snapshot.nodes and (seat not in found or found[seat].share is None):
                    sourced = {"share": share, "source": each.source, "as_of": each.as_of}
                    if seat not in found or share is not None:
                        found[seat] = self._place(seat, sourced, True)
        return tuple(sorted(found.values(), key=lambda place: (-(place.share or 0), place.number, place.id)))

    def _place(self, seat: str, facts: Mapping[str, Any], by_field: bool) -> Place:
        node = self.snapshot.nodes[seat]
        share = facts.get("share")
        return Place(
            seat, int(node["number"]), str(node["name"]), str(node.get("name_ml") or ""),
            float(share) if share is not None else None,
            str(facts.get("source")), str(facts.get("as_of")), by_field,
        )  # fmt: skip

    def entry(self, cluster: str, seat: str | None, places: tuple[Place, ...], beside: list[str]) -> Entry:
        """One cluster, looked at in one constituency."""
        self.check()
        voices = self.voices.get(cluster, ())
        facts = self._facts(cluster, seat, places, beside)
        unknown = {each.fact for each in voices if each.value is None and not each.about}
        return Entry(
            cluster, self.snapshot.nodes[cluster], seat, places, facts,
            judge(self.library, PROGRAMME, facts, self.on),
            self.service.mentors(cluster, top=TOP),
            self._pilots(cluster, voices),
            tried(self.snapshot, cluster),
            self._plan(facts),
            next_ask(self.library, facts, self.on, seat, unknown),
            voices,
        )  # fmt: skip

    def _plan(self, facts: Facts) -> Plan:
        """The plan among schemes that may be had: what fails elsewhere is no matter of this desk."""
        verdicts = judge_all(self.library, facts, self.on)
        possible = [each.scheme for each in verdicts if each.status != "not_eligible"]
        return plan(self.library, facts, self.on, schemes=possible)

    def _facts(self, cluster: str, seat: str | None, places: tuple[Place, ...], beside: list[str]) -> Facts:
        graph = facts_of(
            self.service.store, cluster, constituency=seat, today=date.today(), facts=self.library.facts
        )
        together: dict[str, tuple[Known, ...]] = dict(graph)
        by_field = next((place for place in places if place.id == seat and place.said), None)
        if by_field is not None:
            together["constituency"] = (Known(by_field.id, by_field.source, by_field.as_of, "user"),)
        for each in self.voices.get(cluster, ()):
            known = each.known(self.library.facts)
            if known is not None and each.about in ("", seat) and each.fact != "constituency":
                together[each.fact] = (*together.get(each.fact, ()), known)
        name = "established_cluster_in_constituency"
        if name not in together:
            for other in beside:
                at_work = self._at_work(other) if other != cluster else None
                if at_work is not None:
                    together[name] = (at_work,)
                    break
        return Facts.of(graph=together, facts=self.library.facts)

    def _at_work(self, cluster: str) -> Known | None:
        """That a cluster which the field placed here is established, by whoever says so."""
        for each in self.voices.get(cluster, ()):
            if each.fact == "established" and each.value is True:
                return Known(True, each.source, each.as_of, "user", self.snapshot.name(cluster))
        node = self.snapshot.nodes[cluster]
        if node.get("established") is True:
            return Known(True, str(node["source"]), str(node["as_of"]), "graph", self.snapshot.name(cluster))
        return None

    def _pilots(self, cluster: str, voices: Iterable[Statement]) -> tuple[Pilot, ...]:
        """The best technologies, those that the field has tried left out."""
        if self.offers is None:
            return ()
        answers = {each.about: each.value for each in voices if each.fact == TRIED and each.about}
        found = self.offers.best(cluster, TOP + len(answers))
        kept = [replace(each, said_tried=answers.get(each.technology)) for each in found]
        return tuple(each for each in kept if each.said_tried is not True)[:TOP]


def _said_places(voices: Iterable[Statement], snapshot: Snapshot) -> set[str]:
    found: set[str] = set()
    for each in voices:
        if each.fact == "constituency" and isinstance(each.value, str):
            found.add(each.value)
        elif each.fact == _UNSAID and isinstance(each.value, dict):
            found.update(each.value)
    return found & set(snapshot.ids("constituency"))


def _seat(snapshot: Snapshot, seat: str, entries: list[Entry]) -> Seat:
    """A constituency; the first of its clusters is the one to look at first, unless it fails a rule."""
    entries.sort(key=_order)
    if entries and not entries[0].fails:
        entries[0] = replace(entries[0], first=True)
    node = snapshot.nodes[seat]
    return Seat(
        seat, int(node["number"]), str(node["name"]), str(node.get("name_ml") or ""),
        str(node.get("reserved") or "none"), _standing(entries), tuple(entries),
    )  # fmt: skip


def _order(entry: Entry) -> tuple[bool, bool, int, int, str]:
    """Those that fail no rule first, the established before the new, then by what is still open."""
    return entry.fails > 0, entry.established is not True, entry.fails, entry.lacks, entry.id


def _standing(entries: list[Entry]) -> Standing:
    if not entries:
        return "empty"
    if any(entry.verdict.status == "eligible" for entry in entries):
        return "ready"
    return "failing" if all(entry.fails for entry in entries) else "open"


def _names(
    snapshot: Snapshot, seats: Iterable[Seat], unplaced: Iterable[Entry]
) -> dict[str, tuple[str, str]]:
    """The names of all entities that the desk mentions or an answer of the field can name."""
    wanted = {*snapshot.ids("constituency"), *snapshot.ids("technology")}
    for entry in (*(entry for seat in seats for entry in seat.entries), *unplaced):
        wanted.add(entry.id)
        wanted.update(one.id for one in entry.mentors.ranking.results)
        wanted.update(one.id for one in entry.mentors.known)
        wanted.update(maker for each in entry.pilots for maker in each.by)
    return {each: (snapshot.name(each), str(snapshot.nodes[each].get("name_ml") or "")) for each in wanted}
