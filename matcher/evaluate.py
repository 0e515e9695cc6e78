"""Measures the ranking that users get against judgements, side by side with plain baselines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matcher.baselines import BASELINES, History
from matcher.benchmark import Benchmark, Query
from matcher.blocks import TextVectors, Vector
from matcher.candidates import Ask, Candidates
from matcher.features import MENTORS, weights_of
from matcher.measures import measured, paired_p, summary
from matcher.ranking import compute, ordered, total
from matcher.signals.base import Scene

OURS = "sangam"
OnProgress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Evaluation:
    """Scores of every method on every query.

    Attributes:
        scores: method to scores, shape (queries, candidates).
        values: method to measure to the value of each query.
    """

    benchmark: Benchmark
    candidates: Candidates
    scores: dict[str, Vector]
    values: dict[str, dict[str, Vector]]

    def report(self) -> dict[str, Any]:
        """The table, the best baseline and the significance against it, and slices."""
        methods = {name: summary(values) for name, values in self.values.items()}
        best = max((n for n in methods if n != OURS), key=lambda n: (methods[n]["mrr"], n))
        mine, theirs = self.values[OURS]["mrr"], self.values[best]["mrr"]
        unjudged = sum(1 for query in self.benchmark.queries if not query.right)
        return {
            "queries": len(self.benchmark.queries),
            "candidates": len(self.candidates),
            "without_judgement": unjudged,
            "methods": methods,
            "best_baseline": best,
            "p_value": paired_p(mine, theirs),
            "slices": self._slices(),
        }

    def _slices(self) -> dict[str, dict[str, Any]]:
        """Queries by how many past ties their right institutions have, and by length."""
        counts = np.bincount(self.candidates.past.owners, minlength=len(self.candidates))
        index = self.candidates.index
        least = [min((int(counts[index[i]]) for i in q.right), default=-1) for q in self.benchmark.queries]
        length = [len(q.profile.whole.split()) for q in self.benchmark.queries]
        middle = float(np.median(length)) if length else 0.0
        chosen = {
            "right_without_past_ties": [n == 0 for n in least],
            "right_with_fewer_than_5": [0 <= n < 5 for n in least],
            "short_queries": [n <= middle for n in length],
            "long_queries": [n > middle for n in length],
        }
        agencies = [q.agency for q in self.benchmark.queries]
        common = sorted(set(agencies), key=lambda a: (-agencies.count(a), a))[:6]
        for agency in common if len(common) > 1 else ():
            chosen[f"agency: {agency or 'none'}"] = [a == agency for a in agencies]
        return {
            name: {"queries": int(sum(mask)),
                   "mrr": {m: float(v["mrr"][np.array(mask)].mean()) for m, v in self.values.items()}}
            for name, mask in chosen.items() if any(mask)
        }  # fmt: skip


def linkages(benchmark: Benchmark, vectors: TextVectors, on_progress: OnProgress | None = None) -> Evaluation:
    """Evaluate the ranking of institutions on a benchmark."""
    candidates = Candidates.of(benchmark.institutions, vectors)
    history = History(candidates)
    weights = weights_of(MENTORS)
    scores: dict[str, list[Vector]] = {name: [] for name in (*BASELINES, OURS)}
    for at, query in enumerate(benchmark.queries):
        ask = Ask.of(query.profile, vectors, query.year or None)
        for name, baseline in BASELINES.items():
            scores[name].append(baseline(history, ask, at))
        values = compute(Scene(ask, candidates), MENTORS)
        scores[OURS].append(total(values, MENTORS, weights))
        if on_progress:
            on_progress("queries", at + 1, len(benchmark.queries))
    stacked = {name: np.array(rows) for name, rows in scores.items()}
    values_of = {name: judged(benchmark.queries, candidates, rows) for name, rows in stacked.items()}
    return Evaluation(benchmark, candidates, stacked, values_of)


def judged(queries: Sequence[Query], candidates: Candidates, scores: Vector) -> dict[str, Vector]:
    """The measures of each query for scores of shape (queries, candidates)."""
    everyone = np.ones(len(candidates), dtype=bool)
    orders = [[candidates.ids[row] for row in ordered(each, everyone, len(candidates))] for each in scores]
    return measured(orders, [query.right for query in queries])
