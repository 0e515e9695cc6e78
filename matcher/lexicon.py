"""The words of texts, and how much each tells: TF-IDF (Salton and Buckley 1988) with sublinear counts."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.utils.sparsefuncs_fast import inplace_csr_row_normalize_l2

from matcher.blocks import Rows, Vector

_WORD = re.compile(r"[^\W\d_](?:[\w\u0900-\u0dff\u200c\u200d]+)")
# English endings only; a word of another script has none of them.
_ENDING = re.compile(r"(?<=[a-z]{3})(?:ies|ing|es|s|y)$")
# Words that bind others, and those that every description here has. The list of scikit-learn would take
# "mill", "fire" and "system" with it.
_COMMON = frozenset([
    "a", "about", "all", "also", "an", "and", "any", "are", "as", "at", "be", "been", "being", "between",
    "both", "but", "by", "can", "could", "did", "do", "does", "during", "each", "for", "from", "had",
    "has", "have", "he", "her", "his", "if", "in", "into", "is", "it", "its", "many", "may", "more",
    "most", "no", "nor", "not", "of", "on", "or", "other", "others", "our", "out", "over", "per", "she",
    "should", "so", "some", "such", "than", "that", "the", "their", "them", "then", "there", "these",
    "they", "this", "those", "through", "to", "too", "under", "up", "very", "via", "was", "we", "were",
    "which", "will", "with", "would", "you", "your", "cluster", "clusters", "unit", "units", "industry",
    "industries", "product", "products", "based", "etc",
])  # fmt: skip


def words(text: str) -> list[str]:
    """The words of a text, lower case, without common ones and English endings."""
    found = _WORD.findall(text.casefold())
    return [_ENDING.sub("", word) for word in found if word not in _COMMON]


def terms(text: str) -> list[str]:
    """The words of a text, and each two that follow each other."""
    found = words(text)
    return [*found, *(f"{one} {other}" for one, other in pairwise(found))]


@dataclass(frozen=True)
class Lexicon:
    """The words of candidates and of their past work, counted.

    Attributes:
        vocabulary: word to column; columns are in the order of words.
        counts: of the candidates' whole texts, shape (candidates, words).
        past_counts: of their pieces of past work, shape (pieces, words).
        rarity: inverse document frequency over both, log((n + 1) / (holders + 1)) + 1, shape (words,).
    """

    vocabulary: dict[str, int]
    counts: sp.csr_array
    past_counts: sp.csr_array
    rarity: Vector

    @classmethod
    def of(cls, texts: Sequence[str], past: Sequence[str]) -> Lexicon:
        """The lexicon of the whole texts of candidates and of the texts of their past work."""
        if not any(words(text) for text in (*texts, *past)):
            return _counted({}, sp.csr_array((len(texts), 0)), sp.csr_array((len(past), 0)))
        vectorizer = CountVectorizer(analyzer=terms)
        counts = sp.csr_array(vectorizer.fit_transform([*texts, *past]), dtype=np.float64)
        counts.sort_indices()
        vocabulary = {str(word): int(column) for word, column in vectorizer.vocabulary_.items()}
        return _counted(vocabulary, counts[: len(texts)], counts[len(texts) :])

    @cached_property
    def names(self) -> list[str]:
        """The words of the columns, which are in the order of words."""
        return sorted(self.vocabulary)

    @cached_property
    def terms(self) -> sp.csr_array:
        """Weights of the words of the whole texts, rows of length 1, shape (candidates, words)."""
        return self._weights(self.counts)

    @cached_property
    def past_terms(self) -> sp.csr_array:
        """Weights of the words of past work, rows of length 1, shape (pieces, words)."""
        return self._weights(self.past_counts)

    @cached_property
    def postings(self) -> sp.csc_array:
        """`terms` by word: who has it, and its weight."""
        return sp.csc_array(self.terms)

    @cached_property
    def past_postings(self) -> sp.csc_array:
        """`past_terms` by word."""
        return sp.csc_array(self.past_terms)

    def counted(self, texts: Sequence[str]) -> sp.csr_array:
        """How often each known word is in each of some texts, shape (texts, words)."""
        known = self.vocabulary
        rows = [Counter(known[term] for term in terms(text) if term in known) for text in texts]
        ends = np.cumsum([0, *map(len, rows)])
        columns = np.array([column for row in rows for column in sorted(row)], dtype=np.int32)
        values = np.array([row[column] for row in rows for column in sorted(row)], dtype=np.float64)
        return sp.csr_array((values, columns, ends), shape=(len(texts), len(self.vocabulary)))

    def weighed(self, text: str) -> sp.csr_array:
        """The weights of the words of one text, a row of length 1, shape (1, words)."""
        return self._weights(self.counted([text]))

    def _weights(self, counts: sp.csr_array) -> sp.csr_array:
        values = (1.0 + np.log(counts.data)) * self.rarity[counts.indices]
        found = sp.csr_array((values, counts.indices, counts.indptr), shape=counts.shape)
        inplace_csr_row_normalize_l2(found)
        return found

    def woven(self, way: Sequence[slice | list[str]], past_way: Sequence[slice | list[str]]) -> Lexicon:
        """The lexicon of other texts, equal to one that is made of them from nothing.

        Args:
            way: the whole texts in order: those of some rows of this lexicon, or new ones.
            past_way: the same of the pieces of past work.
        """
        kept = [(counts, run) for counts, runs in ((self.counts, way), (self.past_counts, past_way))
                for run in runs if isinstance(run, slice)]  # fmt: skip
        new = [text for runs in (way, past_way) for run in runs if isinstance(run, list) for text in run]
        held = np.zeros(len(self.vocabulary), dtype=bool)
        for counts, run in kept:
            held[counts.indices[counts.indptr[run.start] : counts.indptr[run.stop]]] = True
        said = {term for text in new for term in terms(text)}
        columns = {word: self.vocabulary.get(word, -1) for word in sorted(said)}
        held[[column for column in columns.values() if column >= 0]] = True
        other, moved = self._with_words([word for word, column in columns.items() if column < 0], held)
        return _counted(
            other.vocabulary,
            other._rows(self.counts, moved, way),
            other._rows(self.past_counts, moved, past_way),
        )

    def _with_words(self, new: Sequence[str], held: npt.NDArray[np.bool_]) -> tuple[Lexicon, Rows]:
        """With more words, which are sorted, and of its own the held ones; and the columns that these get."""
        before = np.array([bisect_left(self.names, word) for word in new], dtype=np.intp)
        columns = np.arange(len(held))
        moved = np.cumsum(held) - held + np.searchsorted(before, columns, side="right")
        if not new and held.all():
            return self, moved
        names = sorted((*(word for word, kept in zip(self.names, held, strict=True) if kept), *new))
        return replace(self, vocabulary={word: column for column, word in enumerate(names)}), moved

    def as_rare(self, way: Sequence[slice | list[str]], past_way: Sequence[slice | list[str]]) -> Lexicon:
        """As `woven`, but words keep their rarity and what is not known stays unknown."""
        columns = np.arange(len(self.vocabulary))
        rows = [self._rows(held, columns, runs)
                for held, runs in ((self.counts, way), (self.past_counts, past_way))]  # fmt: skip
        return replace(self, counts=rows[0], past_counts=rows[1])

    def _rows(self, counts: sp.csr_array, moved: Rows, way: Sequence[slice | list[str]]) -> sp.csr_array:
        """Rows of another lexicon's counts, whose columns have moved, and rows of new texts."""
        found = []
        for run in way:
            if isinstance(run, slice):
                own = counts[run]
                columns = moved[own.indices].astype(own.indices.dtype)
                shape = (own.shape[0], len(self.vocabulary))
                found.append(sp.csr_array((own.data, columns, own.indptr), shape=shape))
            else:
                found.append(self.counted(run))
        empty = sp.csr_array((0, len(self.vocabulary)))
        return sp.csr_array(sp.vstack([empty, *found], format="csr"))


def _counted(vocabulary: dict[str, int], counts: sp.csr_array, past: sp.csr_array) -> Lexicon:
    holders = sum(np.bincount(each.indices, minlength=len(vocabulary)) for each in (counts, past))
    documents = counts.shape[0] + past.shape[0]
    return Lexicon(vocabulary, counts, past, np.log((documents + 1) / (holders + 1)) + 1)


def matched(postings: sp.csc_array, asked: sp.csr_array) -> Vector:
    """Cosines of the rows of a matrix of words, given by word, with one asked row; shape (rows,)."""
    ends = postings.indptr
    spans = [slice(ends[word], ends[word + 1]) for word in asked.indices]
    if not spans:
        return np.zeros(postings.shape[0])
    rows = np.concatenate([postings.indices[span] for span in spans])
    shares = [postings.data[span] * weight for span, weight in zip(spans, asked.data, strict=True)]
    return np.asarray(np.bincount(rows, np.concatenate(shares), postings.shape[0]), dtype=np.float64)
