"""Kills ingests at random moments, runs each again, and compares what the graph then holds.

Run it as `python bench/kills.py [--runs 20] [--store embedded --store neo4j] [--data FOLDER]`. For
each store it loads the tables once undisturbed, then kills (SIGKILL) as many loads as asked, each
at a seeded moment of the time that a load takes, runs them again to the end and compares content
hashes. What a reader sees between the two is looked at as well: an embedded file shows no load or
a whole one, never half. It ends with status 1 when anything differs.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from neo4j import GraphDatabase

from graph import server
from graph.content import content_hash
from graph.errors import StoreMissingError
from graph.store import open_store

ROOT = Path(__file__).resolve().parents[1]
SEED = 20
# The program that is killed. It says when it begins to write, so that no run dies while importing.
_LOAD = """
import sys
from pathlib import Path
from graph.store import open_store
from ingest.pipeline import ingest
with open_store(sys.argv[1], "write") as store:
    print("begun", flush=True)
    ingest(store, [Path(sys.argv[2])], on_progress=lambda p: print(p.done, p.total, flush=True))
print("ended", flush=True)
"""


@dataclass(frozen=True)
class Moment:
    """When to kill: this many seconds after that many steps of a load have been told of."""

    steps: int
    seconds: float


@dataclass(frozen=True)
class Load:
    """How a load went.

    Attributes:
        steps: when each step was told of, in seconds since it began to write.
        seconds: how long it took until the store was closed, or until the kill.
        rows, total: rows done, and rows in all.
        killed: it did not come to its end.
    """

    steps: tuple[float, ...]
    seconds: float
    rows: int
    total: int
    killed: bool


@dataclass(frozen=True)
class Kill:
    """One load that was killed and run again.

    Attributes:
        first: the load that was killed.
        between: what a reader saw then: nothing, whole or part.
        same: whether the graph ended as after an undisturbed load.
    """

    first: Load
    between: str
    same: bool


def load(url: str, folder: Path, kill_at: Moment | None = None) -> Load:
    """Load a folder of tables into a store in a process of its own, killed at a moment.

    Raises:
        RuntimeError: the process failed by itself.
    """
    command = [sys.executable, "-c", _LOAD, url, str(folder)]
    steps: list[float] = []
    rows = total = 0
    ending = 0.0
    with (
        tempfile.TemporaryFile("w+") as wrong,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=wrong, cwd=ROOT, text=True) as process,
    ):
        assert process.stdout is not None
        began = time.monotonic()
        for line in process.stdout:
            if line == "begun\n":
                began = time.monotonic()
            elif line == "ended\n":
                ending = time.monotonic() - began
            else:
                rows, total = (int(part) for part in line.split())
                steps.append(time.monotonic() - began)
            if kill_at is not None and len(steps) >= kill_at.steps:
                time.sleep(kill_at.seconds)
                process.kill()
                break
        code = process.wait()
        seconds = ending or time.monotonic() - began
        if code not in (0, -signal.SIGKILL):
            wrong.seek(0)
            raise RuntimeError(f"the load failed: {wrong.read()[-2000:]}")
    return Load(tuple(steps), seconds, rows, total, killed=code != 0)


def held(url: str) -> str:
    """The content hash of what a reader sees at a store, empty when there is no graph yet."""
    try:
        with open_store(url) as store:
            return content_hash(store)
    except StoreMissingError:
        return ""


def disturbed(url: str, folder: Path, moment: Moment, expected: str) -> Kill:
    """Kill a load into an empty store at a moment, run it again, and compare with the hash expected."""
    first = load(url, folder, moment)
    seen = held(url)
    between = "nothing" if not seen else "whole" if seen == expected else "part"
    load(url, folder)
    return Kill(first, between, held(url) == expected)


def moments(count: int, whole: Load, seed: int = SEED) -> list[Moment]:
    """Moments drawn evenly over the time that an undisturbed load took.

    They are told from the step before them, so that they fall into the load however busy the machine is.
    """
    drawn = random.Random(seed)
    times = [drawn.uniform(0.0, whole.seconds) for _ in range(count)]
    before = [[step for step in whole.steps if step <= at] for at in times]
    return [Moment(len(past), at - (past or [0.0])[-1]) for past, at in zip(before, times, strict=True)]


def empty(url: str) -> None:
    """Delete everything in the database of a Neo4j server; the schema stays."""
    parts = urlsplit(url)
    address = f"{parts.scheme}://{parts.hostname}:{parts.port}"
    auth = (unquote(parts.username or ""), unquote(parts.password or ""))
    with GraphDatabase.driver(address, auth=auth) as driver, driver.session() as session:
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 2000 ROWS").consume()


@contextmanager
def _stores(kind: str) -> Iterator[Iterator[str]]:
    """A source of empty stores of a kind."""
    with tempfile.TemporaryDirectory() as folder:
        if kind == "embedded":
            yield (str(Path(folder) / f"{number}.kgl") for number in range(1_000_000))
            return
        place = Path(folder) / "neo4j"
        running = server.start(place)
        url = running.url.replace("://", f"://{running.user}:{running.password()}@")
        try:
            yield _emptied(url)
        finally:
            server.stop(place)


def _emptied(url: str) -> Iterator[str]:
    while True:
        empty(url)
        yield url


def bench(kind: str, folder: Path, runs: int) -> bool:
    """Print the table of one store; gives whether every run ended in the same graph."""
    with _stores(kind) as stores:
        url = next(stores)
        load(url, folder)  # so that what follows finds caches as warm as later runs do
        url = next(stores)
        whole = load(url, folder)
        expected = held(url)
        print(f"\n{kind}: an undisturbed load takes {whole.seconds:.1f} s, {expected}")
        print(f"{'run':>4} {'killed at':>12} {'rows done':>15} {'reader saw':>11} {'same in the end':>16}")
        good = True
        for number, moment in enumerate(moments(runs, whole), start=1):
            kill = disturbed(next(stores), folder, moment, expected)
            while not kill.first.killed:  # this load was faster than the undisturbed one
                moment = Moment(moment.steps, moment.seconds / 2)
                kill = disturbed(next(stores), folder, moment, expected)
            fine = kill.same and not (kind == "embedded" and kill.between == "part")
            good &= fine
            when = f"{kill.first.seconds:.2f} s"
            rows = f"{kill.first.rows} of {whole.total}"
            print(
                f"{number:>4} {when:>12} {rows:>15} {kill.between:>11} {'yes' if fine else 'NO':>16}",
                flush=True,
            )
        return good


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--store", action="append", choices=["embedded", "neo4j"])
    parser.add_argument("--data", type=Path, default=ROOT / "data")
    asked = parser.parse_args()
    good = [bench(kind, asked.data, asked.runs) for kind in asked.store or ["embedded", "neo4j"]]
    print("\nall runs ended in the same graph" if all(good) else "\nSOME RUNS ENDED DIFFERENTLY")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
