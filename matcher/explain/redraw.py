"""How the values of signals would differ had other evidence been written down: the bootstrap of the data.

A signal that is made of pieces (stated needs, words, past work) is computed again on pieces drawn with
replacement (Efron 1979), or on pieces weighted anew (Rubin 1981). What counts is how far a draw lies from
the mean of all draws: the greatest of fewer pieces is always smaller, which says nothing of doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np

from matcher.blocks import Rows, above_noise
from matcher.candidates import nic_code
from matcher.expansion import unit
from matcher.signals.base import Scene
from matcher.values import Matrix

# Draws of a signal for some rows, shape (draws, rows).
Redraw: TypeAlias = Callable[[Scene, Rows, np.random.Generator, int], Matrix]
_PAST = 3


def parts(scene: Scene, rows: Rows, rng: np.random.Generator, draws: int) -> Matrix:
    """The asked parts weighted anew, and each candidate's parts drawn anew."""
    found = np.zeros((len(rows), draws), dtype=np.float32)
    block, asked = scene.over.parts.of(np.sort(rows)), scene.ask.parts
    if not len(asked) or not len(block.owners):
        return found.T.astype(np.float64)
    similar = above_noise(block.vectors @ asked.T).astype(np.float32)
    starts = block.starts
    order = np.argsort(rows)
    line = order[np.searchsorted(rows[order], block.owners[starts])]
    # Each text is drawn at least once with probability 1 - 1/e, as in a draw of many.
    there = rng.random((len(block.owners), draws), dtype=np.float32) > np.exp(np.float32(-1))
    # A candidate of whom nothing was drawn is left as it is.
    some = np.logical_or.reduceat(there, starts, axis=0)
    there |= np.repeat(~some, np.diff(np.r_[starts, len(block.owners)]), axis=0)
    drawn = there.astype(np.float32)
    weights = rng.dirichlet(np.ones(len(asked)), draws).astype(np.float32)
    for at in range(len(asked)):
        best = np.maximum.reduceat(drawn * similar[:, at : at + 1], starts, axis=0)
        found[line] += best * weights[:, at]
    return found.T.astype(np.float64)


def fit(scene: Scene, rows: Rows, rng: np.random.Generator, draws: int) -> Matrix:
    """The asked statements weighted anew, their middle taken from them (`signals/pilot.py`)."""
    asked = scene.ask.parts if len(scene.ask.parts) else scene.ask.whole
    stands_for = (scene.over.whole if scene.prototypes is None else scene.prototypes)[rows]
    middles = rng.dirichlet(np.ones(len(asked)), draws).astype(np.float32) @ asked
    return np.asarray(np.clip(unit(middles) @ stands_for.T, 0.0, 1.0), dtype=np.float64)


def lexical(scene: Scene, rows: Rows, rng: np.random.Generator, draws: int) -> Matrix:
    """The asked words weighted anew."""
    row = scene.asked_terms.tocsr()
    held = scene.over.lexicon.terms[rows][:, row.indices].toarray()
    weights = rng.exponential(1.0, (draws, len(row.data)))
    norm = np.sqrt(weights @ row.data**2)
    return np.asarray((weights * row.data) @ held.T / np.maximum(norm, 1e-12)[:, None])


def past(scene: Scene, rows: Rows, rng: np.random.Generator, draws: int) -> Matrix:
    """Each candidate's past work drawn anew: 1 - (1 - a)(1 - b)(1 - c) of the three best drawn."""
    n, owners, likeness = len(rows), scene.over.past.owners, scene.past_likeness
    line = np.full(len(scene.over), -1, dtype=np.intp)
    line[rows] = np.arange(n)
    mine = line[owners] >= 0
    owners, likeness = line[owners[mine]], likeness[mine]
    order = np.lexsort((-likeness, owners))
    owners, likeness = owners[order], likeness[order]
    missed = np.ones((draws, n))
    if len(owners):
        times = rng.poisson(1.0, (draws, len(owners)))
        before = np.cumsum(times, axis=1) - times
        before -= before[:, np.searchsorted(owners, owners, side="left")]
        factors = (1.0 - likeness) ** np.clip(_PAST - before, 0, times)
        starts = np.flatnonzero(np.r_[True, owners[1:] != owners[:-1]])
        missed[:, owners[starts]] = np.multiply.reduceat(factors, starts, axis=1)
    return 1.0 - missed


def capabilities(scene: Scene, rows: Rows, rng: np.random.Generator, draws: int) -> Matrix:
    """The needed kinds of help weighted anew."""
    held = [scene.over.profiles[row].capabilities for row in rows]
    return _shared(scene.ask.profile.capabilities, held, _rarity(scene, "capabilities"), rng, draws)


def technologies(scene: Scene, rows: Rows, rng: np.random.Generator, draws: int) -> Matrix:
    """The technologies in use weighted anew."""
    held = [scene.over.profiles[row].technologies for row in rows]
    return _shared(scene.ask.profile.technologies, held, _rarity(scene, "technologies"), rng, draws)


def _rarity(scene: Scene, kind: str) -> Callable[[str], float]:
    holders: Mapping[str, Rows] = getattr(scene.over, kind)
    n = len(scene.over)
    return lambda item: float(np.log((n + 1) / (len(holders.get(item, ())) + 1)) + 1)


def _shared(
    asked: frozenset[str], held: list[frozenset[str]], rarity: Callable[[str], float],
    rng: np.random.Generator, draws: int,
) -> Matrix:  # fmt: skip
    if not asked:
        return np.zeros((draws, len(held)))
    items = sorted(asked)
    has = np.array([[float(item in each) for each in held] for item in items])
    weights = rng.exponential(1.0, (draws, len(items))) * [rarity(item) for item in items]
    return np.asarray(weights @ has / weights.sum(axis=1, keepdims=True))


def industries(scene: Scene, rows: Rows, rng: np.random.Generator, draws: int) -> Matrix:
    """The asked industries weighted anew, by the share of digits in common."""
    codes = sorted(map(nic_code, scene.ask.profile.industries))
    if not codes:
        return np.zeros((draws, len(rows)))
    near = np.zeros((len(codes), len(scene.over)))
    for at, code in enumerate(codes):
        for digits in range(2, len(code) + 1):
            near[at, scene.over.industries.get(code[:digits], [])] = digits / len(code)
    return np.asarray(rng.dirichlet(np.ones(len(codes)), draws) @ near[:, rows])


REDRAWS: Mapping[str, Redraw] = {
    "best_parts": parts,
    "fit": fit,
    "words": lexical,
    "past_work": past,
    "capabilities": capabilities,
    "technologies": technologies,
    "industries": industries,
}
