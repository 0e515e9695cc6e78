"""All clusters against all institutions, the first twenty of each by all signals, on two processes.

The multiply-adds of the path are counted and set against the measured peak of float32 products.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import faiss
import numpy as np
from answer import TOP, first, plainly
from generated import engine
from sklearn.neighbors import NearestNeighbors
from threadpoolctl import threadpool_limits

from matcher import blocks
from matcher.engine import Engine
from matcher.features import MENTORS
from matcher.signals import base, graph, text

WORKERS, SIDE, BLOCK, EQUAL = 2, 4096, 512, 50
# The engine is built before the workers start and is not copied: they see the parent's memory.
SHARED: dict[str, Engine] = {}


def seconds(work: Callable[[], object], rounds: int = 1) -> float:
    """The best of some rounds."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def peak() -> float:
    """Multiply-adds a second of a product of two float32 matrices, all cores."""
    one = np.random.default_rng(1).random((SIDE, SIDE), dtype=np.float32)
    return SIDE**3 / seconds(lambda: one @ one, 3)


def resident() -> float:
    """GiB of this process, memory shared with others counted in parts."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 2**20


def share(rows: list[int]) -> tuple[list[tuple[bytes, bytes]], float]:
    """What a worker does: the best of some clusters."""
    made = SHARED["engine"]
    with threadpool_limits(1):
        found = [first(made, made.clusters.profiles[row], TOP) for row in rows]
    return [(ids.tobytes(), scores.tobytes()) for ids, scores in found], resident()


@contextmanager
def counted() -> Iterator[dict[str, int]]:
    """Counts the multiply-adds of the products that signals make."""
    found = {"vectors": 0, "words": 0, "walks": 0}
    cosines, matched, walked = blocks.cosines, text.matched, graph.walked

    def of_vectors(rows: Any, asked: Any) -> Any:
        found["vectors"] += rows.size * (1 if asked.ndim == 1 else len(asked))
        return cosines(rows, asked)

    def of_words(postings: Any, asked: Any) -> Any:
        found["words"] += int(np.diff(postings.indptr)[asked.indices].sum())
        return matched(postings, asked)

    def of_walks(network: Any, seeds: Any, arrival: Any, *, damping: float, rounds: int) -> Any:
        found["walks"] += (rounds - 3) * network.walk.nnz + arrival.before.nnz + arrival.last.nnz
        return walked(network, seeds, arrival, damping=damping, rounds=rounds)

    with (
        patch.object(blocks, "cosines", of_vectors), patch.object(text, "cosines", of_vectors),
        patch.object(base, "cosines", of_vectors), patch.object(text, "matched", of_words),
        patch.object(base, "matched", of_words), patch.object(graph, "walked", of_walks),
    ):  # fmt: skip
        yield found


def beside(made: Engine) -> None:
    """Plainer searches, of all clusters, on the vectors of the whole texts alone."""
    whole, asked = np.ascontiguousarray(made.institutions.whole), np.ascontiguousarray(made.clusters.whole)

    def bare() -> None:
        for at in range(0, len(asked), BLOCK):
            alike = asked[at : at + BLOCK] @ whole.T
            np.argpartition(alike, len(whole) - TOP, axis=1)[:, -TOP:]

    def by_sklearn() -> None:
        NearestNeighbors(n_neighbors=TOP, algorithm="brute", metric="cosine").fit(whole).kneighbors(asked)

    print("all of them on the whole texts' vectors alone, one signal of all:")
    for name, work in (
        ("numpy, blocked product and argpartition", bare),
        ("faiss.knn, inner product", lambda: faiss.knn(asked, whole, TOP, metric=faiss.METRIC_INNER_PRODUCT)),
        ("scikit-learn, brute cosine", by_sklearn),
    ):
        took = seconds(work)
        print(f"  {name}: {took:.1f} s, {asked.size * len(whole) / took / 1e9:.1f} thousand million "
              "multiply-adds a second", flush=True)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--institutions", type=int, default=50_000)
    parser.add_argument("--of", type=int, default=6_500, help="how many clusters the graph has")
    parser.add_argument("--clusters", type=int, default=400, help="how many of them, drawn, are ranked for")
    parser.add_argument("--all", action="store_true", help="rank for every cluster")
    options = parser.parse_args()
    top = peak()
    print(f"peak of a float32 product: {top / 1e9:.1f} thousand million multiply-adds a second")
    made = SHARED["engine"] = engine(options.institutions, options.of)
    began = time.perf_counter()
    first(made, made.clusters.profiles[0], TOP)
    print(f"built in {time.perf_counter() - began:.1f} s: {options.of:,} clusters, "
          f"{options.institutions:,} institutions", flush=True)  # fmt: skip
    many = options.of if options.all else min(options.clusters, options.of)
    rows = np.random.default_rng(7).permutation(options.of)[:many].tolist()

    gc.collect()
    gc.freeze()
    parts = [rows[at : at + 25] for at in range(0, many, 25)]
    began = time.perf_counter()
    with multiprocessing.get_context("fork").Pool(WORKERS) as pool:
        done = pool.map(share, parts, chunksize=1)
        took, held = time.perf_counter() - began, resident()
    found = [one for each, _ in done for one in each]
    held += WORKERS * max(each for _, each in done)
    whole = took * options.of / many
    drawn = "measured" if many == options.of else f"extrapolated from {many} drawn clusters in {took:.1f} s"
    print(f"the first {TOP} by all signals on {WORKERS} processes: {1000 * took / many:.2f} ms a cluster; "
          f"all clusters {whole:.0f} s, {drawn}; resident {held:.2f} GiB, graph included")  # fmt: skip

    equal = rows[:EQUAL]
    with counted() as work:
        for row in equal:
            first(made, made.clusters.profiles[row], TOP)
    each = {name: count / len(equal) for name, count in work.items()}
    each["sums"] = len(made.institutions) * sum(one.weight > 0 for one in MENTORS)
    needed = sum(each.values())
    listed = ", ".join(f"{name} {count / 1e6:.2f}" for name, count in each.items())
    print(f"multiply-adds a cluster, in millions: {needed / 1e6:.2f} ({listed}); "
          f"{100 * needed * many / took / top:.1f} % of the peak")  # fmt: skip
    whole_texts = made.institutions.whole.size
    statements = len(made.clusters.parts.owners) / options.of * made.institutions.parts.pool.base.size
    dense = whole_texts + statements
    alone, taken = dense * options.of / top, 100 * dense * many / took / top
    print(f"products with the vectors of all: {dense / 1e6:.0f} million ({whole_texts / 1e6:.0f} of whole "
          f"texts, {statements / 1e6:.0f} of statements), {dense / needed:.0f} times as many; "
          f"at the peak they alone take {alone:.0f} s, {taken:.0f} % of our time")  # fmt: skip

    began = time.perf_counter()
    plain = [plainly(made, made.clusters.profiles[row], TOP) for row in equal]
    old = (time.perf_counter() - began) / len(equal)
    same = sum((ids.tobytes(), scores.tobytes()) == mine
               for (ids, scores), mine in zip(plain, found, strict=False))  # fmt: skip
    times = old / WORKERS / (took / many)
    print(f"plain path, all signals of all: {1000 * old:.1f} ms a cluster on one process, all clusters on "
          f"{WORKERS} at best {old * options.of / WORKERS:.0f} s ({times:.1f} times ours); "
          f"ids, order and scores equal to the last bit for {same} of {len(equal)}", flush=True)  # fmt: skip
    assert same == len(equal)
    beside(made)


if __name__ == "__main__":
    main()
