"""Measures the ranking that users get against judgements, side by side with plain baselines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from matcher.attention import DEFAULT, Attention
from matcher.baselines import BASELINES, History
from matcher.benchmark import Benchmark, Query, asked_before, naming_words
from matcher.blocks import TextVectors, Vector
from matcher.calibration import Calibration, calibration_json, fit
from matcher.candidates import Ask, Candidates
from matcher.features import MENTORS, weights_of
from matcher.learning import LEAST_ASKERS, LEAST_TIES, Example, Learned, learn
from matcher.measures import measured, paired_p, summary
from matcher.profiles import Profile
from matcher.ranking import ordered
from matcher.signals.base import Feature, Scene
from matcher.values import compute, total

OURS = "sangam"
# More ties teach five parameters little; four traits of 2,000 pieces for each of these take 64 MB.
MOST_TIES = 2000
_SEED = 11
OnProgress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Evaluation:
    """Scores of every method on every query.

    Attributes:
        scores: method to scores, shape (queries, candidates).
        values: method to measure to the value of each query.
        learned: weights learned from the folder's own history; None: the default weights.
        rewired: reciprocal rank of each query by the same ranking, the past ties dealt out anew.
        calibration: fitted to the same ties; None where they are too few.
    """

    benchmark: Benchmark
    candidates: Candidates
    scores: dict[str, Vector]
    values: dict[str, dict[str, Vector]]
    learned: Learned | None
    rewired: Vector
    calibration: Calibration | None

    def report(self) -> dict[str, Any]:
        """The table, the best baseline and the significance against it, slices, spread and doubt."""
        methods = {name: summary(values) for name, values in self.values.items()}
        best = max((n for n in methods if n != OURS), key=lambda n: (methods[n]["mrr"], n))
        mine, theirs = self.values[OURS]["mrr"], self.values[best]["mrr"]
        unjudged = sum(1 for query in self.benchmark.queries if not query.right)
        chance = float(self.rewired.mean())
        return {
            "queries": len(self.benchmark.queries),
            "candidates": len(self.candidates),
            "without_judgement": unjudged,
            "methods": methods,
            "best_baseline": best,
            "p_value": paired_p(mine, theirs),
            "slices": self._slices(),
            "spread": {name: spread(scores) for name, scores in self.scores.items()},
            "rewired": {"mrr": chance, "lift": methods[OURS]["mrr"] / chance if chance else None},
            "learned": asdict(self.learned) if self.learned else None,
            "calibration": self._calibration(),
        }

    def _calibration(self) -> dict[str, Any] | None:
        """How right the probabilities are on the queries, to which the curve was not fitted."""
        if self.calibration is None:
            return None
        judged_ones = [at for at, query in enumerate(self.benchmark.queries) if query.right]
        scores = self.scores[OURS][judged_ones].ravel()
        index = self.candidates.index
        documented = np.zeros((len(judged_ones), len(self.candidates)), dtype=bool)
        for row, at in enumerate(judged_ones):
            documented[row, [index[i] for i in self.benchmark.queries[at].right]] = True
        return calibration_json(self.calibration, self.calibration.probability(scores), documented.ravel())

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
        paid = [" and ".join(sorted(q.sponsors)) for q in self.benchmark.queries]
        common = sorted(set(paid), key=lambda a: (-paid.count(a), a))[:6]
        for sponsor in common if len(common) > 1 else ():
            chosen[f"agency: {sponsor or 'none'}"] = [a == sponsor for a in paid]
        return {
            name: {"queries": int(sum(mask)),
                   "mrr": {m: float(v["mrr"][np.array(mask)].mean()) for m, v in self.values.items()}}
            for name, mask in chosen.items() if any(mask)
        }  # fmt: skip


def linkages(
    benchmark: Benchmark, vectors: TextVectors, on_progress: OnProgress | None = None,
    reader: TextVectors | None = None,
) -> Evaluation:  # fmt: skip
    """Evaluate the ranking of institutions on a benchmark.

    Weights are the defaults, or learned from the folder's own history where it holds enough ties.

    Args:
        reader: reads past work where weights are learned; None: what gives the other vectors.
    """
    candidates = Candidates.of(benchmark.institutions, vectors)
    history = History(candidates)
    examples = list(_ties(candidates, vectors, reader, on_progress))
    lesson = learn(examples, MENTORS, on_progress)
    learned = lesson.learned if lesson else None
    model = _Model.of(learned, reader)
    asks = [Ask.of(one.profile, vectors, one.year or None, one.sponsors) for one in benchmark.queries]
    dealt = Candidates.of(rewired(benchmark.institutions), vectors)
    scores: dict[str, list[Vector]] = {name: [] for name in (*BASELINES, OURS)}
    chance: list[Vector] = []
    for at, ask in enumerate(asks):
        for name, baseline in BASELINES.items():
            scores[name].append(baseline(history, ask, at))
        scores[OURS].append(model.scores(ask, candidates))
        chance.append(model.scores(ask, dealt))
        if on_progress:
            on_progress("queries", at + 1, len(asks))
    stacked = {name: np.array(rows) for name, rows in scores.items()}
    values_of = {name: judged(benchmark.queries, candidates, rows) for name, rows in stacked.items()}
    by_chance = judged(benchmark.queries, dealt, np.array(chance))["mrr"]
    curve = fit(lesson.scores.ravel(), lesson.documented.ravel()) if lesson else None
    return Evaluation(benchmark, candidates, stacked, values_of, learned, by_chance, curve)


@dataclass(frozen=True)
class _Model:
    """The ranking of users with the weights of one folder."""

    weights: Mapping[str, float]
    attention: Attention
    features: tuple[Feature, ...]
    reader: TextVectors | None

    @classmethod
    def of(cls, learned: Learned | None, reader: TextVectors | None) -> _Model:
        weights = learned.weights if learned else weights_of(MENTORS)
        used = tuple(feature for feature in MENTORS if weights[feature.name] > 0)
        return cls(weights, learned.attention if learned else DEFAULT, used, reader)

    def scores(self, ask: Ask, over: Candidates) -> Vector:
        scene = Scene(ask, over, attention=self.attention, reader=self.reader)
        return total(compute(scene, self.features), self.features, self.weights)


def rewired(institutions: Sequence[Profile]) -> list[Profile]:
    """The institutions with all past ties dealt out anew: as many for each, but with whom is chance."""
    pool = [past for profile in institutions for past in profile.past]
    order = np.random.default_rng(_SEED).permutation(len(pool))
    dealt = iter([pool[i] for i in order])
    return [replace(one, past=tuple(next(dealt) for _ in one.past)) for one in institutions]


def spread(scores: Vector) -> dict[str, float]:
    """How recommendations spread: share of candidates ever among the ten best, and their Gini index."""
    n = scores.shape[1]
    everyone = np.ones(n, dtype=bool)
    counts = np.bincount([row for each in scores for row in ordered(each, everyone, 10)], minlength=n)
    ranked = np.sort(counts)
    gini = (2 * np.arange(1, n + 1) - n - 1) @ ranked / (n * ranked.sum()) if ranked.sum() else 0.0
    return {"coverage": float((counts > 0).mean()), "gini": float(gini)}


def _ties(
    candidates: Candidates, vectors: TextVectors, reader: TextVectors | None, on_progress: OnProgress | None
) -> Iterator[Example]:
    """The later half of a folder's own history as questions, each with what was known before it; none if few.

    Words that tell an institution by its name are left out, so that nothing is learned from them.
    """
    years = candidates.past_years
    if not len(years):
        return
    since = float(np.median(years))
    naming = naming_words(candidates.profiles)
    chosen = [
        (row, past)
        for row, profile in enumerate(candidates.profiles)
        for past in profile.past
        if (past.year or -np.inf) >= since
    ]
    if len(chosen) < LEAST_TIES or len({past.other for _, past in chosen}) < LEAST_ASKERS:
        return
    for at, (row, past) in enumerate(chosen[:MOST_TIES]):
        ask = Ask.of(asked_before(past, naming), vectors, past.year, past.sponsors)
        yield Example.of(Scene(ask, candidates, reader=reader), [row], MENTORS)
        if on_progress:
            on_progress("ties of the past", at + 1, min(len(chosen), MOST_TIES))


def judged(queries: Sequence[Query], candidates: Candidates, scores: Vector) -> dict[str, Vector]:
    """The measures of each query for scores of shape (queries, candidates)."""
    everyone = np.ones(len(candidates), dtype=bool)
    orders = [[candidates.ids[row] for row in ordered(each, everyone, len(candidates))] for each in scores]
    return measured(orders, [query.right for query in queries])
