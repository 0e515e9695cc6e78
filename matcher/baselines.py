"""Plain ways to rank institutions for a query, to be compared with: the same history, other scores."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfVectorizer

from matcher.blocks import Rows, Vector
from matcher.candidates import Ask, Candidates
from matcher.encoder import Vectors
from matcher.lexicon import words

_SEED = 7
# BM25 as in Robertson and Zaragoza 2009, with the usual constants.
_K1, _B = 1.2, 0.75


@dataclass(frozen=True)
class History:
    """The past work of all candidates, and which of it a query may know.

    Attributes:
        candidates: in the order of ids; each piece of past work belongs to one.
    """

    candidates: Candidates

    def known(self, ask: Ask) -> Vector:
        """1 for pieces from before the query's year and not of the query's own firm, else 0."""
        over = self.candidates
        mask = np.ones(len(over.past.owners))
        mask[over.past_others == ask.profile.id] = 0.0
        if ask.year is not None:
            mask[over.past_years >= ask.year] = 0.0
        return mask

    def spread(self, scores: Vector, mask: Vector, how: str) -> Vector:
        """One score a candidate from scores of its known pieces: `best` or `top3` (sum)."""
        n, owners = len(self.candidates), self.candidates.past.owners
        kept = mask > 0
        owners, scores = owners[kept], scores[kept]
        order = np.lexsort((-scores, owners))
        owners, scores = owners[order], scores[order]
        at = np.arange(len(owners)) - np.searchsorted(owners, owners, side="left")
        chosen = at < (1 if how == "best" else 3)
        found = np.zeros(n)
        np.add.at(found, owners[chosen], scores[chosen])
        return found

    @cached_property
    def counts(self) -> tuple[sp.csr_array, dict[str, int], Vector]:
        """Word counts of the pieces, shape (pieces, vocabulary); the vocabulary; lengths."""
        texts = [words(past.text) for profile in self.candidates.profiles for past in profile.past]
        vocabulary: dict[str, int] = {}
        rows, columns = [], []
        for row, text in enumerate(texts):
            for word in text:
                rows.append(row)
                columns.append(vocabulary.setdefault(word, len(vocabulary)))
        shape = (len(texts), max(1, len(vocabulary)))
        counts = sp.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
        counts.sum_duplicates()
        return counts, vocabulary, np.array([len(text) for text in texts], dtype=np.float64)

    @cached_property
    def tfidf(self) -> tuple[TfidfVectorizer, sp.csr_array]:
        """TF-IDF of single words, fitted to the pieces, and the weights of each piece."""
        texts = [past.text for profile in self.candidates.profiles for past in profile.past]
        vectorizer = TfidfVectorizer(analyzer=words, sublinear_tf=True)
        return vectorizer, sp.csr_array(vectorizer.fit_transform(texts))

    def bm25(self, text: str, mask: Vector) -> Vector:
        """BM25 of a text against each piece, statistics over the known pieces only."""
        counts, vocabulary, lengths = self.counts
        asked = sorted({vocabulary[word] for word in words(text) if word in vocabulary})
        if not asked or not mask.any():
            return np.zeros(len(mask))
        frequencies = counts[:, asked].toarray()
        holders = ((frequencies > 0) * mask[:, None]).sum(axis=0)
        total = mask.sum()
        weight = np.log(1 + (total - holders + 0.5) / (holders + 0.5))
        norm = _K1 * (1 - _B + _B * lengths / max(1.0, (lengths * mask).sum() / total))
        return np.asarray((frequencies * (_K1 + 1) / (frequencies + norm[:, None])) @ weight)


Baseline: TypeAlias = Callable[[History, Ask, int], Vector]


def _random(history: History, ask: Ask, query: int) -> Vector:
    return np.random.default_rng((_SEED, query)).random(len(history.candidates))


def _popularity(history: History, ask: Ask, query: int) -> Vector:
    owners = history.candidates.past.owners
    return np.asarray(np.log1p(np.bincount(owners, history.known(ask), len(history.candidates))))


def _bm25(history: History, ask: Ask, query: int) -> Vector:
    mask = history.known(ask)
    return history.spread(history.bm25(ask.profile.whole, mask), mask, "top3")


def _tfidf(history: History, ask: Ask, query: int) -> Vector:
    vectorizer, pieces = history.tfidf
    asked = sp.csr_array(vectorizer.transform([ask.profile.whole]))
    return history.spread((pieces @ asked.T).toarray().ravel(), history.known(ask), "top3")


def _embedding(how: str) -> Baseline:
    def scored(history: History, ask: Ask, query: int) -> Vector:
        over, mask = history.candidates, history.known(ask)
        if how == "centroid":
            return _centroid(over.past.vectors, over.past.owners, mask, len(over), ask)
        scores = (over.past.vectors @ ask.whole[0]).astype(np.float64)
        return history.spread(scores, mask, how)

    return scored


def _centroid(vectors: Vectors, owners: Rows, mask: Vector, n: int, ask: Ask) -> Vector:
    gather = sp.coo_array((mask, (owners, np.arange(len(owners)))), shape=(n, len(owners))).tocsr()
    centres = np.asarray(gather @ vectors)
    length = np.linalg.norm(centres, axis=1)
    return np.asarray(np.divide(centres @ ask.whole[0], length, out=np.zeros(n), where=length > 0))


BASELINES: Mapping[str, Baseline] = {
    "random": _random,
    "popularity": _popularity,
    "bm25": _bm25,
    "tfidf": _tfidf,
    "embedding_best": _embedding("best"),
    "embedding_top3": _embedding("top3"),
    "embedding_centroid": _embedding("centroid"),
}
