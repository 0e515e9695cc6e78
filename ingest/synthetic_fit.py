"""Fits a table to its margins and rounds it to whole numbers that keep them."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Whole: TypeAlias = npt.NDArray[np.int64]


def largest_remainder(weights: Floats, total: int) -> Whole:
    """Shares of a total in whole numbers, each the exact share rounded down or up.

    The largest fractions are rounded up (Hamilton's method); of equal ones, the first.
    """
    exact = weights / weights.sum() * total
    whole: Whole = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - whole).ravel(), kind="stable")
    whole.ravel()[order[: total - int(whole.sum())]] += 1
    return whole


def fit(seed: Floats, rows: Whole, columns: Whole, tolerance: float = 1e-9, rounds: int = 5000) -> Floats:
    """The table with these margins that keeps the odds ratios of the seed.

    Iterative proportional fitting (Deming and Stephan 1940).

    Args:
        seed: what is known of the cells, shape (rows, columns), none below zero.
        tolerance: the largest deviation of a row's sum, columns being exact.

    Raises:
        ValueError: the margins have different sums, or no such table was reached.
    """
    if rows.sum() != columns.sum():
        raise ValueError("rows and columns are to have one sum")
    table = seed.astype(np.float64)
    for _ in range(rounds):
        table *= _ratio(rows, table.sum(axis=1))[:, None]
        table *= _ratio(columns, table.sum(axis=0))
        if np.abs(table.sum(axis=1) - rows).max() <= tolerance:
            return table
    raise ValueError("no table with these margins was reached")


def _ratio(wanted: Whole, found: Floats) -> Floats:
    return np.divide(wanted, found, out=np.zeros(len(found)), where=found > 0)


def round_table(table: Floats, rows: Whole, columns: Whole, rng: np.random.Generator) -> Whole:
    """Every cell rounded down or up so that rows and columns keep their whole sums exactly.

    Controlled rounding (Cox 1987) as a transport problem: its vertices are whole, a solution exists
    because the fractions themselves are one, and costs drawn so that a cell alone would be
    rounded up with the probability of its fraction make the solution unique.
    """
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    whole = np.floor(table + 1e-7).astype(np.int64)
    fraction = np.clip(table - whole, 1e-9, 1 - 1e-9)
    draw = rng.uniform(1e-12, 1, size=table.shape)
    cost = np.log(draw / (1 - draw)) - np.log(fraction / (1 - fraction))
    free = np.argwhere(table > 0)
    count = np.arange(len(free))
    ends = np.concatenate([free[:, 0], free[:, 1] + table.shape[0]])
    # The stubs of scipy know dense matrices only.
    sums: Any = csr_array(
        (np.ones(2 * len(free)), (ends, np.tile(count, 2))), shape=(sum(table.shape), len(free))
    )
    left = np.concatenate([rows - whole.sum(axis=1), columns - whole.sum(axis=0)])
    found = linprog(cost[free[:, 0], free[:, 1]], A_eq=sums, b_eq=left, bounds=(0, 1))
    if found.x is None:
        raise ValueError(f"the table cannot be rounded: {found.message}")
    whole[free[:, 0], free[:, 1]] += np.rint(found.x).astype(np.int64)
    return whole
