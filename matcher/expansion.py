"""Query expansion from neighbours: what a candidate stands for, told by the texts that fit it best.

Pseudo-relevance feedback (Rocchio 1971) with the known technologies as the texts and no label of any
kind: each candidate's vector moves towards the mean of the texts that single it out, a few times over.
"""

from __future__ import annotations

import numpy as np

from matcher.encoder import Vectors

# Usual constants of pseudo-relevance feedback: at most ten texts, three rounds, most weight on the own text.
_TEXTS, _ROUNDS, _OWN = 10, 3, 0.7


def expanded(own: Vectors, pool: Vectors) -> Vectors:
    """The vectors of candidates, each moved towards the texts of a pool that fit it more than others.

    Args:
        own: shape (candidates, dimension), rows of length 1.
        pool: shape (texts, dimension), rows of length 1.

    Returns:
        shape (candidates, dimension), rows of length 1; `own` where there is no pool to learn from.
    """
    # Half of its fair share of the pool: more would be other candidates' texts.
    texts = min(_TEXTS, len(pool) // (2 * len(own))) if len(own) > 1 else 0
    if not texts:
        return own
    moved = own
    for _ in range(_ROUNDS):
        fit = pool @ moved.T
        fit -= fit.mean(axis=1, keepdims=True)
        best = np.argsort(-fit, axis=0, kind="stable")[:texts]
        moved = unit(_OWN * own + (1 - _OWN) * unit(pool[best].mean(axis=0)))
    return moved


def unit(rows: Vectors) -> Vectors:
    """The rows with length 1; rows of zeros stay."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.divide(rows, length, out=np.zeros_like(rows), where=length > 0))
