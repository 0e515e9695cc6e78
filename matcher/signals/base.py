"""What a signal is, and what its explanation is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import scipy.sparse as sp

from matcher.blocks import Vector, above_noise
from matcher.candidates import Ask, Candidates
from matcher.centrality import Network
from matcher.snapshot import Snapshot, Tie


@dataclass(frozen=True)
class Scene:
    """Everything that a signal may look at.

    Attributes:
        ask: what is asked.
        over: whom the answer may name.
        snapshot, network: the graph; None when a benchmark folder is ranked.
    """

    ask: Ask
    over: Candidates
    snapshot: Snapshot | None = None
    network: Network | None = None
    standing: Mapping[str, Vector] | None = None

    @cached_property
    def asked_terms(self) -> sp.csr_array:
        """TF-IDF weights of the words of what is asked, shape (1, vocabulary)."""
        return sp.csr_array(self.over.vectorizer.transform([self.ask.profile.whole]))

    @cached_property
    def past_likeness(self) -> Vector:
        """Likeness to each piece of past work: the mean of the vectors', above noise, and of the words'.

        Work with what is asked about itself, and work that is not known yet, counts 0.
        """
        over, ask = self.over, self.ask
        if not len(over.past.owners):
            return np.empty(0)
        alike = above_noise(over.past.vectors @ ask.whole[0])
        alike = (alike + (over.past_terms @ self.asked_terms.T).toarray().ravel()) / 2
        if ask.profile.id:
            alike[over.past_others == ask.profile.id] = 0.0
        if ask.year is not None:
            alike[over.past_years >= ask.year] = 0.0
        return np.asarray(np.clip(alike, 0.0, 1.0))


@dataclass(frozen=True)
class Reason:
    """Why a signal has its value: a sentence, and chains of relationships that support it."""

    sentence: str
    paths: tuple[tuple[Tie, ...], ...] = ()


class Compute(Protocol):
    """The values of a signal."""

    def __call__(self, scene: Scene) -> Vector:
        """One value in [0, 1] a candidate, shape (n,)."""
        ...


class Explain(Protocol):
    """The explanation of a signal."""

    def __call__(self, scene: Scene, row: int, value: float) -> Reason:
        """Why the candidate of that row has that value."""
        ...


@dataclass(frozen=True)
class Feature:
    """A signal with its public description and default weight.

    Attributes:
        name: its key in requests and answers.
        doc: one plain sentence.
        weight: default weight, before all are divided by their sum.
        asks: whether it depends on what is asked; the others cannot tell candidates apart alone.
    """

    name: str
    doc: str
    weight: float
    compute: Compute
    explain: Explain
    asks: bool = True


def quoted(text: str, limit: int = 90) -> str:
    """The text in quotes, cut at a word."""
    if len(text) > limit:
        text = text[:limit].rsplit(" ", 1)[0] + " …"
    return f"“{text}”"


def listed(names: list[str], limit: int = 4) -> str:
    """Names in a row, with how many more there are."""
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more
