"""`sangam ingest` as people run it: the whole of it, broken files, a busy store, a stopped run, progress."""

from __future__ import annotations

import csv
import json
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.cli.app import app
from api.cli.exits import ExitCode
from api.cli.progress import line
from graph.content import content_hash
from graph.store import open_store

SANGAM = [sys.executable, "-c", "from api.cli import main; main()"]
HEADER = "id,name,category,district,source,as_of\n"
GOOD = "cluster:cli-good,Good cluster,handicraft,Thrissur,Survey,2024\n"
HOLD = (
    "import sys; from graph.store import open_store\n"
    "with open_store(sys.argv[1], 'write'):\n"
    "    print('held', flush=True); sys.stdin.read()\n"
)
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SANGAM_STORE", raising=False)
    monkeypatch.setenv("COLUMNS", "80")

    def run(*words: str) -> Result:
        found = CliRunner().invoke(app, ["ingest", *words])
        assert "Traceback" not in found.output
        return found

    return run


@pytest.fixture
def copied(loaded_embedded_url: str, tmp_path: Path) -> Path:
    path = tmp_path / "copy.kgl"
    shutil.copy(loaded_embedded_url, path)
    return path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A folder in which `sangam ingest` was run, and its report."""
    folder = tmp_path_factory.mktemp("whole")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SANGAM_STORE")}
    found = subprocess.run([*SANGAM, "ingest", "--json"], cwd=folder, env=environment,
                           capture_output=True, text=True, check=False)  # fmt: skip
    assert found.returncode == 0, found.stderr
    return folder, json.loads(found.stdout)


def hash_of(store: Path) -> str:
    with open_store(store) as graph:
        return content_hash(graph)


# -- the project's own tables --


def test_without_arguments_everything_is_loaded_and_accounted_for(whole: tuple[Path, dict[str, Any]]) -> None:
    folder, report = whole
    assert report["rejected"] == 0
    for part in [*report["files"], report]:
        assert part["read"] == part["loaded"] + part["merged"] + part["rejected"]
    assert [f["file"] for f in report["files"]][-1] == "synthetic enterprises"
    with open_store(folder / "sangam.kgl") as graph:
        counts = {row["label"]: row["count"] for row in graph.read("read/node_counts")}
    least = {"District": 14, "Constituency": 140, "Cluster": 240, "Institution": 180, "Startup": 60,
             "Bank": 10, "Scheme": 70, "Enterprise": 15_000}  # fmt: skip
    assert {label: counts[label] >= n for label, n in least.items()} == dict.fromkeys(least, True)
    assert not (folder / "rejects").exists()


def test_running_it_again_changes_nothing(whole: tuple[Path, dict[str, Any]], run: Run) -> None:
    folder, _ = whole
    before = hash_of(folder / "sangam.kgl")
    found = run("--store", str(folder / "sangam.kgl"), "--json")
    assert found.exit_code == 0
    elements = json.loads(found.stdout)["elements"]
    assert (elements["created"], elements["changed"]) == (0, 0)
    assert hash_of(folder / "sangam.kgl") == before


def test_synthetic_enterprises_can_be_left_out(run: Run) -> None:
    found = run("--no-synthetic", "--csv")
    assert found.exit_code == 0
    rows = list(csv.DictReader(found.stdout.splitlines()))
    assert "clusters.csv" in [row["file"] for row in rows]
    assert all(int(r["read"]) == int(r["loaded"]) + int(r["merged"]) + int(r["rejected"]) for r in rows)
    with open_store("sangam.kgl") as graph:
        assert "Enterprise" not in {row["label"] for row in graph.read("read/node_counts")}


# -- rows that cannot be taken --


def test_a_rejected_row_is_told_mended_and_loaded(run: Run, copied: Path, tmp_path: Path) -> None:
    (tmp_path / "clusters.csv").write_text(
        HEADER + GOOD + "cluster:cli-bad,Bad cluster,pottery,Thrissur,Survey,2024\n"
        "cluster:cli-lost,Lost cluster,handicraft,Thrisur,Survey,2024\n",
        encoding="utf-8",
    )
    found = run("clusters.csv", "--store", str(copied), "--rejects", "out/mend")
    assert found.exit_code == ExitCode.PARTLY
    flat = " ".join(found.stdout.split())
    assert re.search(r"clusters\.csv 3 1 0 2\b", flat)
    assert "2 rows were rejected" in flat
    assert "column category: 'pottery' is not one of" in flat
    assert "column district: there is no district 'Thrisur'" in flat
    rejects = Path("out/mend/clusters.csv")
    assert str(rejects) in flat
    rows = list(csv.DictReader(rejects.read_text(encoding="utf-8").splitlines()))
    assert [(row["id"], row["reject_line"]) for row in rows] == [
        ("cluster:cli-bad", "3"), ("cluster:cli-lost", "4"),
    ]  # fmt: skip
    text = rejects.read_text(encoding="utf-8").replace(",pottery,", ",handicraft,")
    rejects.write_text(text.replace(",Thrisur,", ",Thrissur,"), encoding="utf-8")
    mended = run(str(rejects), "--store", str(copied), "--json")
    assert mended.exit_code == 0
    assert json.loads(mended.stdout)["loaded"] == 2


def test_json_tells_the_reasons_and_where_the_rejects_are(run: Run, copied: Path, tmp_path: Path) -> None:
    (tmp_path / "clusters.csv").write_text(
        HEADER + "".join(f"cluster:c{n},C,pottery,,Survey,2024\n" for n in range(3)), encoding="utf-8"
    )
    found = run("clusters.csv", "--store", str(copied), "--json")
    assert found.exit_code == ExitCode.PARTLY
    told = json.loads(found.stdout)
    assert (told["read"], told["rejected"]) == (3, 3)
    assert [(r["field"], r["count"]) for r in told["reasons"]] == [("category", 3)]
    assert told["rejects"] == ["rejects/clusters.csv"]


def test_a_dry_run_says_what_would_change_and_changes_nothing(run: Run, copied: Path, tmp_path: Path) -> None:
    (tmp_path / "clusters.csv").write_text(HEADER + GOOD, encoding="utf-8")
    before = hash_of(copied)
    found = run("clusters.csv", "--dry-run", "--store", str(copied))
    assert found.exit_code == 0
    flat = " ".join(found.stdout.split())
    assert "nothing was written" in flat
    assert "2 nodes and relationships would be new" in flat
    assert hash_of(copied) == before
    assert run("clusters.csv", "--store", str(copied)).exit_code == 0
    assert hash_of(copied) != before


def test_a_dry_run_on_a_new_place_makes_no_store(run: Run, tmp_path: Path) -> None:
    found = run("--dry-run", "--json")
    assert found.exit_code == 0
    told = json.loads(found.stdout)
    assert told["dry_run"]
    assert told["elements"]["created"] > 10_000
    assert list(tmp_path.iterdir()) == []


def _workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "shopping list"
    book.save(path)


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("clusters.csv", HEADER + GOOD)


# Name: (file, what is in it or how it is made, what the message says).
BROKEN: dict[str, tuple[str, bytes | Callable[[Path], object], str]] = {
    "missing": ("clusters.csv", lambda path: None, "does not exist"),
    "empty": ("clusters.csv", b"", "is empty"),
    "latin-1": ("clusters.csv", HEADER.encode() + b"cluster:x,Caf\xe9,,,S,2024\n", "not UTF-8"),
    "missing column": ("clusters.csv", b"id,name\n", "column source, as_of is missing"),
    "unknown column": ("clusters.csv", b"colour," + HEADER.encode(), "column colour is not known"),
    "personal column": ("clusters.csv", b"mobile_no," + HEADER.encode(), "personal data"),
    "unknown table": ("things.csv", b"a,b\n1,2\n", "no known format"),
    "zip": ("clusters.csv", _zip, "a zip archive"),
    "pdf": ("clusters.csv", b"%PDF-1.7 ", "a PDF"),
    "folder of nothing": ("folder", Path.mkdir, "holds no .csv"),
    "foreign sheet": ("list.xlsx", _workbook, "is no table of the project"),
    "no spreadsheet": ("clusters.xlsx", b"PK\3\4 no", "cannot be read as a spreadsheet"),
    "ragged": ("clusters.csv", (HEADER + GOOD + "a,b\n").encode(), "2 cells where the header has 6"),
    "huge cell": ("clusters.csv", (HEADER + GOOD).encode() + b"cluster:x," + b"x" * 2_000_000, "100,000"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_ends_with_5_one_line_and_an_untouched_graph(
    name: str, run: Run, copied: Path, tmp_path: Path
) -> None:
    file, content, message = BROKEN[name]
    if isinstance(content, bytes):
        (tmp_path / file).write_bytes(content)
    else:
        content(tmp_path / file)
    before = hash_of(copied)
    found = run(file, "--store", str(copied))
    assert (found.exit_code, found.stdout) == (ExitCode.INPUT, "")
    assert message in found.stderr
    assert found.stderr.startswith("sangam: ")
    assert found.stderr.count("\n") == 1
    assert hash_of(copied) == before


def test_a_mistyped_path_makes_no_store(run: Run, tmp_path: Path) -> None:
    assert run("nowhere.csv").exit_code == ExitCode.INPUT
    assert list(tmp_path.iterdir()) == []


def test_rejects_that_cannot_be_written_are_told(run: Run, copied: Path, tmp_path: Path) -> None:
    (tmp_path / "clusters.csv").write_text(HEADER + "cluster:x,X,pottery,,S,2024\n", encoding="utf-8")
    (tmp_path / "rejects").write_text("a file in the way", encoding="utf-8")
    found = run("clusters.csv", "--store", str(copied))
    assert found.exit_code == ExitCode.INPUT
    assert "rejected rows cannot be written to rejects" in found.stderr


# -- templates --


def test_a_template_is_written_filled_in_and_loaded(run: Run, copied: Path, tmp_path: Path) -> None:
    told = run("--template", "clusters")
    assert told.exit_code == 0
    assert "sangam ingest clusters.xlsx" in told.stdout
    book = openpyxl.load_workbook("clusters.xlsx")
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    row = {"id": "cluster:cli-template", "name": "From a template", "source": "Survey", "as_of": "2024-05"}
    for name, value in row.items():
        sheet.cell(2, columns[name], value)
    book.save("clusters.xlsx")
    found = run("clusters.xlsx", "--store", str(copied), "--json")
    assert found.exit_code == 0
    assert [(f["file"], f["loaded"]) for f in json.loads(found.stdout)["files"]] == [
        ("clusters.xlsx [clusters]", 1)
    ]
    assert run("--template", "clusters").exit_code == ExitCode.INPUT  # the filled one is not overwritten
    other = run("--template", "clusters", "--output", "other.xlsx", "--json")
    assert json.loads(other.stdout) == {"template": "other.xlsx"}
    assert Path("other.xlsx").is_file()
    assert run("--template", "clusters", "x.csv").exit_code == ExitCode.USAGE


# -- other processes --


@pytest.fixture
def held(copied: Path) -> Iterator[Path]:
    """A store that another process is writing to."""
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(copied)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdin is not None
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    yield copied
    other.stdin.close()
    other.stdout.close()
    assert other.wait(60) == 0


def test_a_store_that_another_process_writes_to_is_told_and_can_be_read(
    held: Path, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "clusters.csv").write_text(HEADER + GOOD, encoding="utf-8")
    found = run("clusters.csv", "--store", str(held))
    assert (found.exit_code, found.stdout) == (ExitCode.STORE, "")
    assert "another process is writing" in found.stderr
    assert run("clusters.csv", "--dry-run", "--store", str(held)).exit_code == 0
    words = ["search", "coir", "--kind", "cluster", "--store", str(held), "--json"]
    read = CliRunner().invoke(app, words)
    assert read.exit_code == 0
    assert json.loads(read.stdout)["results"]


def test_a_run_stopped_by_ctrl_c_is_completed_by_the_next(
    whole: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SANGAM_STORE")}
    started = subprocess.Popen([*SANGAM, "ingest"], cwd=tmp_path, env=environment, text=True,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # fmt: skip
    assert started.stderr is not None
    first = started.stderr.readline()
    assert "rows" in first
    started.send_signal(signal.SIGINT)
    rest = started.stderr.read()
    started.stderr.close()
    assert started.wait(60) == ExitCode.STOPPED
    assert "stopped; what was finished is kept" in rest
    assert "Traceback" not in rest
    again = subprocess.run(
        [*SANGAM, "ingest"], cwd=tmp_path, env=environment, capture_output=True, check=False
    )
    assert again.returncode == 0
    assert hash_of(tmp_path / "sangam.kgl") == hash_of(whole[0] / "sangam.kgl")


# -- progress --


def test_a_line_of_progress_tells_rate_and_remaining_time() -> None:
    assert line("clusters.csv", 500, 2000, "rows", 250.0) == (
        "clusters.csv: 500 of 2,000 rows, 250 a second, 6 s left"
    )
    assert line("nodes", 1500, 0, "elements", 100.0) == "nodes: 1,500 elements, 100 a second"
    assert line("a.csv", 10, 10, "rows", 0.0) == "a.csv: 10 of 10 rows"


def test_on_a_terminal_a_bar_shows_rate_and_remaining_time(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    words = ["ingest", "--no-synthetic", "--store", str(tmp_path / "t.kgl")]
    started = subprocess.Popen([*SANGAM, *words], stderr=theirs, stdout=subprocess.DEVNULL, env=environment)
    os.close(theirs)
    shown, until = b"", time.monotonic() + 120
    while time.monotonic() < until:
        if select.select([ours], [], [], 1.0)[0]:
            try:
                shown += os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
    os.close(ours)
    assert started.wait(60) == 0
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode("utf-8", "replace"))
    assert re.search(r"\.csv\s+[━╸╺ ]+\s+\d+/\d+", text)
    assert re.search(r"[\d,]+/s", text)
    assert re.search(r"\d:\d\d:\d\d", text)
