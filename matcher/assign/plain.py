"""A plan as plain data: the one shape that the API, the command line and files have."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from graph.errors import InputError
from matcher.assign.plan import Assigned, Given, Other, Place, Plan, Reference, limit_words
from matcher.assign.problem import Pair
from matcher.assign.relax import Limit, Relaxation
from matcher.snapshot import Snapshot


def assigned_json(found: Assigned, snapshot: Snapshot) -> dict[str, Any]:
    """The answer to a wish as JSON-ready data."""
    posed, way_out = found.posed, found.relaxation
    plan = None if found.plan is None else plan_json(found.plan, snapshot)
    return {
        "plan": plan if way_out is None else None,
        "relaxation": None if way_out is None else relaxation_json(way_out, snapshot) | {"plan": plan},
        "clusters": len(posed.problem.clusters),
        "institutions": len(posed.problem.institutions),
        "unranked": [{"cluster": _named(one, snapshot), "why": why} for one, why in posed.unranked.items()],
        "promoters": [_pair(pair, snapshot) for pair in sorted(posed.promoters)],
        "place_unknown": [_named(one, snapshot) for one in posed.nowhere],
        "snapshot": found.snapshot,
        "model": found.model,
    }


def plan_json(plan: Plan, snapshot: Snapshot) -> dict[str, Any]:
    """A plan: its pairs with their alternates, its places, and its proof."""
    return {
        "pairs": [
            given_json(one, plan.alternates.get(one.cluster, ()), snapshot) for one in plan.given
        ],
        "total": plan.total,
        "mean": plan.mean,
        "least": plan.least,
        "floor": plan.floor,
        "bound": plan.bound,
        "given_up": plan.given_up,
        "places": [place_json(one, snapshot) for one in plan.places],
        "greedy": reference_json(plan.reference),
        "without_floor": None if plan.free is None else reference_json(plan.free),
        "new": [_pair(pair, snapshot) for pair in plan.new],
        "gone": [_pair(pair, snapshot) for pair in plan.gone],
        "rounds": plan.rounds,
        "pairs_looked_at": plan.pairs,
    }  # fmt: skip


def reference_json(found: Reference) -> dict[str, Any]:
    """What another plan comes to."""
    return {"total": found.total, "least": found.least, "short": found.short}


def given_json(given: Given, others: Iterable[Other], snapshot: Snapshot) -> dict[str, Any]:
    """One pair."""
    return {
        "cluster": _named(given.cluster, snapshot),
        "institution": _named(given.institution, snapshot),
        "score": given.score,
        "rank": given.rank,
        "km": given.km,
        "rank_by_work_alone": given.fit,
        "thin": given.thin,
        "forced": given.forced,
        "helps_already": given.helps,
        "in_earlier_plan": given.before,
        "alternates": [
            {
                "institution": _named(one.institution, snapshot),
                "score": one.score,
                "km": one.km,
                "cost": one.cost,
                "exact": one.exact,
                "floor": one.floor,
                "also_changes": [_named(other, snapshot) for other in one.others],
            }
            for one in others
        ],
    }


def place_json(place: Place, snapshot: Snapshot) -> dict[str, Any]:
    """One institution's places."""
    return {
        "institution": _named(place.institution, snapshot),
        "capacity": place.capacity,
        "used": place.used,
        "busy_elsewhere": place.busy,
        "assumed": place.assumed,
        "one_more_place_adds": place.worth,
    }


def relaxation_json(found: Relaxation, snapshot: Snapshot) -> dict[str, Any]:
    """What stands in the way, and the least that would clear it."""
    return {
        "stuck": [_named(one, snapshot) for one in found.stuck],
        "held": [_named(one, snapshot) for one in found.held],
        "limits": [_limit(one, snapshot) for one in found.limits],
        "lacking": [_named(one, snapshot) for one in found.lacking],
        "proven": found.proven,
        "everywhere": {name: found.everywhere.get(name) for name in ("capacity", "travel")},
    }


def _limit(limit: Limit, snapshot: Snapshot) -> dict[str, Any]:
    known = [one for one in (limit.cluster, limit.institution) if one]
    return {
        "kind": limit.kind,
        "cluster": _named(limit.cluster, snapshot) if limit.cluster else None,
        "institution": _named(limit.institution, snapshot) if limit.institution else None,
        "now": limit.now,
        "then": limit.then if math.isfinite(limit.then) else None,
        "cost": limit.cost,
        "text": limit_words(limit, {one: snapshot.name(one) for one in known}),
    }


def _named(identity: str, snapshot: Snapshot) -> dict[str, str]:
    return {"id": identity, "name": snapshot.name(identity) if identity in snapshot.nodes else identity}


def _pair(pair: Pair, snapshot: Snapshot) -> dict[str, Any]:
    return {"cluster": _named(pair[0], snapshot), "institution": _named(pair[1], snapshot)}


def pairs_in(data: object) -> tuple[Pair, ...]:
    """The pairs of an earlier plan, from what `assigned_json` gave.

    Raises:
        InputError: it is no plan.
    """
    found = data if isinstance(data, dict) else {}
    plan = found.get("plan") or (found.get("relaxation") or {}).get("plan") or found
    try:
        return tuple((_id(pair["cluster"]), _id(pair["institution"])) for pair in plan["pairs"])
    except (KeyError, TypeError, AttributeError):
        raise InputError("this is no plan; give a file that `sangam assign mentors --json` wrote") from None


def _id(value: Any) -> str:
    found = value["id"] if isinstance(value, dict) else value
    if not isinstance(found, str):
        raise TypeError
    return found
