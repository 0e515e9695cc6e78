"""`sangam evaluate`: its JSON has the documented form, its text names every method, errors are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_evaluate import folder
from test_evaluate_pilots import ROWS
from typer.testing import CliRunner

from api.cli.app import app
from api.cli.exits import ExitCode

METHODS = {"random", "popularity", "bm25", "tfidf", "embedding_best", "embedding_top3", "embedding_centroid",
           "sangam"}  # fmt: skip


def test_linkages_as_json_and_text(tmp_path: Path, loaded_embedded_url: str) -> None:
    words = ["evaluate", "linkages", str(folder(tmp_path / "b")), "--store", loaded_embedded_url]
    told = CliRunner().invoke(app, [*words, "--json"])
    report = json.loads(told.stdout)
    assert report["queries"] == 1
    assert set(report["methods"]) == METHODS
    for values in report["methods"].values():
        assert set(values) == {"mrr", "ndcg@10", "hit@5", "hit@10", "ci95"}
    assert report["best_baseline"] in METHODS - {"sangam"}
    assert 0 < report["p_value"] <= 1
    text = CliRunner().invoke(app, words).stdout
    assert "embedding centroid" in text
    assert "not calibrated" in text


def test_places_come_from_the_own_tables_without_a_store(tmp_path: Path) -> None:
    words = ["evaluate", "linkages", str(folder(tmp_path / "b")), "--store", str(tmp_path / "none.kgl")]
    told = CliRunner().invoke(app, [*words, "--json"])
    assert told.exit_code == 0, told.output
    assert "own tables" in told.stderr
    assert not (tmp_path / "none.kgl").exists()


def test_pilots_as_json_and_text(tmp_path: Path) -> None:
    file = tmp_path / "technologies.csv"
    file.write_text(ROWS, encoding="utf-8")
    report = json.loads(CliRunner().invoke(app, ["evaluate", "pilots", str(file), "--json"]).stdout)
    assert (report["n"], report["fields"], report["mrr"], report["hit@1"]) == (4, 2, 1.0, 1.0)
    assert "4 technologies, 2 fields" in CliRunner().invoke(app, ["evaluate", "pilots", str(file)]).stdout


@pytest.mark.parametrize("words", [["linkages", "nowhere"], ["pilots", "nowhere.csv"]])
def test_what_is_missing_is_told(words: list[str], loaded_embedded_url: str) -> None:
    store = ["--store", loaded_embedded_url] if words[0] == "linkages" else []
    told = CliRunner().invoke(app, ["evaluate", *words, *store])
    assert told.exit_code == ExitCode.INPUT
    assert "nowhere" in told.stderr
