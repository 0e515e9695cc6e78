"""The parameters of the signal of experience: how much each trait of a piece of past work counts."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from matcher.blocks import Vector


@dataclass(frozen=True)
class Attention:
    """How much each trait of a piece of past work counts; all but the floor are 0 or more.

    Attributes:
        reading, words: likeness as the second encoder reads it, and by words, in natural logs for one
            standard deviation.
        sponsor: the same sponsor pays.
        recency: for each five years that it is more recent.
        floor: the log of the votes of a candidate without past work.
    """

    reading: float = 0.45
    words: float = 0.45
    sponsor: float = 0.5
    recency: float = 0.5
    floor: float = 0.5

    def array(self) -> Vector:
        """The parameters in the order of the fields, the floor last."""
        return np.array([getattr(self, one.name) for one in fields(self)], dtype=np.float64)

    @classmethod
    def of(cls, array: npt.ArrayLike) -> Attention:
        """The parameters from an array in the order of the fields."""
        return cls(*(float(value) for value in np.asarray(array)))


TRAITS = tuple(one.name for one in fields(Attention))[:-1]
# Learned once from the history of a folder of projects (`docs/ranking.md`); the prior where others are.
DEFAULT = Attention()
