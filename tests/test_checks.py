"""Small checks that a wrong program would pass without."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import QueryError
from graph.queries import query
from graph.store import open_store
from ingest.pipeline import ingest

DATA = Path(__file__).resolve().parents[1] / "data"


def test_a_parameter_of_another_name_is_refused() -> None:
    with pytest.raises(QueryError, match="takes ids, was given names"):
        query("read/claims_about").check(["names"])


def test_an_industry_is_not_its_own_parent(embedded_url: str, tmp_path: Path) -> None:
    table = tmp_path / "industries.csv"
    table.write_text(
        "id,name,code,level,parent,source,as_of\n"
        "industry:x,Whole,X,section,,a source,2026\n"
        "industry:x1,Part,X1,division,industry:x1,a source,2026\n",
        encoding="utf-8",
    )
    with open_store(embedded_url, "write") as store:
        report = ingest(store, [table])
    assert [(r.field, r.row.origin.line) for f in report.files for r in f.rejections] == [("parent", 3)]


def test_an_ambiguous_name_is_not_taken_for_the_first(embedded_url: str, tmp_path: Path) -> None:
    (tmp_path / "states.csv").write_text(
        "id,name,source,as_of\nstate:a,Alpha,a source,2026\nstate:b,Beta,a source,2026\n", encoding="utf-8"
    )
    (tmp_path / "districts.csv").write_text(
        "id,name,state,source,as_of\ndistrict:a-same,Same,state:a,a source,2026\n"
        "district:b-same,Same,state:b,a source,2026\n",
        encoding="utf-8",
    )
    (tmp_path / "clusters.csv").write_text(
        "id,name,district,state,source,as_of\ncluster:one,One,Same,,a source,2026\n"
        "cluster:two,Two,Same,Beta,a source,2026\n",
        encoding="utf-8",
    )
    with open_store(embedded_url, "write") as store:
        report = ingest(store, [tmp_path])
        rows = store.read("read/stored/cluster_located_in_district", ids=["cluster:one", "cluster:two"])
    rejected = [(r.row.cells["id"], r.field) for f in report.files for r in f.rejections]
    assert rejected == [("cluster:one", "district")]
    assert [(row["start_id"], row["end_id"]) for row in rows] == [("cluster:two", "district:b-same")]
