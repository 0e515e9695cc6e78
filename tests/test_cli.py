"""Answers of the command line, on the really loaded store: in text, JSON and CSV, and when they fail."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.cli.app import app
from api.cli.exits import MEANINGS, ExitCode, code_of
from api.cli.output import clean, csv_cell
from graph import errors
from graph.store import open_store
from ingest.pipeline import ingest
from matcher.answers import answer_json, doubt_of
from matcher.encoder import open_encoder
from matcher.engine import Answer
from matcher.schemes import schemes_for, schemes_json
from matcher.service import Example, Service

COIR = "cluster:alappuzha-coir"
SAREES = "Handloom weavers of cotton sarees who need natural dyes and new designs"
SANGAM = [sys.executable, "-c", "from api.cli import main; main()"]
Run = Callable[..., Result]


@pytest.fixture
def run(loaded_embedded_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on the loaded store, as the settings name it."""
    monkeypatch.setenv("SANGAM_STORE", loaded_embedded_url)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("SANGAM_MODEL", raising=False)

    def run(*words: str) -> Result:
        found = CliRunner().invoke(app, words)
        assert "Traceback" not in found.output
        return found

    return run


@pytest.fixture(scope="module")
def service(loaded_embedded_url: str) -> Service:
    return Service(open_store(loaded_embedded_url), open_encoder)


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def data(found: Result) -> Any:
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


# -- help and usage --


def test_help_lists_every_command_and_every_exit_code(run: Run) -> None:
    found = run("--help")
    assert found.exit_code == 0
    told = " ".join(found.stdout.split())
    for name in ("demo", "ingest", "match", "schemes", "rules", "search", "serve", "neo4j", "copy", "info",
                 "doctor", "docs", "completion"):  # fmt: skip
        assert f"│ {name} " in found.stdout
    for code, meaning in MEANINGS.items():
        assert f"{code.value}: {meaning}" in told


def test_every_error_class_has_the_exit_code_that_the_help_promises() -> None:
    wanted = {
        errors.NotFoundError: 3, errors.StoreError: 4, errors.StoreBusyError: 4,
        errors.StoreUnreachableError: 4, errors.StoreAccessError: 4, errors.ForeignGraphError: 4,
        errors.StoreMissingError: 4, errors.ServerError: 4, errors.InputError: 5, errors.ModelError: 5,
        errors.EncoderError: 6, errors.QueryError: 70,
    }  # fmt: skip
    classes = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.SangamError) and kind is not errors.SangamError
    ]
    assert set(classes) == set(wanted)
    for kind, code in wanted.items():
        assert code_of(kind("why")) == code


@pytest.mark.parametrize(
    "words",
    [
        ("match", "mentors"),
        ("match", "mentors", "alappuzha-coir", "--text", "coir"),
        ("match", "mentors", "alappuzha-coir", "--district", "Kannur"),
        ("match", "mentors", "alappuzha-coir", "--json", "--csv"),
        ("match", "mentors", "alappuzha-coir", "--top", "0"),
        ("match", "mentors", "alappuzha-coir", "--weight", "near"),
        ("match", "nobody"),
        ("search",),
        ("ingest", "--output", "x.xlsx"),
        ("serve", "--port", "70000"),
        ("copy", "one.kgl"),
        ("unknown",),
    ],
)
def test_a_command_typed_wrongly_ends_with_2(run: Run, words: tuple[str, ...]) -> None:
    found = run(*words)
    assert found.exit_code == ExitCode.USAGE
    assert found.stdout == ""
    assert found.stderr


def test_help_answers_without_importing_what_ranks() -> None:
    heavy = "numpy kglite neo4j networkx onnxruntime fastapi openpyxl"
    code = f"import api.cli, sys; print([m for m in '{heavy}'.split() if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


# -- mentors and pilots --


def json_of(answer: Answer) -> Any:
    """What the command line gives of an answer: with its doubt."""
    return json.loads(json.dumps(answer_json(answer, sure=doubt_of(answer))))


@pytest.mark.parametrize("asked", [COIR, "alappuzha-coir", "Alappuzha coir cluster", "alappuzha COIR"])
def test_mentors_as_json_are_what_python_answers(run: Run, service: Service, asked: str) -> None:
    found = data(run("match", "mentors", asked, "--json"))
    assert found == json_of(service.mentors(COIR))
    assert len(found["results"]) == 10
    for one in found["results"]:
        assert one["score"] == pytest.approx(sum(e["contribution"] for e in one["evidence"]), abs=1e-9)


def test_mentors_for_a_description_are_what_python_answers(run: Run, service: Service) -> None:
    found = data(run("match", "mentors", "--text", SAREES, "--district", "Kannur", "--top", "4", "--json"))
    example = Example(SAREES, district="district:kannur")
    assert found == json_of(service.mentors(example, top=4))


def test_own_weights_change_the_order(run: Run) -> None:
    plain = data(run("match", "mentors", COIR, "--json"))
    near = data(run("match", "mentors", COIR, "--json", "--weight", "near=50"))
    assert near["weights"]["near"] > 0.95
    assert [r["id"] for r in near["results"]] != [r["id"] for r in plain["results"]]
    wrong = run("match", "mentors", COIR, "--weight", "nearness=1")
    assert wrong.exit_code == ExitCode.INPUT
    assert "best_parts" in wrong.stderr


def test_mentors_in_text_tell_rank_score_place_reasons_and_sources(run: Run) -> None:
    found, told = run("match", "mentors", "Alappuzha coir"), data(run("match", "mentors", COIR, "--json"))
    assert found.exit_code == 0
    text = found.stdout
    assert text.startswith("Mentors for Alappuzha coir cluster\n")
    flat = " ".join(text.split())
    places = [flat.index(f"{rank}. {one['name']}") for rank, one in enumerate(told["results"][:5], start=1)]
    assert places == sorted(places)
    assert f"score {told['results'][0]['score']:.2f}" in flat
    block = text.split(" 1. ")[1].split(" 2. ")[0]
    assert 2 <= block.count("    - ") <= 4
    assert "Kerala" in block
    assert "[1" in block
    source = told["results"][0]["paths"][0][0]["source"]
    assert source.split("http")[1] in text  # its address, unbroken
    for one in told["known"]:
        known = flat.index("Already works with this cluster")
        assert one["name"] in flat[known:]
        assert one["id"] not in [r["id"] for r in told["results"]]
    assert all(len(line) <= 80 or "http" in line for line in text.splitlines())
    assert not any(line != line.rstrip() for line in text.splitlines())


def test_mentors_as_csv_have_one_row_each_and_known_helpers_apart(run: Run) -> None:
    told = data(run("match", "mentors", COIR, "--json"))
    rows = table(run("match", "mentors", COIR, "--csv").stdout)
    suggested = [row for row in rows if row["status"] == "suggested"]
    assert [row["id"] for row in suggested] == [one["id"] for one in told["results"]]
    assert [float(row["score"]) for row in suggested] == [one["score"] for one in told["results"]]
    assert [row["rank"] for row in suggested] == [str(n) for n in range(1, 11)]
    known = [row for row in rows if row["status"] == "known already"]
    assert [row["id"] for row in known] == [one["id"] for one in told["known"]]
    assert all(row["reason_1"] for row in rows)
    assert all(row["sources"] for row in known)


def test_pilots_for_a_startup_and_for_a_description(run: Run, service: Service) -> None:
    found = data(run("match", "pilots", "Nava Design and Innovation", "--json"))
    assert found == json_of(service.pilots("startup:nava-design"))
    text = "A machine that extracts fibre from green coconut husk without retting"
    told = run("match", "pilots", "--text", text, "--district", "Alappuzha", "--top", "3")
    assert told.exit_code == 0
    assert told.stdout.startswith("Clusters to pilot “A machine that extracts fibre")
    assert "comes closest to" in " ".join(told.stdout.split(" 1. ")[1].split(" 2. ")[0].split())
    rows = table(run("match", "pilots", "--text", text, "--csv", "--top", "3").stdout)
    assert [row["rank"] for row in rows if row["rank"]] == ["1", "2", "3"]


def test_where_a_technology_is_in_use_it_is_shown_apart(run: Run, service: Service) -> None:
    snapshot = service.snapshot()
    tie = next(t for c in snapshot.ids("cluster") for t in snapshot.out(c, "USES"))
    found = data(run("match", "pilots", tie.end, "--json"))
    assert tie.start in [one["id"] for one in found["known"]]
    assert tie.start not in [one["id"] for one in found["results"]]
    text = " ".join(run("match", "pilots", tie.end).stdout.split())
    assert "In use or tried already" in text


def test_when_nobody_can_be_ranked_the_answer_says_so_and_ends_with_1(run: Run) -> None:
    words = ("match", "mentors", "--text", "qqq zzz xxyy")
    found = run(*words)
    assert found.exit_code == ExitCode.PARTLY
    assert "nobody is ranked" in found.stdout
    assert " 1. " not in found.stdout
    told = run(*words, "--json")
    assert told.exit_code == ExitCode.PARTLY
    assert json.loads(told.stdout)["results"] == []
    assert json.loads(told.stdout)["message"]
    rows = run(*words, "--csv")
    assert (rows.exit_code, table(rows.stdout)) == (ExitCode.PARTLY, [])


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (("match", "mentors", "alapuzha coyr"), "Alappuzha coir cluster (cluster:alappuzha-coir)"),
        (("match", "mentors", "cluster:alapuzha-coir"), "(cluster:alappuzha-coir)"),
        (("match", "pilots", "Nava Desing"), "(startup:nava-design)"),
        (("schemes", "for", "alapuzha coyr"), "(cluster:alappuzha-coir)"),
        (("match", "mentors", "--text", SAREES, "--district", "Kannurr"), "Kannur (district:kannur)"),
    ],
)
def test_a_mistyped_name_ends_with_3_and_the_near_ones(run: Run, words: tuple[str, ...], near: str) -> None:
    found = run(*words)
    assert found.exit_code == ExitCode.NOT_FOUND
    assert found.stdout == ""
    assert found.stderr.startswith("sangam: there is no ")
    assert near in found.stderr


# -- schemes and search --


def test_connected_schemes_are_what_python_answers_and_never_claim_eligibility(
    run: Run, service: Service
) -> None:
    found = data(run("schemes", "for", "Alappuzha coir", "--json"))
    found.pop("eligibility")
    assert found == json.loads(json.dumps(schemes_json(schemes_for(service, COIR))))
    rows = table(run("schemes", "for", COIR, "--csv").stdout)
    connected = [row for row in rows if row["basis"]]
    assert {row["id"] for row in connected} == {one["id"] for one in found["results"]}
    assert all(row["reasons"] and row["source"] for row in connected)
    whole = " ".join(run("schemes", "for", COIR, "--top", "3").stdout.split())
    text = whole.partition("What sources connect with it")[2]
    assert "It is not said that anybody is eligible" in text
    assert all(one["name"] in text for one in found["results"][:3])
    assert not any(one["name"] in text for one in found["results"][3:6])


def test_search_finds_by_words_and_their_beginnings(run: Run) -> None:
    found = data(run("search", "central", "coir", "research", "--kind", "institutions", "--json"))
    assert found["query"] == "central coir research"
    assert found["results"][0] == {
        "kind": "institution", "name": "Central Coir Research Institute",
        "place": "Kalavoor, Alappuzha", "id": "institution:ccri",
    }  # fmt: skip
    begun = data(run("search", "alap", "--kind", "cluster", "--limit", "50", "--json"))
    assert COIR in [one["id"] for one in begun["results"]]
    rows = table(run("search", "central", "coir", "research", "--kind", "institution", "--csv").stdout)
    assert rows[0]["id"] == "institution:ccri"
    text = run("search", "central", "coir", "research").stdout
    assert text.index("Clusters") < text.index("Institutions")
    assert "Central Coir Research Institute (Kalavoor, Alappuzha) · institution:ccri" in text


def test_search_that_finds_nothing_ends_with_1_and_an_unknown_kind_with_5(run: Run) -> None:
    nothing = run("search", "zzqqxx")
    assert (nothing.exit_code, "Try fewer words" in nothing.stdout) == (ExitCode.PARTLY, True)
    empty = run("search", "zzqqxx", "--json")
    assert (empty.exit_code, json.loads(empty.stdout)["results"]) == (ExitCode.PARTLY, [])
    unknown = run("search", "coir", "--kind", "people")
    assert unknown.exit_code == ExitCode.INPUT
    assert "cluster" in unknown.stderr


def test_malayalam_is_read_and_printed_whatever_the_locale(loaded_embedded_url: str) -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0",
                   "PYTHONIOENCODING": "ascii"}  # fmt: skip
    words = ["search", "ആലപ്പുഴ", "--kind", "district", "--json", "--store", loaded_embedded_url]
    environment |= {"PYTHONUTF8": "1"}  # so that the argument itself is read as UTF-8
    found = subprocess.run([*SANGAM, *words], capture_output=True, env=environment, check=False)
    assert found.returncode == 0, found.stderr
    told = json.loads(found.stdout.decode("utf-8"))
    assert told["query"] == "ആലപ്പുഴ"
    assert told["results"][0]["id"] == "district:alappuzha"


# -- what leaves the program --


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_a_spreadsheet_would_run_is_quoted(begin: str) -> None:
    assert csv_cell(f"{begin}1+1") == f"'{begin}1+1"
    assert csv_cell(f"a{begin}") == f"a{begin}"


def test_cells_are_numbers_yes_and_no_or_empty() -> None:
    assert [csv_cell(v) for v in (None, True, False, 3, 0.1, -2.5)] == ["", "yes", "no", "3", "0.1", "-2.5"]


def test_a_name_like_a_formula_comes_out_quoted_and_one_with_escapes_cannot_steer(
    run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "clusters.csv"
    path.write_text(
        "id,name,source,as_of\n"
        "cluster:minus,- 5 quibble cluster,Survey,2024\n"
        "cluster:escape,Quibble \x1b[31mred\x1b[0m cluster,Survey,2024\n",
        encoding="utf-8",
    )
    store = str(tmp_path / "own.kgl")
    with open_store(store, "write") as graph:
        assert ingest(graph, [path]).rejected == 0
    rows = table(run("search", "quibble", "--store", store, "--csv").stdout)
    assert {row["name"] for row in rows if row["id"] == "cluster:minus"} == {"'- 5 quibble cluster"}
    assert "\x1b" not in run("search", "quibble", "--store", store).stdout
    assert clean("a\x1b[31mb\x07\u0d05\u200d") == "a [31mb \u0d05\u200d"


def test_whoever_reads_only_the_beginning_sees_no_error(loaded_embedded_url: str) -> None:
    words = ["search", "a", "--limit", "500", "--store", loaded_embedded_url]
    started = subprocess.Popen([*SANGAM, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert started.stdout is not None
    assert started.stderr is not None
    started.stdout.readline()
    started.stdout.close()
    with started.stderr as stream:
        assert stream.read() == b""
    assert started.wait(60) == 0


def test_the_shell_completes_names(loaded_embedded_url: str) -> None:
    environment = {
        **os.environ, "_SANGAM_COMPLETE": "complete_bash", "COMP_WORDS": "sangam match mentors alappuzha-c",
        "COMP_CWORD": "3", "SANGAM_STORE": loaded_embedded_url,
    }  # fmt: skip
    found = subprocess.run(SANGAM, capture_output=True, text=True, env=environment, check=False)
    assert found.stdout.split() == ["alappuzha-coir"]
    nothing = subprocess.run(
        SANGAM, capture_output=True, text=True, env=environment | {"SANGAM_STORE": "no.kgl"}, check=False
    )
    assert (nothing.stdout.strip(), nothing.stderr) == ("", "")


def test_completion_prints_the_script_of_a_shell() -> None:
    environment = {**os.environ, "SHELL": "/bin/bash"}
    found = subprocess.run(
        ["bash", "-c", f"{sys.executable} -c 'from api.cli import main; main()' completion; exit $?"],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    assert "_SANGAM_COMPLETE" in found.stdout


# -- what cannot be used --


def test_a_store_that_cannot_be_used_ends_with_4_and_one_line(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken.kgl"
    broken.write_bytes(b"no graph at all")
    for store in (tmp_path / "none.kgl", broken, tmp_path, "bolt://u:secret@127.0.0.1:1", "ftp://x"):
        for words in (("info",), ("match", "mentors", COIR), ("search", "coir"), ("schemes", "for", COIR)):
            found = run(*words, "--store", str(store))
            assert (found.exit_code, found.stdout) == (ExitCode.STORE, ""), (words, store)
            assert found.stderr.startswith("sangam: ")
            assert found.stderr.count("\n") == 1
            assert "secret" not in found.stderr


def test_a_model_that_is_none_ends_with_6(run: Run, tmp_path: Path) -> None:
    found = run("match", "mentors", COIR, "--model", str(tmp_path))
    assert (found.exit_code, found.stdout) == (ExitCode.ENCODER, "")
    assert "model.onnx" in found.stderr


def test_a_defect_is_told_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import sys; from api.cli import app as module; sys.argv = ['sangam', 'info', '--store', 'x'];"
        "import api.cli.graphs as g; g.opened.__code__ = (lambda place, mode='read': 1 / 0).__code__;"
        "from api.cli import main; main()"
    )
    environment = {k: v for k, v in os.environ.items() if k != "SANGAM_DEBUG"}
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False
    )
    assert found.returncode == ExitCode.DEFECT
    assert "ZeroDivisionError" in found.stderr
    assert "Traceback" not in found.stderr
    debug = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True,
        env=environment | {"SANGAM_DEBUG": "1"}, check=False,
    )  # fmt: skip
    assert "Traceback" in debug.stderr
