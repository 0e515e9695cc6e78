"""Commands on whole graphs and on servers: info, copy, neo4j, serve, doctor, docs, demo."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.cli.app import app
from api.cli.exits import ExitCode
from api.cli.stores import address
from graph.content import info as info_of
from graph.errors import StoreError
from graph.model import NODE
from graph.server import Memory
from graph.server import start as start_server
from graph.server import stop as stop_server
from graph.store import open_store
from matcher.adopted import Adopted, named, place
from matcher.adopted import read as read_adopted
from matcher.adopted import write as write_adopted

SANGAM = [sys.executable, "-c", "from api.cli import main; main()"]
COIR = "cluster:alappuzha-coir"
Run = Callable[..., Result]


@pytest.fixture
def run(loaded_embedded_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on the loaded store, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SANGAM_STORE", loaded_embedded_url)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("SANGAM_MODEL", raising=False)

    def run(*words: str) -> Result:
        found = CliRunner().invoke(app, words)
        assert "Traceback" not in found.output
        return found

    return run


def data(found: Result) -> Any:
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


# -- info, copy, docs --


def test_info_counts_every_kind(run: Run, loaded_embedded_url: str) -> None:
    found = data(run("info", "--json"))
    with open_store(loaded_embedded_url) as store:
        assert found == info_of(store)
    assert set(found["nodes"]) == set(NODE)
    rows = list(csv.DictReader(io.StringIO(run("info", "--csv").stdout)))
    assert {r["kind"]: int(r["count"]) for r in rows if r["part"] == "nodes"} == found["nodes"]
    text = run("info").stdout
    assert f"{found['nodes']['cluster']:,}" in text
    assert found["content_hash"] in text


def test_the_option_goes_before_the_setting(run: Run, tmp_path: Path) -> None:
    assert run("info", "--store", str(tmp_path / "none.kgl")).exit_code == ExitCode.STORE


def test_a_copy_takes_the_learned_weights_along(run: Run, loaded_embedded_url: str, tmp_path: Path) -> None:
    told = {"model": "minilm", "measured": "here"}
    adopted = Adopted().with_new(named(1, {"near": 0.2}, None, None, told))
    source = tmp_path / "learned.kgl"
    shutil.copy(loaded_embedded_url, source)
    write_adopted(place(str(source)), adopted)
    told_copy = data(run("copy", str(source), "with.kgl", "--json"))
    assert told_copy["learned"] == 1
    assert read_adopted(place(told_copy["to"])) == adopted
    assert data(run("copy", loaded_embedded_url, "without.kgl", "--json"))["learned"] == 0


def test_a_copy_has_the_same_content(run: Run, loaded_embedded_url: str) -> None:
    told = data(run("copy", loaded_embedded_url, "two.kgl", "--json"))
    assert told["content_hash"] == data(run("info", "--json"))["content_hash"]
    assert told["content_hash"] == data(run("info", "--json", "--store", "two.kgl"))["content_hash"]
    again = run("copy", loaded_embedded_url, "two.kgl")
    assert again.exit_code == ExitCode.STORE
    assert "copy into an empty store" in again.stderr
    same = run("copy", loaded_embedded_url, loaded_embedded_url)
    assert (same.exit_code, "same store" in same.stderr) == (ExitCode.INPUT, True)
    assert run("copy", "none.kgl", "three.kgl").exit_code == ExitCode.STORE
    assert not Path("three.kgl").exists()


def test_docs_writes_the_description_of_the_model(run: Run) -> None:
    assert run("docs", "--folder", "out").exit_code == 0
    text = Path("out/graph-model.md").read_text(encoding="utf-8")
    assert all(kind.label in text for kind in NODE.values())


# -- doctor --


def test_doctor_finds_everything_in_order(run: Run) -> None:
    run("match", "mentors", COIR, "--top", "1")  # fetches the model where it is not there yet
    told = data(run("doctor", "--json"))
    assert told["ok"]
    states = {check["name"]: check["state"] for check in told["checks"]}
    assert set(states) == {"Python", "store", "model", "encoder", "Java", "disk", "cache", "port"}
    assert {states[name] for name in ("Python", "store", "model", "encoder", "disk", "cache")} == {"ok"}
    text = run("doctor")
    assert "Everything needed is there." in text.stdout
    rows = list(csv.DictReader(io.StringIO(run("doctor", "--csv").stdout)))
    assert [row["name"] for row in rows] == list(states)


@pytest.mark.parametrize(
    ("words", "name", "state", "remedy"),
    [
        (("--store", "none.kgl"), "store", "note", "sangam ingest"),
        (("--store", "broken.kgl"), "store", "mend", ""),
        (("--store", "bolt://u:p@127.0.0.1:1"), "store", "mend", ""),
        (("--model", "nowhere"), "model", "mend", "model.onnx"),
        (("--model", "."), "model", "mend", "model.onnx"),
    ],
)
def test_doctor_says_what_to_mend(
    run: Run, tmp_path: Path, words: tuple[str, str], name: str, state: str, remedy: str
) -> None:
    (tmp_path / "broken.kgl").write_bytes(b"no graph")
    found = run("doctor", *words, "--json")
    assert found.exit_code == (ExitCode.PARTLY if state == "mend" else ExitCode.DONE)
    check = next(c for c in json.loads(found.stdout)["checks"] if c["name"] == name)
    assert check["state"] == state
    assert remedy in check["remedy"]
    if state == "mend":
        assert f"MEND  {name}: " in run("doctor", *words).stdout


def test_doctor_tells_a_taken_port(run: Run) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", 8000))
        except OSError:
            pass  # somebody else has it, which is as well
        else:
            taken.listen()
        check = next(c for c in data(run("doctor", "--json"))["checks"] if c["name"] == "port")
    assert (check["state"], "8000" in check["said"]) == ("note", True)


# -- serve --


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_serve_refuses_an_address_that_it_cannot_have(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = run("serve", "--port", str(port))
    assert found.exit_code == ExitCode.INPUT
    assert f"port {port} of 127.0.0.1 is taken by another program" in found.stderr
    foreign = run("serve", "--host", "192.0.2.1", "--port", str(free_port()))
    assert (foreign.exit_code, "no address of this machine" in foreign.stderr) == (ExitCode.INPUT, True)
    nonsense = run("serve", "--host", "no.such.host.invalid")
    assert (nonsense.exit_code, "no address of this machine" in nonsense.stderr) == (ExitCode.INPUT, True)


def test_serve_answers_as_the_command_line_does_until_ctrl_c(loaded_embedded_url: str, run: Run) -> None:
    port = free_port()
    words = ["serve", "--port", str(port), "--store", loaded_embedded_url]
    server = subprocess.Popen([*SANGAM, *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    with server.stderr as stream:
        try:
            assert f"http://127.0.0.1:{port}" in stream.readline()
            told = _get(f"http://127.0.0.1:{port}/v1/clusters/{COIR}/mentors")
        finally:
            server.send_signal(signal.SIGINT)
        assert "Traceback" not in stream.read()
    assert server.wait(30) == 0
    mine = data(run("match", "mentors", COIR, "--json"))
    assert {r["id"]: r["score"] for r in told["results"]} == pytest.approx(
        {r["id"]: r["score"] for r in mine["results"]}, abs=1e-9
    )


def _get(url: str) -> Any:
    until = time.monotonic() + 120
    while True:
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                return json.load(answer)
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)


# -- neo4j --


def test_where_no_neo4j_runs_it_is_told(run: Run, tmp_path: Path) -> None:
    assert run("neo4j", "status").exit_code == ExitCode.PARTLY
    assert json.loads(run("neo4j", "status", "--json").stdout) == {"running": False}
    assert data(run("neo4j", "stop", "--json")) == {"stopped": False}
    folder = tmp_path / "stopped"
    folder.mkdir()
    (folder / "password").write_text("secret", encoding="utf-8")
    with pytest.raises(StoreError, match="no Neo4j runs in"):
        address(str(folder))
    assert address("bolt://a:b@c") == "bolt://a:b@c"
    assert address(str(tmp_path)) == str(tmp_path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a running Neo4j; skips, aloud, where none can be started."""
    place = tmp_path_factory.mktemp("neo4j")
    try:
        start_server(place, memory=Memory("256m", "768m", "128m"))
    except StoreError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"NO NEO4J: not tested on it, because {error}")
    yield place
    stop_server(place)


@pytest.mark.neo4j
def test_neo4j_is_started_found_filled_asked_and_stopped(
    run: Run, folder: Path, loaded_embedded_url: str
) -> None:
    started = data(run("neo4j", "start", "--folder", str(folder), "--json"))
    assert set(started) == {"url", "browser", "user", "password_file"}
    assert Path(started["password_file"]).stat().st_mode & 0o777 == 0o600
    assert data(run("neo4j", "status", "--folder", str(folder), "--json")) == started
    text = run("neo4j", "status", "--folder", str(folder)).stdout
    assert started["browser"] in text
    assert Path(started["password_file"]).read_text(encoding="utf-8") not in text

    there = str(folder)
    assert run("match", "mentors", COIR, "--store", there).exit_code == ExitCode.STORE  # nothing there yet
    copied = data(run("copy", loaded_embedded_url, there, "--json"))
    assert copied["to"] == started["url"]
    assert data(run("info", "--store", there, "--json"))["content_hash"] == copied["content_hash"]
    for words in (("match", "mentors", COIR), ("match", "pilots", "nava-design"), ("schemes", "for", COIR)):
        assert data(run(*words, "--json", "--store", there)) == data(run(*words, "--json"))
    back = data(run("copy", there, "back.kgl", "--json"))
    assert back["content_hash"] == copied["content_hash"]

    wrong = started["url"].replace("://", "://neo4j:wrong@")
    refused = run("info", "--store", wrong)
    assert (refused.exit_code, "refuses the user or the password" in refused.stderr) == (ExitCode.STORE, True)
    assert data(run("neo4j", "stop", "--folder", there, "--json")) == {"stopped": True}
    gone = run("info", "--store", there)
    assert (gone.exit_code, "start it with" in gone.stderr) == (ExitCode.STORE, True)


# -- demo --


def test_demo_loads_and_answers_one_question_of_each_user(tmp_path: Path, loaded_embedded_url: str) -> None:
    shutil.copy(loaded_embedded_url, tmp_path / "sangam.kgl")  # so that it also loads over what is there
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SANGAM_STORE")}
    found = subprocess.run([*SANGAM, "demo"], cwd=tmp_path, capture_output=True, text=True,
                           env=environment | {"COLUMNS": "80"}, check=False)  # fmt: skip
    assert found.returncode == 0, found.stderr
    text = " ".join(found.stdout.split())
    parts = [
        "0 rejected", "1. The officer", "Mentors for Alappuzha coir cluster",
        "2. The founder", "Clusters to pilot this technology", "3. The network analyst", "20,000 enterprises",
        "4. The scheme desk", "Schemes for Alappuzha coir cluster", "sangam --help",
    ]  # fmt: skip
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert found.stdout.count(" 1. ") == 2  # both rankings rank somebody
    assert all(len(line) <= 80 or "http" in line for line in found.stdout.splitlines())
