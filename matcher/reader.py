"""The second encoder: it reads past work, where that has been learned from.

bge-small-en-v1.5, in eight bits, tells long texts of projects apart better than all-MiniLM-L6-v2, which is
better on short statements (`docs/ranking.md`). It knows English only, as that one, and goes with it alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import numpy as np

from matcher.blocks import TextVectors
from matcher.encoder import Encoder, OnnxEncoder, Vectors, packaged
from matcher.expansion import unit
from matcher.models import BGE_PACKAGE, MINILM
from matcher.vectors import kept

# What fewer texts have in common may be what they are about.
_MANY = 100


class Reader:
    """Vectors of the second encoder, which is fetched and opened when a text is first read.

    Attributes:
        name: of its weights.
    """

    def __init__(self, name: str, opened: Callable[[], Encoder]) -> None:
        self.name = name
        self._opened = opened
        self._kept: TextVectors | None = None
        self._lock = Lock()

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Rows of length 1, shape (number of texts, dimension).

        Raises:
            EncoderError: the model cannot be fetched or opened.
        """
        with self._lock:
            if self._kept is None:
                self._kept = kept(self._opened())
        return self._kept.vectors(texts)


def reader_of(
    encoder: Encoder, on_progress: Callable[[str], None] | None = None,
    wrapped: Callable[[Encoder], Encoder] = lambda encoder: encoder,
) -> Reader | None:  # fmt: skip
    """The second encoder beside a first one; None where the first one reads past work, too.

    The environment variable `SANGAM_READER` may say `same` for that, or name a folder with a model.

    Args:
        wrapped: what is put around it, such as something that tells how far it is.

    Raises:
        EncoderError: the folder has no model that can be opened.
    """
    setting = os.environ.get("SANGAM_READER", "")
    if setting == "same" or (not setting and encoder.name != MINILM):
        return None
    if setting:
        own = OnnxEncoder(Path(setting).expanduser(), alone=True)
        return Reader(own.name, lambda: wrapped(own))
    return Reader(BGE_PACKAGE.name, lambda: wrapped(packaged(BGE_PACKAGE, on_progress, alone=True)))


@dataclass(frozen=True)
class Readings:
    """Texts without what all of them have in common: their mean, and the direction in which they differ most.

    All-but-the-top with one direction (Mu and Viswanath 2018).

    Attributes:
        vectors: rows of length 1, shape (texts, dimension).
        mean, direction: shape (dimension,); zero where the texts are few.
    """

    vectors: Vectors
    mean: Vectors
    direction: Vectors

    @classmethod
    def of(cls, texts: Sequence[str], reader: TextVectors) -> Readings:
        """The texts as a reader reads them."""
        read = reader.vectors(texts)
        mean = direction = np.zeros(read.shape[1], dtype=np.float32)
        if len(read) >= _MANY:
            mean = read.mean(axis=0)
            apart = (read - mean).astype(np.float64)
            direction = np.linalg.eigh(apart.T @ apart)[1][:, -1].astype(np.float32)
        return cls(_apart(read, mean, direction), mean, direction)

    def apart(self, vectors: Vectors) -> Vectors:
        """Vectors of other texts without the same, rows of length 1."""
        return _apart(vectors, self.mean, self.direction)


def _apart(vectors: Vectors, mean: Vectors, direction: Vectors) -> Vectors:
    moved = vectors - mean
    return unit(moved - np.outer(moved @ direction, direction))
