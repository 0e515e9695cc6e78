"""`sangam learn`: ties are asked about as if unknown; nothing changes before it is adopted; all goes back."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from api_service import encoder, service, service_on, store_file
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from api.cli.app import app
from graph.errors import InputError
from matcher import learning, lesson
from matcher.adopted import DEFAULT, Adopted, Version, named, place, read, write
from matcher.answers import answer_json
from matcher.attention import Attention
from matcher.calibration import Calibration
from matcher.centrality import Network
from matcher.features import MENTORS, weights_of
from matcher.lesson import changes, propose, without_own
from matcher.profiles import HELP
from matcher.values import compute

COIR = "cluster:alappuzha-coir"
AT = datetime(2026, 3, 1, tzinfo=UTC)
TOLD = {
    "model": "all-MiniLM-L6-v2", "reader": "bge-small-en-v1.5-q", "snapshot": "x", "ties": 120,
    "clusters": 97,
}  # fmt: skip
CURVE = Calibration(17.0, -9.0, 120)


def version(number: int = 1, weights: dict[str, float] | None = None, **told: Any) -> Version:
    return named(number, weights, Attention() if weights else None, CURVE, {**TOLD, **told})


# -- the file --


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a" / "g.kgl.learned.json"
    assert read(path) == Adopted()
    adopted = Adopted().with_new(version(1), AT).with_new(version(2, weights_of(MENTORS)), AT)
    write(path, adopted)
    assert read(path) == adopted
    assert json.loads(path.read_text())["history"][-1]["in_use"] == adopted.in_use
    path.write_text("{}")
    with pytest.raises(InputError, match="move it away"):
        read(path)


def test_a_version_is_named_by_its_content() -> None:
    assert version(1).id == version(1).id
    assert (
        len({version(1).id, version(2).id, version(1, ties=121).id, version(1, weights_of(MENTORS)).id}) == 4
    )


@given(st.lists(st.booleans(), max_size=12))
def test_rolling_back_walks_the_versions_back_one_by_one(steps: list[bool]) -> None:
    adopted, stack = Adopted(), [DEFAULT]
    for at, new in enumerate(steps):
        moment = AT + timedelta(days=at)
        if new:
            adopted = adopted.with_new(version(len(adopted.versions) + 1), moment)
            stack.append(adopted.in_use)
        elif len(stack) == 1:
            with pytest.raises(InputError, match="nothing to go back"):
                adopted.rolled_back(moment)
        else:
            stack.pop()
            adopted = adopted.rolled_back(moment)
        assert adopted.in_use == stack[-1]
        assert adopted.on(moment.date()) == stack[-1] or not adopted.history
    assert adopted.on(date(2020, 1, 1)) == DEFAULT
    assert len(adopted.versions) == sum(steps)


def test_the_file_of_a_server_lies_in_the_users_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    assert place("x/g.kgl") == Path("x/g.kgl.learned.json")
    monkeypatch.setenv("SANGAM_LEARNED", "kept")
    assert place("bolt://localhost:7687/neo4j") == Path("kept/bolt-localhost-7687-neo4j.json")


# -- what is learned --


def test_a_cluster_is_asked_about_as_if_its_ties_were_unknown() -> None:
    engine = service().engine()
    cluster = next(c for c in engine.clusters.ids if len(lesson_rows(c)) > 1)
    scene = without_own(engine, cluster)
    own = {(t.start, t.end) for t in engine.snapshot.into(cluster, *HELP)}
    kept = [i for i in engine.snapshot.nodes if not i.startswith("state:")]
    inside = set(kept)
    ties = [(t.start, t.end) for t in engine.snapshot.ties()
            if t.start in inside and t.end in inside
            and not (t.type in HELP and (t.start, t.end) in own)]  # fmt: skip
    anew = Network.of(kept, ties)
    assert scene.network is not None
    assert abs(scene.network.adjacency - anew.adjacency).max() == 0
    past = next(at for at, one in enumerate(MENTORS) if one.name == "past_work")
    network = next(at for at, one in enumerate(MENTORS) if one.name == "network")
    known = compute(engine.scene(engine.cluster(cluster), engine.institutions), MENTORS)
    unknown = compute(scene, MENTORS)
    assert np.array_equal(known[past], unknown[past])
    rows = lesson_rows(cluster)
    assert (unknown[network][rows] < known[network][rows]).all()


def lesson_rows(cluster: str) -> list[int]:
    engine = service().engine()
    return dict(lesson._helped(engine)).get(cluster, [])


def test_too_few_ties_fit_probabilities_only_and_say_so() -> None:
    proposal = propose(service().engine(), Adopted())
    assert 50 <= proposal.ties < learning.LEAST_TIES
    assert any("Too few to learn weights" in one for one in proposal.says)
    assert proposal.version is not None
    assert proposal.version.weights is None
    assert proposal.version.calibration is not None
    assert proposal.version.told["calibration_error"] <= 0.05
    assert changes(service().engine(), proposal.version) == ()
    assert propose(service().engine(), Adopted()).version == proposal.version


def test_enough_ties_teach_weights_where_clusters_left_out_fare_better(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (learning, lesson):
        monkeypatch.setattr(module, "LEAST_TIES", 100)
    proposal = propose(service().engine(), Adopted())
    assert proposal.version is not None
    told = proposal.version.told["left_out"]
    if proposal.version.weights is None:
        assert any("no better on clusters left out" in one for one in proposal.says)
    else:
        assert told["learned"] > told["default"]
        assert sum(proposal.version.weights.values()) == pytest.approx(1.0)


def test_what_would_change_is_what_changes() -> None:
    engine = service().engine()
    other = version(1, {one.name: float(one.name == "near") for one in MENTORS})
    found = {one.cluster: one for one in changes(engine, other)}
    assert COIR in found
    for taught, ids in ((None, found[COIR].before), (other, found[COIR].after)):
        results = engine.taught(taught).mentors(engine.cluster(COIR), top=5).ranking.results
        assert tuple(one.id for one in results) == ids
    assert found[COIR].before != found[COIR].after


# -- adopted --


@pytest.fixture
def own_store(tmp_path: Path) -> Path:
    path = tmp_path / "own.kgl"
    shutil.copy(store_file(), path)
    return path


def test_the_service_follows_what_is_adopted(own_store: Path) -> None:
    found = service_on(own_store)
    plain = found.mentors(COIR)
    assert (plain.version, plain.ranking.results[0].probability) == (DEFAULT, None)
    adopted = Adopted().with_new(version(1))
    write(place(str(own_store)), adopted)
    answer = found.mentors(COIR)
    assert answer.version == adopted.in_use
    best = answer.ranking.results[0]
    assert best.probability == CURVE.probability(np.array([best.score]))[0]
    assert [one.score for one in answer.ranking.results] == [one.score for one in plain.ranking.results]
    assert answer_json(answer)["weights_version"] == adopted.in_use
    # Probabilities were fitted to mentors by these weights: not to weights of one's own, not to pilots.
    assert found.mentors(COIR, weights={"near": 0.5}).ranking.results[0].probability is None
    assert found.pilots("technology:ccri-coirret").ranking.results[0].probability is None
    write(place(str(own_store)), adopted.rolled_back())
    assert answer_json(found.mentors(COIR)) == answer_json(plain)
    write(place(str(own_store)), adopted.with_new(version(2, model="another")))
    assert found.mentors(COIR).version == DEFAULT


def test_learned_weights_rank_and_own_ones_still_count(own_store: Path) -> None:
    near = {one.name: float(one.name == "near") for one in MENTORS}
    write(place(str(own_store)), Adopted().with_new(version(1, near)))
    answer = service_on(own_store).mentors(COIR)
    assert answer.ranking.weights["near"] == 1.0
    own = service_on(own_store).mentors(COIR, weights={"words": 1.0})
    assert own.ranking.weights["near"] == own.ranking.weights["words"] == 0.5


def run(*words: str) -> Any:
    result = CliRunner().invoke(app, [*words])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_command_shows_adopts_and_goes_back(own_store: Path) -> None:
    end = ("--store", str(own_store), "--json")
    shown = run("learn", *end)
    assert (shown["adopted"], shown["changed"]) == (False, [])
    assert not place(str(own_store)).exists()
    made = run("learn", "--adopt", *end)
    assert made["version"] == shown["version"] | {"code": made["version"]["code"]}
    listed = run("learn", "--list", *end)
    assert listed["in_use"] == made["version"]["id"]
    assert run("learn", "--rollback", *end)["in_use"] == DEFAULT
    assert len(run("learn", "--list", *end)["versions"]) == 1
    refused = CliRunner().invoke(app, ["learn", "--rollback", *end])
    assert refused.exit_code != 0


def test_the_encoder_is_that_of_the_versions_here() -> None:
    assert encoder().name == TOLD["model"]
