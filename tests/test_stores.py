"""The two stores behave alike, and each thing that can go wrong says so in its own words."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import kglite
import pytest
from conftest import run_cypher

from graph import errors
from graph.content import content_hash
from graph.model import MODEL_VERSION
from graph.store import GraphStore, open_store, revision, write_rows

ROOT = Path(__file__).resolve().parents[1]


def state(name: str, **others: object) -> dict[str, object]:
    identity = f"state:{name}"
    sourced = {"source": "test", "as_of": "2026", "synthetic": False, "search_text": name}
    return {"id": identity, "properties": {"id": identity, "name": name, **sourced, **others}}


def states(store: GraphStore) -> int:
    return sum(row["count"] for row in store.read("read/node_counts") if row["label"] == "State")


@contextmanager
def other_process(program: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A program that prints a line when it is ready, and ends when it reads one."""
    command = [sys.executable, "-c", program, *arguments]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "ready\n"
            yield process
            process.stdin.write("\n")
            process.stdin.close()
            assert process.wait(timeout=60) == 0
        finally:
            process.kill()


# -- alike --


def test_what_is_written_is_read_by_the_next(store_url: str) -> None:
    properties = {"latitude": 9.5, "lgd_code": 2**62, "aliases": ["a", "കേരളം"], "synthetic": True}
    with open_store(store_url, "write") as store:
        assert store.write("load/state", rows=[state("kerala", **properties)]) == []
        assert store.write("load/revision") == [{"revision": 1}]
        assert revision(store) == 1
    with open_store(store_url) as store:
        [row] = store.read("read/stored/state", ids=["state:kerala"])
        assert row == state("kerala", **properties)
        assert list(store.stream("read/stored/state", ids=["state:kerala"])) == [row]
        assert type(row["properties"]["latitude"]) is float
        assert type(row["properties"]["lgd_code"]) is int
        assert revision(store) == 1


def test_many_rows_are_written_in_batches(store_url: str) -> None:
    rows = [state(f"s{number}") for number in range(4500)]
    with open_store(store_url, "write") as store:
        write_rows(store, "load/state", rows)
        assert states(store) == 4500
        write_rows(store, "load/state", [])
        assert states(store) == 4500


def test_opening_to_write_again_changes_nothing(store_url: str) -> None:
    with open_store(store_url, "write") as store:
        store.write("load/state", rows=[state("kerala")])
        store.write("load/revision")
        before = content_hash(store)
    with open_store(store_url, "write") as store:
        assert content_hash(store) == before
        assert revision(store) == 1


def test_threads_read_together(loaded_url: str) -> None:
    with open_store(loaded_url) as store:
        asked = [("read/stored/cluster", {"ids": ["cluster:alappuzha-coir"]}), ("read/node_counts", {})]
        alone = [store.read(name, **parameters) for name, parameters in asked]
        with ThreadPoolExecutor(8) as pool:
            jobs = [pool.submit(store.read, name, **p) for _ in range(25) for name, p in asked]
            assert [job.result() for job in jobs] == alone * 25


def test_a_store_opened_to_read_is_not_written_to(store_url: str) -> None:
    with open_store(store_url, "write") as store:
        store.write("load/state", rows=[state("kerala")])
    with open_store(store_url) as store:
        with pytest.raises(errors.StoreError, match="was opened for reading"):
            store.write("load/state", rows=[state("goa")])
        with pytest.raises(errors.QueryError):
            store.read("load/state", rows=[state("goa")])
        with pytest.raises(errors.QueryError):
            list(store.stream("load/state", rows=[state("goa")]))
        assert states(store) == 1


def test_the_wrong_parameters_are_refused(store_url: str) -> None:
    with open_store(store_url, "write") as store:
        for wrong in ({}, {"ids": [], "limit": 1}, {"id": []}):
            for ask in (store.read, store.write, lambda *a, **k: list(store.stream(*a, **k))):
                with pytest.raises(errors.QueryError, match=r"read/stored/state takes ids, was given"):
                    ask("read/stored/state", **wrong)
        with pytest.raises(errors.QueryError, match="there is no query read/nothing"):
            store.read("read/nothing")


def test_a_batch_that_fails_leaves_nothing(store_url: str) -> None:
    with open_store(store_url, "write") as store:
        store.write("load/state", rows=[state("kerala")])
        broken = {"id": None, "properties": {"name": "has no id to merge on"}}
        with pytest.raises(errors.QueryError, match="load/state failed"):
            store.write("load/state", rows=[state("goa"), broken])
        assert states(store) == 1


# -- what can go wrong --


def test_nothing_there_yet(store_url: str) -> None:
    with pytest.raises(errors.StoreMissingError, match=r"no graph at .* yet; load one with `sangam ingest`"):
        open_store(store_url)
    # Asking made nothing.
    with pytest.raises(errors.StoreMissingError):
        open_store(store_url)


@pytest.mark.parametrize("mode", ["read", "write"])
@pytest.mark.parametrize("kind", ["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def test_a_graph_of_somebody_else(kind: str, mode: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue(f"{kind}_url")
    foreign = "CREATE (:Person {name: 'somebody'}), (:Person {name: 'else'})"
    if kind == "embedded":
        graph = kglite.open(url)
        graph.cypher(foreign)
        graph.close()
    else:
        run_cypher(url, foreign)
    with pytest.raises(errors.ForeignGraphError, match="holds 2 nodes that are not Sangam's"):
        open_store(url, mode)  # type: ignore[arg-type]
    if kind == "neo4j":
        assert run_cypher(url, "MATCH (n) RETURN count(n) AS n") == [{"n": 2}]


@pytest.mark.parametrize("mode", ["read", "write"])
def test_a_graph_of_another_version_of_the_model(store_url: str, mode: str) -> None:
    with open_store(store_url, "write") as store:
        store.write("load/state", rows=[state("kerala")])
        store.write("schema/revision", model_version=MODEL_VERSION + 1)
    with pytest.raises(errors.StoreError, match=f"follows version {MODEL_VERSION + 1} of the model"):
        open_store(store_url, mode)  # type: ignore[arg-type]


def test_addresses_that_are_none(tmp_path: Path) -> None:
    for url in ("http://localhost", "ftp://x/y", "sqlite:///graph.db"):
        with pytest.raises(errors.StoreError, match="is no store; give a file's path"):
            open_store(url)
    with pytest.raises(errors.StoreError, match="is a folder; name a file, as in"):
        open_store(tmp_path)
    with pytest.raises(errors.StoreError, match="is not a folder that can be written to"):
        open_store(tmp_path / "nowhere" / "graph.kgl", "write")
    with pytest.raises(errors.StoreError, match="the address of the server cannot be read"):
        open_store("bolt://neo4j:secret@localhost:99999")


@pytest.mark.parametrize("content", [b"", b"id,name\n", b"RGF", b"RGF\x00" + bytes(5000), os.urandom(9)])
@pytest.mark.parametrize("mode", ["read", "write"])
def test_a_file_that_is_no_graph(tmp_path: Path, content: bytes, mode: str) -> None:
    path = tmp_path / "clusters.csv"
    path.write_bytes(content)
    with pytest.raises(errors.StoreError, match=r"clusters\.csv cannot be (read|opened) as a graph"):
        open_store(path, mode)  # type: ignore[arg-type]
    assert path.read_bytes() == content


def test_half_a_graph_file(tmp_path: Path, loaded_embedded_url: str) -> None:
    path = tmp_path / "half.kgl"
    whole = Path(loaded_embedded_url).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    for mode in ("read", "write"):
        with pytest.raises(errors.StoreError, match="cannot be"):
            open_store(path, mode)  # type: ignore[arg-type]


@pytest.mark.neo4j
def test_a_server_that_refuses_or_does_not_answer(neo4j_url: str) -> None:
    parts = urlsplit(neo4j_url)
    here = f"{parts.hostname}:{parts.port}"
    for url in (f"bolt://neo4j:wr0ng-secret@{here}", f"bolt://{here}", f"bolt://nobody:wr0ng-secret@{here}"):
        with pytest.raises(errors.StoreAccessError, match="refuses the user or the password") as refused:
            open_store(url)
        assert "wr0ng-secret" not in str(refused.value)
    with pytest.raises(errors.StoreError, match=r"cannot be used: .*nosuchdatabase"):
        open_store(f"{neo4j_url}/nosuchdatabase", "write")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    began = time.monotonic()
    for url in (f"bolt://neo4j:s3cret@127.0.0.1:{port}", "bolt://neo4j:s3cret@no-such-host.invalid:7687"):
        with pytest.raises(errors.StoreUnreachableError, match="no Neo4j answers at bolt://") as silent:
            open_store(url)
        assert "s3cret" not in str(silent.value)
    assert time.monotonic() - began < 30


@pytest.mark.neo4j
def test_the_url_of_a_server_shows_no_password(neo4j_url: str) -> None:
    parts = urlsplit(neo4j_url)
    with open_store(neo4j_url.replace("bolt://", "neo4j://"), "write") as store:
        assert store.url == f"neo4j://{parts.hostname}:{parts.port}"
        assert states(store) == 0
    with open_store(f"{neo4j_url}/neo4j") as store:
        assert store.url.endswith("/neo4j")


# -- one embedded file, several processes --

_WRITER = """
import sys
from graph.store import open_store
with open_store(sys.argv[1], "write") as store:
    row = {"id": "state:goa", "properties": {"id": "state:goa", "name": "Goa", "search_text": "goa"}}
    store.write("load/state", rows=[row])
    print("ready", flush=True)
    sys.stdin.readline()
"""


def test_a_reader_sees_whole_loads_only(embedded_url: str) -> None:
    with open_store(embedded_url, "write") as store:
        store.write("load/state", rows=[state("kerala")])
    with open_store(embedded_url) as reader:
        with other_process(_WRITER, embedded_url):
            reader.refresh()
            assert states(reader) == 1
            with open_store(embedded_url) as another:
                assert states(another) == 1
        assert states(reader) == 1, "a request in progress keeps the graph that it began with"
        reader.refresh()
        assert states(reader) == 2
        mark = reader._graph  # type: ignore[attr-defined]
        reader.refresh()
        assert reader._graph is mark, "an unchanged file is not read again"  # type: ignore[attr-defined]


def test_one_process_writes_at_a_time(embedded_url: str) -> None:
    with (
        other_process(_WRITER, embedded_url),
        pytest.raises(errors.StoreBusyError, match="another process is writing"),
    ):
        open_store(embedded_url, "write")
    with open_store(embedded_url, "write") as store:
        assert states(store) == 1
        with pytest.raises(errors.StoreBusyError):
            open_store(embedded_url, "write")


def test_a_load_that_breaks_off_is_not_shown_and_not_lost(embedded_url: str) -> None:
    with open_store(embedded_url, "write") as store:
        store.write("load/state", rows=[state("kerala")])

    def broken_off() -> None:
        with open_store(embedded_url, "write") as store:
            store.write("load/state", rows=[state("goa")])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    with open_store(embedded_url) as reader:
        assert states(reader) == 1
    with open_store(embedded_url, "write") as store:
        assert states(store) == 2


def test_a_writer_that_was_killed_leaves_its_batches_to_the_next(embedded_url: str) -> None:
    with open_store(embedded_url, "write") as store:
        store.write("load/state", rows=[state("kerala")])
    command = [sys.executable, "-c", _WRITER, embedded_url]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.kill()
    with open_store(embedded_url) as reader:
        assert states(reader) == 1
    with open_store(embedded_url, "write") as store:
        assert states(store) == 2


def test_a_file_that_vanished_is_told_of(tmp_path: Path, loaded_embedded_url: str) -> None:
    path = tmp_path / "copy.kgl"
    shutil.copy(loaded_embedded_url, path)
    with open_store(path) as reader:
        path.unlink()
        with pytest.raises(errors.StoreMissingError):
            reader.refresh()
        assert states(reader) > 30, "what was read stays readable"


@pytest.mark.parametrize(
    "kind",
    [value for value in vars(errors).values() if isinstance(value, type)],
    ids=lambda kind: kind.__name__,
)
def test_every_error_is_one_of_ours_and_drawn_in_the_tree(kind: type) -> None:
    assert issubclass(kind, errors.SangamError)
    assert kind.__name__ in (errors.__doc__ or "")
    assert kind.__doc__
