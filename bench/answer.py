"""One explained answer among many institutions, in process: median and 95th percentile."""

from __future__ import annotations

import argparse
import time

import numpy as np

from matcher.encoder import Vectors
from matcher.engine import Engine
from matcher.snapshot import Snapshot

WORDS = ("coir", "cashew", "loom", "dye", "rubber", "wood", "fish", "spice", "clay", "bell", "metal")
KINDS = ("university", "research_lab", "polytechnic", "tool_room", "training_institute")


class Seeded:
    """Vectors drawn from each text's own seed: speed does not depend on what they mean."""

    def vectors(self, texts: list[str]) -> Vectors:
        found = np.empty((len(texts), 384), dtype=np.float32)
        for row, text in enumerate(texts):
            seed = int.from_bytes(text.encode()[-8:], "little")
            found[row] = np.random.default_rng(seed).standard_normal(384, dtype=np.float32)
        return found / np.linalg.norm(found, axis=1, keepdims=True)


def snapshot(institutions: int, clusters: int) -> Snapshot:
    rng = np.random.default_rng(5)
    said = {"source": "a benchmark", "as_of": "2026", "synthetic": True}
    nodes, ties = [], []

    def node(label: str, identity: str, **more: object) -> str:
        nodes.append({"label": label, "properties": {"id": identity, "name": identity, **more, **said}})
        return identity

    def tie(start: str, type_: str, end: str, **more: object) -> None:
        ties.append(
            {"start_id": start, "type": type_, "end_id": end, "properties": {"key": "-", **more, **said}}
        )

    node("State", "state:one")
    industries = [node("Industry", f"industry:{1000 + i}", code=str(1000 + i)) for i in range(400)]
    capabilities = [node("Capability", f"capability:c{i}") for i in range(45)]
    phrase = lambda k: " ".join(rng.choice(WORDS, k))  # noqa: E731
    made = [
        node(
            "Cluster",
            f"cluster:c{i}",
            latitude=float(rng.uniform(8, 30)),
            longitude=float(rng.uniform(70, 88)),
        )
        for i in range(clusters)
    ]
    for cluster in made:
        for i in range(3):
            tie(cluster, "NEEDS", str(rng.choice(capabilities)), statement=f"{phrase(4)} {cluster} {i}")
        tie(cluster, "ACTIVE_IN", str(rng.choice(industries)))
        tie(cluster, "LOCATED_IN", "state:one")
    for i in range(institutions):
        body = node("Institution", f"institution:i{i}", kind=str(rng.choice(KINDS)),
                    latitude=float(rng.uniform(8, 30)), longitude=float(rng.uniform(70, 88)))  # fmt: skip
        for j in range(4):
            tie(body, "OFFERS", str(rng.choice(capabilities)), statement=f"{phrase(3)} {i} {j}")
        for industry in rng.choice(industries, 2, replace=False):
            tie(body, "ACTIVE_IN", str(industry))
        tie(body, "LOCATED_IN", "state:one")
        if i % 10 == 0:
            tie(body, "COLLABORATED_WITH", made[i % clusters], what=phrase(3))
    return Snapshot.build(nodes, ties)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--institutions", type=int, default=50_000)
    parser.add_argument("--questions", type=int, default=100)
    options = parser.parse_args()
    engine = Engine(snapshot(options.institutions, 500), Seeded(), "seeded")
    began = time.perf_counter()
    engine.institutions, engine.clusters, engine.standing["pagerank"]
    engine.mentors(engine.clusters.profiles[0])
    print(f"built in {time.perf_counter() - began:.1f} s for {options.institutions:,} institutions")
    times = []
    for profile in engine.clusters.profiles[1 : options.questions + 1]:
        began = time.perf_counter()
        answer = engine.mentors(profile)
        times.append(1000 * (time.perf_counter() - began))
        assert len(answer.ranking.results) == 10
    print(
        f"one answer, ten explained: median {np.median(times):.1f} ms, p95 {np.quantile(times, 0.95):.1f} ms"
    )
    whole = engine.institutions.whole
    asked = np.ascontiguousarray(whole[:1])
    began = time.perf_counter()
    for _ in range(20):
        _ = whole @ asked[0]
    print(f"one bare product with all whole texts: {50 * (time.perf_counter() - began):.1f} ms")


if __name__ == "__main__":
    main()
