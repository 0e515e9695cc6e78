"""Replay: the same answer to the last bit, or which part is another; and answers as of a day."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from api_service import encoder, service, service_on, store_file
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from api.app import create_app
from api.cli.app import app
from graph.errors import InputError
from graph.fields import UNDATED
from graph.store import open_store
from matcher.adopted import Adopted, named, place, write
from matcher.answers import answer_json, doubt_of
from matcher.as_of import known_by
from matcher.calibration import Calibration
from matcher.code import code
from matcher.feedback.keep import feedback, keep
from matcher.replay import replay
from matcher.service import Example, Service
from matcher.snapshot import Snapshot

COIR = "cluster:alappuzha-coir"
DAY = date(2019, 6, 30)
SPUN = Example("കയർ പിരിക്കുന്ന യന്ത്രം വേണം. Coir spinning by hand", name="A unit", district="Alappuzha",
               industries=("13",))  # fmt: skip


def kept(answer: Any, language: Any = "en", doubt: bool = False) -> Any:
    """An answer as a file keeps it."""
    return json.loads(json.dumps(answer_json(answer, language, doubt_of(answer) if doubt else None)))


@pytest.mark.parametrize(
    "make",
    [
        lambda s: kept(s.mentors(COIR, top=7)),
        lambda s: kept(s.mentors("Kannur handloom", top=3, weights={"near": 0.7}), "ml", doubt=True),
        lambda s: kept(s.mentors(SPUN)),
        lambda s: kept(s.pilots("technology:ccri-coirret", top=4), doubt=True),
        lambda s: kept(s.pilots("startup:genrobotics")),
        lambda s: kept(s.mentors(COIR, as_of=DAY)),
        lambda s: kept(s.mentors(Example("xqzv wjkp vbnq"))),
    ],
    ids=["mentors", "own weights", "described", "pilots", "startup", "as of", "nobody"],
)
def test_an_answer_is_given_again_to_the_last_bit_by_a_program_started_anew(make: Any) -> None:
    answer = make(service())
    found = replay(_another(), answer)
    assert found.same, (found.rests_on_other, found.differs)
    assert found.rests_on_other == found.differs == ()
    assert found.answer == answer


@cache
def _another() -> Service:
    return service_on(store_file())


def test_a_changed_graph_is_named_and_the_kept_copy_gives_the_answer(tmp_path: Path) -> None:
    path, copy = tmp_path / "now.kgl", tmp_path / "kept.kgl"
    shutil.copy(store_file(), path)
    answer = kept(service_on(path).mentors(COIR))
    shutil.copy(path, copy)
    best = answer["results"][0]["id"]
    with open_store(path, "write") as store:
        keep(store, feedback("mentors", COIR, best, "accept", "dic"))
    found = replay(service_on(path), answer)
    assert not found.same_results
    [said] = found.rests_on_other
    assert answer["snapshot"] in said
    assert "--store" in said
    assert any("order differs from place 1" in one for one in found.differs)
    assert replay(service_on(copy), answer).same


def test_a_later_version_of_the_weights_does_not_change_what_is_replayed(tmp_path: Path) -> None:
    path = tmp_path / "own.kgl"
    shutil.copy(store_file(), path)
    told = {"model": encoder().name, "ties": 1, "clusters": 1}
    adopted = Adopted().with_new(named(1, None, None, Calibration(10.0, -5.0, 100), told))
    write(place(str(path)), adopted)
    found = service_on(path)
    answer = kept(found.mentors(COIR))
    assert answer["results"][0]["probability"] is not None
    write(place(str(path)), adopted.with_new(named(2, None, None, Calibration(20.0, -5.0, 100), told)))
    assert kept(found.mentors(COIR)) != answer
    assert replay(found, answer).same
    place(str(path)).unlink()
    lost = replay(found, answer)
    assert not lost.same_results
    assert any(answer["weights_version"] in one for one in lost.rests_on_other)


class Renamed:
    """The encoder under another name, with vectors that are off by a little."""

    def __init__(self) -> None:
        self.name, self.dimension = "another-encoder", encoder().dimension

    def encode(self, texts: Any) -> Any:
        found = np.array(encoder().encode(texts))
        found[:, 0] += 0.01
        return found / np.linalg.norm(found, axis=1, keepdims=True)


def test_another_encoder_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("matcher.vectors.vector_folder", lambda _: tmp_path)
    answer = kept(service().mentors(COIR))
    found = replay(Service(open_store(store_file()), Renamed), answer)  # type: ignore[arg-type]
    assert [one for one in found.rests_on_other if "another-encoder" in one]
    assert found.differs


def test_another_program_is_named_and_the_same_results_are_told() -> None:
    answer = kept(service().mentors(COIR))
    found = replay(service(), answer | {"code": {"version": "0.0.9", "hash": "0" * 16}})
    assert (found.same, found.same_results) == (False, True)
    [said] = found.rests_on_other
    assert "0.0.9" in said
    assert code()["hash"] in said


def test_what_was_tampered_with_is_found() -> None:
    answer = kept(service().mentors(COIR))
    answer["results"][2]["score"] += 1e-12
    found = replay(service(), answer)
    assert not found.same_results
    assert answer["results"][2]["id"] in found.differs[0]


@pytest.mark.parametrize("bad", [{}, {"results": []}])
def test_what_is_no_answer_is_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="lacks"):
        replay(service(), bad)


def test_the_command_replays_a_file(tmp_path: Path) -> None:
    file, end = tmp_path / "answer.json", ("--store", str(store_file()))
    file.write_text(CliRunner().invoke(app, ["match", "mentors", COIR, "--json", *end]).stdout)
    found = CliRunner().invoke(app, ["replay", str(file), *end])
    assert (found.exit_code, found.stdout) == (0, "The same answer, to the last bit.\n")
    changed = json.loads(file.read_text())
    changed["results"].pop()
    file.write_text(json.dumps(changed))
    found = CliRunner().invoke(app, ["replay", str(file), *end, "--json"])
    assert found.exit_code != 0
    assert json.loads(found.stdout)["same"] is False
    file.write_text("no json")
    assert "no JSON" in CliRunner().invoke(app, ["replay", str(file), *end]).output


# -- as of a day --


def after(value: object, day: date) -> bool:
    """Whether a date of reduced precision begins after a day."""
    text = str(value)
    return text != UNDATED and date.fromisoformat((text + "-01-01")[:10] if len(text) < 10 else text) > day


@settings(max_examples=8, deadline=None)
@given(st.dates(date(2000, 1, 1), date(2026, 12, 31)))
def test_nothing_later_is_known_and_nothing_else_is_lost(day: date) -> None:
    whole = service().snapshot()
    known, told = known_by(whole, day)
    places = ("state", "district", "constituency", "industry", "capability", "product")
    for identity, facts in whole.nodes.items():
        later = any(after(facts[n], day) for n in ("as_of", "valid_from", "founded") if n in facts)
        assert (identity in known.nodes) == (not later or identity.partition(":")[0] in places)
    for tie in known.ties():
        assert {tie.start, tie.end} <= set(known.nodes)
        dates = ("as_of", "year", "since")
        assert tie.type == "PART_OF" or not any(after(tie.get(n), day) for n in dates if tie.get(n))
    lost = len(whole.nodes) - len(known.nodes) + len(list(whole.ties())) - len(list(known.ties()))
    assert told.later == lost
    for identity in list(known.nodes)[::200]:
        assert set(known.into(identity)) <= set(whole.into(identity))


def test_everything_is_known_in_the_end_and_the_snapshot_is_its_own() -> None:
    whole = service().snapshot()
    known, told = known_by(whole, date(2100, 1, 1))
    assert (told.later, told.fields) == (0, 0)
    assert (known.nodes, known._out, known._in) == (whole.nodes, whole._out, whole._in)
    assert known.id not in {whole.id, known_by(whole, DAY)[0].id}


def row(identity: str, label: str, as_of: str, **more: object) -> dict[str, Any]:
    facts = {"id": identity, "name": identity, "source": "s", "as_of": as_of, "synthetic": False}
    return {"label": label, "properties": facts | more}


def test_a_field_that_another_source_states_later_is_not_known_yet() -> None:
    cluster = row("cluster:a", "Cluster", "2018", units=40, spv=True, provenance=["units|2023-05|other"])
    whole = Snapshot.build([cluster, row("cluster:b", "Cluster", UNDATED)], [])
    known, told = known_by(whole, date(2022, 1, 1))
    assert "units" not in known.nodes["cluster:a"]
    assert known.nodes["cluster:a"]["spv"] is True
    assert (told.later, told.fields, told.undated) == (0, 1, 1)
    known, told = known_by(whole, date(2023, 5, 1))
    assert (known.nodes["cluster:a"]["units"], told.fields) == (40, 0)
    assert list(known_by(whole, date(2017, 12, 31))[0].nodes) == ["cluster:b"]


def test_who_helps_since_is_no_helper_yet_and_feedback_counts_from_its_day() -> None:
    snapshot = service().snapshot()
    tie = next(t for t in snapshot.ties() if t.type == "COLLABORATED_WITH" and (t.get("year") or 0) > DAY.year
               and t.start.startswith("institution:"))  # fmt: skip
    assert tie.start in [one.id for one in service().mentors(tie.end, top=1).known]
    known, _ = known_by(snapshot, DAY)
    assert tie not in known.out(tie.start)
    answer = service().mentors(COIR, top=400, as_of=DAY)
    assert answer.on == DAY
    told = kept(answer)["as_of"]
    assert told["day"] == "2019-06-30"
    assert "have no date and are kept" in told["note"]
    assert {one.id for one in answer.ranking.results} <= set(known.nodes)


def test_an_earlier_day_is_asked_for_by_command_and_address() -> None:
    end = ("--store", str(store_file()), "--as-of", "2019-06-30")
    expected = kept(service().mentors(COIR, top=4, as_of=DAY))
    words = ["match", "mentors", COIR, "--top", "4", "--json", "--no-doubt", *end]
    assert json.loads(CliRunner().invoke(app, words).stdout) == expected
    text = CliRunner().invoke(app, ["match", "mentors", COIR, "--no-doubt", *end]).stdout
    assert "what was known on 2019-06-30" in " ".join(text.split())
    assert CliRunner().invoke(app, ["match", "mentors", COIR, "--as-of", "soon"]).exit_code != 0
    client = TestClient(create_app(service()))
    asked = client.get(f"/v1/clusters/{COIR}/mentors?top=4&as_of=2019-06-30")
    assert asked.json() == expected
    assert client.get(f"/v1/clusters/{COIR}/mentors?as_of=soon").status_code == 422
    assert asked.headers["etag"] != client.get(f"/v1/clusters/{COIR}/mentors?top=4").headers["etag"]


def test_the_day_moves_the_answer_only_where_something_expires() -> None:
    engine = service().engine()
    later = engine.taught(None, engine.today + timedelta(days=400))
    first, second = (kept(one.mentors(one.cluster(COIR))) for one in (engine, later))
    assert first.pop("on") != second.pop("on")
    assert first == second
