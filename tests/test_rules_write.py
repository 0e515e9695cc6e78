"""Verdicts in the graph: written once, kept up to date, removed in their own scope, asked for in Cypher."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import kglite
import neo4j
import pytest
from conftest import DATA
from typer.testing import CliRunner

from api.cli.app import app
from graph.content import content_hash, copy, info
from graph.errors import NotFoundError
from graph.queries import names, query
from graph.store import GraphStore, open_store, revision
from ingest.pipeline import ingest
from matcher.rules.library import Library, load
from matcher.rules.subject import facts_for
from matcher.rules.verdict import judge_all
from matcher.rules.vocabulary import rules_folder
from matcher.rules.writing import KEY, remove_verdicts, subjects_in, write_verdicts
from matcher.snapshot import Snapshot

COIR, WEAVERS = "cluster:alappuzha-coir", "cluster:kannur-handloom"
ON = date(2026, 11, 24)
LIBRARY = load()
VERDICTS = [name for name in names("browser") if name.startswith("browser/verdicts_")]
OTHERS = [name for name in names("browser") if name not in VERDICTS and name != "browser/model_picture"]


@pytest.fixture
def store(loaded_embedded_url: str, tmp_path: Path) -> Iterator[GraphStore]:
    with open_store(str(shutil.copy(loaded_embedded_url, tmp_path / "g.kgl")), "write") as found:
        yield found


def on(store: GraphStore, cluster: str) -> dict[str, dict[str, Any]]:
    rows = store.read("read/stored/cluster_assessed_for_scheme", ids=[cluster])
    return {row["end_id"]: row["properties"] for row in rows}


def samples(name: str) -> dict[str, Any]:
    graph = kglite.KnowledgeGraph()
    found = query(name).samples.items()
    return {key: next(iter(graph.cypher(f"RETURN {text} AS value")))["value"] for key, text in found}


def without(*files: str, folder: Path) -> Library:
    shutil.copytree(rules_folder(), folder, ignore=shutil.ignore_patterns(*files))
    return load(folder)


def test_verdicts_are_written_with_day_clause_source_and_rule(store: GraphStore) -> None:
    before = revision(store)
    done = write_verdicts(store, LIBRARY, [COIR], ON)
    assert done.created == done.verdicts > 0
    assert done.without_node == ()
    assert revision(store) == before + 1
    written = on(store, COIR)
    snapshot = Snapshot.of(store).id
    judged = {each.scheme: each for each in judge_all(LIBRARY, facts_for(store, COIR), ON)}
    for scheme, told in written.items():
        verdict = judged[scheme]
        assert told["status"] == verdict.status
        assert told.get("reason", "") == verdict.reason
        assert told.get("missing", []) == list(verdict.missing)
        assert (told["on"], told["rule"]) == ("2026-11-24", LIBRARY.rules[scheme].digest)
        assert (told["key"], told["snapshot"], told["synthetic"]) == (KEY, snapshot, False)
        assert told["source"]
        assert told["as_of"]
    assert written["scheme:nhdp-handloom-cdp"]["clauses"] == [
        "handloom-cluster: The cluster is a handloom cluster."
    ]
    left_out = set(judged) - set(written)
    assert left_out
    assert all("cluster" not in LIBRARY.rules[scheme].applicants for scheme in left_out
               if not judged[scheme].missing)  # fmt: skip


def test_writing_again_changes_nothing(store: GraphStore) -> None:
    first = write_verdicts(store, LIBRARY, [COIR, WEAVERS], ON)
    content, changes = content_hash(store), revision(store)
    again = write_verdicts(store, LIBRARY, [COIR, WEAVERS], ON)
    assert (again.created, again.changed, again.removed) == (0, 0, 0)
    assert again.unchanged == first.created
    assert (content_hash(store), revision(store)) == (content, changes)


def test_stale_verdicts_are_recognised_and_removed_in_their_own_scope(
    store: GraphStore, tmp_path: Path
) -> None:
    write_verdicts(store, LIBRARY, [COIR, WEAVERS], date(2026, 11, 1))
    others = {"key": "somebody-else", "status": "eligible", "on": "2020-01-01", "partial": False,
              "review": "2021-01-01", "rule": "x", "snapshot": "y", "source": "elsewhere",
              "as_of": "2020", "synthetic": False}  # fmt: skip
    row = {"start_id": COIR, "end_id": "scheme:odoi", "key": others["key"], "properties": others}
    store.write("load/cluster_assessed_for_scheme", rows=[row])
    untouched = on(store, WEAVERS)
    fewer = without("sfurti.toml", folder=tmp_path / "rules")
    tried = write_verdicts(store, fewer, [COIR], ON, dry_run=True)
    assert (tried.removed, tried.created) == (1, 0)
    assert "scheme:sfurti" in on(store, COIR)
    done = write_verdicts(store, fewer, [COIR], ON)
    assert (done.created, done.changed, done.removed) == (tried.created, tried.changed, tried.removed)
    rows = store.read("read/stored/cluster_assessed_for_scheme", ids=[COIR])
    assert [each["properties"] for each in rows if each["key"] == others["key"]] == [others]
    mine = [each for each in rows if each["key"] == KEY]
    assert {each["properties"]["on"] for each in mine} == {"2026-11-24"}
    assert "scheme:sfurti" not in {each["end_id"] for each in mine}
    assert on(store, WEAVERS) == untouched
    late = store.read("browser/verdicts_out_of_date", most=500)
    earlier = {(each["id"], each["scheme_id"]) for each in late if each["why"] == "of an earlier day"}
    assert earlier == {(WEAVERS, scheme) for scheme in untouched} | {(COIR, "scheme:odoi")}


def test_a_rule_that_says_something_else_marks_its_verdict(store: GraphStore, tmp_path: Path) -> None:
    write_verdicts(store, LIBRARY, [COIR, WEAVERS], ON)
    folder = tmp_path / "rules"
    shutil.copytree(rules_folder(), folder)
    text = (folder / "odoi.toml").read_text(encoding="utf-8")
    (folder / "odoi.toml").write_text(text.replace("value = 200", "value = 300"), encoding="utf-8")
    done = write_verdicts(store, load(folder), [COIR], ON)
    assert (done.created, done.changed, done.removed) == (0, 1, 0)
    late = store.read("browser/verdicts_out_of_date", most=500)
    other = {(each["id"], each["scheme_id"]) for each in late if each["why"] == "of another rule"}
    assert (WEAVERS, "scheme:odoi") in other
    assert all(scheme == "scheme:odoi" for _, scheme in other)


def test_verdicts_belong_to_the_content_and_removing_them_gives_the_old_content_back(
    store: GraphStore, tmp_path: Path
) -> None:
    before, snapshot = content_hash(store), Snapshot.of(store).id
    write_verdicts(store, LIBRARY, [COIR, WEAVERS], ON)
    assert content_hash(store) != before
    assert info(store)["relationships"]["ASSESSED_FOR"] == len(on(store, COIR)) + len(on(store, WEAVERS))
    # What ranks rests on facts: verdicts are no part of its snapshot.
    assert Snapshot.of(store).id == snapshot
    with open_store(tmp_path / "copy.kgl", "write") as other:
        assert copy(store, other) == content_hash(store)
        assert on(other, COIR) == on(store, COIR)
    remove_verdicts(store, subjects_in(store, ["cluster"]))
    assert content_hash(store) == before


def test_a_subject_that_is_not_there_writes_nothing(store: GraphStore) -> None:
    before = content_hash(store)
    with pytest.raises(NotFoundError):
        write_verdicts(store, LIBRARY, [COIR, "cluster:nowhere"], ON)
    assert content_hash(store) == before


def test_the_command_writes_all_clusters_and_start_ups(
    loaded_embedded_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(shutil.copy(loaded_embedded_url, tmp_path / "g.kgl"))
    monkeypatch.setenv("SANGAM_STORE", path)

    def run(*words: str) -> dict[str, Any]:
        found = CliRunner().invoke(app, ["schemes", "write", *words, "--json", "--on", "2026-11-24"])
        assert found.exit_code == 0, found.output
        told: dict[str, Any] = json.loads(found.stdout)
        return told

    assert run("--all", "--kind", "startups", "--dry-run")["created"] > 0
    told = run("--all", "--kind", "startup")
    with open_store(path) as store:
        assert told["subjects"] == len(subjects_in(store, ["startup"]))
        found = info(store)["relationships"]["ASSESSED_FOR"]
    assert found == told["verdicts"] > told["subjects"]
    assert run("Alappuzha coir")["created"] > 0
    assert run("--all", "--remove")["removed"] > found
    for words in ([], ["Alappuzha coir", "--all"], ["--all", "--kind", "bank"]):
        assert CliRunner().invoke(app, ["schemes", "write", *words]).exit_code != 0


# -- the saved queries --


def plain(value: Any) -> Any:
    """A value of either store; of a node or relationship its properties."""
    if isinstance(value, neo4j.graph.Entity):
        return dict(value)
    if isinstance(value, dict) and "properties" in value:
        return {k: v for k, v in value["properties"].items() if k not in ("title", "type")}
    return value


def rows(found: Any) -> list[dict[str, Any]]:
    return [{key: plain(value) for key, value in dict(row).items()} for row in found]


def test_verdicts_are_no_evidence_for_any_other_question(store: GraphStore) -> None:
    asked = [name for name in OTHERS if name != "browser/model_ties"]
    before = {name: rows(store.read(name, **samples(name))) for name in asked}
    write_verdicts(store, LIBRARY, [COIR, WEAVERS, "startup:aakri"], ON)
    assert {name: rows(store.read(name, **samples(name))) for name in asked} == before


@pytest.mark.neo4j
def test_the_saved_queries_on_verdicts_give_the_same_rows_on_both_stores(
    neo4j_url: str, loaded_embedded_url: str, tmp_path: Path
) -> None:
    path = str(shutil.copy(loaded_embedded_url, tmp_path / "g.kgl"))
    parts = urlsplit(neo4j_url)
    auth = (unquote(parts.username or ""), unquote(parts.password or ""))
    with open_store(path, "write") as embedded, open_store(neo4j_url, "write") as remote:
        ingest(remote, [DATA])
        subjects = [*subjects_in(embedded, ["cluster"])[:12], COIR, WEAVERS, "startup:aakri"]
        for store in (embedded, remote):
            write_verdicts(store, LIBRARY, subjects, date(2026, 11, 1))
            done = write_verdicts(store, LIBRARY, [COIR], ON)
            assert done.changed > 0
        assert content_hash(remote) == content_hash(embedded)
        address = f"{parts.scheme}://{parts.hostname}:{parts.port}"
        with neo4j.GraphDatabase.driver(address, auth=auth, notifications_min_severity="OFF") as driver:
            for name in VERDICTS:
                given = samples(name)
                text = query(name).text
                found = rows(driver.execute_query(text, given).records)
                assert found, name
                assert rows(embedded.read(name, **given)) == found, name
                sent = {k: float(v) if isinstance(v, int) else v for k, v in given.items()}
                assert rows(driver.execute_query(text, sent).records) == found, name
            drawn = driver.execute_query(query("browser/verdicts_drawn").text, cluster=COIR).records
            assert 0 < len(drawn) <= 50
        # Removing is by the same text, too.
        for store in (embedded, remote):
            assert remove_verdicts(store, subjects).removed > 0
            assert "ASSESSED_FOR" not in info(store)["relationships"]
        assert content_hash(remote) == content_hash(embedded)
