"""How soon a loaded institution with three ties is in the snapshot, against reading the graph anew.

Run it as `python bench/visible.py [--institutions 50000] [--rounds 3] [--neo4j]`. Generated institutions
with seven ties each are loaded by the real loader on top of the project's tables. Each round then loads one
more institution (a district, a state, an industry) through the same loader, and times until
`Service.snapshot` shows it; then a new service reads the whole graph, and both must have the same id.

In a file it is done twice: with the load in a store of its own, as `sangam ingest` does beside a server (the
reader then opens the new checkpoint, which takes its time), and on the store that the service itself holds.
"""

from __future__ import annotations

import argparse
import csv
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph import server
from graph.store import GraphStore, open_store
from ingest.pipeline import ingest
from matcher.encoder import Encoder
from matcher.service import Service

ROOT = Path(__file__).resolve().parents[1]
SAID = ("A table of a benchmark, no registry", "2026-01-01")
WORDS = ("coir", "cashew", "loom", "dye", "rubber", "wood", "fish", "spice", "clay", "bell", "metal")


def _write(path: Path, columns: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*columns, "source", "as_of"])
        writer.writerows((*row, *SAID) for row in rows)


def _column(table: str, level: str = "") -> list[str]:
    with (ROOT / f"data/{table}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [row["id"] for row in rows if not level or row.get("level") == level]


def tables(folder: Path, count: int) -> Path:
    """Tables of generated institutions with seven ties each; gives the folder that they are in."""
    rng = random.Random(9)
    with (ROOT / "data/districts.csv").open(encoding="utf-8") as file:
        places = [row["id"] for row in csv.DictReader(file) if row["state"] == "state:kerala"]
    classes, helps = _column("industries", "class"), _column("capabilities")
    names = ("id", "name", "kind", "district", "state", "industries")
    _write(folder / "institutions.csv", names, (
        (f"institution:bench-{i:06d}", f"Bench institution {i}", "polytechnic", rng.choice(places),
         "state:kerala", rng.choice(classes)) for i in range(count)
    ))  # fmt: skip
    _write(folder / "institution_capabilities.csv", ("institution", "capability", "statement"), (
        (f"institution:bench-{i:06d}", help_, f"{' '.join(rng.choices(WORDS, k=3))} {i}")
        for i in range(count) for help_ in rng.sample(helps, 4)
    ))  # fmt: skip
    return folder


def one_more(folder: Path, number: int) -> tuple[Path, str]:
    """A table of one institution with three ties, and its id."""
    identity = f"institution:bench-new-{number}"
    path = folder / f"new-{number}"
    path.mkdir()
    names = ("id", "name", "kind", "district", "state", "industries")
    row = (identity, f"Bench newcomer {number}", "polytechnic", "district:alappuzha", "state:kerala",
           "industry:1394")  # fmt: skip
    _write(path / "institutions.csv", names, iter([row]))
    return path, identity


def _no_encoder() -> Encoder:
    raise AssertionError("a snapshot needs no encoder")


def _shown(service: Service, identity: str) -> float:
    """Seconds until the newest snapshot is there, followed and with the institution."""
    began = time.perf_counter()
    found = service.snapshot()
    seconds = time.perf_counter() - began
    assert identity in found.nodes
    return seconds


def _round(url: str, service: Service, table: Path, identity: str, held: GraphStore | None) -> list[float]:
    """Seconds of the load, of the snapshot that follows, and of one that a new service reads."""
    before = service.snapshot()
    began = time.perf_counter()
    if held is None:
        with open_store(url, "write") as store:
            ingest(store, [table])
    else:
        ingest(held, [table])
    loaded = time.perf_counter() - began
    shown = _shown(service, identity)
    assert service.delta(before, service.snapshot()) is not None, "the graph was read anew"
    began = time.perf_counter()
    anew = Service(held or open_store(url), _no_encoder)
    whole = anew.snapshot()
    read = time.perf_counter() - began
    assert (whole.id, whole.facts) == (service.snapshot().id, service.snapshot().facts)
    if held is None:
        anew.store.close()
    return [loaded, shown, read]


def bench(url: str, folder: Path, rounds: int, first: int, hold: bool) -> None:
    """Print the rounds of one way of loading, and their medians."""
    held = open_store(url, "write") if hold else None
    service = Service(held or open_store(url), _no_encoder)
    service.snapshot()
    print(f"{'load':>9} {'follow':>9} {'read anew':>10} {'ratio':>7}   seconds; ratio = read anew / follow")
    found = []
    for number in range(first, first + rounds):
        table, identity = one_more(folder, number)
        found.append(_round(url, service, table, identity, held))
        loaded, shown, read = found[-1]
        print(f"{loaded:9.3f} {shown:9.3f} {read:10.3f} {read / shown:7.1f}", flush=True)
    loaded, shown, read = (statistics.median(column) for column in zip(*found, strict=True))
    print(f"{loaded:9.3f} {shown:9.3f} {read:10.3f} {read / shown:7.1f}   median", flush=True)
    service.store.close()


@contextmanager
def _place(neo4j: bool, folder: Path) -> Iterator[str]:
    if not neo4j:
        yield str(folder / "graph.kgl")
        return
    running = server.start(folder / "neo4j")
    try:
        yield running.url.replace("://", f"://{running.user}:{running.password()}@")
    finally:
        server.stop(folder / "neo4j")


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--institutions", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--neo4j", action="store_true", help="on a local Neo4j server in place of a file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, _place(options.neo4j, Path(name)) as url:
        folder = Path(name)
        (folder / "tables").mkdir()
        with open_store(url, "write") as store:
            ingest(store, [ROOT / "data"])
            report = ingest(store, [tables(folder / "tables", options.institutions)])
        print(f"{options.institutions:,} institutions more, {report.created:,} nodes and relationships")
        ways = [("on a server", False)] if options.neo4j else [("beside the reader", False), ("held", True)]
        for turn, (what, hold) in enumerate(ways):
            print(f"\nloaded {what}")
            bench(url, folder, options.rounds, 1 + turn * options.rounds, hold)


if __name__ == "__main__":
    main()
