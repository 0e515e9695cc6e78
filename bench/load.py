"""Loading a table with validation against the store's own rate for the same rows, ready made.

`python bench/load.py [--rows N] [--rounds N] [--neo4j]`: rounds alternate; the ratio is the raw
time over ours, both for the same nodes and relationships.
"""

from __future__ import annotations

import argparse
import csv
import random
import statistics
import tempfile
import time
from pathlib import Path

from graph.store import GraphStore, open_store, write_rows
from ingest.pipeline import ingest

ROOT = Path(__file__).parents[1]
TIES = ("enterprise_located_in_district", "enterprise_active_in_industry")


def table(folder: Path, rows: int) -> Path:
    """Write a table of enterprises that are no real ones."""
    rng = random.Random(1)
    places = list(csv.DictReader((ROOT / "data/districts.csv").open(encoding="utf-8")))
    districts = [row["id"] for row in places if row["state"] == "state:kerala"]
    tree = list(csv.DictReader((ROOT / "data/industries.csv").open(encoding="utf-8")))
    classes = [row["id"] for row in tree if row["level"] == "class"]
    path = folder / "enterprises.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        names = ("id", "name", "place", "size", "activity", "registered", "district", "industries")
        writer.writerow([*names, "source", "as_of"])
        for i in range(rows):
            writer.writerow([
                f"enterprise:bench-{i:07d}", f"Bench enterprise {i}", "Somewhere",
                rng.choice(["micro", "small"]), "manufacturing", "yes", rng.choice(districts),
                rng.choice(classes), "A table of a benchmark, no registry", "2026-01-01",
            ])  # fmt: skip
    return path


def ready(store: GraphStore, rows: int) -> dict[str, list[dict[str, object]]]:
    """The rows that the load queries were given, read back."""
    ids = [f"enterprise:bench-{i:07d}" for i in range(rows)]
    found = {"load/enterprise": store.read("read/stored/enterprise", ids=ids)}
    for name in TIES:
        found[f"load/{name}"] = store.read(f"read/stored/{name}", ids=ids)
    return found


def ours(url: str, path: Path) -> tuple[float, GraphStore]:
    store = open_store(url, "write")
    ingest(store, [ROOT / "data"])
    began = time.perf_counter()
    ingest(store, [path])
    return time.perf_counter() - began, store


def raw(url: str, rows: dict[str, list[dict[str, object]]]) -> float:
    with open_store(url, "write") as store:
        ingest(store, [ROOT / "data"])
        began = time.perf_counter()
        for name, each in rows.items():
            write_rows(store, name, each)
        return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=40_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--neo4j", action="store_true", help="on local Neo4j servers, one a side")
    options = parser.parse_args()
    ratios = []
    for number in range(options.rounds):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            path = table(folder, options.rows)
            with Two(folder, options.neo4j) as (left, right):
                mine, store = ours(left, path)
                rows = ready(store, options.rows)
                store.close()
                theirs = raw(right, rows)
        ratios.append(theirs / mine)
        print(
            f"round {number + 1}: with validation {options.rows / mine:,.0f} rows/s, "
            f"raw {options.rows / theirs:,.0f} rows/s, ratio {theirs / mine:.2f}"
        )
    print(f"ratio: median {statistics.median(ratios):.2f} (1 row = 1 node and 2 relationships)")


class Two:
    """Two empty stores of one kind, one for each side."""

    def __init__(self, folder: Path, neo4j: bool) -> None:
        self.folder, self.neo4j = folder, neo4j

    def __enter__(self) -> tuple[str, str]:
        if not self.neo4j:
            return str(self.folder / "ours.kgl"), str(self.folder / "raw.kgl")
        from graph import server

        urls = []
        for side in ("ours", "raw"):
            made = server.start(self.folder / side)
            password = Path(made.password_file).read_text(encoding="utf-8").strip()
            urls.append(made.url.replace("://", f"://{made.user}:{password}@"))
        return urls[0], urls[1]

    def __exit__(self, *_: object) -> None:
        if self.neo4j:
            from graph import server

            for side in ("ours", "raw"):
                server.stop(self.folder / side)


if __name__ == "__main__":
    main()
