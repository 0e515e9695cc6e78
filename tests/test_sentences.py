"""What signals and answers say, in English and Malayalam."""

from __future__ import annotations

import re
from string import Formatter

import pytest
from api_service import service

from matcher.engine import Engine
from matcher.features import SETS, weights_of
from matcher.phrases import LANGUAGES, PHRASES, Words, listed, quoted, say, signal, term
from matcher.signals.base import Scene
from matcher.values import compute

MALAYALAM = re.compile("[\u0d00-\u0d7f]")
HOLE = re.compile(r"[{}]")
# Words that a sentence of Malayalam would only have if a phrase had been left in English.
ENGLISH = re.compile(r"\b(It|The|Both|Nothing|is|are|not|known|with|there)\b")


@pytest.fixture(scope="module")
def engine() -> Engine:
    return service().engine()


def slots_of(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("phrase", sorted(PHRASES))
def test_a_phrase_has_both_languages_with_the_same_slots(phrase: str) -> None:
    english, malayalam = PHRASES[phrase]
    assert english.strip() == english
    assert malayalam.strip() == malayalam
    # An article is English only.
    assert slots_of(english) - {"article"} == slots_of(malayalam)
    if re.search("[A-Za-z]{3}", re.sub("{[^}]*}", "", english)):
        assert MALAYALAM.search(malayalam)
    assert not MALAYALAM.search(english)
    # A clause of Malayalam would be cut from its sentence by a case ending after a slot.
    assert not re.search(r"\}[\u0d3e-\u0d4d]", malayalam)


@pytest.mark.parametrize("name", sorted({f.name for features in SETS.values() for f in features}))
def test_a_signal_has_a_name_in_both_languages(name: str) -> None:
    assert "_" not in signal(name).said("en")
    assert MALAYALAM.search(signal(name).said("ml"))


def scenes(engine: Engine) -> list[tuple[str, Scene]]:
    found = []
    for identity in engine.clusters.ids[::20]:
        found.append(("mentors", engine.scene(engine.cluster(identity), engine.institutions)))
    for identity in engine.snapshot.ids("technology")[::40]:
        found.append(("pilots", engine.scene(engine.technology(identity), engine.clusters)))
    return found


def test_every_signal_says_every_value_in_both_languages(engine: Engine) -> None:
    said: dict[str, set[str]] = {}
    for which, scene in scenes(engine):
        features = SETS[which]
        values = compute(scene, features)
        for at, feature in enumerate(features):
            # The least, the middle and the greatest, for a signal has a sentence for each.
            rows = values[at].argsort(kind="stable")[[0, len(scene.over) // 2, -2, -1]]
            for row in rows:
                reason = feature.explain(scene, int(row), float(values[at, row]))
                said.setdefault(feature.name, set()).add(reason.phrase)
                english, malayalam = (reason.said(language) for language in LANGUAGES)
                assert english.endswith("."), english
                assert malayalam.endswith("."), malayalam
                assert not HOLE.search(english + malayalam)
                # Quotes and names stay in the language of their sources.
                bare = re.sub("“[^”]*”", "", malayalam)
                if not feature.name.startswith(("words", "capabilities", "technologies", "gain")):
                    assert not ENGLISH.search(bare), malayalam
                assert MALAYALAM.search(bare)
    used = {feature.name for features in SETS.values() for feature in features}
    assert set(said) == used
    # The signals that can say two things say both somewhere in the project's data.
    for name in ("capabilities", "industries", "past_work", "near", "ready", "untried", "words"):
        assert len(said[name]) > 1, name


def test_a_sentence_names_places_in_malayalam_where_the_graph_does(engine: Engine) -> None:
    answer = engine.mentors(engine.cluster("cluster:alappuzha-coir"))
    shared = [
        e for one in answer.ranking.results for e in one.evidence if e.reason.phrase == "capabilities.shared"
    ]
    assert shared
    assert "Natural-fibre technology" in " ".join(e.reason.said("en") for e in shared)
    assert "പ്രകൃതിദത്ത നാരുകളുടെ സാങ്കേതികവിദ്യ" in " ".join(e.reason.said("ml") for e in shared)


def test_evidence_carries_its_sources_and_their_dates(engine: Engine) -> None:
    from matcher.answers import answer_json

    told = answer_json(engine.mentors(engine.cluster("cluster:alappuzha-coir")), "ml")
    first = told["results"][0]
    sourced = [e for e in first["evidence"] if e["sources"]]
    assert sourced
    for one in sourced:
        assert all(source["source"] and source["as_of"] for source in one["sources"])
        assert MALAYALAM.search(one["explanation"])
    assert MALAYALAM.search(told["probability_note"])


def test_an_unknown_phrase_and_a_missing_slot_are_errors() -> None:
    with pytest.raises(KeyError, match="no phrase 'nonsense'"):
        say("nonsense")
    with pytest.raises(KeyError, match="km"):
        say("near.exact", "ml", {})


def test_lists_and_quotes() -> None:
    names = [Words("coir", "കയർ"), "cashew", "clay"]
    assert listed(names).said("en") == "coir, cashew, clay"
    assert listed(names).said("ml") == "കയർ, cashew, clay"
    assert listed(names, 2).said("en") == "coir, cashew and 1 more"
    assert listed(names, 2).said("ml") == "കയർ, cashew, കൂടാതെ 1 എണ്ണം കൂടി"
    assert quoted("one two three", 8).said("en") == "“one two …”"
    assert term("research_lab").said("en") == "research lab"
    assert term("research_lab").said("ml") == "ഗവേഷണശാല"
    assert say("near.exact", "en", {"km": 1234}) == "It lies about 1,234 km away."


def test_a_university_is_written_with_a(engine: Engine) -> None:
    scene = engine.scene(engine.cluster("cluster:alappuzha-coir"), engine.institutions)
    features = {feature.name: feature for feature in SETS["mentors"]}
    kinds = {p.facts["kind"]: row for row, p in enumerate(engine.institutions.profiles)}
    told = {kind: features["school"].explain(scene, row, 0.5).sentence for kind, row in kinds.items()}
    assert told["university"].startswith("It is a university")
    assert told["engineering_college"].startswith("It is an engineering college")
    assert weights_of(SETS["mentors"])
