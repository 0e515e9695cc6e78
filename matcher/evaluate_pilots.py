"""Measures the ranking of pilots: does a technology come in front of the field that it was made for?

The fields stand where clusters stand, known by their text alone (zero-shot): no label of the file is
used but to judge, and by the baseline of popularity.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from graph.errors import InputError
from matcher.benchmark import read_table
from matcher.blocks import TextVectors, Vector
from matcher.candidates import Ask, Candidates
from matcher.expansion import expanded
from matcher.features import PILOTS, weights_of
from matcher.measures import interval, paired_p
from matcher.profiles import Part, Profile, pieces
from matcher.ranking import ordered
from matcher.signals.base import Scene
from matcher.values import compute, total

OURS = "sangam"
_NEEDED = ("title", "technology_description", "field")
_SEED = 7
OnProgress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Technologies:
    """Technologies as profiles, the fields as profiles in the order of their texts, and who is right."""

    asked: tuple[Profile, ...]
    fields: tuple[Profile, ...]
    right: tuple[int, ...]


def read_technologies(path: Path) -> Technologies:
    """The technologies of a CSV file with the columns title, technology_description and field.

    Raises:
        InputError: the file or a column is missing, a row has no field or no text, or all have one field.
    """
    rows = read_table(path, _NEEDED)
    asked, labels = [], []
    for line, row in enumerate(rows, start=2):
        title, text, label = (row[column] for column in _NEEDED)
        if not label or not title + text:
            what = "field" if not label else "title and technology_description"
            raise InputError(f"{path}, row {line}: {what} is empty; fill it in or leave the row out")
        asked.append(_technology(title, text))
        labels.append(label)
    names = sorted(set(labels))
    if len(names) < 2:
        raise InputError(f"{path}: all rows have the same field, so there is nothing to rank")
    # Ids in the order of the texts, so that equal scores are ordered alike everywhere.
    fields = [Profile(f"field:{at:04}", name, name, (Part(name, "field"),)) for at, name in enumerate(names)]
    return Technologies(tuple(asked), tuple(fields), tuple(names.index(label) for label in labels))


def _technology(title: str, text: str) -> Profile:
    parts = [Part(title, "name")] if title else []
    parts += [Part(piece, "description") for piece in pieces(text)]
    return Profile("", title, ". ".join(part for part in (title, text) if part), tuple(parts))


def pilots(data: Technologies, vectors: TextVectors, on_progress: OnProgress | None = None) -> dict[str, Any]:
    """Evaluate the ranking of pilots; the report as plain data."""
    over = Candidates.of(data.fields, vectors)
    # All texts at once: an encoder is quickest with many of like length.
    vectors.vectors([text for one in data.asked for text in (one.whole, *(part.text for part in one.parts))])
    asks = []
    for at, profile in enumerate(data.asked):
        asks.append(Ask.of(profile, vectors))
        if on_progress:
            on_progress("technologies", at + 1, len(data.asked))
    prototypes = expanded(over.whole, np.array([ask.mean for ask in asks]))
    weights = weights_of(PILOTS)
    ours = [total(compute(Scene(ask, over, prototypes=prototypes), PILOTS), PILOTS, weights) for ask in asks]
    right = np.array(data.right)
    scores = {
        "random": np.random.default_rng(_SEED).random((len(asks), len(over))),
        "popularity": np.tile(np.bincount(right, minlength=len(over)), (len(asks), 1)).astype(float),
        "tfidf": _tfidf(data),
        "embedding": np.array([over.whole @ ask.whole[0] for ask in asks], dtype=np.float64),
        OURS: np.array(ours),
    }
    found = {name: _reciprocal(each, right) for name, each in scores.items()}
    methods = {name: _summary(values) for name, values in found.items()}
    best = max((name for name in methods if name != OURS), key=lambda name: (methods[name]["mrr"], name))
    return {
        "n": len(asks),
        "fields": len(over),
        "mrr": methods[OURS]["mrr"],
        "hit@1": methods[OURS]["hit@1"],
        "methods": methods,
        "best_baseline": best,
        "p_value": paired_p(found[OURS], found[best]),
    }


def _tfidf(data: Technologies) -> Vector:
    """Cosine of the words of a technology and of a field."""
    vectorizer = TfidfVectorizer(stop_words="english", sublinear_tf=True)
    asked = vectorizer.fit_transform([profile.whole for profile in data.asked])
    return np.asarray((asked @ vectorizer.transform([field.whole for field in data.fields]).T).toarray())


def _reciprocal(scores: Vector, right: Vector) -> Vector:
    """One over the rank of the right field of each technology."""
    everyone = np.ones(scores.shape[1], dtype=bool)
    orders = [ordered(each, everyone, scores.shape[1]) for each in scores]
    return np.array(
        [1.0 / (1 + list(order).index(int(own))) for order, own in zip(orders, right, strict=True)]
    )


def _summary(values: Vector) -> dict[str, Any]:
    low, high = interval(values)
    return {"mrr": float(values.mean()), "hit@1": float((values == 1.0).mean()), "ci95": [low, high]}
