"""A graph of any size for benchmarks, whose texts are the project's own, dealt out again.

An institution takes the stated capabilities of a real one, some of them of others, so that words and
vectors are spread as they really are; places, ties and industries are drawn at random.
"""

from __future__ import annotations

import csv
from importlib.resources import files

import numpy as np

from matcher.encoder import Vectors, open_encoder
from matcher.engine import Engine
from matcher.snapshot import Snapshot
from matcher.vectors import kept

KINDS = ("university", "research_lab", "polytechnic", "tool_room", "training_institute")
_STATES, _DISTRICTS, _INDUSTRIES, _CAPABILITIES = 36, 780, 400, 45
_OWNERS = {"institution_capabilities": "institution", "cluster_needs": "cluster"}
_SAID = {"source": "a benchmark", "as_of": "2026", "synthetic": True}


def _statements(table: str) -> list[list[str]]:
    """The statements of each owner of a table of `data/`."""
    found: dict[str, list[str]] = {}
    with files("data").joinpath(f"{table}.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(row[_OWNERS[table]], []).append(row["statement"].strip(" ."))
    return [each for _, each in sorted(found.items()) if each]


class Drawn:
    """Real vectors of real statements; a text of several has their middle, moved a little by its own seed."""

    def __init__(self) -> None:
        encoder = open_encoder()
        pool = [text for table in _OWNERS for each in _statements(table) for text in each]
        self._pool = kept(encoder).vectors(pool)
        self._rows = {text: row for row, text in enumerate(pool)}

    def vectors(self, texts: list[str]) -> Vectors:
        """Rows of length 1, shape (number of texts, dimension)."""
        found = np.empty((len(texts), self._pool.shape[1]), dtype=np.float32)
        for at, text in enumerate(texts):
            if text in self._rows:
                found[at] = self._pool[self._rows[text]]
                continue
            known = [self._rows[piece] for piece in text.split(". ") if piece in self._rows]
            seed = int.from_bytes(text.encode()[-8:], "little")
            other = self._pool[np.random.default_rng(seed).integers(len(self._pool), size=2)].sum(axis=0)
            found[at] = (self._pool[known].sum(axis=0) if known else 0.0) + 0.5 * other
        return found / np.linalg.norm(found, axis=1, keepdims=True)


def snapshot(institutions: int, clusters: int) -> Snapshot:
    """A graph of so many institutions and clusters, seeded."""
    rng = np.random.default_rng(5)
    offers, needs = (
        _statements("institution_capabilities"),
        _statements("cluster_needs"),
    )
    nodes: list[dict[str, object]] = []
    ties: list[dict[str, object]] = []

    def node(label: str, identity: str, **more: object) -> str:
        nodes.append({"label": label, "properties": {"id": identity, "name": identity, **more, **_SAID}})
        return identity

    def tie(start: str, type_: str, end: str, **more: object) -> None:
        ties.append(
            {"start_id": start, "type": type_, "end_id": end, "properties": {"key": "-", **more, **_SAID}}
        )

    def dealt(of: list[list[str]], count: int) -> list[str]:
        """Statements of one owner, every fourth of anybody."""
        own = of[int(rng.integers(len(of)))]
        drawn = (of[int(rng.integers(len(of)))] if rng.random() < 0.25 else own for _ in range(count))
        return list(dict.fromkeys(each[int(rng.integers(len(each)))] for each in drawn))

    states = [node("State", f"state:s{i}") for i in range(_STATES)]
    districts = []
    for i in range(_DISTRICTS):
        districts.append(node("District", f"district:d{i}"))
        tie(districts[-1], "PART_OF", states[i % _STATES])
    industries = [
        node("Industry", f"industry:{1000 + 7 * i}", code=str(1000 + 7 * i)) for i in range(_INDUSTRIES)
    ]
    capabilities = [node("Capability", f"capability:c{i}") for i in range(_CAPABILITIES)]
    made = []

    def placed(identity: str) -> None:
        district = int(rng.integers(_DISTRICTS))
        tie(identity, "LOCATED_IN", districts[district])
        tie(identity, "LOCATED_IN", states[district % _STATES])

    def somewhere() -> dict[str, float]:
        return {"latitude": float(rng.uniform(8, 30)), "longitude": float(rng.uniform(70, 88))}

    for i in range(clusters):
        cluster = node("Cluster", f"cluster:c{i}", **somewhere())
        made.append(cluster)
        for statement in dealt(needs, 4):
            tie(cluster, "NEEDS", str(rng.choice(capabilities)), statement=statement)
        tie(cluster, "ACTIVE_IN", str(rng.choice(industries)))
        placed(cluster)
    for i in range(institutions):
        body = node("Institution", f"institution:i{i}", kind=str(rng.choice(KINDS)), **somewhere())
        for statement in dealt(offers, 4):
            tie(body, "OFFERS", str(rng.choice(capabilities)), statement=statement)
        for industry in rng.choice(industries, 2, replace=False):
            tie(body, "ACTIVE_IN", str(industry))
        placed(body)
        if i % 10 == 0:
            what = dealt(needs, 1)[0]
            tie(body, "COLLABORATED_WITH", made[int(rng.integers(clusters))], what=what)
    return Snapshot.build(nodes, ties)


def engine(institutions: int, clusters: int) -> Engine:
    """An engine on such a graph, nothing of it worked out yet."""
    return Engine(snapshot(institutions, clusters), Drawn(), "drawn")
