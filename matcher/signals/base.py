"""What a signal is, and what its explanation is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from matcher.attention import DEFAULT, Attention
from matcher.blocks import Rows, TextVectors, Vector, above_noise, cosines
from matcher.candidates import Ask, Candidates
from matcher.centrality import Network
from matcher.encoder import Vectors
from matcher.feedback.rejections import Rejections
from matcher.lexicon import matched
from matcher.phrases import Language, Slots, Words, say
from matcher.snapshot import Snapshot, Tie


@dataclass(frozen=True)
class Scene:
    """Everything that a signal may look at.

    Attributes:
        ask: what is asked.
        over: whom the answer may name.
        snapshot, network: the graph; None when a benchmark folder is ranked.
        attention: what counts in past work.
        prototypes: what each candidate stands for (`matcher/expansion.py`); None: its whole text.
        rejections: of candidates by other clusters; None where there are none.
        reader: what reads past work for the signals of experience; None: the encoder of all else.
    """

    ask: Ask
    over: Candidates
    snapshot: Snapshot | None = None
    network: Network | None = None
    standing: Mapping[str, Vector] | None = None
    attention: Attention = DEFAULT
    prototypes: Vectors | None = None
    rejections: Rejections | None = None
    reader: TextVectors | None = None

    @cached_property
    def asked_terms(self) -> sp.csr_array:
        """TF-IDF weights of the words of what is asked, shape (1, vocabulary)."""
        return self.over.lexicon.weighed(self.ask.profile.whole)

    @cached_property
    def past_likeness(self) -> Vector:
        """Likeness to each piece of past work: the mean of the vectors', above noise, and of the words'.

        Work with what is asked about itself, and work that is not known yet, counts 0.
        """
        over = self.over
        if not len(over.past.owners):
            return np.empty(0)
        alike = above_noise(cosines(over.past.vectors, self.ask.whole[0]))
        alike = (alike + matched(over.lexicon.past_postings, self.asked_terms)) / 2
        return np.asarray(np.clip(np.where(self.past_known, alike, 0.0), 0.0, 1.0))

    @cached_property
    def past_known(self) -> npt.NDArray[np.bool_]:
        """Which pieces of past work may count: not with what is asked about, and known by then."""
        over, ask = self.over, self.ask
        known = np.ones(len(over.past.owners), dtype=bool)
        if ask.profile.id and len(known):
            known &= over.past_others != ask.profile.id
        if ask.year is not None and len(known):
            known &= over.past_years < ask.year
        return known


@dataclass(frozen=True)
class Reason:
    """Why something is so: a phrase of `matcher/phrases`, and chains of relationships that support it.

    Attributes:
        phrase: its key in the table of phrases.
        slots: what stands in its slots.
    """

    phrase: str
    slots: Slots = field(default_factory=dict)
    paths: tuple[tuple[Tie, ...], ...] = ()

    @property
    def sentence(self) -> str:
        """In English."""
        return self.said("en")

    def said(self, language: Language) -> str:
        """As a sentence of that language."""
        return say(self.phrase, language, self.slots)


class Compute(Protocol):
    """The values of a signal."""

    def __call__(self, scene: Scene) -> Vector:
        """One value in [0, 1] a candidate, shape (n,)."""
        ...


class Among(Protocol):
    """The values of a signal for some candidates."""

    def __call__(self, scene: Scene, rows: Rows) -> Vector:
        """One value in [0, 1] a row, shape (len(rows),); rows ascend."""
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
        among: the values of some candidates only, the same bits as theirs among all; given for a signal
            that takes long, so that it is worked out for those only who can still be among the first. It
            grows with each cosine that it rests on, so that sketches bound it.
    """

    name: str
    doc: str
    weight: float
    compute: Compute
    explain: Explain
    asks: bool = True
    among: Among | None = None


def named(snapshot: Snapshot, identity: str) -> Words:
    """The name of an entity, in Malayalam too where the graph has it."""
    return Words(snapshot.name(identity), str(snapshot.nodes[identity].get("name_ml") or ""))
