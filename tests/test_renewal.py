"""Candidates and networks that follow a change are equal, array by array, to those made from nothing."""

from __future__ import annotations

import gc
import hashlib
import weakref

import numpy as np
import scipy.sparse as sp
from hypothesis import event, given, settings
from hypothesis import strategies as st

from matcher.candidates import HELD, Candidates
from matcher.centrality import Network
from matcher.encoder import Vectors
from matcher.profiles import Part, Past, Place, Profile
from matcher.renewal import renewed

WORDS = ("coir", "mats", "dyeing", "loom", "cashew", "shelling", "rubber", "testing", "kayar", "of", "the")


class Seeded:
    """Vectors that follow from each text alone."""

    def vectors(self, texts: list[str]) -> Vectors:
        found = np.empty((len(texts), 8), dtype=np.float32)
        for row, text in enumerate(texts):
            seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "little")
            found[row] = np.random.default_rng(seed).standard_normal(8)
        return found


texts = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
ids = st.sampled_from([f"institution:{letter}" for letter in "abcdefgh"])
places = st.builds(
    Place,
    latitude=st.none() | st.floats(8, 30),
    longitude=st.none() | st.floats(70, 88),
    state=st.sampled_from([None, "state:kerala", "state:goa"]),
)


@st.composite
def profiles(draw: st.DrawFn, identity: str) -> Profile:
    codes = st.frozensets(st.sampled_from(["industry:1394", "industry:13", "industry:2023"]))
    several = st.frozensets(st.sampled_from(["capability:a", "capability:b", "capability:c"]))
    past = st.lists(
        st.builds(Past, other=st.sampled_from(["cluster:x", "cluster:y"]), text=texts), max_size=3
    )
    return Profile(
        identity, identity, draw(texts),
        tuple(Part(text, "field") for text in draw(st.lists(texts, max_size=3))),
        draw(several), draw(codes),
        draw(several), draw(places), tuple(draw(past)), {"capacity": draw(st.integers(0, 5))},
    )  # fmt: skip


def of_each(found: set[str]) -> st.SearchStrategy[dict[str, Profile]]:
    return st.fixed_dictionaries({identity: profiles(identity) for identity in sorted(found)})


before = st.sets(ids).flatmap(of_each)
after = st.sets(ids).flatmap(
    lambda found: st.fixed_dictionaries({i: st.none() | profiles(i) for i in sorted(found)})
)


def capacity(profile: Profile) -> float:
    return float(profile.facts["capacity"])


def look_at_everything(over: Candidates) -> None:
    for name in HELD:
        getattr(over, name)
    over.kept("capacity", capacity)
    assert len(over.sketch) == len(over)


def same(one: object, other: object) -> bool:
    """Equal to the last bit, in value and in kind."""
    if isinstance(one, sp.csr_array):
        assert isinstance(other, sp.csr_array)
        return one.shape == other.shape and all(
            same(getattr(one, name), getattr(other, name)) for name in ("data", "indices", "indptr")
        )
    if isinstance(one, np.ndarray):
        return np.array_equal(one, np.asarray(other), equal_nan=True)
    if isinstance(one, dict):
        assert isinstance(other, dict)
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    return one == other


@settings(deadline=None, max_examples=200)
@given(before, after)
def test_renewed_candidates_equal_those_made_from_nothing(
    held: dict[str, Profile], other: dict[str, Profile | None]
) -> None:
    over = Candidates.of(held.values(), Seeded())
    look_at_everything(over)
    found = renewed(over, other, Seeded())
    now = {**held, **other}
    fresh = Candidates.of((profile for profile in now.values() if profile is not None), Seeded())
    look_at_everything(fresh)
    assert found.profiles == fresh.profiles
    for name in ("whole", "latitude", "longitude", *HELD):
        assert same(getattr(found, name), getattr(fresh, name)), name
    for name in ("parts", "past"):
        for array in ("vectors", "owners", "positions"):
            assert same(getattr(getattr(found, name), array), getattr(getattr(fresh, name), array)), name
    assert found.lexicon.vocabulary == fresh.lexicon.vocabulary
    for name in ("rarity", "counts", "past_counts", "terms", "past_terms"):
        assert same(getattr(found.lexicon, name), getattr(fresh.lexicon, name)), name
    assert same(found.kept("capacity", capacity), fresh.kept("capacity", capacity))
    # The axes stay, so that sketches are not those made from nothing, but those of the vectors on these axes.
    assert found.axes is over.axes
    for mine, of in ((found.sketch.whole, found.whole), (found.sketch.parts.vectors, found.parts.vectors)):
        np.testing.assert_allclose(mine, over.axes.sketched(of), rtol=0, atol=1e-5)
    assert same(found.sketch.parts.owners, fresh.parts.owners)


many = st.fixed_dictionaries({f"institution:m{at:02}": profiles(f"institution:m{at:02}") for at in range(30)})
few = st.dictionaries(st.integers(0, 31), st.booleans(), min_size=1, max_size=2)


@settings(deadline=None, max_examples=60)
@given(many, st.lists(few, min_size=1, max_size=4), st.data())
def test_vectors_that_stay_where_they_are_give_the_same(
    held: dict[str, Profile], steps: list[dict[int, bool]], data: st.DataObject
) -> None:
    now, found = dict(held), Candidates.of(held.values(), Seeded())
    statements = found.parts.pool.base
    for step in steps:
        other = {
            (identity := f"institution:m{at:02}"): data.draw(profiles(identity)) if stays else None
            for at, stays in step.items()
        }
        found = renewed(found, other, Seeded())
        now = {identity: one for identity, one in {**now, **other}.items() if one is not None}
        event(f"came later: {len(found.parts.pool.later) > 0}")
        event(f"stayed: {found.parts.pool.base is statements}")
    fresh = Candidates.of(now.values(), Seeded())
    asked = Seeded().vectors(["coir mats", "loom"])
    some = np.array(data.draw(st.sets(st.integers(0, max(len(fresh) - 1, 0)), max_size=5).map(sorted)))
    for block, plain in ((found.parts, fresh.parts), (found.past, fresh.past)):
        assert same(block.best(asked), plain.best(asked))
        assert same(block.of(some.astype(np.intp)).best(asked), plain.of(some.astype(np.intp)).best(asked))
        for owner in range(len(fresh)):
            near, place = block.nearest(asked, owner)
            assert same(near, plain.nearest(asked, owner)[0])
            assert same(place, plain.nearest(asked, owner)[1])
        assert len(block.pool) <= 2 * len(block.rows)
        assert 4 * len(block.pool.later) <= len(block.pool.base)


@settings(deadline=None, max_examples=100)
@given(before, after)
def test_what_would_be_so_if_keeps_the_rarity_of_words(
    held: dict[str, Profile], other: dict[str, Profile | None]
) -> None:
    over = Candidates.of(held.values(), Seeded())
    found = renewed(over, other, Seeded(), as_rare=True)
    assert found.lexicon.vocabulary == over.lexicon.vocabulary
    assert same(found.lexicon.rarity, over.lexicon.rarity)
    for row, profile in enumerate(found.profiles):
        assert same(found.lexicon.terms[[row]], over.lexicon.weighed(profile.whole))


nodes = st.sets(st.sampled_from("abcdefgh"))
pairs = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=12)


@settings(deadline=None, max_examples=200)
@given(nodes, nodes, pairs, st.data())
def test_a_network_that_follows_equals_one_made_from_nothing(
    held: set[str], now: set[str], drawn: list[tuple[str, str]], data: st.DataObject
) -> None:
    inside = [pair for pair in drawn if set(pair) <= held]
    stay = [pair for pair in inside if set(pair) <= now and data.draw(st.booleans())]
    gone = list(inside)
    for pair in stay:
        gone.remove(pair)
    new = [pair for pair in data.draw(pairs) if set(pair) <= now]
    found = Network.of(sorted(held), inside).without(gone).among(sorted(now)).joined(new)
    fresh = Network.of(sorted(now), [*stay, *new])
    assert found.ids == fresh.ids
    assert found.index == fresh.index
    for name in ("adjacency", "walk", "dangling"):
        assert same(getattr(found, name), getattr(fresh, name)), name


class Anything:
    """An object that can be looked for after it is gone."""


def test_only_the_newest_of_what_follows_from_another_object_is_kept() -> None:
    over = Candidates.of([Profile("institution:a", "a", "coir")], Seeded())
    first, second = Anything(), Anything()
    assert over.once("x", first, lambda: 1) == 1
    assert over.once("x", first, lambda: 2) == 1
    gone = weakref.ref(first)
    assert over.once("x", second, lambda: 3) == 3
    del first
    gc.collect()
    assert gone() is None
