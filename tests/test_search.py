"""Search on both stores: the same useful order, any words, any script."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import InputError, NotFoundError
from graph.store import GraphStore, open_store
from matcher.search import LONGEST, MOST_WORDS, Found, find_entity, search, words_of
from matcher.snapshot import Snapshot


@pytest.fixture
def store(loaded_url: str) -> Iterator[GraphStore]:
    with open_store(loaded_url) as opened:
        yield opened


def ids(store: GraphStore, text: str, kind: str, limit: int = 10) -> list[str]:
    return [hit.id for hit in search(store, text, [kind], limit=limit)]


@pytest.mark.parametrize(
    ("text", "kind", "first"),
    [
        ("Alappuzha coir cluster", "cluster", "cluster:alappuzha-coir"),
        ("alappuzha coir", "cluster", "cluster:alappuzha-coir"),
        ("ALAPPUZHA   COIR", "cluster", "cluster:alappuzha-coir"),
        ("alap coi", "cluster", "cluster:alappuzha-coir"),
        ("rubber board", "institution", "institution:rubber-board"),
        ("kerala", "state", "state:kerala"),
        ("केरल", "state", "state:kerala"),
        ("ആലപ്പുഴ", "district", "district:alappuzha"),
        ("ആല", "district", "district:alappuzha"),
        ("ernak", "district", "district:ernakulam"),
        ("1394", "industry", "industry:1394"),
    ],
)
def test_the_first_hit_is_the_one_meant(store: GraphStore, text: str, kind: str, first: str) -> None:
    assert ids(store, text, kind)[0] == first


def test_a_beginning_of_a_word_finds_it(store: GraphStore) -> None:
    found = ids(store, "alappu", "cluster")
    assert {"cluster:alappuzha-coir", "cluster:alappuzha-houseboat"} <= set(found)
    assert ids(store, "lappuzha", "cluster") == []


def test_all_words_come_before_some_words_and_names_before_descriptions(store: GraphStore) -> None:
    hits = search(store, "kerala handloom", ["cluster", "scheme"], limit=200)
    for kind in ("cluster", "scheme"):
        own = [hit for hit in hits if hit.kind == kind]
        assert [hit.found for hit in own] == sorted((hit.found for hit in own), reverse=True)
        for one, next_ in pairwise(own):
            if one.found == next_.found and round(one.score, 6) == round(next_.score, 6):
                assert one.id < next_.id
    assert [hit.kind for hit in hits] == sorted(hit.kind for hit in hits)


def test_both_stores_find_the_same_in_the_same_tiers(loaded_embedded_url: str, loaded_neo4j_url: str) -> None:
    with open_store(loaded_embedded_url) as file, open_store(loaded_neo4j_url) as server:
        for text in ("coir", "alappuzha coi", "energy efficiency", "cashew", "ആലപ്പുഴ", "cochin univ"):
            for kind in ("cluster", "institution", "scheme", "district"):
                one, two = (search(s, text, [kind], limit=500) for s in (file, server))
                told = [{hit.id: hit.found for hit in hits} for hits in (one, two)]
                whole = [{i for i, f in found.items() if f > Found.SOME_WORDS} for found in told]
                assert whole[0] == whole[1], (text, kind)
                assert all(told[0][i] == told[1][i] for i in whole[0])


@pytest.mark.parametrize(
    "text",
    ["(coir", "coir)", "coir AND", "NOT coir", "coir:b", "coir~2", "[coir TO b]", "{coir", "\\coir",
     "coir*^?/", "search_text:coir", "coir' }) DETACH DELETE n //"],
)  # fmt: skip
def test_no_sign_is_an_operator(store: GraphStore, text: str) -> None:
    assert any("coir" in hit.id for hit in search(store, text, ["cluster"], limit=5))


@pytest.mark.parametrize("text", ['"', "_", "*", "+-!", "\\", "&&"])
def test_what_holds_no_word_is_refused(store: GraphStore, text: str) -> None:
    with pytest.raises(InputError, match="no word"):
        search(store, text, ["cluster"])


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_searched_or_refused(loaded_embedded_url: str, text: str) -> None:
    with open_store(loaded_embedded_url) as store:
        try:
            hits = search(store, text, ["cluster", "bank"], limit=5)
        except InputError:
            return
    assert len(hits) <= 10


def test_words_are_plain() -> None:
    assert words_of("Coir AND (Yarn) coir") == ["coir", "and", "yarn"]
    # A chillu letter written as letter, virama and joiner is the single letter that names use.
    assert words_of("കയര്\u200d") == words_of("കയർ") == ["കയർ"]
    assert len(words_of(" ".join(f"w{n}" for n in range(50)))) == MOST_WORDS
    for text in ("", "  ", "!?", "__", "x" * (LONGEST + 1)):
        with pytest.raises(InputError):
            words_of(text)


def test_an_unknown_kind_is_refused(store: GraphStore) -> None:
    with pytest.raises(InputError, match="cluster, "):
        search(store, "coir", ["village"])


def test_without_kinds_everything_that_has_a_name_is_searched(store: GraphStore) -> None:
    kinds = {hit.kind for hit in search(store, "coir", limit=1)}
    assert {"cluster", "institution", "scheme", "product", "technology"} <= kinds
    assert "claim" not in kinds


def test_an_entity_is_found_by_id_short_id_or_name(store: GraphStore) -> None:
    snapshot = Snapshot.of(store)
    for asked in ("cluster:alappuzha-coir", "alappuzha-coir", "alappuzha COIR cluster"):
        assert find_entity(store, snapshot, ["cluster"], asked) == "cluster:alappuzha-coir"
        assert find_entity(store, snapshot, ["cluster", "enterprise"], asked) == "cluster:alappuzha-coir"
    with pytest.raises(NotFoundError) as caught:
        find_entity(store, snapshot, ["cluster", "enterprise"], "alapuzha-coir")
    assert "cluster:alappuzha-coir" in caught.value.near
    with pytest.raises(NotFoundError, match="no enterprise"):
        find_entity(store, snapshot, ["enterprise"], "enterprise:not-there")
