"""Synthetic enterprises: margins as published, the same from the same seed, and never a real firm."""

from __future__ import annotations

import csv
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.content import content_hash, copy
from graph.errors import InputError
from graph.model import ID, check_properties
from graph.store import GraphStore, Row, open_store
from ingest.pipeline import ingest, ingest_records
from ingest.records import NodeRecord, Record, TieRecord
from ingest.synthetic import COUNT, draw, synthetic_enterprises
from ingest.synthetic_fit import fit, largest_remainder, round_table
from ingest.synthetic_mix import industry_weights
from ingest.synthetic_totals import SIZES, Sector, Totals, read_totals
from ingest.synthetic_world import read_world, short_label

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def loaded(loaded_embedded_url: str) -> Path:
    """The project's tables in a file; copy it to change it."""
    return Path(loaded_embedded_url)


@pytest.fixture(scope="module")
def records(loaded: Path) -> list[Record]:
    with open_store(loaded) as store:
        return synthetic_enterprises(store)


def nodes(records: list[Record]) -> list[NodeRecord]:
    return [record for record in records if isinstance(record, NodeRecord)]


def ends(records: list[Record], kind: str) -> dict[str, str]:
    ties = [r for r in records if isinstance(r, TieRecord) and r.kind.type == kind]
    found = {tie.start: tie.end for tie in ties}
    assert len(found) == len(ties), "an enterprise has two of them"
    return found


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def codes(records: list[Record]) -> Counter[str]:
    return Counter(end.removeprefix("industry:") for end in ends(records, "ACTIVE_IN").values())


def starting(counted: Counter[str], *prefixes: str) -> int:
    return sum(n for code, n in counted.items() if code.startswith(prefixes))


def test_districts_and_sizes_are_the_published_ones(records: list[Record]) -> None:
    kerala = {row["id"] for row in rows("districts.csv") if row["state"] == "state:kerala"}
    published = {
        (row["district"], size): int(row[size])
        for row in rows("synthetic/enterprises_by_district.csv")
        if row["district"] in kerala
        for size in SIZES
    }
    where = ends(records, "LOCATED_IN")
    made = Counter((where[node.id], str(node.properties["size"])) for node in nodes(records))
    assert sum(made.values()) == COUNT
    assert len({district for district, _ in published}) == 14
    scale = COUNT / sum(published.values())
    assert set(made) <= set(published)
    for cell, number in published.items():
        assert abs(made[cell] - number * scale) < 1, cell


def test_manufacturing_sectors_are_those_of_kerala(records: list[Record]) -> None:
    new: Counter[str] = Counter()
    for row in rows("synthetic/new_enterprises_by_sector.csv"):
        new[row["sector"]] += int(row["enterprises"])
    services = new.pop("service sector") + new["information technology"]
    counted = codes(records)
    service = starting(counted, "62") / sum(n for code, n in counted.items() if not 10 <= int(code[:2]) <= 33)
    assert service == pytest.approx(new.pop("information technology") / services, abs=1e-3)
    prefixes = {
        "agro and food processing": "10", "garments": "14", "wood based": "16",
        "cement products": "2395", "printing and allied": "18", "paper products": "17",
    }  # fmt: skip
    made = sum(n for code, n in counted.items() if 10 <= int(code[:2]) <= 33)
    whole = sum(new.values())
    for sector, prefix in prefixes.items():
        # Each code's margin is its exact share rounded down or up.
        allowed = len({code for code in counted if code.startswith(prefix)}) + 1
        assert abs(starting(counted, prefix) - new[sector] / whole * made) < allowed, sector


def test_industries_stand_to_each_other_as_published(records: list[Record]) -> None:
    published = {
        row["industry"].removeprefix("industry:"): int(row["enterprises"])
        for row in rows("synthetic/enterprises_by_industry.csv")
        if row["size"] == "all"
    }
    assert len(published) == 100
    counted = codes(records)
    service = [code for code in published if not 10 <= int(code[:2]) <= 33 and code[:2] != "62"]
    assert len(service) > 50
    scale = sum(counted[code] for code in service) / sum(published[code] for code in service)
    exact = np.array([published[code] * scale for code in service])
    made = np.array([counted[code] for code in service])
    assert np.abs(made - exact).max() < 1.2
    chi_square = float(((made - exact) ** 2 / exact).sum())
    assert chi_square < len(service) * 0.05


def test_small_firms_are_where_the_bulletin_has_them(loaded: Path) -> None:
    """Odds of small against micro between two divisions are kept by the fitting."""
    totals = read_totals()
    with open_store(loaded) as store:
        world = read_world(store, totals, "state:kerala")
    sizes: dict[str, Counter[str]] = defaultdict(Counter)
    for _, size, code in draw(totals, world, "state:kerala", 500_000, np.random.default_rng(1)):
        sizes[code[:2]][size] += 1
    published = totals.divisions

    def odds(micro: float, small: float) -> float:
        return small / micro

    for one, other in (("10", "96"), ("32", "56"), ("49", "96")):
        wanted = odds(*published[one][:2]) / odds(*published[other][:2])
        found = odds(sizes[one]["micro"], sizes[one]["small"]) / odds(
            sizes[other]["micro"], sizes[other]["small"]
        )
        assert found == pytest.approx(wanted, rel=0.2), (one, other)


def test_industries_gather_where_their_clusters_are(records: list[Record]) -> None:
    where, industry = ends(records, "LOCATED_IN"), ends(records, "ACTIVE_IN")
    coir = Counter(where[i] for i, code in industry.items() if code.startswith("industry:1394"))
    everything = Counter(where.values())
    share = {d: coir[d] / n for d, n in everything.items()}
    assert share["district:alappuzha"] > 3 * share["district:wayanad"]


def test_every_record_says_that_it_is_synthetic(records: list[Record], loaded: Path) -> None:
    names = set()
    for record in records:
        assert isinstance(record, (NodeRecord, TieRecord))
        assert record.properties["synthetic"] is True
        assert str(record.properties["source"]).startswith("Synthetic, no real enterprise: generated")
        assert record.properties == check_properties(record.kind.fields, record.properties)
    for node in nodes(records):
        assert ID.fullmatch(node.id)
        assert node.id.startswith("enterprise:syn-")
        assert str(node.properties["name"]).startswith("Synthetic enterprise ")
        assert "latitude" not in node.properties
        assert node.properties["registered"] is True
        names.add(node.properties["name"])
    assert len(names) == len({node.id for node in nodes(records)}) == COUNT
    with open_store(loaded) as store:
        real = {row["properties"].get("name") for row in store.read("read/network_nodes")}
    assert not names & real


def test_activity_follows_the_section_of_the_industry(records: list[Record]) -> None:
    code = ends(records, "ACTIVE_IN")
    for node in nodes(records):
        division = int(code[node.id].removeprefix("industry:")[:2])
        mining, made = 5 <= division <= 9, 10 <= division <= 33
        wanted = None if mining else "manufacturing" if made else "service"
        assert node.properties.get("activity") == wanted


def test_members_are_of_the_district_and_the_industry_and_never_more_than_the_units(
    records: list[Record], loaded: Path
) -> None:
    with open_store(loaded) as store:
        ties = store.read("read/network_ties")
        units = {
            row["properties"]["id"]: row["properties"]["units"]
            for row in store.read("read/network_nodes")
            if row["label"] == "Cluster" and "units" in row["properties"]
        }
    place = {(t["start_id"], t["end_id"]) for t in ties if t["type"] == "LOCATED_IN"}
    known: dict[str, set[str]] = defaultdict(set)
    for tie in ties:
        if tie["type"] == "ACTIVE_IN":
            known[tie["start_id"]].add(tie["end_id"].removeprefix("industry:")[:4])
    where, code = ends(records, "LOCATED_IN"), ends(records, "ACTIVE_IN")
    member = ends(records, "MEMBER_OF")
    assert 1000 < len(member) < COUNT / 4
    for enterprise, cluster in member.items():
        assert (cluster, where[enterprise]) in place
        own = code[enterprise].removeprefix("industry:")
        assert own.startswith(tuple(known[cluster])), (own, known[cluster])
    for cluster, number in Counter(member.values()).items():
        assert number <= units.get(cluster, number), cluster
    # About half of those join who could join a cluster that has no known limit.
    open_to: dict[str, set[str]] = defaultdict(set)
    for cluster, district in place:
        if cluster.startswith("cluster:") and cluster not in units:
            open_to[district] |= known[cluster]
    could = [
        enterprise
        for enterprise, district in where.items()
        if code[enterprise].removeprefix("industry:").startswith(tuple(open_to[district]))
    ]
    assert len(could) > 1000
    assert sum(enterprise in member for enterprise in could) / len(could) == pytest.approx(0.5, abs=0.05)
    assert sum(cluster in units for cluster in set(member.values())) > 20


class Shuffled:
    """A store whose rows come in the opposite order."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self.url = store.url

    def read(self, name: str, **parameters: object) -> list[Row]:
        return self._store.read(name, **parameters)[::-1]

    def stream(self, name: str, **parameters: object) -> Iterator[Row]:
        yield from self.read(name, **parameters)


def test_the_seed_alone_decides(records: list[Record], loaded: Path) -> None:
    with open_store(loaded) as store:
        assert synthetic_enterprises(Shuffled(store)) == records  # type: ignore[arg-type]
        other = synthetic_enterprises(store, seed=7)
    pairs = list(zip(nodes(records), nodes(other), strict=True))
    differing = sum(a.properties["name"] != b.properties["name"] for a, b in pairs)
    assert differing > COUNT / 2
    # The margins are the same all the same.
    assert codes(records) == codes(other)


def test_another_state(loaded: Path) -> None:
    with open_store(loaded) as store:
        made = synthetic_enterprises(store, state="state:tamil-nadu", count=3000)
    published = read_totals().districts
    tamil = {row["id"] for row in rows("districts.csv") if row["state"] == "state:tamil-nadu"}
    where = Counter(ends(made, "LOCATED_IN").values())
    assert set(where) == tamil & set(published)
    whole = sum(sum(published[district]) for district in where)
    for district, number in where.items():
        assert abs(number - sum(published[district]) / whole * 3000) < len(SIZES), district
    assert nodes(made)[0].id == "enterprise:syn-tamil-nadu-000001"
    assert "sector" not in str(nodes(made)[0].properties["source"])


def test_loading_twice_changes_nothing_and_touches_no_fact(
    loaded: Path, records: list[Record], tmp_path: Path
) -> None:
    path = tmp_path / "whole.kgl"
    shutil.copy(loaded, path)
    with open_store(path, "write") as store:
        facts = {row["properties"]["id"]: row for row in store.read("read/network_nodes")}
        ties = len(store.read("read/network_ties"))
        first = ingest_records(store, "synthetic enterprises", records)
        whole = content_hash(store)
        assert first.created == len(records)
        again = ingest_records(store, "synthetic enterprises", synthetic_enterprises(store))
        assert (again.created, again.changed, again.unchanged) == (0, 0, len(records))
        assert content_hash(store) == whole
        # What rankings rest on has not changed: neither units of clusters nor ties.
        assert {row["properties"]["id"]: row for row in store.read("read/network_nodes")} == facts
        assert len(store.read("read/network_ties")) == ties
        with pytest.raises(InputError, match="same seed and number"):
            synthetic_enterprises(store, seed=1)
        with pytest.raises(InputError, match="same seed and number"):
            synthetic_enterprises(store, count=100)


def test_enterprises_of_another_version_stay_as_they_are(
    loaded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "older.kgl"
    shutil.copy(loaded, path)
    with open_store(path, "write") as store:
        ingest_records(store, "synthetic enterprises", synthetic_enterprises(store, count=50))
        before = content_hash(store)
        totals = read_totals()
        newer = replace(totals, listed={**totals.listed, "47711": 1}).digested()
        assert newer.digest != totals.digest
        monkeypatch.setattr("ingest.synthetic.read_totals", lambda: newer)
        assert synthetic_enterprises(store, count=50) == []
        assert content_hash(store) == before


def test_what_cannot_be_generated_is_refused(loaded: Path, tmp_path: Path) -> None:
    with open_store(loaded) as store:
        for count in (0, 1_000_000):
            with pytest.raises(InputError, match="1 to 999,999"):
                synthetic_enterprises(store, count=count)
        with pytest.raises(InputError, match="no district of state:atlantis"):
            synthetic_enterprises(store, state="state:atlantis")
    with open_store(tmp_path / "empty.kgl", "write") as store:
        with pytest.raises(InputError, match="load the project's tables first"):
            synthetic_enterprises(store)
        ingest(store, [DATA / "states.csv", DATA / "districts.csv"])
        with pytest.raises(InputError, match="industries"):
            synthetic_enterprises(store)


@pytest.mark.parametrize("count", [1, 14, 100])
def test_few_enterprises_can_be_had_too(loaded: Path, count: int) -> None:
    with open_store(loaded) as store:
        assert len(nodes(synthetic_enterprises(store, count=count))) == count


@pytest.mark.neo4j
@pytest.mark.slow
def test_both_stores_give_and_hold_the_same(loaded: Path, neo4j_url: str, tmp_path: Path) -> None:
    path = tmp_path / "small.kgl"
    shutil.copy(loaded, path)
    with open_store(path, "write") as embedded, open_store(neo4j_url, "write") as remote:
        copy(embedded, remote)
        made = synthetic_enterprises(embedded, count=2000)
        assert synthetic_enterprises(remote, count=2000) == made
        for store in (embedded, remote):
            assert ingest_records(store, "synthetic enterprises", made).created == len(made)
        assert content_hash(embedded) == content_hash(remote)


SMALL = Totals(
    districts={"district:a": (10, 2, 0)},
    listed={"10001": 100, "49001": 60},
    divisions={"10": (140, 18, 2)},
    sectors={},
    local=frozenset({("district:a", "1394"), ("district:b", "1520"), ("district:a", "0127")}),
    dates=("2026", "2021", "2017", "2021"),
)
SECTIONS = {
    "10001": "c", "10002": "c", "10003": "c", "49001": "h", "49002": "h", "13941": "c", "13942": "c",
    "15201": "c", "01271": "a", "62001": "j",
}  # fmt: skip


def test_weights_by_hand() -> None:
    weights = industry_weights(SMALL, SECTIONS, "state:x", frozenset({"district:a"}))
    # 160 in division 10 leave 60 for its two other codes; what only a cluster tells weighs as they do.
    assert weights == {
        "10001": 100, "10002": 30, "10003": 30, "13941": 30, "13942": 30, "49001": 60,
    }  # fmt: skip


def test_weights_by_hand_with_sectors() -> None:
    sectors = (
        Sector("food", "10", False, 60),
        Sector("others", "", False, 20),
        Sector("it", "62", True, 10),
        Sector("service sector", "", True, 30),
    )
    totals = Totals(**{**vars(SMALL), "sectors": {"state:x": sectors}})
    weights = industry_weights(totals, SECTIONS, "state:x", frozenset({"district:a"}))
    # Manufacturing keeps 220 and parts it 60 : 20; services keep 60 + 30 and part it 10 : 30.
    assert weights == pytest.approx(
        {
            "10001": 165 * 100 / 160, "10002": 165 * 30 / 160, "10003": 165 * 30 / 160,
            "13941": 27.5, "13942": 27.5, "49001": 67.5, "62001": 22.5,
        }
    )  # fmt: skip


def test_a_share_is_never_above_the_smallest_listed() -> None:
    totals = Totals(**{**vars(SMALL), "divisions": {"10": (100_000, 0, 0)}})
    weights = industry_weights(totals, SECTIONS, "state:x", frozenset())
    assert weights["10002"] == 60


@given(
    st.lists(st.integers(0, 1000), min_size=1, max_size=30).filter(any),
    st.integers(0, 5000),
)
def test_largest_remainder_keeps_total_and_quota(weights: list[int], total: int) -> None:
    shares = largest_remainder(np.array(weights, dtype=np.float64), total)
    assert shares.sum() == total
    exact = np.array(weights) / sum(weights) * total
    assert (np.abs(shares - exact) < 1).all()


def test_fitting_keeps_margins_and_odds() -> None:
    seed = np.array([[1.0, 2.0], [3.0, 4.0]])
    table = fit(seed, np.array([30, 70]), np.array([60, 40]))
    assert table.sum(axis=1) == pytest.approx([30, 70])
    assert table.sum(axis=0) == pytest.approx([60, 40])
    assert table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0]) == pytest.approx(4 / 6)
    with pytest.raises(ValueError, match="one sum"):
        fit(seed, np.array([1, 1]), np.array([1, 2]))
    with pytest.raises(ValueError, match="no table"):
        fit(np.array([[1.0, 0.0], [1.0, 0.0]]), np.array([1, 1]), np.array([1, 1]), rounds=50)


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 8), st.integers(2, 12), st.integers(1, 400), st.integers(0, 2**32 - 1))
def test_rounding_keeps_margins_and_stays_within_one(height: int, width: int, total: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    wide = largest_remainder(rng.uniform(0.1, 1, width), total)
    tall = largest_remainder(rng.uniform(0.1, 1, height), total)
    table = fit(rng.uniform(0.1, 5, (height, width)), tall, wide)
    whole = round_table(table, tall, wide, rng)
    assert (whole.sum(axis=1) == tall).all()
    assert (whole.sum(axis=0) == wide).all()
    assert (np.abs(whole - table) < 1 + 1e-6).all()
    assert (whole >= 0).all()


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Manufacture of furniture made of wood", "furniture made of wood"),
        ("Manufacture of cordage or rope made of coir", "cordage or rope made of coir"),
        ("Activities of food service contractors (e.g. for airlines)", "food service contractors"),
        ("Manufacture of other articles n.e.c.", "other articles"),
        ("R.C.C. bricks", "R.C.C. bricks"),
        ("Other professional, scientific and technical activities n.e.c.",
         "other professional, scientific and technical"),
    ],
)  # fmt: skip
def test_labels_are_the_head_of_the_description(name: str, label: str) -> None:
    assert short_label(name) == label
