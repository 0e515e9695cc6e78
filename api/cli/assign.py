"""`sangam assign`: the clusters of a district or state to mentor institutions, all at once."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.asking import DEFAULT_MODEL, ModelOption, service_on
from api.cli.complete import cluster_names
from api.cli.exits import ExitCode
from api.cli.match import AsOfOption, as_of_day
from api.cli.output import AsJson, console, csv_cell, print_json, say
from api.cli.stores import DEFAULT, StoreOption
from graph.errors import InputError

if TYPE_CHECKING:
    from matcher.assign.plan import Assigned
    from matcher.assign.problem import Pair
    from matcher.assign.solve import Step
    from matcher.snapshot import Snapshot

app = typer.Typer(no_args_is_help=True, help="Assign all clusters of a district or state at once.")
_PAIR = "CLUSTER=INSTITUTION"

Districts = Annotated[list[str] | None, typer.Option("--district", help="Its clusters; may be repeated.")]
States = Annotated[list[str] | None, typer.Option("--state", help="Its clusters; may be repeated.")]
Clusters = Annotated[
    list[str] | None,
    typer.Option("--cluster", "--clusters", help="A cluster, by name or id; may be repeated.",
                 autocompletion=cluster_names),
]  # fmt: skip
Capacity = Annotated[
    int, typer.Option("--capacity", min=0, max=10_000,
                      help="Clusters that an institution takes where no source tells."),
]  # fmt: skip
Least = Annotated[int, typer.Option("--min", min=0, max=20, help="Mentors that every cluster gets.")]
Most = Annotated[
    int | None,
    typer.Option("--max", min=1, max=20, help="Mentors of a cluster at most; as --min if left out."),
]
Travel = Annotated[float | None, typer.Option("--travel", min=0, help="Km that a mentor may be away.")]
Force = Annotated[list[str] | None, typer.Option("--force", metavar=_PAIR, help="A pair that must be.")]
Forbid = Annotated[list[str] | None, typer.Option("--forbid", metavar=_PAIR, help="A pair that must not be.")]
Conflicts = Annotated[
    Path | None,
    typer.Option("--conflicts", metavar="FILE.csv", dir_okay=False,
                 help="Conflicts of interest: a table with the columns cluster and institution."),
]  # fmt: skip
Promoters = Annotated[
    bool,
    typer.Option("--promoters/--no-promoters",
                 help="Count it as a conflict where the institution runs or funds the cluster's project."),
]  # fmt: skip
Floor = Annotated[
    bool, typer.Option("--floor/--no-floor", help="First the best least score, then the best total.")
]
Keep = Annotated[
    Path | None,
    typer.Option("--keep", metavar="PLAN.json", dir_okay=False,
                 help="An earlier plan (from --json): change as few of its pairs as can be."),
]  # fmt: skip
Tolerance = Annotated[
    float,
    typer.Option("--tolerance", min=0, max=1, help="With --keep: the share of the total to give up for it."),
]
Alternates = Annotated[int, typer.Option("--alternates", min=0, max=20, help="How many for each cluster.")]
CsvFile = Annotated[
    Path | None, typer.Option("--csv", metavar="FILE", dir_okay=False, help="Write the plan as a table, too.")
]


@app.callback()
def _together() -> None:
    """Keeps `mentors` a command of its own, beside those that may come."""


@app.command()
def mentors(
    district: Districts = None,
    state: States = None,
    clusters: Clusters = None,
    capacity: Capacity = 3,
    least: Least = 1,
    most: Most = None,
    travel: Travel = None,
    force: Force = None,
    forbid: Forbid = None,
    conflicts: Conflicts = None,
    promoters: Promoters = True,
    floor: Floor = True,
    keep: Keep = None,
    tolerance: Tolerance = 0.0,
    alternates: Alternates = 2,
    as_of: AsOfOption = "",
    store: StoreOption = DEFAULT,
    model: ModelOption = DEFAULT_MODEL,
    as_json: AsJson = False,
    csv_file: CsvFile = None,
) -> None:
    """Give every cluster its mentor institutions: the best plan under your limits.

    For example: sangam assign mentors --district Kannur --travel 100
    """
    day = as_of_day(as_of)
    forced, forbidden = _pairs("--force", force), _pairs("--forbid", forbid)
    known = _conflicts(conflicts) if conflicts else ()
    earlier = _earlier(keep) if keep else ()
    if tolerance and not keep:
        raise typer.BadParameter("--tolerance goes with --keep")
    from api.cli.progress import progress
    from api.cli.render_assign import show_assigned
    from matcher.assign.plain import assigned_json
    from matcher.assign.plan import assigned
    from matcher.assign.wish import Wish, pose

    wish = Wish(
        tuple(district or ()), tuple(state or ()), tuple(clusters or ()), capacity, least, most, travel,
        forced, forbidden, known, promoters, floor, earlier, tolerance, alternates,
    )  # fmt: skip
    with service_on(store, model) as service:
        engine = service.engine_of(day)
        snapshot = engine.snapshot
        with progress("clusters") as tell:
            posed = pose(engine, lambda kind, name: service.find(snapshot, [kind], name), wish, tell)
        found = assigned(posed, wish, _tell if len(posed.problem.clusters) > 1000 else None)
        if as_json:
            print_json(assigned_json(found, snapshot))
        else:
            show_assigned(console(), found, snapshot)
        if csv_file and found.plan:
            _write(csv_file, found, snapshot)
    if found.relaxation or posed.unranked:
        raise typer.Exit(ExitCode.PARTLY)


def _tell(step: Step) -> None:
    gap = (step.bound - step.total) / max(step.total, 1)
    say(f"round {step.round}: {step.pairs:,} pairs looked at, at most {gap:.2%} below the best plan")


def _pairs(option: str, given: Sequence[str] | None) -> tuple[Pair, ...]:
    """Pairs from `cluster=institution` texts."""
    found = []
    for text in given or ():
        cluster, mark, institution = text.partition("=")
        if not mark or not cluster.strip() or not institution.strip():
            raise typer.BadParameter(f"{option}: '{text}' is no pair; write CLUSTER=INSTITUTION")
        found.append((cluster.strip(), institution.strip()))
    return tuple(found)


def _conflicts(path: Path) -> tuple[Pair, ...]:
    """Pairs from a table with the columns cluster and institution."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path} is no CSV table in UTF-8; save it as CSV UTF-8 and try again") from error
    found = []
    for line, row in enumerate(rows, start=2):
        pair = tuple(str(row.get(name) or "").strip() for name in ("cluster", "institution"))
        if not all(pair):
            raise InputError(f"{path}, line {line}: it needs a cluster and an institution")
        found.append((pair[0], pair[1]))
    return tuple(found)


def _earlier(path: Path) -> tuple[Pair, ...]:
    """The pairs of an earlier plan."""
    from matcher.assign.plain import pairs_in

    try:
        return pairs_in(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise InputError(
            f"{path} is no plan; keep one with sangam assign mentors … --json > PLAN.json"
        ) from error
    except InputError as error:
        raise InputError(f"{path}: {error}") from error


def _write(path: Path, found: Assigned, snapshot: Snapshot) -> None:
    from api.cli.render_assign import CSV_COLUMNS, csv_rows

    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(CSV_COLUMNS)
            for row in csv_rows(found, snapshot):
                writer.writerow([csv_cell(value) for value in row])
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error}") from error
    say(f"the plan was written to {path}")
