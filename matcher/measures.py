"""Measures of a ranking against judgements, their uncertainty, and paired significance.

The measures themselves are those of ir-measures (MacAvaney et al. 2022, extra `[evaluate]`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from graph.errors import InputError

Vector: TypeAlias = npt.NDArray[np.float64]

NAMES = ("mrr", "ndcg@10", "hit@5", "hit@10")
_RESAMPLES = 2000
_SEED = 20240901


def measured(orders: Sequence[Sequence[str]], right: Sequence[frozenset[str]]) -> dict[str, Vector]:
    """Reciprocal rank, nDCG@10, hit@5 and hit@10 of each query, shape (queries,).

    Args:
        orders: ids in the order of the ranking, one list a query; an empty list scores 0.
        right: the right ids of each query; a query without any scores 0.

    Raises:
        InputError: ir-measures is not installed.
    """
    try:
        import ir_measures
        from ir_measures import RR, Qrel, ScoredDoc, Success, nDCG
    except ModuleNotFoundError as error:
        raise InputError("evaluating needs ir-measures; pip install 'sangam[evaluate]'") from error
    wanted = {"mrr": RR, "ndcg@10": nDCG @ 10, "hit@5": Success @ 5, "hit@10": Success @ 10}
    judged = [Qrel(str(q), i, 1) for q, ids in enumerate(right) for i in sorted(ids)]
    # Scores are ranks, so that equal scores stay in the order that was given.
    run = [
        ScoredDoc(str(q), identity, float(len(order) - at))
        for q, order in enumerate(orders)
        for at, identity in enumerate(order)
    ]
    found = {name: np.zeros(len(orders)) for name in NAMES}
    named: dict[Any, str] = {measure: name for name, measure in wanted.items()}
    if judged and run:
        for metric in ir_measures.iter_calc(list(wanted.values()), judged, run):
            found[named[metric.measure]][int(metric.query_id)] = metric.value
    return found


def interval(values: Vector, level: float = 0.95) -> tuple[float, float]:
    """Bootstrap percentile interval of the mean (Efron 1979), seeded; (0, 0) without values."""
    if not len(values):
        return 0.0, 0.0
    drawn = np.random.default_rng(_SEED).integers(0, len(values), (_RESAMPLES, len(values)))
    means = values[drawn].mean(axis=1)
    edge = (1 - level) / 2
    return float(np.quantile(means, edge)), float(np.quantile(means, 1 - edge))


def paired_p(ours: Vector, other: Vector, rounds: int = 10_000) -> float:
    """Two-sided p-value of a paired sign-flip permutation test on the mean difference, seeded."""
    difference = ours - other
    if not difference.any():
        return 1.0
    flips = np.random.default_rng(_SEED).choice((-1.0, 1.0), size=(rounds, len(difference)))
    reached = np.abs(flips @ difference) >= abs(difference.sum()) - 1e-12
    return float((reached.sum() + 1) / (rounds + 1))


def summary(values: Mapping[str, Vector]) -> dict[str, Any]:
    """Means of all measures, and the 95 % interval of the mean reciprocal rank."""
    low, high = interval(values["mrr"])
    means = {name: float(values[name].mean()) if len(values[name]) else 0.0 for name in NAMES}
    return means | {"ci95": [low, high]}
