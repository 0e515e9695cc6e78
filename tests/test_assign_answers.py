"""Assignment on the project's data, by API and by command line."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from api_service import service, store_file
from click.testing import Result
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.cli.app import app
from matcher.assign.problem import LimitError
from matcher.assign.wish import Posed, Wish, pose
from matcher.profiles import Profile

COIR = "cluster:alappuzha-coir"


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(service()))


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["assign", "mentors", *words, "--store", str(store_file())])


def test_a_district_is_assigned_on_the_scores_of_the_ranking(client: TestClient) -> None:
    found = client.post("/v1/assign/mentors", json={"districts": ["Kannur"], "capacity": 2})
    assert found.status_code == 200, found.text
    plan = found.json()["plan"]
    clusters = [pair["cluster"]["id"] for pair in plan["pairs"]]
    assert clusters == sorted(set(clusters))
    assert len(clusters) == found.json()["clusters"] > 10
    for pair in plan["pairs"][:3]:
        ranked = client.get(f"/v1/clusters/{pair['cluster']['id']}/mentors?top=100").json()["results"]
        scores = {one["id"]: one["score"] for one in ranked}
        if pair["institution"]["id"] in scores:
            assert pair["score"] == pytest.approx(scores[pair["institution"]["id"]], abs=1e-12)
    assert plan["bound"] == pytest.approx(plan["total"], abs=1e-9)
    assert plan["least"] >= plan["floor"] - 1e-12
    assert plan["floor"] > plan["without_floor"]["least"] - 1e-12
    assert max(place["used"] for place in plan["places"]) <= 2
    assert plan["total"] == pytest.approx(sum(pair["score"] for pair in plan["pairs"]))


def test_a_forced_a_forbidden_and_a_conflicting_pair_are_respected(client: TestClient) -> None:
    first = client.post("/v1/assign/mentors", json={"clusters": [COIR]}).json()["plan"]["pairs"][0]
    chosen = first["institution"]["id"]
    pair = {"cluster": COIR, "institution": chosen}
    for field in ("forbidden", "conflicts"):
        other = client.post("/v1/assign/mentors", json={"clusters": [COIR], field: [pair]}).json()
        assert other["plan"]["pairs"][0]["institution"]["id"] == first["alternates"][0]["institution"]["id"]
    wanted = {"cluster": COIR, "institution": "institution:cusat"}
    forced = client.post("/v1/assign/mentors", json={"clusters": [COIR], "forced": [wanted]}).json()
    assert [(p["institution"]["id"], p["forced"]) for p in forced["plan"]["pairs"]] == [
        ("institution:cusat", True)
    ]


def test_what_cannot_be_done_is_409_with_what_to_relax(client: TestClient) -> None:
    asked = {"clusters": [COIR, "cluster:kannur-handloom"], "capacity": 0}
    found = client.post("/v1/assign/mentors", json=asked)
    assert found.status_code == 409
    assert found.headers["content-type"] == "application/problem+json"
    told = found.json()["relaxation"]
    assert told["proven"]
    assert len(told["limits"]) == 1  # one institution with two more places is the smallest set
    assert told["limits"][0]["kind"] == "capacity"
    assert told["everywhere"]["capacity"] == 1
    assert len(told["plan"]["pairs"]) == 2
    assert told["limits"][0]["text"] in found.json()["detail"]


@pytest.mark.parametrize(
    ("asked", "status", "field"),
    [
        ({"districts": ["Atlantis"]}, 404, "body.districts.0"),
        ({"clusters": [COIR], "forced": [{"cluster": COIR, "institution": "nobody at all"}]}, 404,
         "body.forced.0.institution"),
        ({"clusters": [COIR], "min": 3, "max": 2}, 422, "body.max"),
        ({"clusters": [COIR], "capacity": -1}, 422, "body.capacity"),
        ({"clusters": [COIR], "forced": [{"cluster": "cluster:kannur-handloom", "institution":
          "institution:cusat"}]}, 422, "body.forced"),
    ],
)  # fmt: skip
def test_a_problem_names_the_field(
    client: TestClient, asked: dict[str, object], status: int, field: str
) -> None:
    found = client.post("/v1/assign/mentors", json=asked)
    assert (found.status_code, found.json()["errors"][0]["field"]) == (status, field)


def test_the_command_prints_a_plan_and_keeps_it(tmp_path: Path) -> None:
    table, plan = tmp_path / "plan.csv", tmp_path / "plan.json"
    first = run("--district", "Kannur", "--json", "--csv", str(table))
    assert first.exit_code == 0, first.output
    plan.write_text(first.stdout, encoding="utf-8")
    pairs = json.loads(first.stdout)["plan"]["pairs"]
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(None not in row and None not in row.values() for row in rows)
    assert [(row["cluster_id"], int(row["rank"])) for row in rows] == [
        (pair["cluster"]["id"], pair["rank"]) for pair in pairs
    ]
    gone = f"{pairs[0]['cluster']['id']}={pairs[0]['institution']['id']}"
    again = run("--district", "Kannur", "--forbid", gone, "--keep", str(plan), "--tolerance", "0.02")
    assert again.exit_code == 0, again.output
    assert "Against the earlier plan" in again.stdout
    loose = run(
        "--district", "Kannur", "--forbid", gone, "--keep", str(plan), "--tolerance", "0.02", "--json"
    )
    assert len(json.loads(loose.stdout)["plan"]["new"]) == 1  # only the cluster that had to change


def test_the_command_says_what_to_relax(tmp_path: Path) -> None:
    conflicts = tmp_path / "conflicts.csv"
    conflicts.write_text("cluster,institution\nalappuzha-coir,ncrmi\n", encoding="utf-8")
    found = run("--cluster", "alappuzha-coir", "--travel", "1", "--conflicts", str(conflicts))
    assert found.exit_code == 1, found.output
    told = " ".join(found.stdout.split())
    assert "It cannot be done within these limits." in told
    assert "The smallest set of limits to relax" in told
    assert "the limit is 1 km" in told


@pytest.mark.parametrize(
    "words", [("--force", "no pair"), ("--tolerance", "0.1"), ("--district", "Kannur", "--min", "-1")]
)
def test_a_command_that_cannot_be_meant_is_refused(words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        (Wish(least=3, most=1), "at most 1 mentors a cluster cannot go with at least 3"),
        (
            Wish(forced=((COIR, "NCRMI"),), forbidden=((COIR, "NCRMI"),)),
            "Alappuzha coir cluster with .* is both forced and forbidden",
        ),
        (
            Wish(forced=((COIR, "NCRMI"),), conflicts=((COIR, "NCRMI"),)),
            "Alappuzha coir cluster with .* is both forced and a conflict of interest",
        ),
    ],
)
def test_what_contradicts_itself_is_told_by_name_before_anything_is_scored(wish: Wish, told: str) -> None:
    own = service()
    engine, scored = own.engine(), []
    with pytest.raises(LimitError, match=told):
        pose(engine, lambda kind, name: own.find(engine.snapshot, [kind], name), wish,
             lambda *step: scored.append(step))  # fmt: skip
    assert scored == []


def test_a_file_that_is_no_plan_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("[1]", encoding="utf-8")
    found = run("--district", "Kannur", "--keep", str(path))
    assert found.exit_code == 5
    assert "no plan" in found.output


def test_scores_are_reckoned_once_for_an_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked again, the same scores come from what is kept; weights of one's own are reckoned anew."""
    own = service()
    engine = own.engine().taught(None, date(2026, 1, 1))  # nobody has asked this one
    reckoned: list[str] = []
    judge = engine.judge_mentors

    def counted(profile: Profile, weights: Mapping[str, float] | None = None) -> Any:
        reckoned.append(profile.id)
        return judge(profile, weights)

    monkeypatch.setattr(engine, "judge_mentors", counted)

    def asked(wish: Wish) -> Posed:
        return pose(engine, lambda kind, name: own.find(engine.snapshot, [kind], name), wish)

    first = asked(Wish(districts=("Kannur",)))
    once = len(reckoned)
    again = asked(Wish(districts=("Kannur",), capacity=1))
    assert once == len(set(reckoned)) > 10
    assert len(reckoned) == once
    assert np.array_equal(first.problem.scores, again.problem.scores)
    assert np.array_equal(first.substance, again.substance)
    other = asked(Wish(districts=("Kannur",), weights={"near": 0.9}))
    assert len(reckoned) == 2 * once
    assert not np.array_equal(first.problem.scores, other.problem.scores)


def test_a_plan_as_of_a_day_rests_on_what_was_known_then(client: TestClient) -> None:
    asked = {"districts": ["Kannur"]}
    now = client.post("/v1/assign/mentors", json=asked).json()
    then = client.post("/v1/assign/mentors", json={**asked, "as_of": "2015-01-01"}).json()
    assert then["snapshot"] != now["snapshot"]
    assert client.post("/v1/assign/mentors", json={**asked, "as_of": "2015-13-01"}).status_code == 422
    told = run("--district", "Kannur", "--as-of", "2015-01-01", "--json")
    assert json.loads(told.stdout)["plan"]["total"] == pytest.approx(then["plan"]["total"])
