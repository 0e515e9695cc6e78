"""A small load reads of the graph what it names, and ends as one that reads all names first."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from conftest import write_table
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graph.content import content_hash
from graph.store import GraphStore, open_store
from ingest import partial
from ingest.pipeline import ingest

SAID = {"source": "Test directory, 2026", "as_of": "2026-01"}
NEWER = {"source": "Test directory, 2026", "as_of": "2026-06"}
Row = dict[str, str]
Tables = dict[str, list[Row]]


def _node(of: str, short: str, name: str, **more: str) -> Row:
    return {"id": f"{of}:{short}", "name": name, **more, **SAID}


# Two districts, constituencies and clusters of one name; more near names than are proposed.
WORLD: Tables = {
    "states": [_node("state", "kerala", "Kerala"), _node("state", "goa", "Goa")],
    "districts": [
        _node("district", "kollam", "Kollam", state="state:kerala"),
        _node("district", "north-kerala", "North", state="state:kerala"),
        _node("district", "north-goa", "North", state="Goa"),
    ],
    "constituencies": [
        _node("constituency", "south", "South", number="1", district="district:kollam"),
        _node("constituency", "south-goa", "South", number="2", district="district:north-goa"),
    ],
    "industries": [_node("industry", "13", "Textiles", level="division", code="13")],
    "capabilities": [
        _node("capability", "other", "Other help"), _node("capability", "testing", "Testing")
    ],
    "products": [_node("product", "mats", "Coir mats")],
    "institutions": [
        _node("institution", "cusat", "Cochin University", kind="university", short_name="CUSAT",
              district="Kollam", state="Kerala"),
        _node("institution", "gec", "Engineering College", kind="engineering_college"),
    ],
    "clusters": [
        _node("cluster", "coir", "Coir cluster", district="Kollam"),
        _node("cluster", "koir", "Koir cluster", district="Kollam"),
        _node("cluster", "twin", "Koir cluster", district="North", state="Goa"),
        *(_node("cluster", f"{short}oir", f"{short}oir cluster", district="Kollam") for short in "lmn"),
    ],
}  # fmt: skip

clusters = st.sampled_from(
    ["cluster:coir", "cluster:koir", "cluster:new", "cluster:cusat", "Coir cluster", "Koir cluster", "coir",
     "New name", "Zoir cluster", "district:kollam", "cluster:Coir", "cluster:noir; x"]
)  # fmt: skip
bodies = st.sampled_from(["institution:cusat", "institution:new", "CUSAT", "Cochin Univrsity", "New college"])
names = st.sampled_from(["Coir cluster", "New name", "Koir cluster", "New college"])
places = st.sampled_from(["district:kollam", "Kollam", "Kolam", "North", "district:none", "state:goa"])
states = st.sampled_from(["", "state:goa", "Goa", "Kerala", "state:none"])


def _rows(columns: dict[str, st.SearchStrategy[str]], most: int = 3) -> st.SearchStrategy[list[Row]]:
    said = st.sampled_from([SAID, NEWER])
    row = st.tuples(st.fixed_dictionaries(columns), said).map(lambda both: {**both[0], **both[1]})
    return st.lists(row, max_size=most)


def _short(kind: str, *shorts: str) -> st.SearchStrategy[str]:
    return st.sampled_from([f"{kind}:{short}" for short in shorts])


products = st.sampled_from(["", "Coir mats", "Ropes; Coir mats", "product:mats", "Mats"])
industries = st.sampled_from(["", "industry:13", "13; Textiles", "Textile", "industry:99"])
tables = st.fixed_dictionaries({
    "institutions": _rows({"id": _short("institution", "new", "cusat", "gec"), "name": names,
                           "kind": st.just("polytechnic"), "district": places, "state": states,
                           "industries": industries}),
    "constituencies": _rows({"id": _short("constituency", "south", "new"), "name": st.just("South"),
                             "number": st.just("3"), "district": places}, 1),
    "clusters": _rows({"id": _short("cluster", "new", "coir", "noir"), "name": names, "district": places,
                       "state": states, "constituency": st.sampled_from(["", "South"]),
                       "products": products}),
    "enterprises": _rows({"id": _short("enterprise", "one", "two"), "name": names, "place": st.just("Here"),
                          "size": st.just("micro"), "activity": st.just("manufacturing"),
                          "registered": st.just("yes"), "district": places, "cluster": clusters}, 1),
    "institution_capabilities": _rows({"institution": bodies, "capability": st.sampled_from(
        ["", "testing", "capability:testing", "Testin"])}),
    "ties": _rows({"id": st.just("tie:1"), "relation": st.just("MENTORS"), "from": bodies,
                   "cluster": clusters}),
    "claims": _rows({"entity": clusters, "field": st.sampled_from(["name", "place"]), "value": names}),
})  # fmt: skip


def _write(folder: Path, found: Tables) -> Path:
    folder.mkdir()
    for name, rows in found.items():
        if rows:
            write_table(folder / f"{name}.csv", *rows)
    return folder


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    with open_store(folder / "world.kgl", "write") as store:
        report = ingest(store, [_write(folder / "tables", WORLD)])
        assert not [part for part in report.files if part.rejections]
    return folder / "world.kgl"


def _told(store: GraphStore, folder: Path, dry_run: bool = False) -> dict[str, Any]:
    """All that a report says, to the letter."""
    report = ingest(store, [folder], dry_run=dry_run)
    return {key: value for key, value in report.as_json().items() if key != "seconds"} | {
        "rejected": [
            (part.file, one.row.origin.line, one.field, one.reason, one.remedy)
            for part in report.files
            for one in part.rejections
        ]
    }


def _cluster(short: str, **more: str) -> Row:
    return _node("cluster", short, "New name", district="Kollam", **more)


@settings(deadline=None, max_examples=60)
@given(tables)
# More are equally near than are proposed, one of which the load writes itself.
@example(
    {
        "clusters": [_cluster("noir")],
        "ties": [{"relation": "MENTORS", "from": "CUSAT", "cluster": "Zoir cluster", **SAID}],
    }
)
# A place that the load itself moves is told from its namesake by where it lies then.
@example(
    {
        "constituencies": [
            _node("constituency", "south", "South", number="3", district="district:north-goa")
        ],
        "clusters": [_cluster("new", state="Kerala", constituency="South")],
    }
)
def test_a_small_load_ends_as_one_that_reads_all_names(world: Path, found: Tables) -> None:
    if not any(found.values()):
        return
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        written = _write(folder / "tables", found)
        ends = []
        for few in (True, False):
            if not few:
                patch.setattr(partial, "MOST_ROWS", 0)
            path = folder / f"{few}.kgl"
            shutil.copy(world, path)
            with open_store(path, "write") as store:
                tried = _told(store, written, dry_run=True)
                ends.append((tried, _told(store, written), content_hash(store)))
        assert ends[0] == ends[1]
        assert ends[0][0]["rejected"] == ends[0][1]["rejected"]


class Counted:
    """A store that keeps account of what is asked of it."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self.asked: list[tuple[str, object]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def read(self, name: str, **parameters: object) -> list[dict[str, Any]]:
        self.asked.append((name, parameters.get("label")))
        return self._store.read(name, **parameters)

    def stream(self, name: str, **parameters: object) -> Any:
        self.asked.append((name, None))
        return self._store.stream(name, **parameters)

    def of_names(self) -> list[tuple[str, object]]:
        return [each for each in self.asked if each[0].startswith("read/directory")]


NEW = {"id": "institution:new", "name": "New", "kind": "polytechnic", "state": "state:kerala", **SAID}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ({"institutions": [NEW | {"district": "district:kollam"}],
          "institution_capabilities": [{"institution": "institution:new", "capability": "", **SAID}]}, []),
        ({"institutions": [NEW | {"district": "Kollam"}]}, ["District"]),
        ({"institutions": [NEW | {"district": "district:kolam"}]}, ["District"]),
        ({"ties": [{"relation": "MENTORS", "from": "institution:cusat", "cluster": "Coir cluster", **SAID}]},
         ["Cluster"]),
    ],
)  # fmt: skip
def test_only_names_of_kinds_that_are_asked_by_name_are_read(
    embedded_url: str, tmp_path: Path, rows: Tables, expected: list[str]
) -> None:
    with open_store(embedded_url, "write") as store:
        ingest(store, [_write(tmp_path / "world", WORLD)])
        counted: Any = Counted(store)
        ingest(counted, [_write(tmp_path / "tables", rows)])
        names = [("read/directory_of", label) for label in expected]
        assert counted.of_names() == [("read/directory_among", None), *names]


def test_large_loads_and_those_that_move_districts_read_all_names(
    embedded_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(embedded_url, "write") as store:
        ingest(store, [_write(tmp_path / "world", WORLD)])
        counted: Any = Counted(store)
        ingest(counted, [_write(tmp_path / "moving", {"districts": WORLD["districts"]})])
        assert counted.of_names() == [("read/directory", None)]
        monkeypatch.setattr(partial, "MOST_ROWS", 1)
        ingest(counted, [_write(tmp_path / "large", {"clusters": WORLD["clusters"]})])
        assert counted.of_names() == [("read/directory", None)] * 2
