"""The published totals that synthetic enterprises follow, read from `data/synthetic/`."""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files

SIZES = ("micro", "small", "medium")
# The one sector of the sector table that is services without naming an industry.
_SERVICES = "service sector"


@dataclass(frozen=True)
class Sector:
    """New enterprises of one sector of a state, all published years together.

    Attributes:
        name: the sector in the source's words.
        code: the NIC division or class that it is; empty for what the named ones leave over.
        service: whether such a rest is services rather than manufacturing.
        enterprises: how many.
    """

    name: str
    code: str
    service: bool
    enterprises: int


@dataclass(frozen=True)
class Totals:
    """Published totals of enterprises.

    Attributes:
        districts: district id to micro, small and medium enterprises registered there.
        listed: five-digit NIC code to enterprises in India, for the codes that are published.
        divisions: two-digit NIC code to micro, small and medium enterprises in India.
        sectors: state id to its new enterprises by sector.
        local: (district id, NIC code) of every sourced cluster, for where an industry gathers.
        dates: the dates of the totals: by district, by industry, first and last by sector.
        digest: tells these totals from others.
    """

    districts: Mapping[str, tuple[int, ...]]
    listed: Mapping[str, int]
    divisions: Mapping[str, tuple[int, ...]]
    sectors: Mapping[str, tuple[Sector, ...]]
    local: frozenset[tuple[str, str]]
    dates: tuple[str, ...]
    digest: str = ""

    def digested(self) -> Totals:
        """The same totals with their digest: eight hexadecimal digits over all of the rest."""
        parts = (
            sorted(self.districts.items()), sorted(self.listed.items()), sorted(self.divisions.items()),
            sorted((state, sectors) for state, sectors in self.sectors.items()), sorted(self.local),
        )  # fmt: skip
        return replace(self, digest=hashlib.sha256(repr(parts).encode()).hexdigest()[:8])


def read_totals() -> Totals:
    """The totals that the package holds."""
    by_district = list(_rows("synthetic/enterprises_by_district.csv"))
    by_industry = list(_rows("synthetic/enterprises_by_industry.csv"))
    by_sector = list(_rows("synthetic/new_enterprises_by_sector.csv"))
    listed: dict[str, int] = {}
    divisions: dict[str, dict[str, int]] = defaultdict(dict)
    for row in by_industry:
        code, number = nic_code(row["industry"]), int(row["enterprises"])
        if row["size"] == "all":
            listed[code] = number
        else:
            divisions[code][row["size"]] = number
    sums: dict[str, dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    for row in by_sector:
        sums[row["state"]][row["sector"], nic_code(row["industry"])] += int(row["enterprises"])
    years = sorted(row["as_of"] for row in by_sector)
    totals = Totals(
        {row["district"]: tuple(int(row[size]) for size in SIZES) for row in by_district},
        listed,
        {code: tuple(sizes[size] for size in SIZES) for code, sizes in divisions.items()},
        {
            state: tuple(Sector(n, c, n == _SERVICES, total) for (n, c), total in found.items())
            for state, found in sums.items()
        },
        frozenset(
            (row["district"], nic_code(part.strip()))
            for row in _rows("clusters.csv")
            for part in row["industries"].split(";")
            if row["district"] and part.strip()
        ),
        (
            max(row["as_of"] for row in by_district),
            max(row["as_of"] for row in by_industry),
            years[0],
            years[-1],
        ),
    )
    return totals.digested()


def nic_code(cell: str) -> str:
    """The NIC code that a cell names, as `industry:1394` or `1394`."""
    return cell.removeprefix("industry:")


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files("data").joinpath(name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())
