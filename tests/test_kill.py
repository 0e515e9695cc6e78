"""A load that is killed at any moment and run again ends in the same graph, on both stores."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import DATA, Neo4j

from bench.kills import disturbed, held, load, moments

KILLS = 3
# A part of the data that refers to nothing outside it, so that one load takes seconds on either store.
TABLES = ("states", "districts", "constituencies", "capabilities", "banks", "bank_districts")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "tables"
    place.mkdir()
    for name in TABLES:
        (place / f"{name}.csv").write_bytes((DATA / f"{name}.csv").read_bytes())
    return place


def test_killed_loads_of_a_file(folder: Path, tmp_path: Path) -> None:
    whole = load(str(tmp_path / "whole.kgl"), folder)
    expected = held(str(tmp_path / "whole.kgl"))
    assert not whole.killed
    assert whole.rows == whole.total > 1000
    for number, moment in enumerate(moments(KILLS, whole)):
        kill = disturbed(str(tmp_path / f"{number}.kgl"), folder, moment, expected)
        assert kill.same
        assert kill.between != "part", "a reader sees whole loads only"


@pytest.mark.neo4j
def test_killed_loads_of_a_server(folder: Path, neo4j_server: Neo4j) -> None:
    url = neo4j_server.emptied()
    whole = load(url, folder)
    expected = held(url)
    assert whole.rows == whole.total > 1000
    for moment in moments(KILLS, whole):
        assert disturbed(neo4j_server.emptied(), folder, moment, expected).same


def test_the_kills_fall_into_the_load(folder: Path, tmp_path: Path) -> None:
    """Not before it begins and not after it: the checks above would show nothing."""
    whole = load(str(tmp_path / "whole.kgl"), folder)
    kills = [load(str(tmp_path / f"{number}.kgl"), folder, at) for number, at in enumerate(moments(4, whole))]
    assert any(kill.killed and kill.rows < whole.rows for kill in kills)
    assert [moments(4, whole), moments(4, whole)] == [moments(4, whole)] * 2
