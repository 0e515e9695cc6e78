"""Place names of the graph with their points: districts with their other names, and places of entities."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.text import fold
from matcher.profiles import Place, place_of
from matcher.snapshot import Snapshot


def gazetteer(snapshot: Snapshot) -> dict[str, Place]:
    """Folded place name to place, its state as a folded name; what is named first keeps a name."""
    found: dict[str, Place] = {}
    for name, place in _named(snapshot):
        if place.latitude is not None and fold(name):
            state = fold(snapshot.name(place.state)) if place.state else None
            found.setdefault(
                fold(name), Place(place.latitude, place.longitude, place.district, state, place.exact)
            )
    return found


def _named(snapshot: Snapshot) -> Iterator[tuple[str, Place]]:
    for identity in snapshot.ids("district"):
        facts = snapshot.nodes[identity]
        place = place_of(snapshot, identity)
        state = next((tie.end for tie in snapshot.out(identity, "PART_OF")), None)
        for name in (facts["name"], *facts.get("aliases", ())):
            yield str(name), Place(place.latitude, place.longitude, identity, state, exact=False)
    for kind in ("institution", "cluster"):
        for identity in snapshot.ids(kind):
            for name in re.split(r"[,;]", str(snapshot.nodes[identity].get("place") or "")):
                yield name, place_of(snapshot, identity)
