"""Experience: all past work as votes, each by how alike, how recent and by whom it was paid.

An attention over pieces of past work. A piece j votes for its owner with exp(theta . x_j), where x_j
holds its likeness to what is asked as the second encoder reads it and by words (each as standard scores
over the pieces known), whether the same sponsor pays, and its age; a candidate without past work has
exp(floor). The parameters can be learned from documented ties (`matcher/learning.py`).
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from matcher.attention import TRAITS, Attention
from matcher.blocks import Vector, cosines
from matcher.lexicon import matched
from matcher.phrases import quoted
from matcher.reader import Readings
from matcher.signals.base import Reason, Scene

Traits: TypeAlias = npt.NDArray[np.float64]

# Votes fade by the parameter `recency` with each five years of age, up to thirty.
_YEARS, _OLDEST = 5.0, 30.0
# The value falls from 1 to 0 as the votes fall to exp(-6), a four-hundredth of the greatest.
SPAN = 6.0
NAME, CLOSEST = "experience", "closest_work"
_BEST = 3
_FAR = 4.0


def likeness(scene: Scene) -> Traits:
    """How alike each piece of past work is as it is read and by words; 0 where it may not count."""
    over, known = scene.over, scene.past_known
    count = len(over.past.owners)
    if not known.any():
        return np.zeros((count, 2))
    in_words = matched(over.lexicon.past_postings, scene.asked_terms)[:count]
    return np.where(known[:, None], np.column_stack([_reading(scene), in_words]), 0.0)


def traits(scene: Scene) -> Traits:
    """What is known of each piece of past work beside what is asked, shape (pieces, traits)."""
    over, ask, known = scene.over, scene.ask, scene.past_known
    alike = likeness(scene)
    found = np.zeros((len(alike), len(TRAITS)))
    if not known.any():
        return found
    for column in range(alike.shape[1]):
        found[:, column] = _standard(alike[:, column], known)
    found[:, 2] = over.past_paid_by(ask.sponsors) if ask.sponsors else 0.0
    found[:, 3] = -_age(scene) / _YEARS
    return found


def _reading(scene: Scene) -> Vector:
    """How alike each piece is as it is read, (1 + cosine) / 2."""
    over, reader = scene.over, scene.reader
    if reader is None:
        alike = cosines(over.past.vectors, scene.ask.whole[0])
    else:
        texts = [past.text for profile in over.profiles for past in profile.past]
        read = over.once("readings", reader, lambda: Readings.of(texts, reader))
        alike = cosines(read.vectors, read.apart(reader.vectors([scene.ask.profile.whole]))[0])
    return np.asarray((1.0 + alike) / 2, dtype=np.float64)


def _standard(values: npt.NDArray[Any], known: npt.NDArray[np.bool_]) -> Vector:
    """Standard scores over the known pieces; 0 for all where they do not differ."""
    kept = values[known].astype(np.float64)
    spread = kept.std()
    return np.where(known, (values - kept.mean()) / spread, 0.0) if spread > 1e-6 else np.zeros(len(values))


def _age(scene: Scene) -> Vector:
    """Years before the year of asking, or before the latest known; 0 where a year is not known."""
    years = scene.over.past_years
    if not np.isfinite(years).any():
        return np.zeros(len(years))
    now = scene.ask.year if scene.ask.year is not None else years[np.isfinite(years)].max()
    return np.where(np.isfinite(years), np.clip(now - years, 0.0, _OLDEST), 0.0)


def votes(scene: Scene, attention: Attention) -> Vector:
    """The log of the votes of each candidate, shape (candidates,)."""
    weights = attention.array()
    logs = np.where(scene.past_known, traits(scene) @ weights[:-1], -np.inf)
    top = max(float(logs.max(initial=-np.inf)), attention.floor)
    found = np.bincount(scene.over.past.owners, np.exp(logs - top), len(scene.over))
    return np.asarray(np.log(found + np.exp(attention.floor - top)) + top)


def experience(scene: Scene) -> Vector:
    """1 + log(votes / greatest votes) / 6, and 0 below."""
    found = votes(scene, scene.attention)
    return np.asarray(np.clip(1.0 + (found - found.max(initial=0.0)) / SPAN, 0.0, 1.0))


def closest(scene: Scene) -> Vector:
    """Standing among the candidates by their past work most alike.

    Mean of four standard scores (best piece, and sum of the best three; as it is read, and by words), each
    put from [-4, 4] to [0, 1].
    """
    alike = likeness(scene)
    n, owners = len(scene.over), scene.over.past.owners
    found = np.zeros(n)
    everybody = np.ones(n, dtype=bool)
    for column in alike.T:
        order = np.lexsort((-column, owners))
        by, values = owners[order], column[order]
        at = np.arange(len(by)) - np.searchsorted(by, by, side="left")
        for count in (1, _BEST):
            found += _standard(np.bincount(by, values * (at < count), n), everybody)
    return np.asarray(np.clip(0.5 + found / (2 * alike.shape[1]) / (2 * _FAR), 0.0, 1.0))


def explain_experience(scene: Scene, row: int, value: float) -> Reason:
    """Names the piece of past work that counts most, and how many pieces there are."""
    own = np.flatnonzero((scene.over.past.owners == row) & scene.past_known)
    if not len(own):
        return Reason("past.none")
    logs = traits(scene)[own] @ scene.attention.array()[:-1]
    best = own[int(np.argmax(logs))]
    piece = scene.over.profiles[row].past[int(scene.over.past.positions[best])]
    whom = piece.text if scene.snapshot is None else scene.snapshot.name(piece.other)
    paths = ((piece.tie,),) if piece.tie is not None else ()
    return Reason("experience.votes", {"count": len(own), "whom": quoted(whom)}, paths)
