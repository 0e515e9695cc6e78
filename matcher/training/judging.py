"""How well vectors answer what was held out: pairs found again, and institutions found by their past work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.encoder import Vectors
from matcher.training.history import History, Pair, Work
from matcher.training.pairs import negatives

# Fewer questions on institutions say nothing; then the pairs are what decides.
LEAST_QUESTIONS = 50


@dataclass(frozen=True)
class Figures:
    """Mean reciprocal ranks on what was held out; None where there is nothing to be asked.

    Attributes:
        institutions: of the institution that did a work, by its likest earlier work for another firm.
        pairs: of the right text of a pair, among those of other pairs, by its left one.
    """

    institutions: float | None
    pairs: float | None

    @property
    def deciding(self) -> float:
        """The figure by which epochs are compared."""
        return self.institutions if self.institutions is not None else (self.pairs or 0.0)


@dataclass(frozen=True)
class Exam:
    """What is asked of an encoder.

    Attributes:
        works: all works, learned from or not: what is looked through.
        questions: rows of `works` that are held out.
        described: texts on institutions, by id; looked through too.
        pairs: held-out pairs.
    """

    works: tuple[Work, ...]
    questions: tuple[int, ...]
    described: tuple[tuple[str, str], ...]
    pairs: tuple[Pair, ...]

    @classmethod
    def of(cls, history: History, held_out: History) -> Exam:
        """The exam of a history and the part of it that is held out."""
        out = {work.firm for work in held_out.works}
        asked = tuple(row for row, work in enumerate(history.works) if work.firm in out)
        if len(asked) < LEAST_QUESTIONS:
            asked = ()
        return cls(history.works, asked, tuple(sorted(history.described.items())), held_out.pairs)

    def texts(self) -> list[str]:
        """All texts whose vectors are needed, each once."""
        of_works = [work.text for work in self.works] if self.questions else []
        of_others = [text for _, text in self.described] if self.questions else []
        of_pairs = [text for pair in self.pairs for text in (pair.left, pair.right)]
        return list(dict.fromkeys([*of_works, *of_others, *of_pairs]))

    def figures(self, texts: Sequence[str], vectors: Vectors) -> Figures:
        """The figures of an encoder that gives these vectors for these texts."""
        row = {text: at for at, text in enumerate(texts)}
        institutions = self._institutions(row, vectors) if self.questions else None
        return Figures(institutions, self._pairs(row, vectors) if len(self.pairs) > 1 else None)

    def _institutions(self, row: dict[str, int], vectors: Vectors) -> float:
        names = sorted({o for work in self.works for o in work.owners} | {one for one, _ in self.described})
        index = {name: at for at, name in enumerate(names)}
        works = vectors[[row[work.text] for work in self.works]]
        firms = np.array([work.firm for work in self.works])
        # An unknown year counts as earlier than any other.
        years = np.array([-np.inf if work.year is None else work.year for work in self.works])
        pieces, owners = zip(
            *[(at, index[owner]) for at, work in enumerate(self.works) for owner in sorted(work.owners)],
            strict=True,
        )
        piece, owner = np.array(pieces), np.array(owners)
        told = vectors[[row[text] for _, text in self.described]]
        of_told = np.array([index[one] for one, _ in self.described], dtype=np.intp)
        found = []
        for at in self.questions:
            asked = self.works[at]
            known = firms != asked.firm
            if asked.year is not None:
                known &= years < asked.year
            alike = np.where(known, works @ works[at], -1.0)
            best = np.full(len(names), -1.0)
            np.maximum.at(best, owner, alike[piece])
            np.maximum.at(best, of_told, told @ works[at])
            found.append(max(reciprocal_rank(best, index[one]) for one in asked.owners))
        return float(np.mean(found))

    def _pairs(self, row: dict[str, int], vectors: Vectors) -> float:
        left = vectors[[row[pair.left] for pair in self.pairs]]
        right = vectors[[row[pair.right] for pair in self.pairs]]
        alike = left @ right.T
        others = negatives(self.pairs)
        np.fill_diagonal(others, True)  # its own right text is looked for
        scores = np.where(others, alike, -1.0)
        return float(np.mean([reciprocal_rank(each, at) for at, each in enumerate(scores)]))


def reciprocal_rank(scores: npt.NDArray[np.floating], right: int) -> float:
    """One over the rank of a row; among scores equal to nine digits the first row comes first."""
    rounded = np.round(scores.astype(np.float64), 9)
    before = (rounded > rounded[right]).sum() + (rounded[:right] == rounded[right]).sum()
    return 1.0 / (1 + int(before))
