"""Searches and descriptions in four spellings, on the project's own graph."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from api_service import encoder, service

from bench.languages import LANGUAGES, QUERIES, evaluated, queries, served, summary
from graph.errors import NotFoundError
from graph.store import GraphStore, open_store
from matcher.search import as_written, search, search_read
from matcher.service import Example

# What the docs state, with some room for tables that grow.
FLOOR, OF_ENGLISH = 0.85, 0.85


@pytest.fixture
def store(loaded_url: str) -> Iterator[GraphStore]:
    with open_store(loaded_url) as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("ആലപ്പുഴ കയർ", "cluster:alappuzha-coir"),
        ("അലപ്പുഴയിലെ കയര്\u200d സംഘം", "cluster:alappuzha-coir"),
        ("कन्नूर हथकरघा", "cluster:kannur-handloom"),
        ("kannur kaithari", "cluster:kannur-handloom"),
        ("बालारामपुरम", "cluster:balaramapuram-handloom"),
        ("ഫൂട്ട്വെയർ കോഴിക്കോട്", "cluster:kozhikode-footwear"),
        ("മുറാദാബാദ് പിച്ചള", "cluster:moradabad-brassware"),
    ],
)
def test_the_one_meant_comes_first(store: GraphStore, text: str, first: str) -> None:
    assert search(store, text, ["cluster"], limit=5)[0].id == first


@pytest.mark.parametrize(
    ("text", "word"),
    [("കയർ", "coir"), ("കൈത്തറി", "handloom"), ("kaithari", "handloom"), ("हथकरघा", "handloom")],
)
def test_a_trade_is_found_under_its_names(store: GraphStore, text: str, word: str) -> None:
    hits, read_as = search_read(store, text, ["cluster"], limit=8)
    assert read_as == word
    assert len(hits) == 8
    assert all(word in hit.id or word in hit.name.casefold() for hit in hits)


def test_a_piece_of_a_word_is_no_word(store: GraphStore) -> None:
    """A virama joins: नाटक (drama) is not in कर्नाटक, പുഴ (river) not in ആലപ്പുഴ."""
    assert as_written(store, "नाटक", ["state"])["state"] == []
    assert as_written(store, "പുഴ", ["district"])["district"] == []
    assert [hit.id for hit in as_written(store, "कर्नाटक", ["state"])["state"]] == ["state:karnataka"]
    assert [hit.id for hit in as_written(store, "ആലപ്പു", ["district"])["district"]] == ["district:alappuzha"]


def test_english_is_not_read(store: GraphStore) -> None:
    for text in (
        "coir",
        "alappuzha coir",
        "energy efficiency for the foundries of Rajkot",
        "handloom weavers",
    ):
        assert search_read(store, text, ["cluster"])[1] == ""


def test_places_and_clusters_are_named_in_any_language() -> None:
    found = service()
    answer = found.mentors("ആലപ്പുഴ കയർ വ്യവസായം", top=1)
    assert answer.subject == "cluster:alappuzha-coir"
    assert found.mentors("बालारामपुरम हथकरघा", top=1).subject == "cluster:balaramapuram-handloom"
    described = found.mentors(Example("കയർ പിരിക്കുന്ന യന്ത്രം വേണം", district="अलेप्पी"), top=5)
    assert any("coir" in result.name.casefold() for result in described.ranking.results)
    with pytest.raises(NotFoundError, match="ക്ഷ്ണ്ഘ്ഢ"):
        found.mentors("ക്ഷ്ണ്ഘ്ഢ")


def test_a_description_ranks_as_it_does_in_english() -> None:
    texts = ("Looms for weaving handloom saree", "സാരി നെയ്യുന്ന കൈത്തറി തറി", "हथकरघा साड़ी बुनाई का करघा")
    tops = [{r.id for r in service().pilots(Example(text), top=10).ranking.results} for text in texts]
    assert len(tops[0] & tops[1]) >= 4
    assert len(tops[0] & tops[2]) >= 4


def test_the_queries_are_as_the_docs_say() -> None:
    found = queries()
    assert len(found) >= 120
    assert len({query.id for query in found}) == len(found)
    assert all(query.texts[language].strip() for query in found for language in LANGUAGES)
    assert len(queries("open")) == len(queries("apart")) == len(found) // 2
    assert QUERIES.name == "language_queries.csv"


def test_most_queries_find_what_they_ask_for() -> None:
    """Every third query of the open half; `bench/languages.py` measures all."""
    assert encoder().name == "all-MiniLM-L6-v2"
    ranks = evaluated(queries("open")[::3], partial(served, service()))
    first = {
        language: summary([rank for own in ranks[language].values() for rank in own])[0]
        for language in LANGUAGES
    }
    assert first["english"] >= FLOOR
    for language in ("malayalam", "hindi"):
        assert first[language] >= OF_ENGLISH * first["english"], first
    assert first["latin"] >= 0.7 * first["english"], first


def test_figures_by_hand() -> None:
    assert summary([1, 2, 0, 6]) == pytest.approx((0.25, 0.5, (1 + 1 / 2 + 1 / 6) / 4))
    query = queries()[0]
    assert query.rank(["cluster:agra-footwear", "cluster:alappuzha-coir"]) == 2
    assert query.rank(["cluster:agra-footwear"]) == 0
