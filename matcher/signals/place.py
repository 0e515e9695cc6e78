"""Signals from geography: it falls off, it does not cut off."""

from __future__ import annotations

import numpy as np

from matcher.blocks import Vector
from matcher.candidates import on_sphere
from matcher.signals.base import Reason, Scene

_EARTH_KM = 6371.0088  # mean radius, IUGG
# At this distance the value has fallen to a half: about a day's return journey.
HALF_KM = 100.0


def distances(scene: Scene) -> Vector:
    """Great-circle distance in km, NaN where a place is unknown."""
    place = scene.ask.profile.place
    if place.latitude is None or place.longitude is None:
        return np.full(len(scene.over), np.nan)
    return kilometres(np.radians(place.latitude), np.radians(place.longitude), scene.over.points)


def kilometres(latitude: float, longitude: float, points: Vector) -> Vector:
    """Great-circle distance in km from a place in radians to points of the sphere of radius 1, shape (3, n).

    The haversine formula, by the chord between the two points: d = 2 R arcsin(chord / 2); NaN gives NaN.
    """
    apart = points - on_sphere(latitude, longitude)[:, None]
    apart *= apart
    # In place: the numbers are few enough for the cache, and making arrays anew takes longer than the sums.
    half: Vector = np.sqrt(apart[0] + apart[1] + apart[2])
    half /= 2
    np.minimum(half, 1.0, out=half)
    np.arcsin(half, out=half)
    half *= 2 * _EARTH_KM
    return half


def near(scene: Scene) -> Vector:
    """1 / (1 + distance / 100 km); 0 where a place is unknown."""
    values = distances(scene)
    values /= HALF_KM
    values += 1.0
    np.divide(1.0, values, out=values)
    values[np.isnan(values)] = 0.0
    return values


def explain_near(scene: Scene, row: int, value: float) -> Reason:
    """Says how far apart the two are."""
    if value == 0:
        return Reason("near.unknown")
    km = HALF_KM * (1 / value - 1)
    exact = scene.ask.profile.place.exact and scene.over.profiles[row].place.exact
    return Reason("near.exact" if exact else "near.district", {"km": max(1, round(km))})


def same_state(scene: Scene) -> Vector:
    """1 in the same state, 0 elsewhere and where a state is unknown."""
    values = np.zeros(len(scene.over))
    rows = scene.over.in_state.get(scene.ask.profile.place.state or "")
    if rows is not None:
        values[rows] = 1.0
    return values


def explain_same_state(scene: Scene, row: int, value: float) -> Reason:
    """Says whether both are in one state."""
    own, other = scene.ask.profile.place.state, scene.over.profiles[row].place.state
    if not own or not other:
        return Reason("state.unknown")
    return Reason("state.same" if own == other else "state.other")
