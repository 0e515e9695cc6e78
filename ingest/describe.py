"""Writes `docs/data.md`: the project's own tables, what fills them, and how to bring one's own."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from graph.describe import allowed
from ingest.tables import TABLES, ClaimTable, NodeTable, TieTable
from ingest.template import columns_of

_SYNTHETIC = (
    ("enterprises_by_district.csv", "enterprises registered in Udyam by district and size, all India"),
    ("enterprises_by_industry.csv", "enterprises registered in Udyam by industry, all India: the five-digit "
     "codes that the bulletin lists (size `all`), and whole divisions by size"),
    ("new_enterprises_by_sector.csv", "new enterprises of a state by sector and year (Kerala)"),
)  # fmt: skip

_INTRODUCTION = """\
# The data

*Generated from `ingest/tables.py` and the tables in `data/` by `sangam docs`.*

The project ships its own tables of facts in `data/`, one kind of thing a file, each row with the public
document that says so (`source`) and the date that it speaks of (`as_of`). What no source says stays empty: an
empty cell is *not known*, 0 is *none*. Where sources disagree, one stands in the table and the others in
`claims.csv`, with their dates. The kinds and fields are described in [graph-model.md](graph-model.md).
"""

_BRING = """\
## How to bring your own data

**With a spreadsheet.** No programming is needed.

1. `sangam ingest --template clusters` writes `clusters.xlsx`, an empty table with a second sheet that
   explains every column (orange ones are required). Any table below can be named instead of `clusters`.
2. Fill in one row for each cluster. Leave a cell empty where you do not know. Name the document that you
   took it from in `source`, and its date in `as_of`. Do not write names, phones or numbers of persons.
3. `sangam ingest clusters.xlsx --dry-run` says what would change, and writes nothing.
4. `sangam ingest clusters.xlsx` loads it. Rows that could not be taken are in the folder `rejects`, each
   with the column, the reason and what to do; mend them there and load that file.

**With files and programs.**

- A CSV file (UTF-8) is taken for a table by its name (`clusters.csv`) or by its columns. Columns stand in
  any order; optional ones may be missing. `sangam ingest FOLDER` loads all files of a folder, in the
  right order whatever they are called. Loading again changes nothing.
- Cells that refer to another thing take its id (`district:alappuzha`), its code or its name; a name that
  nobody bears or that two bear is rejected with the near ones.
- An id that is there already means the same thing: the newer statement of the project's tables stands,
  what the other says is kept as a claim. What a file does not mention is never deleted.
- Formats of others are read as they are: the ROR list of research organisations (CSV), the Reserve Bank's
  IFSC list of branches (CSV), the NIC-2008 list (CSV), and records of the national scheme portal (JSON).
- A program can do the same: `ingest.pipeline.ingest(store, paths)` gives the report that `sangam ingest
  --json` prints.
"""


def write_data_docs(folder: Path, data: Path) -> list[Path]:
    """Write the description of the tables in a folder of data; gives the paths written."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "data.md"
    path.write_text(data_page(data), encoding="utf-8")
    return [path]


def data_page(data: Path) -> str:
    """The text of `docs/data.md` for the tables in a folder."""
    tables = [(table, _rows(data / f"{table.name}.csv")) for table in TABLES]
    parts = [
        _INTRODUCTION,
        "## What there is",
        _overview(tables),
        _empty(tables),
        "## Where the facts come from",
        _sources([row for _, rows in tables for row in rows]),
        _BRING,
        "## The tables, column by column",
        "*Filled* says in how many of the rows the column has a value; the rest is what is missing.",
        *(_table(table, rows) for table, rows in tables),
        "## Synthetic enterprises",
        _synthetic(data / "synthetic"),
    ]
    return "\n".join(part.strip("\n") + "\n" for part in parts if part)


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


_Tables = Sequence[tuple[NodeTable | TieTable | ClaimTable, list[dict[str, str]]]]


def _overview(tables: _Tables) -> str:
    lines = ["| table | rows | of Kerala | documents | dates |", "|---|---:|---:|---:|---|"]
    for table, rows in tables:
        if rows:
            lines.append(
                f"| [{table.name}.csv](#{table.name}) | {len(rows):,} | {_of_kerala(rows)} | "
                f"{len({row['source'] for row in rows}):,} | {_dates(rows)} |"
            )
    return "\n".join(lines)


def _of_kerala(rows: Sequence[dict[str, str]]) -> str:
    """Rows whose state is Kerala, where the table has a state."""
    if "state" not in rows[0]:
        return ""
    return f"{sum(row['state'] in ('state:kerala', 'Kerala') for row in rows):,}"


def _dates(rows: Iterable[dict[str, str]]) -> str:
    dated = sorted(row["as_of"] for row in rows if row["as_of"][:1].isdigit())
    return f"{dated[0]} to {dated[-1]}" if dated else ""


def _empty(tables: _Tables) -> str:
    empty = [f"`{table.name}`" for table, rows in tables if not rows]
    if not empty:
        return ""
    return f"Tables that can be loaded, of which the project ships none: {', '.join(empty)}."


def _sources(rows: Sequence[dict[str, str]]) -> str:
    # After a semicolon stands what else a row rests on, as in a name or a centre.
    counted = Counter(row["source"].partition("; ")[0] for row in rows)
    top = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:12]
    lines = [
        f"The rows name {len(counted):,} different documents first. Those that most rows rest on:",
        "",
        "| rows | source |",
        "|---:|---|",
        *(f"| {number:,} | {_cell(source)} |" for source, number in top),
    ]
    return "\n".join(lines)


def _table(table: NodeTable | TieTable | ClaimTable, rows: Sequence[dict[str, str]]) -> str:
    lines = [
        f"### {table.name}",
        "",
        "| column | filled | required | how to write it | unit | allowed | meaning |",
        "|---|---:|---|---|---|---|---|",
    ]
    for column in columns_of(table.name):
        field = column.field
        filled = sum(bool((row.get(field.name) or "").strip()) for row in rows)
        cells = (
            f"`{field.name}`",
            f"{filled:,}" if rows else "",
            "yes" if field.required else "",
            column.how,
            field.unit,
            allowed(field) if field.allowed or field.low is not None or field.high is not None else "",
            field.doc,
        )
        lines.append(f"| {' | '.join(_cell(cell) for cell in cells)} |")
    if rows:
        lines[1:1] = ["", f"{len(rows):,} rows."]
    return "\n".join(lines)


def _synthetic(folder: Path) -> str:
    lines = [
        "A registry of enterprises could not be had. `sangam ingest` without a file therefore also generates "
        "some 20,000 enterprises of Kerala: each is marked `synthetic`, is called *Synthetic enterprise …*, "
        "and has no coordinates. They follow published totals, and no ranking, count or threshold of a real "
        "cluster rests on them; `--no-synthetic` leaves them out. `ingest/synthetic.py` says how they are "
        "made. The totals:",
        "",
        "| table | rows | what | dates |",
        "|---|---:|---|---|",
    ]
    for name, what in _SYNTHETIC:
        rows = _rows(folder / name)
        lines.append(f"| synthetic/{name} | {len(rows):,} | {what} | {_dates(rows)} |")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
