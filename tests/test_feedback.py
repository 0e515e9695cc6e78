"""Feedback: kept in the graph on both stores, never overwritten, shown in answers, explained, undoable."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from api_service import encoder, service
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from api.app import create_app
from api.cli.app import app
from api.notes import checked_note
from graph.content import content_hash, copy, info
from graph.errors import InputError, NotFoundError
from graph.store import GraphStore, open_store
from ingest.pipeline import ingest
from matcher.answers import answer_json
from matcher.assign.wish import Wish, pose
from matcher.explain.why import why
from matcher.feedback.keep import feedback, keep, kept, undoing
from matcher.feedback.record import Feedback, in_force, states, today
from matcher.service import Service
from matcher.signals.rejections import WEIGHT
from matcher.snapshot import Snapshot

DATA = Path(__file__).resolve().parents[1] / "data"
COIR, LIKE, UNLIKE = "cluster:alappuzha-coir", "cluster:aratory-coir-yarn", "cluster:vellore-leather"
CCRI = "institution:ccri"
AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
rejected = feedback("mentors", COIR, CCRI, "reject", "dic", reason="no_answer", at=AT)


def with_records(*records: Feedback) -> Service:
    """The project's graph with records, in memory."""
    plain = service().engine()
    held = plain.snapshot
    rows = [{"properties": vars(one)} for one in records]
    found = Service(service().store, encoder)
    snapshot = Snapshot.build([], [], rows)
    merged = Snapshot(
        snapshot.id, held.nodes, held.by_kind, held._out, held._in, snapshot.feedback, held.facts
    )
    found._engine, found._snapshot = plain.on(merged), merged
    found._revision = service()._revision
    return found


# -- which decision holds --


@st.composite
def histories(draw: st.DrawFn) -> list[Feedback]:
    found: dict[str, Feedback] = {}
    for step in range(draw(st.integers(0, 8))):
        at = AT + timedelta(hours=step)
        open_ = [
            i for i, state in states(found.values(), date.max).items() if state not in ("undo", "undone")
        ]
        if open_ and draw(st.booleans()):
            one = undoing(found, draw(st.sampled_from(sorted(open_))), "dic", at)
        else:
            candidate = draw(st.sampled_from(["institution:a", "institution:b"]))
            verdict = draw(st.sampled_from(["accept", "reject", "not-now"]))
            one = feedback("mentors", COIR, candidate, verdict, "dic", reason="other", at=at)
        found[one.id] = one
    return list(found.values())


@given(histories())
def test_the_newest_decision_on_a_pair_holds_that_was_not_taken_back(records: list[Feedback]) -> None:
    stack: dict[tuple[str, str, str], list[Feedback]] = {}
    for one in records:
        mine = stack.setdefault(one.pair, [])
        if one.verdict == "undo":
            mine[:] = [held for held in mine if held.id != one.undoes]
        else:
            mine.append(one)
    expected = {mine[-1].id for mine in stack.values() if mine}
    assert {one.id for one in in_force(records, AT.date())} == expected


def test_not_now_expires_on_its_day_and_a_later_record_is_not_known_before() -> None:
    one = feedback("mentors", COIR, CCRI, "not-now", "dic", reason="not ready", until="2026-04-01", at=AT)
    assert in_force([one], date(2026, 3, 31)) == (one,)
    assert in_force([one], date(2026, 4, 1)) == ()
    assert states([one], date(2026, 4, 1)) == {one.id: "expired"}
    assert in_force([one], date(2026, 2, 28)) == ()
    usual = feedback("mentors", COIR, CCRI, "not_now", "dic", reason="not_ready", at=AT)
    assert usual.until == "2026-05-30"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"verdict": "maybe"}, "no decision"),
        ({"reason": "the moon"}, "no reason on the list"),
        ({"reason": ""}, "say why"),
        ({"role": "Rajan Nair"}, "no role"),
        ({"until": "2027-01-01"}, "not-now only"),
        ({"verdict": "not-now", "until": "2026-02-01"}, "not after today"),
        ({"verdict": "not-now", "until": "soon"}, "no day"),
        ({"note": "x" * 301}, "keep it to 300"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(given: dict[str, str], said: str) -> None:
    asked = {"verdict": "reject", "role": "dic", "reason": "does not answer", **given}
    verdict, role = asked.pop("verdict"), asked.pop("role")
    with pytest.raises(InputError, match=said):
        feedback("mentors", COIR, CCRI, verdict, role, at=AT, **asked)


def test_an_undo_needs_a_record_that_holds_and_is_none() -> None:
    undo = undoing({rejected.id: rejected}, rejected.id, "dic", AT + timedelta(days=1))
    both = {rejected.id: rejected, undo.id: undo}
    with pytest.raises(InputError, match="already"):
        undoing(both, rejected.id.removeprefix("feedback:"), "dic")
    with pytest.raises(InputError, match="is not undone"):
        undoing(both, undo.id, "dic")
    with pytest.raises(NotFoundError):
        undoing(both, "feedback:none", "dic")


@pytest.mark.parametrize(
    "note",
    ["ring 98470 12345", "ask Dr. Rajan", "Smt Latha said no", "office@x.org", "ശ്രീ രാജൻ പറഞ്ഞു",
     "spoke with Rajan", "PAN ABCPE1234F"],
)  # fmt: skip
def test_a_note_with_personal_data_is_refused(note: str) -> None:
    with pytest.raises(InputError, match="leave it out"):
        checked_note(note)


@pytest.mark.parametrize(
    "note", ["three letters, no reply", "Sri Lankan coir", "the Sree Chitra Tirunal Institute is nearer",
             "asked for 20 lakh", "തിരക്കിലാണ്", ""],
)  # fmt: skip
def test_a_plain_note_is_kept_as_it_is(note: str) -> None:
    assert checked_note(note) == note


# -- on both stores --


def _loaded(url: str) -> GraphStore:
    store = open_store(url, "write")
    for kind, identity in (("cluster", COIR), ("institution", CCRI)):
        properties = {"id": identity, "name": identity, "source": "test", "as_of": "2026", "synthetic": False}
        store.write(f"load/{kind}", rows=[{"id": identity, "properties": properties}])
    return store


def test_it_is_kept_beside_the_facts_and_nothing_is_overwritten(store_url: str, tmp_path: Path) -> None:
    with _loaded(store_url) as store:
        before = Snapshot.of(store)
        keep(store, rejected)
        first = content_hash(store)
        undo = undoing(kept(store), rejected.id, "dinc", AT + timedelta(days=1))
        keep(store, undo)
        assert kept(store) == {rejected.id: rejected, undo.id: undo}
        keep(store, rejected)
        assert content_hash(store) != first
        [stored] = store.read("read/stored/feedback", ids=[rejected.id])
        assert stored["properties"]["verdict"] == "reject"
        assert stored["properties"]["source"].endswith("District Industries Centre officer")
        ties = [store.read(f"read/stored/feedback_about_{kind}", ids=[rejected.id])
                for kind in ("cluster", "institution")]  # fmt: skip
        assert [[row["end_id"] for row in rows] for rows in ties] == [[COIR], [CCRI]]
        after = Snapshot.of(store)
        assert after.feedback == (rejected, undo)
        assert after.facts == before.facts == before.id != after.id
        assert (after.nodes, set(after.by_kind)) == (before.nodes, set(before.by_kind))
        told = info(store)
        assert told["nodes"]["feedback"] == 2
        assert told["relationships"] == {"ABOUT": 4}
        # Loading the tables again leaves it alone.
        ingest(store, [DATA / "states.csv"])
        assert len(kept(store)) == 2
        with open_store(tmp_path / "copy.kgl", "write") as other:
            assert copy(store, other) == content_hash(store)
            assert kept(other) == kept(store)
        with pytest.raises(InputError, match="no longer has"):
            keep(store, feedback("mentors", COIR, "institution:none", "accept", "dic"))


# -- in answers --


def test_without_feedback_nothing_changes_to_the_last_bit() -> None:
    plain = service().mentors(LIKE, top=400)
    later = with_records(rejected, undoing({rejected.id: rejected}, rejected.id, "dic")).mentors(
        LIKE, top=400
    )
    first, second = answer_json(plain), answer_json(later)
    assert first.pop("snapshot") != second.pop("snapshot")
    assert first == second
    assert "rejections" not in plain.ranking.weights


def test_a_decided_pair_is_shown_apart_with_what_was_decided() -> None:
    plain = [one.id for one in service().mentors(COIR, top=400).ranking.results]
    assert CCRI in plain
    accepted = feedback("mentors", COIR, "institution:ncrmi", "accept", "dinc", reason="good fit")
    answer = with_records(rejected, accepted).mentors(COIR, top=400)
    assert [one.id for one in answer.ranking.results] == [
        i for i in plain if i not in (CCRI, "institution:ncrmi")
    ]
    notes = {one.id: one.note for one in answer.known}
    assert notes[CCRI] == "Rejected on 2026-03-01 by: District Industries Centre officer (does not answer)."
    assert notes["institution:ncrmi"].startswith("Accepted on")
    shown = {one["id"]: one["feedback"] for one in answer_json(answer)["known"]}
    assert shown[CCRI]["id"] == rejected.id
    # The scores of the others are what they were.
    before = {one.id: one.score for one in service().mentors(COIR, top=400).ranking.results}
    assert all(one.score == before[one.id] for one in answer.ranking.results)


def test_not_now_leaves_the_list_until_its_day() -> None:
    later = feedback("mentors", COIR, CCRI, "not_now", "dic", reason="not_ready", until="2026-04-01", at=AT)
    engine = with_records(later).engine()
    for day, suggested in ((date(2026, 3, 15), False), (date(2026, 4, 1), True)):
        engine.day = day
        ids = [one.id for one in engine.mentors(engine.cluster(COIR), top=400).ranking.results]
        assert (CCRI in ids) is suggested


def test_a_rejection_about_the_institution_counts_for_like_clusters_and_is_named() -> None:
    plain = {one.id: one for one in service().mentors(LIKE, top=400).ranking.results}
    found = {one.id: one for one in with_records(rejected).mentors(LIKE, top=400).ranking.results}
    [evidence] = [one for one in found[CCRI].evidence if one.feature == "rejections"]
    assert found[CCRI].score == pytest.approx(plain[CCRI].score - WEIGHT * evidence.value, abs=1e-12)
    assert sum(one.contribution for one in found[CCRI].evidence) == pytest.approx(found[CCRI].score, abs=1e-9)
    assert 0.4 <= evidence.value < 1
    assert rejected.id in evidence.explanation
    assert "Alappuzha coir" in evidence.explanation
    assert all(found[i].score == plain[i].score for i in found if i != CCRI)
    unlike = with_records(rejected).mentors(UNLIKE, top=400)
    before = {one.id: one.score for one in service().mentors(UNLIKE, top=400).ranking.results}
    assert {one.id: one.score for one in unlike.ranking.results} == before


@pytest.mark.parametrize("reason", ["other_chosen", "not_ready", "works_already"])
def test_a_reason_that_is_not_about_the_institution_counts_for_nobody_else(reason: str) -> None:
    record = feedback("mentors", COIR, CCRI, "reject", "dic", reason=reason, at=AT)
    answer = with_records(record).mentors(LIKE, top=5)
    assert "rejections" not in answer.ranking.weights


def test_no_score_falls_below_0_however_many_reject() -> None:
    last = service().mentors(LIKE, top=400).ranking.results[-1].id
    many = [feedback("mentors", cluster, last, "reject", "dic", reason="too_far", at=AT)
            for cluster in (COIR, "cluster:kangayam-coir", "cluster:pollachi-coir")]  # fmt: skip
    found = {one.id: one for one in with_records(*many).mentors(LIKE, top=400).ranking.results}
    assert found[last].score > 0
    assert sum(one.contribution for one in found[last].evidence) == pytest.approx(found[last].score, abs=1e-9)


def test_why_tells_the_decision_and_replays_with_rejections() -> None:
    engine = with_records(rejected).engine()
    told = why(engine, "mentors", engine.cluster(COIR), CCRI)
    assert told.place is None
    assert told.excluded is not None
    assert "Rejected on 2026-03-01" in told.excluded.sentence
    told = why(engine, "mentors", engine.cluster(LIKE), "institution:cusat", top=5)
    assert told.change is not None
    if told.change.changes:
        assert told.change.place is not None
        assert told.change.place <= 5


def test_a_rejected_pair_is_not_assigned_unless_it_is_forced() -> None:
    engine = with_records(rejected).engine()

    def find(kind: str, name: str) -> str:
        return service().find(engine.snapshot, [kind], name)

    plain = pose(engine, find, Wish(clusters=(COIR, LIKE)))
    assert (COIR, CCRI) in plain.problem.forbidden
    forced = pose(engine, find, Wish(clusters=(COIR, LIKE), forced=((COIR, CCRI),)))
    assert (COIR, CCRI) not in forced.problem.forbidden


def test_a_pilot_is_decided_on_likewise() -> None:
    technology = "technology:ccri-coirret"
    best = service().pilots(technology, top=1).ranking.results[0].id
    record = feedback("pilots", technology, best, "reject", "field", reason="not_ready", at=AT)
    answer = with_records(record).pilots(technology, top=400)
    assert best not in [one.id for one in answer.ranking.results]
    assert "not ready" in {one.id: one.note for one in answer.known}[best]


def test_new_feedback_keeps_what_the_facts_built() -> None:
    plain = service().engine()
    engine = with_records(rejected).engine()
    assert engine.institutions is plain.institutions
    assert engine.snapshot is not plain.snapshot
    assert np.array_equal(engine.clusters.whole, plain.clusters.whole)


# -- by command and by API --


@pytest.fixture(scope="module")
def own_store(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("feedback") / "own.kgl"
    with open_store(path, "write") as store:
        ingest(store, [DATA])
    return str(path)


def run(*words: str) -> Any:
    result = CliRunner().invoke(app, [*words])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout) if "--json" in words else result.stdout


def test_the_command_keeps_lists_and_takes_back(own_store: str) -> None:
    end = ("--store", own_store, "--json")
    made = run("feedback", "Alappuzha coir", "institution:ccri", "reject", "--reason", "does not answer",
               "--role", "dic", "--note", "three letters", *end)  # fmt: skip
    assert (made["verdict"], made["reason"], made["note"]) == ("reject", "no_answer", "three letters")
    assert "(does not" in run("feedback", "list", "--store", own_store)
    run("feedback", "undo", made["id"], "--role", "dic", *end)
    found = run("feedback", "list", *end)["feedback"]
    assert [one["state"] for one in found] == ["undone", "undo"]
    refused = CliRunner().invoke(app, ["feedback", "Alappuzha coir", "institution:ccri", "reject", "--reason",
                                       "too far", "--role", "dic", "--note", "Dr. Rajan", *end])  # fmt: skip
    assert refused.exit_code != 0
    assert len(run("feedback", "list", *end)["feedback"]) == 2


def test_the_api_keeps_lists_and_takes_back(own_store: str) -> None:
    with open_store(own_store) as reading:
        found = Service(reading, encoder)
        application = create_app(found)
        client = TestClient(application)
        body = {"subject": "cluster:pollachi-coir", "candidate": "institution:ccri", "verdict": "not_now",
                "reason": "no_capacity", "role": "mentor"}  # fmt: skip
        refused = client.post("/v1/feedback", json=body)
        assert refused.status_code == 503
        assert "--accept-sheets" in refused.json()["detail"]

        @contextmanager
        def writer() -> Iterator[GraphStore]:
            with open_store(own_store, "write") as store:
                yield store

        application.state.writer = writer
        held = client.get("/v1/clusters/cluster:pollachi-coir/mentors?top=100").json()
        assert "institution:ccri" in [one["id"] for one in held["results"]]
        made = client.post("/v1/feedback", json=body)
        assert made.status_code == 200, made.text
        record = made.json()
        assert record["until"] == (today() + timedelta(days=90)).isoformat()
        now = client.get("/v1/clusters/cluster:pollachi-coir/mentors?top=100").json()
        assert "institution:ccri" not in [one["id"] for one in now["results"]]
        [shown] = [one for one in now["known"] if one["id"] == "institution:ccri"]
        assert shown["feedback"]["id"] == record["id"]
        listed = client.get("/v1/feedback").json()["feedback"]
        assert listed[-1]["state"] == "in_force"
        only = client.get("/v1/feedback?cluster=cluster:pollachi-coir").json()["feedback"]
        assert [one["id"] for one in only] == [record["id"]]
        assert client.get("/v1/feedback?cluster=nowhere").status_code == 404
        assert client.put("/v1/feedback").headers["allow"] == "GET, POST"
        undone = client.post(f"/v1/feedback/{record['id']}/undo", json={"role": "dic"})
        assert undone.status_code == 200
        assert client.post(f"/v1/feedback/{record['id']}/undo", json={"role": "dic"}).status_code == 422
        back = client.get("/v1/clusters/cluster:pollachi-coir/mentors?top=100").json()
        assert [one["id"] for one in back["results"]] == [one["id"] for one in held["results"]]
        bad = client.post("/v1/feedback", json=body | {"note": "mail a@b.org"})
        assert bad.status_code == 422
        assert client.post("/v1/feedback", json=body | {"role": "Rajan"}).status_code == 422
