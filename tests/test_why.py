"""Why a pair stands where it does, ranked or not: in Python, by the command line and by the API."""

from __future__ import annotations

import json
import math
from datetime import date
from typing import Any

import pytest
from api_service import service, store_file
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from api.app import create_app
from api.cli.app import app
from api.cli.exits import ExitCode
from graph.errors import NotFoundError
from matcher.engine import Engine
from matcher.explain.tell import why_json, why_sentences
from matcher.explain.why import Why, why
from matcher.service import Example

COIR, CUSAT = "cluster:alappuzha-coir", "institution:cusat"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return service().engine()


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(service()))


def asked(engine: Engine, cluster: str, institution: str, top: int = 10) -> Why:
    return why(engine, "mentors", engine.cluster(cluster), institution, top=top, change=False)


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(["mentors", "pilots"]), st.integers(1, 30))
def test_contributions_sum_to_the_score_and_gaps_to_what_is_lacking(
    data: st.DataObject, kind: Any, top: int
) -> None:
    engine = service().engine()
    clusters = st.sampled_from(engine.clusters.ids)
    if kind == "mentors":
        profile = engine.cluster(data.draw(clusters))
        candidate = data.draw(st.sampled_from(engine.snapshot.ids("institution")))
    else:
        profile = engine.technology(data.draw(st.sampled_from(engine.snapshot.ids("technology"))))
        candidate = data.draw(clusters)
    found = why(engine, kind, profile, candidate, top=top, change=False)
    if found.ranked is None:
        assert found.place is None
        assert found.excluded is not None
        assert found.against == ()
        return
    score = found.ranked.score
    assert math.isclose(sum(e.contribution for e in found.ranked.evidence), score, abs_tol=1e-9)
    assert (found.place is None) == (found.excluded is not None)
    for against in found.against:
        assert math.isclose(against.lacking, against.rival.score - score, abs_tol=1e-12)
        assert math.isclose(sum(gap.difference for gap in against.gaps), -against.lacking, abs_tol=1e-9)
        assert (against.lacking >= -1e-12) == (against.place < (found.place or 0))


def test_the_place_is_that_of_the_answer(engine: Engine) -> None:
    profile = engine.cluster(COIR)
    results = engine.mentors(profile, top=1000).ranking.results
    for place, one in list(enumerate(results, start=1))[::37]:
        found = asked(engine, COIR, one.id)
        assert found.place == place
        assert found.ranked is not None
        assert found.ranked.score == one.score
        assert found.considered == len(results)


def test_it_is_measured_against_the_last_that_counts_and_the_first(engine: Engine) -> None:
    ranked = [one.id for one in engine.mentors(engine.cluster(COIR), top=40).ranking.results]
    behind = asked(engine, COIR, ranked[30], top=7)
    assert [(a.place, a.rival.id) for a in behind.against] == [(7, ranked[6]), (1, ranked[0])]
    first = asked(engine, COIR, ranked[0])
    assert [(a.place, a.rival.id) for a in first.against] == [(2, ranked[1])]
    among = asked(engine, COIR, ranked[3])
    assert [a.place for a in among.against] == [3, 1]
    told = why_sentences(behind)
    assert told[0].startswith(engine.snapshot.name(ranked[30]))
    assert "in place 31 of" in told[0]
    assert any(sentence.startswith("Held down by ") for sentence in told)
    assert any(engine.snapshot.name(ranked[6]) in sentence for sentence in told)


def test_an_agency_a_planned_body_and_a_helper_are_said_to_be_that(engine: Engine) -> None:
    facts = engine.snapshot.nodes
    institutions = engine.snapshot.ids("institution")
    agency = next(i for i in institutions if facts[i].get("kind") == "agency" and not facts[i].get("planned"))
    planned = next(i for i in institutions if facts[i].get("planned"))
    assert "is an agency" in " ".join(why_sentences(asked(engine, COIR, agency)))
    assert "only planned" in " ".join(why_sentences(asked(engine, COIR, planned)))
    for cluster in engine.clusters.ids:
        known = [k.id for k in engine.mentors(engine.cluster(cluster), top=1).known
                 if k.id in engine.institutions.index]  # fmt: skip
        if known:
            found = asked(engine, cluster, known[0])
            assert found.place is None
            assert found.ranked is not None
            assert found.known is not None
            assert found.known.ties
            assert "works with this cluster already" in " ".join(why_sentences(found))
            assert "ഈ ക്ലസ്റ്ററിനൊപ്പം പ്രവർത്തിക്കുന്നു" in " ".join(why_sentences(found, "ml"))
            return
    pytest.fail("no cluster has a helper")


def test_where_a_technology_is_in_use_it_says_so(engine: Engine) -> None:
    tie = next(t for t in engine.snapshot.ties() if t.type == "USES")
    found = why(engine, "pilots", engine.technology(tie.end), tie.start, change=False)
    assert found.place is None
    assert found.known is not None
    assert "a pilot would not be new" in " ".join(why_sentences(found))


def test_a_description_is_explained_too() -> None:
    example = Example("Coir mats and matting; poor fibre quality", district="Alappuzha")
    found = service().why("mentors", example, "ncrmi", change=False)
    best = service().mentors(example).ranking.results
    assert found.place == 1 + [one.id for one in best].index("institution:ncrmi")


def test_a_name_that_is_not_there_proposes_near_ones(engine: Engine) -> None:
    with pytest.raises(NotFoundError) as caught:
        service().why("mentors", "Alappuzha coir", "Cochin University of Sciense and Technolgy")
    assert CUSAT in caught.value.near
    with pytest.raises(NotFoundError):
        asked(engine, COIR, "institution:nobody")


def test_the_api_gives_what_python_answers(client: TestClient) -> None:
    found = client.get("/v1/clusters/alappuzha-coir/mentors/cusat", params={"change": False, "lang": "ml"})
    assert found.status_code == 200
    python = service().why("mentors", "alappuzha-coir", "cusat", change=False)
    assert found.json() == json.loads(json.dumps(why_json(python, "ml")))
    pilot = client.get("/v1/technologies/ccri-coirret/pilots/kollam-cashew", params={"change": False})
    assert (
        pilot.json()["rank"] == service().why("pilots", "ccri-coirret", "kollam-cashew", change=False).place
    )
    startup = client.get("/v1/startups/genrobotics/pilots/kollam-cashew", params={"change": False})
    assert startup.json()["question"] == "pilots"
    assert client.get("/v1/clusters/alappuzha-coir/mentors/nobody").status_code == 404


def test_as_of_a_day_the_explanation_rests_on_what_was_known_then(client: TestClient) -> None:
    day = date(2024, 1, 1)
    ranked = service().mentors(COIR, top=400, as_of=day).ranking.results
    at, one = 7, ranked[6].id
    then = service().why("mentors", COIR, one, change=False, as_of=day)
    assert then.place == at
    assert why_json(then)["as_of"]["day"] == "2024-01-01"
    url = f"/v1/clusters/alappuzha-coir/mentors/{one.removeprefix('institution:')}"
    told = client.get(url, params={"change": False, "as_of": "2024-01-01"})
    assert told.json() == json.loads(json.dumps(why_json(then)))
    assert why_json(service().why("mentors", COIR, one, change=False))["as_of"] is None
    assert client.get("/v1/clusters/alappuzha-coir/mentors/cusat?lang=fr").status_code == 422


def test_the_api_speaks_the_language_asked_for(client: TestClient) -> None:
    english = client.get("/v1/clusters/alappuzha-coir/mentors").json()
    malayalam = client.get("/v1/clusters/alappuzha-coir/mentors", params={"lang": "ml"}).json()
    assert english["doubt"] is None
    for a, b in zip(english["results"], malayalam["results"], strict=True):
        assert (a["id"], a["score"]) == (b["id"], b["score"])
        for one, other in zip(a["evidence"], b["evidence"], strict=True):
            assert one["contribution"] == other["contribution"]
            assert one["explanation"] != other["explanation"]
    body = {"queries": [{"id": "alappuzha-coir"}], "lang": "ml", "doubt": True}
    batch = client.post("/v1/match/mentors", json=body).json()["answers"][0]["answer"]
    assert batch["results"][0]["evidence"] == malayalam["results"][0]["evidence"]
    assert batch["doubt"]["draws"] == 200


def run(*words: str) -> Any:
    return CliRunner().invoke(app, [*words, "--store", str(store_file())])


def test_the_command_line_tells_it_in_both_languages() -> None:
    told = run("why", "Alappuzha coir", "CUSAT", "--no-change")
    assert told.exit_code == 0
    assert "Cochin University of Science and Technology is in place" in " ".join(told.stdout.split())
    assert "Held down by" in told.stdout
    assert "Sources" in told.stdout
    malayalam = run("why", "Alappuzha coir", "CUSAT", "--no-change", "--lang", "ml")
    assert "സ്ഥാനത്താണ്" in malayalam.stdout
    assert "സ്രോതസ്സുകൾ" in malayalam.stdout
    data = json.loads(run("why", "--pilot", "genrobotics", "Kollam cashew", "--no-change", "--json").stdout)
    assert data["question"] == "pilots"
    assert data["candidate"]["id"] == "cluster:kollam-cashew"
    text = run("why", "CUSAT", "--text", "Coir mats and matting", "--district", "Alappuzha", "--no-change")
    assert text.exit_code == 0
    for wrong in (["why", "Alappuzha coir"], ["why", "a", "b", "c"], ["why", "a", "b", "--text", "c"]):
        assert run(*wrong).exit_code == ExitCode.USAGE
