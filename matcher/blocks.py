"""Short texts of many owners with their vectors, and how alike two texts are beyond chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from matcher.encoder import Vectors

Vector: TypeAlias = npt.NDArray[np.float64]
Rows: TypeAlias = npt.NDArray[np.intp]

# Cosine of all-MiniLM-L6-v2 between texts that have nothing to do with each other: over all pairs of a
# cluster and an institution of the graph the mean is 0.21, the standard deviation 0.10.
NOISE = 0.2


def above_noise(cosine: npt.ArrayLike) -> Vector:
    """How far a cosine lies above that of unrelated texts: 0 up to there, 1 for equal texts."""
    return np.asarray(np.clip((np.asarray(cosine, dtype=np.float64) - NOISE) / (1 - NOISE), 0.0, 1.0))


def cosines(rows: Vectors, asked: Vectors) -> Vectors:
    """Cosines of rows of length 1 with others, each worked out by itself.

    A product of matrices sums in an order that depends on its shape; here a row has the same bits
    whichever rows stand beside it, so that a few rows and all rows give the same.

    Args:
        rows: shape (n, dimension).
        asked: shape (dimension,) or (m, dimension).

    Returns:
        shape (n,) or (m, n).
    """
    return np.asarray(np.vecdot(rows, asked[..., None, :]), dtype=np.float32)


class TextVectors(Protocol):
    """What gives the vectors of texts, such as a cache before an encoder."""

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Rows of length 1, shape (number of texts, dimension)."""
        ...


@dataclass(frozen=True)
class Pool:
    """Vectors that stay where they are, and a few that came later.

    A new matrix for a few new texts would copy hundreds of megabytes.

    Attributes:
        base, later: shape (n, dimension) and (m, dimension).
    """

    base: Vectors
    later: Vectors

    @classmethod
    def of(cls, vectors: Vectors) -> Pool:
        """A pool of vectors that are all there from the start."""
        return cls(vectors, vectors[:0])

    def __len__(self) -> int:
        return len(self.base) + len(self.later)

    def take(self, rows: Rows) -> Vectors:
        """Some of the vectors, shape (len(rows), dimension)."""
        if not len(self.later):
            return self.base[rows]
        found = np.empty((len(rows), self.base.shape[1]), dtype=self.base.dtype)
        late = rows >= len(self.base)
        found[~late], found[late] = self.base[rows[~late]], self.later[rows[late] - len(self.base)]
        return found

    def cosines(self, asked: Vectors) -> Vectors:
        """As the function `cosines`, shape (len(asked), len(self))."""
        found = cosines(self.base, asked)
        return np.concatenate([found, cosines(self.later, asked)], axis=1) if len(self.later) else found

    def with_more(self, vectors: Vectors) -> Pool:
        """With vectors after those that are there."""
        return Pool(self.base, np.concatenate([self.later, vectors]))


@dataclass(frozen=True)
class Block:
    """Short texts of many owners, with their vectors.

    Attributes:
        pool: holds the vectors.
        rows: in the pool, of each text; the texts of an owner stand side by side.
        owners: row of the owner of each text, ascending.
        positions: position of the text in its owner's list.
    """

    pool: Pool
    rows: Rows
    owners: Rows
    positions: Rows

    @classmethod
    def of_vectors(cls, vectors: Vectors, owners: Rows, positions: Rows) -> Block:
        """The block of texts whose vectors are given in the order of the texts."""
        return cls(Pool.of(vectors), np.arange(len(vectors)), owners, positions)

    @cached_property
    def vectors(self) -> Vectors:
        """The vectors in the order of the texts, shape (texts, dimension); copied where texts have moved."""
        return self.pool.base if self._in_place else self.pool.take(self.rows)

    @cached_property
    def _in_place(self) -> bool:
        """Whether the pool holds the vectors in the order of the texts, and no others."""
        held = len(self.pool)
        return held == len(self.pool.base) == len(self.rows) and bool((self.rows == np.arange(held)).all())

    @cached_property
    def starts(self) -> Rows:
        """Where each owner's texts begin, shape (owners with texts,)."""
        return np.flatnonzero(np.r_[True, self.owners[1:] != self.owners[:-1]][: len(self.owners)])

    @cached_property
    def offsets(self) -> Rows:
        """Where the texts of each row begin and those of the last end, shape (last owner + 2,)."""
        return np.concatenate([[0], np.cumsum(np.bincount(self.owners))]).astype(np.intp)

    @cached_property
    def lengths(self) -> Rows:
        """How many texts each owner with texts has."""
        return np.diff(np.append(self.starts, len(self.owners)))

    def best(self, asked: Vectors) -> Vector:
        """For each asked vector and owner with texts, the likeness above noise of the text most alike.

        Returns:
            shape (len(asked), owners with texts).
        """
        if not len(self.owners):
            return np.zeros((len(asked), 0))
        alike = self.pool.cosines(asked)
        if not self._in_place:
            alike = alike[:, self.rows]
        return above_noise(np.maximum.reduceat(alike, self.starts, axis=1))

    def of(self, owners: Rows) -> Block:
        """The texts of some owners only, which are given in ascending order; they keep their numbers."""
        most = len(self.offsets) - 1
        first = self.offsets[np.minimum(owners, most)]
        lengths = self.offsets[np.minimum(owners + 1, most)] - first
        kept = np.repeat(first - np.r_[0, np.cumsum(lengths)[:-1]], lengths) + np.arange(lengths.sum())
        return Block.of_vectors(self.pool.take(self.rows[kept]), self.owners[kept], self.positions[kept])

    def nearest(self, asked: Vectors, owner: int) -> tuple[Vector, Rows]:
        """For each asked vector, the likeness of one owner's text most alike, and its position.

        Returns:
            likeness above noise and position in the owner's list, both of shape (len(asked),);
            the position is -1 where the owner has no text.
        """
        start, end = np.searchsorted(self.owners, [owner, owner + 1])
        if start == end or not len(asked):
            return np.zeros(len(asked)), np.full(len(asked), -1, dtype=np.intp)
        similar = asked @ self.pool.take(self.rows[start:end]).T
        at = similar.argmax(axis=1)
        return above_noise(similar.max(axis=1)), self.positions[start:end][at]


def block_of(texts: Sequence[Sequence[str]], vectors: TextVectors) -> Block:
    """The texts of each owner as a block."""
    owners = np.repeat(np.arange(len(texts)), [len(each) for each in texts])
    positions = np.array([i for each in texts for i in range(len(each))], dtype=np.intp)
    flat = [text for each in texts for text in each]
    return Block.of_vectors(vectors.vectors(flat), owners, positions)
