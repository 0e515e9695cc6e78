"""The entities that can be ranked, as arrays; and what is asked, in the same terms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfVectorizer

from matcher.blocks import Block, Rows, TextVectors, Vector, block_of
from matcher.encoder import Vectors
from matcher.expansion import unit
from matcher.profiles import Profile, pieces

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
class Candidates:
    """Entities of one kind in the order of their ids, as arrays.

    Attributes:
        profiles: sorted by id.
        whole: vectors of their whole texts, shape (n, dimension).
        parts, past: their short texts and their past work.
        past_sentences: the sentences of each piece of past work; its owners are pieces of `past`.
        latitude, longitude: radians, NaN where unknown, shape (n,).
    """

    profiles: tuple[Profile, ...]
    whole: Vectors
    parts: Block
    past: Block
    past_sentences: Block
    latitude: Vector
    longitude: Vector
    vectorizer: TfidfVectorizer
    terms: sp.csr_array
    past_terms: sp.csr_array

    @classmethod
    def of(cls, profiles: Iterable[Profile], vectors: TextVectors) -> Candidates:
        """The candidates that profiles describe; profiles without any text are kept."""
        found = tuple(sorted(profiles, key=lambda profile: profile.id))
        part_texts = [[part.text for part in profile.parts] for profile in found]
        past_texts = [[past.text for past in profile.past] for profile in found]
        vectorizer = TfidfVectorizer(analyzer=terms, sublinear_tf=True, dtype=np.float64)
        texts = [profile.whole for profile in found]
        flat_past = [text for each in past_texts for text in each]
        if any(words(text) for text in texts + flat_past):
            vectorizer.fit(texts + flat_past)
        else:
            vectorizer.fit(["nothing"])
        return cls(
            found,
            vectors.vectors(texts),
            block_of(part_texts, vectors),
            block_of(past_texts, vectors),
            block_of([pieces(text) or [text] for text in flat_past], vectors),
            np.radians([_or_nan(profile.place.latitude) for profile in found]),
            np.radians([_or_nan(profile.place.longitude) for profile in found]),
            vectorizer,
            sp.csr_array(vectorizer.transform(texts)),
            sp.csr_array(vectorizer.transform(flat_past or [""])),
        )

    def __len__(self) -> int:
        return len(self.profiles)

    def kept(self, name: str, of: Callable[[Profile], float]) -> Vector:
        """One value a candidate that does not depend on what is asked; computed once, shape (n,)."""
        if name not in self._kept:
            self._kept[name] = np.array([of(profile) for profile in self.profiles], dtype=np.float64)
        return self._kept[name]

    @cached_property
    def _kept(self) -> dict[str, Vector]:
        return {}

    def nearest(self, k: int) -> tuple[Rows, Vector]:
        """For each candidate the rows of the k most like it, and their cosines; shape (n, k) each.

        Computed once, as it does not depend on what is asked.
        """
        if k not in self._nearest:
            alike = np.clip(self.whole @ self.whole.T, 0.0, 1.0)
            np.fill_diagonal(alike, 0.0)
            rows = np.argpartition(-alike, k - 1, axis=1)[:, :k]
            self._nearest[k] = rows, np.take_along_axis(alike, rows, axis=1)
        return self._nearest[k]

    @cached_property
    def _nearest(self) -> dict[int, tuple[Rows, Vector]]:
        return {}

    @cached_property
    def vocabulary(self) -> npt.NDArray[np.str_]:
        """The words of the columns of `terms`."""
        return np.asarray(self.vectorizer.get_feature_names_out())

    def rows_in(self, index: Mapping[str, int]) -> Rows:
        """The rows of a network in which the candidates stand, -1 for none; computed once."""
        found = self._rows.get(id(index))
        if found is None:
            found = np.array([index.get(identity, -1) for identity in self.ids], dtype=np.intp)
            self._rows[id(index)] = found
        return found

    @cached_property
    def _rows(self) -> dict[int, Rows]:
        return {}

    @cached_property
    def index(self) -> dict[str, int]:
        """Id to row."""
        return {profile.id: row for row, profile in enumerate(self.profiles)}

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids, ascending."""
        return tuple(profile.id for profile in self.profiles)

    @cached_property
    def states(self) -> npt.NDArray[np.str_]:
        """Ids of their states, empty where unknown, shape (n,)."""
        return np.array([profile.place.state or "" for profile in self.profiles], dtype=np.str_)

    @cached_property
    def capabilities(self) -> dict[str, Rows]:
        """Capability to the rows that have it."""
        return _inverted(profile.capabilities for profile in self.profiles)

    @cached_property
    def technologies(self) -> dict[str, Rows]:
        """Technology to the rows that have it."""
        return _inverted(profile.technologies for profile in self.profiles)

    @cached_property
    def industries(self) -> dict[str, Rows]:
        """NIC code of two to five digits to the rows that work in it or in a part of it."""
        return _inverted(
            {code[:n] for code in map(nic_code, profile.industries) for n in range(2, len(code) + 1)}
            for profile in self.profiles
        )

    @cached_property
    def past_others(self) -> npt.NDArray[np.str_]:
        """Of each piece of past work, the id of the other side."""
        found = [past.other for profile in self.profiles for past in profile.past]
        return np.array(found, dtype=np.str_)

    @cached_property
    def past_years(self) -> Vector:
        """Of each piece of past work, its year; -inf where unknown."""
        found = [past.year for profile in self.profiles for past in profile.past]
        return np.array([-np.inf if year is None else year for year in found], dtype=np.float64)

    def past_paid_by(self, sponsors: frozenset[str]) -> Vector:
        """Of each piece of past work, 1 where one of these paid for it, else 0."""
        pieces_of = (past for profile in self.profiles for past in profile.past)
        return np.array([float(bool(past.sponsors & sponsors)) for past in pieces_of])


@dataclass(frozen=True)
class Ask:
    """What is asked: a profile and its vectors.

    Attributes:
        whole: shape (1, dimension).
        parts: shape (number of parts, dimension), in the order of the profile's parts.
        year: when it is asked: past work of that year or later is not known yet; None: now.
        sponsors: who pays for it, where known.
    """

    profile: Profile
    whole: Vectors
    parts: Vectors
    year: int | None = None
    sponsors: frozenset[str] = frozenset()

    @cached_property
    def mean(self) -> Vectors:
        """The middle of its parts, or the whole where there are none, shape (dimension,)."""
        middle = self.parts.mean(axis=0, keepdims=True) if len(self.parts) else self.whole
        return np.asarray(unit(middle)[0])

    @classmethod
    def of(
        cls, profile: Profile, vectors: TextVectors, year: int | None = None,
        sponsors: frozenset[str] = frozenset(),
    ) -> Ask:  # fmt: skip
        """What a profile asks."""
        texts = [profile.whole, *(part.text for part in profile.parts)]
        found = vectors.vectors(texts)
        return cls(profile, found[:1], found[1:], year, sponsors)


def nic_code(industry: str) -> str:
    """The code of an industry's id: `1394` of `industry:1394`."""
    return industry.partition(":")[2]


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value


def _inverted(sets: Iterable[Iterable[str]]) -> dict[str, Rows]:
    found: dict[str, list[int]] = {}
    for row, members in enumerate(sets):
        for member in members:
            found.setdefault(member, []).append(row)
    return {member: np.array(rows, dtype=np.intp) for member, rows in sorted(found.items())}
