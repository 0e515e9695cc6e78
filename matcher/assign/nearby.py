"""The plan with the fewest changes among those that give up no more than a little of the total."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.optimize import Bounds, LinearConstraint, milp

from graph.errors import SangamError
from matcher.assign.network import Network
from matcher.assign.problem import UNIT, Whole
from matcher.assign.transport import Transport

# The solver's tolerance on a row, so that a bound on a sum of scores holds in whole units.
_SLACK = 1e-6


def nearest(transport: Transport, prices: tuple[Whole, Whole], used: Whole, old: Whole, loss: int) -> Whole:
    """Pairs of the plan that changes least, as keys; of those plans, the one with the best total.

    A limit on the total breaks total unimodularity, so this is a mixed-integer programme. A pair that
    alone loses more than may be given up, by the dual prices, is in no such plan and left out.

    Args:
        prices: that prove the best plan.
        used: the best plan.
        loss: what may be given up, in whole units.
    """
    keys = np.unique(np.r_[transport.within(*prices, loss, transport.m), used, old])
    network = transport.network(keys, used)
    padding = np.zeros(transport.m + transport.n)
    change = np.r_[np.where(np.isin(keys, old), -1.0, 1.0), padding]
    cost = network.cost / UNIT
    most = float(cost @ network.flow) + loss / UNIT - _SLACK
    if most < float(cost @ network.flow):
        return used
    found = _cheapest(network, change, [(cost, most)])
    found = _cheapest(network, cost, [(cost, most), (change, float(change @ found) + 0.5)])
    return keys[found[: len(keys)] > 0]


def _cheapest(
    network: Network, cost: npt.NDArray[np.float64], limits: list[tuple[npt.NDArray[np.float64], float]]
) -> Whole:
    """The cheapest whole flow under limits on other costs, by HiGHS' branch and cut."""
    arcs = np.arange(len(network.tail))
    ones = np.ones(len(arcs))
    balance = sp.csc_array(
        (np.r_[ones, -ones], (np.r_[network.tail, network.head], np.r_[arcs, arcs])),
        shape=(network.nodes, len(arcs)),
    )
    rows = [LinearConstraint(balance, 0, 0)]
    rows += [LinearConstraint(one[None, :], -np.inf, most) for one, most in limits]
    bounds = Bounds(network.lower.astype(np.float64), network.upper.astype(np.float64))
    found = milp(
        cost,
        integrality=np.ones(len(arcs), dtype=np.int8),
        bounds=bounds,
        constraints=rows,
        options={"mip_rel_gap": 0.0},
    )
    if found.x is None:
        raise SangamError(f"the solver found no plan near the earlier one: {found.message}")
    return np.rint(found.x).astype(np.int64)
