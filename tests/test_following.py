"""The service follows the graph by its log of changes, and reads everything where the log does not tell."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import write_table

from graph.changes import KEPT, MOST_IDS, SILENT_SECONDS, State, Writing, recorded, state, touched
from graph.content import copy
from graph.store import GraphStore, open_store, revision
from ingest.pipeline import ingest
from matcher.encoder import Encoder
from matcher.feedback.keep import feedback, keep
from matcher.following import Steps
from matcher.service import Service
from matcher.snapshot import Snapshot

ROOT = Path(__file__).resolve().parents[1]
SAID = {"source": "A document, https://example.org/a", "as_of": "2026"}
KERALA = {"id": "state:kerala", "name": "Kerala", **SAID}
COIR = {"id": "cluster:coir", "name": "Coir of somewhere", "state": "state:kerala", **SAID}
# A load that writes rows and is killed before it has ended.
KILLED = """
import sys
from pathlib import Path
from graph.store import open_store
import ingest.pipeline
store = open_store(sys.argv[1], "write")
ingest.pipeline.Writer.finish = lambda self: (print("ready", flush=True), sys.stdin.read())
ingest.pipeline.ingest(store, [Path(sys.argv[2])])
"""


def no_encoder() -> Encoder:
    raise AssertionError("a snapshot needs no encoder")


def college(name: str, **more: str) -> dict[str, str]:
    return {"id": f"institution:{name}", "name": f"College of {name}", "kind": "polytechnic",
            "state": "state:kerala", **more, **SAID}  # fmt: skip


class World:
    """A small graph in a store that others write to, and a service that reads it."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self._folder, self._count = url, folder, 0
        self.load("states", KERALA)
        self.load("clusters", COIR)
        self.load("institutions", college("one"))
        self.store = open_store(url)
        self.service = Service(self.store, no_encoder)
        self.first = self.service.snapshot()

    def table(self, name: str, *rows: dict[str, str]) -> Path:
        self._count += 1
        place = self._folder / str(self._count)
        place.mkdir(parents=True)
        return write_table(place / f"{name}.csv", *rows)

    def load(self, name: str, *rows: dict[str, str]) -> None:
        self.write(lambda store: ingest(store, [self.table(name, *rows)]))

    def write(self, work: Callable[[GraphStore], object]) -> None:
        with open_store(self.url, "write") as store:
            work(store)

    def newest(self) -> Snapshot:
        """The service's snapshot, which is to equal that of the whole graph."""
        found = self.service.snapshot()
        whole = Snapshot.of(self.store)
        assert (found.id, found.facts, found._digests) == (whole.id, whole.facts, whole._digests)
        assert list(found.nodes) == list(whole.nodes)
        return found


@pytest.fixture
def world(store_url: str, tmp_path: Path) -> Iterator[World]:
    made = World(store_url, tmp_path / "tables")
    yield made
    made.store.close()


def test_a_new_institution_and_a_new_tie_are_followed(world: World) -> None:
    world.load("institutions", college("two"))
    second = world.newest()
    delta = world.service.delta(world.first, second)
    assert delta is not None, "everything was read anew"
    assert (delta.new, delta.changed, delta.gone, delta.removed) == (("institution:two",), (), (), ())
    assert [(tie.start, tie.type, tie.end) for tie in delta.added] == [
        ("institution:two", "LOCATED_IN", "state:kerala")
    ]
    tie = {"relation": "MENTORS", "from": "institution:one", "cluster": "cluster:coir", **SAID}
    world.load("ties", tie)
    world.load("institutions", college("one", place="Kollam"))
    third = world.newest()
    delta = world.service.delta(second, third)
    assert delta is not None
    assert (delta.new, delta.changed, delta.gone) == ((), ("institution:one",), ())
    assert [(tie.type, tie.end) for tie in delta.added] == [("MENTORS", "cluster:coir")]
    both = world.service.delta(world.first, third)
    assert both is not None
    assert (both.new, both.changed, len(both.added)) == (("institution:two",), ("institution:one",), 2)
    assert third.nodes["state:kerala"] is world.first.nodes["state:kerala"]


def test_a_load_that_changes_nothing_leaves_no_trace(world: World) -> None:
    before = revision(world.store), state(world.store, revision(world.store))
    world.load("institutions", college("one"))
    world.write(lambda store: ingest(store, [world.table("institutions", college("two"))], dry_run=True))
    assert world.newest() is world.first
    assert (revision(world.store), state(world.store, revision(world.store))) == before


def test_feedback_is_followed_and_touches_no_fact(world: World) -> None:
    given = feedback("mentors", "cluster:coir", "institution:one", "reject", "dic", reason="too_far")
    world.write(lambda store: keep(store, given))
    after = world.newest()
    delta = world.service.delta(world.first, after)
    assert delta is not None
    assert (delta.feedback, delta.facts) == (True, False)
    assert (after.facts == world.first.facts, after.id == world.first.id) == (True, False)
    assert [one.id for one in after.feedback] == [given.id]


@pytest.mark.parametrize("silent", [0, SILENT_SECONDS + 5])
def test_what_a_killed_load_wrote_is_seen_with_the_next_change(
    silent: int, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = world.table("institutions", college("lost"))
    command = [sys.executable, "-c", KILLED, world.url, str(table)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.kill()
        assert process.wait() == -signal.SIGKILL
    assert world.service.snapshot() is world.first
    later = int(time.time()) + silent
    monkeypatch.setattr("graph.changes._now", lambda: later)
    given = feedback("mentors", "cluster:coir", "institution:one", "accept", "dic")
    world.write(lambda store: keep(store, given))
    seen = world.newest()
    assert "institution:lost" in seen.nodes
    assert world.service.delta(world.first, seen) is None
    # Of a load that was not heard of for an hour nothing more is to come.
    world.load("institutions", college("two"))
    after = world.newest()
    assert (world.service.delta(seen, after) is not None) == bool(silent)


def test_a_load_that_ends_after_another_is_told_whole(neo4j_url: str, tmp_path: Path) -> None:
    """Two loads at once: the one that ends first cannot vouch for the graph, the last can."""
    world = World(neo4j_url, tmp_path / "tables")
    with open_store(neo4j_url, "write") as store:
        writing = Writing(store)
        writing.begin()
        row = {"id": "state:goa", "properties": {"id": "state:goa", "name": "Goa"}}
        store.write("load/state", rows=[row])
        writing.touch(["state:goa"])
        world.load("institutions", college("two"))
        half = world.newest()
        assert world.service.delta(world.first, half) is None
        row["properties"] = {"id": "state:goa", "name": "Goa, the state"}
        store.write("load/state", rows=[row])
        writing.end()
    whole = world.newest()
    delta = world.service.delta(half, whole)
    assert delta is not None
    assert delta.changed == ("state:goa",)
    world.store.close()


def test_too_much_at_once_is_read_anew(world: World) -> None:
    world.load("institutions", *(college(f"many-{number}") for number in range(MOST_IDS + 1)))
    after = world.newest()
    assert len(after.ids("institution")) == MOST_IDS + 2
    assert world.service.delta(world.first, after) is None
    world.load("institutions", college("two"))
    assert world.service.delta(after, world.newest()) is not None


def test_the_log_is_bounded_and_a_reader_from_before_it_reads_anew(world: World) -> None:
    old = state(world.store, revision(world.store))

    def fill(store: GraphStore) -> None:
        for _ in range(KEPT + 5):
            recorded(store, ["institution:one"])

    world.write(fill)
    world.load("institutions", college("two"))
    world.store.refresh()
    assert len(world.store.read("read/changes", since=0)) == KEPT
    assert old.mark
    assert touched(world.store, old) is None
    assert world.service.delta(world.first, world.newest()) is None


def test_a_change_that_is_not_in_the_log_is_read_anew(world: World) -> None:
    def past_the_log(store: GraphStore) -> None:
        row = {"id": "state:goa", "properties": {"id": "state:goa", "name": "Goa"}}
        store.write("load/state", rows=[row])
        store.write("load/revision")
        recorded(store, [])

    world.write(past_the_log)
    after = world.newest()
    assert "state:goa" in after.nodes
    assert world.service.delta(world.first, after) is None


def test_a_file_of_another_graph_is_read_anew(embedded_url: str, tmp_path: Path) -> None:
    """Both come from one graph and have the same revision before the last change."""
    shared = World(embedded_url, tmp_path / "tables")
    other = tmp_path / "other.kgl"
    shutil.copy(embedded_url, other)
    shared.load("institutions", college("here"))
    here = shared.newest()
    with open_store(other, "write") as store:
        for name in ("there", "there-too"):
            ingest(store, [shared.table("institutions", college(name))])
    shutil.copy(other, embedded_url)
    there = shared.newest()
    assert shared.service.delta(here, there) is None
    assert {"institution:there", "institution:there-too"} <= set(there.nodes)
    assert "institution:here" not in there.nodes


def test_a_file_that_goes_on_from_the_same_state_is_followed(embedded_url: str, tmp_path: Path) -> None:
    world = World(embedded_url, tmp_path / "tables")
    other = tmp_path / "other.kgl"
    shutil.copy(embedded_url, other)
    with open_store(other, "write") as store:
        ingest(store, [world.table("institutions", college("there"))])
    shutil.copy(other, embedded_url)
    assert world.service.delta(world.first, world.newest()) is not None


def test_a_copy_is_read_and_then_followed(world: World, tmp_path: Path) -> None:
    path = tmp_path / "copy.kgl"
    with open_store(path, "write") as target:
        copy(world.store, target)
        service = Service(target, no_encoder)
        assert service.snapshot().id == world.first.id
        assert state(target, revision(target)) == State(1)
        for name, followed in (("two", False), ("three", True)):
            before = service.snapshot()
            ingest(target, [world.table("institutions", college(name))])
            after = service.snapshot()
            assert after.id == Snapshot.of(target).id
            assert (service.delta(before, after) is not None) == followed


def test_steps_lead_from_the_last_time_that_it_was_so(world: World) -> None:
    given = feedback("mentors", "cluster:coir", "institution:one", "accept", "dic")
    rows = [{"properties": vars(given)}]
    other, to = world.first.updated([], [], [], rows)
    again, back = other.updated([], [], [])
    third, on = again.updated(["institution:one"], [], [])
    steps = Steps()
    assert steps.between(world.first, other) is None
    for step in ((world.first, other, to), (other, again, back), (again, third, on)):
        steps.add(*step)
    found = steps.between(world.first, third)
    assert found is not None
    assert (found.gone, found.feedback) == (("institution:one",), False)
    assert steps.between(third, other) is None
    steps.add(third, again, None)
    assert steps.between(again, third) is None
