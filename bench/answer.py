"""One question among many institutions, in process, beside plainer searches; and how soon a new one is in."""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable

import faiss
import numpy as np
from generated import engine
from sklearn.neighbors import NearestNeighbors

from matcher.engine import Engine
from matcher.profiles import Profile
from matcher.succession import followed

TOP = 20


def first(engine: Engine, profile: Profile, top: int) -> tuple[np.ndarray, np.ndarray]:
    """The rows of the best and their scores, by the path that answers users."""
    standings, _ = engine.judge_mentors(profile)
    rows = np.array(standings.order(top), dtype=np.intp)
    ascending = np.sort(rows)
    return rows, standings.held.scores(ascending)[np.searchsorted(ascending, rows)]


def plainly(engine: Engine, profile: Profile, top: int) -> tuple[np.ndarray, np.ndarray]:
    """The same by all signals of all institutions."""
    standings, _ = engine.judge_mentors(profile)
    assert standings.values.shape[1] == len(engine.institutions)
    rounded = np.where(standings.kept, -np.round(standings.scores, 12), np.inf)
    rows = np.lexsort((np.arange(len(rounded)), rounded))[:top]
    return rows, standings.scores[rows]


def said(what: str, work: Callable[[int], object], count: int, beside: float = 0.0) -> float:
    """Prints how long each of so many calls takes, and returns the median in ms."""
    times = []
    for at in range(count):
        began = time.perf_counter()
        work(at)
        times.append(1000 * (time.perf_counter() - began))
    middle, late = np.median(times), np.quantile(times, 0.95)
    ratio = f" ({middle / beside:.2f} times ours)" if beside else ""
    print(f"{what + ':':<62} median {middle:7.2f} ms, p95 {late:7.2f} ms{ratio}", flush=True)
    return float(middle)


def newcomer(made: Engine, number: int) -> Engine:
    """The engine after one more institution with three ties, by the change alone; prints the seconds."""
    new, said = f"institution:new{number}", {"source": "a benchmark", "as_of": "2026", "synthetic": True}
    place = {"id": new, "name": new, "kind": "university", "latitude": 10.0, "longitude": 76.0, **said}
    ends = (("OFFERS", "capability:c3"), ("ACTIVE_IN", "industry:1007"), ("MENTORS", "cluster:c5"))
    ties = [
        {"start_id": new, "type": kind, "end_id": end, "properties": {"key": "-", **said}}
        for kind, end in ends
    ]
    began = time.perf_counter()
    step = made.snapshot.updated([new], [{"label": "Institution", "properties": place}], ties)
    told = time.perf_counter()
    after = followed(made, *step)
    follows = time.perf_counter()
    first(after, after.clusters.profiles[0], TOP)
    answers = time.perf_counter()
    assert new in after.institutions.index
    print(f"one more institution with three ties: snapshot {told - began:.2f} s, "
          f"engine {follows - told:.2f} s, first answer {answers - follows:.2f} s")  # fmt: skip
    return after


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--institutions", type=int, default=50_000)
    parser.add_argument("--clusters", type=int, default=600)
    parser.add_argument("--questions", type=int, default=200)
    options = parser.parse_args()
    made = engine(options.institutions, options.clusters)
    began = time.perf_counter()
    profiles = made.clusters.profiles
    first(made, profiles[0], TOP)
    print(f"built in {time.perf_counter() - began:.1f} s: {options.institutions:,} institutions")

    whole = np.ascontiguousarray(made.institutions.whole)
    asked = made.clusters.whole
    flat = faiss.IndexFlatIP(whole.shape[1])
    flat.add(whole)
    brute = NearestNeighbors(n_neighbors=TOP, algorithm="brute", metric="cosine").fit(whole)

    count = min(options.questions, len(profiles) - 1)
    ours = said(
        f"the first {TOP} by all signals, ids and scores", lambda i: first(made, profiles[i + 1], TOP), count
    )
    said("ten explained, with evidence", lambda i: made.mentors(profiles[i + 1]), count, ours)
    few = min(30, count)
    said("plain path: all signals of all", lambda i: plainly(made, profiles[i + 1], TOP), few, ours)
    print("on the whole texts' vectors alone:")
    said("  numpy, one bare product", lambda i: whole @ asked[i], count, ours)
    said(f"  faiss, flat inner product, top {TOP}", lambda i: flat.search(asked[i : i + 1], TOP), count, ours)
    said(f"  scikit-learn, brute cosine, top {TOP}", lambda i: brute.kneighbors(asked[i : i + 1]), few, ours)

    for profile in profiles[1 : few + 1]:
        mine, other = first(made, profile, TOP), plainly(made, profile, TOP)
        assert all(a.tobytes() == b.tobytes() for a, b in zip(mine, other, strict=True))
    print(f"ids, order and scores equal those of the plain path to the last bit: {few} of {few} questions")
    for number in range(3):
        made = newcomer(made, number)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"peak memory of the process with all of these and the graph: {peak:.2f} GiB")


if __name__ == "__main__":
    main()
