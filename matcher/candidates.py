"""The entities that can be ranked, as arrays; and what is asked, in the same terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.blocks import Block, Pool, Rows, TextVectors, Vector, block_of
from matcher.encoder import Vectors
from matcher.expansion import unit
from matcher.lexicon import Lexicon, words
from matcher.profiles import Profile
from matcher.sketch import Axes


@dataclass(frozen=True)
class Candidates:
    """Entities of one kind in the order of their ids, as arrays.

    Attributes:
        profiles: sorted by id.
        whole: vectors of their whole texts, shape (n, dimension).
        parts, past: their short texts and their past work.
        latitude, longitude: radians, NaN where unknown, shape (n,).
    """

    profiles: tuple[Profile, ...]
    whole: Vectors
    parts: Block
    past: Block
    latitude: Vector
    longitude: Vector
    lexicon: Lexicon

    @classmethod
    def of(cls, profiles: Iterable[Profile], vectors: TextVectors) -> Candidates:
        """The candidates that profiles describe; profiles without any text are kept."""
        found = tuple(sorted(profiles, key=lambda profile: profile.id))
        part_texts = [[part.text for part in profile.parts] for profile in found]
        past_texts = [[past.text for past in profile.past] for profile in found]
        texts = [profile.whole for profile in found]
        flat_past = [text for each in past_texts for text in each]
        return cls(
            found,
            vectors.vectors(texts),
            block_of(part_texts, vectors),
            block_of(past_texts, vectors),
            radians([profile.place.latitude for profile in found]),
            radians([profile.place.longitude for profile in found]),
            Lexicon.of(texts, flat_past),
        )

    def __len__(self) -> int:
        return len(self.profiles)

    def kept(self, name: str, of: Callable[[Profile], float]) -> Vector:
        """One value a candidate that does not depend on what is asked; computed once, shape (n,)."""
        if name not in self.held:
            self.held[name] = of, np.array([of(profile) for profile in self.profiles], dtype=np.float64)
        return self.held[name][1]

    @cached_property
    def held(self) -> dict[str, tuple[Callable[[Profile], float], Vector]]:
        """What `kept` has worked out, and how."""
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

    def once(self, name: str, of: object, make: Callable[[], Any]) -> Any:
        """What follows from the candidates and one other object alone; kept for the newest such object.

        Only for that: what would be so if is asked of one network after another.
        """
        found = self._once.get(name)
        if found is None or found[0] is not of:
            found = self._once[name] = (of, make())
        return found[1]

    @cached_property
    def _once(self) -> dict[str, tuple[object, Any]]:
        return {}

    @cached_property
    def axes(self) -> Axes:
        """The axes of sketches of their statements and whole texts."""
        statements = self.parts.pool.base
        return Axes.of(statements if len(statements) else self.whole)

    @cached_property
    def sketch(self) -> Candidates:
        """The same with sketches in place of the vectors of whole texts and of statements."""
        held = self.parts.pool
        pool = Pool(self.axes.sketched(held.base), self.axes.sketched(held.later))
        return replace(self, whole=self.axes.sketched(self.whole), parts=replace(self.parts, pool=pool))

    def rows_in(self, index: Mapping[str, int]) -> Rows:
        """The rows of a network in which the candidates stand, -1 for none."""
        found: Rows = self.once(
            "rows", index, lambda: np.array([index.get(identity, -1) for identity in self.ids], dtype=np.intp)
        )
        return found

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
    def points(self) -> Vector:
        """Their places as points of a sphere of radius 1, shape (3, n), NaN where unknown."""
        return on_sphere(self.latitude, self.longitude)

    @cached_property
    def in_state(self) -> dict[str, Rows]:
        """State to the rows that lie in it."""
        return self._holders("in_state")

    @cached_property
    def capabilities(self) -> dict[str, Rows]:
        """Capability to the rows that have it."""
        return self._holders("capabilities")

    @cached_property
    def technologies(self) -> dict[str, Rows]:
        """Technology to the rows that have it."""
        return self._holders("technologies")

    @cached_property
    def industries(self) -> dict[str, Rows]:
        """NIC code of two to five digits to the rows that work in it or in a part of it."""
        return self._holders("industries")

    def _holders(self, what: str) -> dict[str, Rows]:
        found: dict[str, list[int]] = {}
        for row, profile in enumerate(self.profiles):
            for item in HELD[what](profile):
                found.setdefault(item, []).append(row)
        return {item: np.array(rows, dtype=np.intp) for item, rows in sorted(found.items())}

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

    def sketched(self, axes: Axes) -> Ask:
        """The same with sketches in place of vectors."""
        return replace(self, whole=axes.sketched(self.whole), parts=axes.sketched(self.parts))

    @cached_property
    def mean(self) -> Vectors:
        """The middle of its parts, or the whole where there are none, shape (dimension,)."""
        middle = self.parts.mean(axis=0, keepdims=True) if len(self.parts) else self.whole
        return np.asarray(unit(middle)[0])

    @cached_property
    def spoken(self) -> dict[str, str]:
        """The words of its whole text as they are written there, by what `words` makes of them."""
        found: dict[str, str] = {}
        for word in self.profile.whole.replace(".", " ").replace(",", " ").replace(";", " ").split():
            for stem in words(word):
                found.setdefault(stem, word.strip("()“”'\"").lower())
        return found

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


def on_sphere(latitude: Vector | float, longitude: Vector | float) -> Vector:
    """Points of the sphere of radius 1 at places in radians, shape (3, ...)."""
    across = np.cos(latitude)
    return np.stack([across * np.cos(longitude), across * np.sin(longitude), np.sin(latitude)])


def radians(degrees: Sequence[float | None]) -> Vector:
    """Degrees in radians, NaN where unknown."""
    return np.radians(np.array([np.nan if one is None else one for one in degrees], dtype=np.float64))


def _codes(profile: Profile) -> set[str]:
    return {code[:n] for code in map(nic_code, profile.industries) for n in range(2, len(code) + 1)}


# What is looked up by item: what each profile holds of it.
HELD: Mapping[str, Callable[[Profile], Iterable[str]]] = {
    "in_state": lambda profile: [profile.place.state] if profile.place.state else [],
    "capabilities": lambda profile: profile.capabilities,
    "technologies": lambda profile: profile.technologies,
    "industries": _codes,
}
