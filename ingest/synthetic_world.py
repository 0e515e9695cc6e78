"""What the generator of synthetic enterprises needs of the graph: places, industries, clusters."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from graph.errors import InputError
from graph.store import GraphStore
from ingest.synthetic_totals import Totals, nic_code

_DANGLING = frozenset(
    (
        "and",
        "or",
        "of",
        "for",
        "on",
        "in",
        "to",
        "a",
        "an",
        "the",
        "with",
        "by",
        "from",
        "including",
        "used",
        "like",
    )
)


@dataclass(frozen=True)
class World:
    """What the generator needs of the graph.

    Attributes:
        districts: district id to name, sorted by id.
        sections: five-digit NIC code to the letter of its section.
        labels: five-digit NIC code to a short name.
        clusters: (district id, NIC class or wider code) to ids of clusters, sorted.
        units: cluster id to the units that a source gives it.
    """

    state: str
    prefix: str
    districts: Mapping[str, str]
    sections: Mapping[str, str]
    labels: Mapping[str, str]
    clusters: Mapping[tuple[str, str], list[str]]
    units: Mapping[str, int]


def read_world(store: GraphStore, totals: Totals, state: str) -> World:
    """Read the state's districts and clusters and the industries.

    Raises:
        InputError: the graph lacks the industries, or every district of the state with totals.
    """
    nodes = {row["properties"]["id"]: row["properties"] for row in store.stream("read/network_nodes")}
    ties: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in store.stream("read/network_ties"):
        ties[row["type"]].append((row["start_id"], row["end_id"]))
    wider = dict(ties["PART_OF"])
    districts = sorted(i for i in totals.districts if wider.get(i) == state and i in nodes)
    if not districts:
        raise InputError(
            f"the graph holds no district of {state} for which totals are published; load the "
            "project's tables first with `sangam ingest`, and name the state by its id, as in state:kerala"
        )
    sections, labels = {}, {}
    for identity, properties in nodes.items():
        code = nic_code(identity)
        if identity.startswith("industry:") and len(code) == 5:
            while identity in wider:
                identity = wider[identity]
            sections[code] = nic_code(identity)
            labels[code] = short_label(str(properties["name"]))
    if not totals.listed.keys() <= sections.keys():
        raise InputError(
            "the graph lacks NIC-2008 industries; load the project's tables first with `sangam ingest`"
        )
    places = {a: b for a, b in ties["LOCATED_IN"] if a.startswith("cluster:") and b in set(districts)}
    clusters: dict[tuple[str, str], set[str]] = defaultdict(set)
    for start, end in ties["ACTIVE_IN"]:
        if start in places:
            clusters[places[start], nic_code(end)[:4]].add(start)
    # Ids of Kerala are short; those of other states carry its name, so that both can be loaded.
    part = "" if state == "state:kerala" else state.removeprefix("state:") + "-"
    return World(
        str(nodes[state]["name"]),
        f"enterprise:syn-{part}",
        {i: str(nodes[i]["name"]) for i in districts},
        sections,
        labels,
        {place: sorted(found) for place, found in clusters.items()},
        {i: int(p["units"]) for i, p in nodes.items() if i in places and "units" in p},
    )


def short_label(name: str) -> str:
    """The head of a NIC description, as in "furniture made of wood" of "Manufacture of furniture ..."."""
    text = re.split(r"[;:(]|,? n\.e\.c| e\.g\.", name)[0].strip()
    text = re.sub(r"(?i)^(manufacture|activities) of ", "", text)
    head = text.split(",")[0]
    # "Other professional, scientific and technical activities" says nothing when cut at its comma.
    if len(head) >= 12 and not head.lower().startswith("other"):
        text = head
    words = text.split()
    while len(" ".join(words)) > 50 or words[-1].lower() in _DANGLING:
        words.pop()
    label = " ".join(words).strip(" ,.-&)")
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
