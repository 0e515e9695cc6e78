"""Loading tables: every row is accounted for, and neither repetition nor order changes the graph."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import DATA, write_table
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.content import content_hash, info
from graph.store import GraphStore, open_store, revision
from ingest.pipeline import Progress, ingest
from ingest.report import Report

SAID = {"source": "Test directory, 2026", "as_of": "2026-01"}
Row = dict[str, str]
Files = dict[str, list[Row]]


def world(folder: Path) -> Path:
    """A small world that rows can refer to."""
    folder.mkdir(exist_ok=True)
    state = SAID | {"id": "state:kerala", "name": "Kerala"}
    district = SAID | {"state": "state:kerala"}
    write_table(folder / "states.csv", state, state | {"id": "state:goa", "name": "Goa"})
    write_table(
        folder / "districts.csv",
        district | {"id": "district:alappuzha", "name": "Alappuzha", "aliases": "Alleppey"},
        district | {"id": "district:kollam", "name": "Kollam"},
    )
    level = SAID | {"level": "division"}
    write_table(
        folder / "industries.csv",
        level | {"id": "industry:13", "name": "Textiles", "code": "13"},
        level
        | {
            "id": "industry:131",
            "name": "Spinning",
            "code": "131",
            "level": "group",
            "parent": "industry:13",
        },
    )
    write_table(
        folder / "capabilities.csv",
        SAID | {"id": "capability:other", "name": "Other help"},
        SAID | {"id": "capability:testing", "name": "Testing"},
    )
    return folder


def cluster(name: str, **others: str) -> Row:
    return {"id": f"cluster:{name}", "name": f"{name} cluster", "district": "Alappuzha", **SAID, **others}


def write(folder: Path, files: Files) -> list[Path]:
    folder.mkdir(exist_ok=True, parents=True)
    return [write_table(folder / name, *rows) for name, rows in files.items() if rows]


def numbers(report: Report) -> dict[str, Any]:
    return {key: value for key, value in report.as_json().items() if key not in ("dry_run", "seconds")}


def load(store: GraphStore, paths: Sequence[Path]) -> Report:
    report = ingest(store, paths)
    for part in report.files:
        assert part.read == part.loaded + part.merged + part.rejected
        assert min(part.loaded, part.merged, part.rejected) >= 0
    return report


# -- any tables at all --

_IDS = st.sampled_from(
    ["cluster:a", "cluster:b", "cluster:c", "cluster:d", "cluster:", "Cluster:a", "district:a", ""]
)
_CLUSTER = st.fixed_dictionaries(
    {
        "id": _IDS,
        "name": st.sampled_from(["Coir", "Cashew", "കയർ", "", "x" * 300]),
        "units": st.sampled_from(["", "12", "1,200", "-1", "many", "9" * 30]),
        "latitude": st.sampled_from(["", "9.5", "95", "north"]),
        "longitude": st.sampled_from(["", "76.3", "760"]),
        "category": st.sampled_from(["", "handicraft", "crafts"]),
        "district": st.sampled_from(["", "Alleppey", "district:kollam", "Atlantis", "state:kerala"]),
        "industries": st.sampled_from(["", "13", "131; industry:13", "9999", "13; 9999"]),
        "products": st.sampled_from(["", "coir yarn", "coir yarn; mat", "കയർ", "LED lamp"]),
        "aliases": st.sampled_from(["", " ; ", "one; two", "=1+1"]),
        "source": st.sampled_from(["A", "B", "call 98765 43210", ""]),
        "as_of": st.sampled_from(["2024", "undated", "yesterday"]),
    }
)
_NEED = st.fixed_dictionaries(
    {
        "cluster": st.sampled_from(["cluster:a", "cluster:b", "Coir", "cluster:nowhere", ""]),
        "capability": st.sampled_from(["capability:testing", "Testing", "", "capability:none", "cluster:a"]),
        "statement": st.sampled_from(["", "dyes fade", "no testing"]),
        "source": st.sampled_from(["A", "B"]),
        "as_of": st.sampled_from(["2024", "2025"]),
    }
)
_CLAIM = st.fixed_dictionaries(
    {
        "entity": st.sampled_from(["cluster:a", "cluster:b", "cluster:zz", "state:kerala", "no id"]),
        "field": st.sampled_from(["units", "name", "district", "synthetic", "colour", "latitude"]),
        "value": st.sampled_from(["12", "many", "", "9.5"]),
        "note": st.sampled_from(["", "agrees"]),
        "source": st.sampled_from(["A", "C"]),
        "as_of": st.sampled_from(["2024", "undated"]),
    }
)


def _rows(row: st.SearchStrategy[Row], most: int) -> st.SearchStrategy[list[Row]]:
    return st.lists(row, min_size=1, max_size=most)


@given(_rows(_CLUSTER, 8), _rows(_NEED, 6), _rows(_CLAIM, 6))
@settings(max_examples=40, deadline=None)
def test_any_tables_are_accounted_for_and_loading_again_changes_nothing(
    clusters: list[Row], needs: list[Row], claims: list[Row]
) -> None:
    files: Files = {"clusters.csv": clusters, "cluster_needs.csv": needs, "claims.csv": claims}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        base, own = world(folder / "world"), folder / "own"
        write(own, files)
        with open_store(folder / "graph.kgl", "write") as store:
            load(store, [base])
            before, counted = content_hash(store), revision(store)
            tried = ingest(store, [own], dry_run=True)
            assert (content_hash(store), revision(store)) == (before, counted)
            real = load(store, [own])
            assert [part.read for part in real.files] == [len(files[part.file]) for part in real.files]
            assert numbers(tried) == numbers(real)
            first = info(store)
            again = load(store, [own])
            assert (again.created, again.changed) == (0, 0)
            assert sum(part.loaded for part in again.files) == 0
            assert again.rejected == real.rejected
            assert info(store) == first
        for rejection in (rejection for part in real.files for rejection in part.rejections):
            assert rejection.reason
            assert rejection.remedy
            assert len(rejection.reason) < 250


# -- order --


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    base = world(tmp_path / "world")
    paths = [*base.iterdir(), *write(tmp_path / "own", {"clusters.csv": [cluster("a"), cluster("b")]})]
    hashes = set()
    for number, order in enumerate(itertools.islice(itertools.permutations(paths), 0, 120, 17)):
        with open_store(tmp_path / f"{number}.kgl", "write") as store:
            assert load(store, order).rejected == 0
            hashes.add(content_hash(store))
    assert len(hashes) == 1


def test_the_order_of_runs_and_rows_does_not_matter(tmp_path: Path) -> None:
    """Files of different sources on the same things, in one run or several."""
    base = world(tmp_path / "world")
    older = {"source": "Older report", "as_of": "2019"}
    ours = [cluster("a", units="10", products="coir yarn; Coir Mat"), cluster("b", products="coir yarn")]
    theirs = [
        cluster("c", products="coir mat; coir yarn", **older),
        cluster("a", units="99", looms="5", products="rope", **older),
    ]
    claim = {"entity": "cluster:a", "field": "units", "value": "70"} | older
    write(tmp_path / "one", {"clusters.csv": ours})
    write(tmp_path / "two", {"clusters.csv": theirs})
    write(tmp_path / "three", {"claims.csv": [claim, claim | {"field": "market", "value": "export"}]})
    write(tmp_path / "reversed", {"clusters.csv": ours[::-1]})
    one, two, three, back = (tmp_path / name for name in ("one", "two", "three", "reversed"))
    apart = [
        [[one], [two], [three]],
        [[two], [one], [three]],
        [[two], [three], [one]],
        [[one], [three], [two]],
    ]
    runs = ([[one, two, three]], *apart, [[three, two, back]])
    hashes: dict[str, list[object]] = {}
    for number, run in enumerate(runs):
        with open_store(tmp_path / f"{number}.kgl", "write") as store:
            load(store, [base])
            for paths in run:
                assert load(store, paths).rejected == 0
            [node] = store.read("read/stored/cluster", ids=["cluster:a"])
            assert (node["properties"]["units"], node["properties"]["looms"]) == (10, 5)
            assert node["properties"]["provenance"] == [
                "looms|2019|Older report", "market|2019|Older report",
            ]  # fmt: skip
            hashes.setdefault(content_hash(store), []).append(run)
    assert len(hashes) == 1, hashes


def test_rows_may_refer_to_rows_further_down(tmp_path: Path) -> None:
    base = world(tmp_path / "world")
    level = SAID | {"level": "class"}
    rows = [
        level | {"id": f"industry:{n}", "name": f"N{n}", "code": str(n), "parent": f"industry:{n + 1}"}
        for n in range(2000, 2010)
    ]
    last = level | {"id": "industry:2010", "name": "Last", "code": "2010"}
    lost = level | {"id": "industry:3000", "name": "Lost", "code": "3000", "parent": "industry:4000"}
    write(tmp_path / "own", {"industries.csv": [*rows, lost, last]})
    with open_store(tmp_path / "graph.kgl", "write") as store:
        load(store, [base])
        [part] = load(store, [tmp_path / "own"]).files
        assert (part.read, part.loaded, part.rejected) == (12, 11, 1)
        assert part.rejections[0].row.origin.line == 12
        assert part.rejections[0].field == "parent"


# -- the project's data --


@pytest.mark.parametrize("kind", ["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def test_a_slice_of_the_data_gives_one_graph_on_both_stores(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    parts = ("states", "districts", "constituencies", "capabilities", "banks", "bank_districts")
    paths = [DATA / f"{name}.csv" for name in parts]
    with open_store(tmp_path / "reference.kgl", "write") as store:
        load(store, paths)
        expected = content_hash(store)
    with open_store(request.getfixturevalue(f"{kind}_url"), "write") as store:
        tried = ingest(store, paths, dry_run=True)
        assert sum(info(store)["nodes"].values()) == 0
        real = load(store, paths)
        assert numbers(tried) == numbers(real)
        assert real.rejected == 0
        assert content_hash(store) == expected
        assert load(store, paths).changed == 0
        assert (content_hash(store), revision(store)) == (expected, 1)


def test_all_the_data_loads_and_loading_it_again_changes_nothing(
    loaded_embedded_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "graph.kgl"
    shutil.copy(loaded_embedded_url, path)
    seen: list[Progress] = []
    with open_store(path, "write") as store:
        before = content_hash(store)
        again = ingest(store, [DATA], on_progress=seen.append)
        assert (again.created, again.changed, again.rejected) == (0, 0, 0)
        assert (content_hash(store), revision(store)) == (before, 1)
    told = again.as_json()
    assert told["read"] == told["merged"] == seen[-1].done == seen[-1].total
    assert [progress.done for progress in seen] == sorted(progress.done for progress in seen)
