"""`sangam ingest`: load the project's own tables, or files and folders that somebody brings."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.exits import ExitCode
from api.cli.output import AsCsv, AsJson, Form, console, form, print_csv, print_json, say
from api.cli.progress import Tell, progress
from api.cli.stores import DEFAULT, StoreOption, opened
from graph.errors import InputError, StoreMissingError
from graph.store import GraphStore, open_store

if TYPE_CHECKING:
    from ingest.pipeline import Progress
    from ingest.report import Report

_SYNTHETIC = "synthetic enterprises"


def ingest(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FOLDER|FILE]...", help="What to load; nothing: the project's own tables."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change; write nothing.")] = False,
    template: Annotated[
        str,
        typer.Option("--template", metavar="TABLE", help="Write an empty spreadsheet for a table, and end."),
    ] = "",
    output: Annotated[
        Path | None, typer.Option("--output", help="With --template: the file; else TABLE.xlsx here.")
    ] = None,
    rejects: Annotated[
        Path, typer.Option("--rejects", metavar="FOLDER", help="Where rejected rows are written.")
    ] = Path("rejects"),
    synthetic: Annotated[
        bool,
        typer.Option(
            "--synthetic/--no-synthetic",
            help="With the project's own tables: also some 20,000 generated enterprises, marked as such.",
        ),
    ] = True,
    store: StoreOption = DEFAULT,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Load facts into the graph; every row is accounted for.

    Running it again changes nothing. A row that cannot be taken goes to a file in the rejects
    folder with the reason and what to do; mend it there and load that file.
    """
    shape = form(as_json, as_csv)
    if template:
        _template(template, output, paths, shape)
        return
    if output:
        raise typer.BadParameter("--output goes with --template")
    report = load(paths or [], store, dry_run=dry_run, synthetic=synthetic)
    _give(report, rejects, shape, store)
    if report.rejected:
        raise typer.Exit(ExitCode.PARTLY)


def _template(table: str, output: Path | None, paths: Sequence[Path] | None, shape: Form) -> None:
    if paths:
        raise typer.BadParameter("--template writes a file and loads none; name it with --output")
    from ingest.template import write_template

    path = write_template(table, output or Path(f"{table}.xlsx"))
    if shape is Form.JSON:
        print_json({"template": str(path)})
    else:
        console().print(f"{path} is ready. Fill it in and load it with: sangam ingest {path}", soft_wrap=True)


def load(paths: Sequence[Path], store: str, *, dry_run: bool = False, synthetic: bool = True) -> Report:
    """Load files, or without any the project's own tables and synthetic enterprises, with progress.

    Raises:
        InputError: a file cannot be taken as a whole; nothing was written.
        StoreError: the store cannot be used.
    """
    from ingest.files import find
    from ingest.pipeline import ingest as run
    from ingest.sources import OUTSIDE_FORMATS

    files = list(paths) or own_tables()
    # Before a store is made: a mistyped path leaves nothing behind.
    find(files, OUTSIDE_FORMATS)
    with _target(store, dry_run) as graph, progress("rows") as tell:
        report = run(graph, files, dry_run=dry_run, on_progress=_onto(tell))
        if not paths and synthetic:
            if dry_run:
                say(f"a dry run leaves out the {_SYNTHETIC}")
            else:
                report = _together(report, _generate(graph, tell))
    return report


@contextmanager
def _target(store: str, dry_run: bool) -> Iterator[GraphStore]:
    """The store to load into; a dry run on a place where there is nothing yet looks at an empty one."""
    if not dry_run:
        with opened(store, "write") as graph:
            yield graph
        return
    try:
        graph = opened(store)
    except StoreMissingError:
        with (
            tempfile.TemporaryDirectory() as folder,
            open_store(Path(folder) / "empty.kgl", "write") as graph,
        ):
            yield graph
        return
    with graph:
        yield graph


def own_tables() -> list[Path]:
    """The CSV files of the project's own facts.

    Raises:
        InputError: they are not installed with the program.
    """
    from importlib.resources import files

    found = sorted(Path(str(entry)) for entry in files("data").iterdir() if entry.name.endswith(".csv"))
    if not found:
        raise InputError("the project's own tables are not installed; name the files to load")
    return found


def _generate(graph: GraphStore, tell: Tell) -> Report:
    from ingest.pipeline import ingest_records
    from ingest.synthetic import synthetic_enterprises

    return ingest_records(graph, _SYNTHETIC, synthetic_enterprises(graph), _onto(tell))


def _onto(tell: Tell) -> Callable[[Progress], None]:
    def on_progress(at: Progress) -> None:
        tell(at.file, at.done, at.total)

    return on_progress


def _together(first: Report, second: Report) -> Report:
    from ingest.report import Report

    return Report(
        files=[*first.files, *second.files],
        created=first.created + second.created,
        changed=first.changed + second.changed,
        unchanged=first.unchanged + second.unchanged,
        dry_run=first.dry_run,
        seconds=first.seconds + second.seconds,
    )


def _give(report: Report, rejects: Path, shape: Form, store: str) -> None:
    from api.cli.render_report import CSV_COLUMNS, csv_rows, reasons_json, show_report
    from ingest.report import write_rejects

    try:
        write_rejects(report, rejects)
    except OSError as error:
        raise InputError(f"rejected rows cannot be written to {rejects}: {error.strerror}") from error
    match shape:
        case Form.JSON:
            print_json({"store": place(store), **report.as_json(), "reasons": reasons_json(report)})
        case Form.CSV:
            print_csv(CSV_COLUMNS, csv_rows(report))
        case Form.TEXT:
            show_report(console(), report, place(store))


def place(store: str) -> str:
    """A store as it may be shown: without user and password."""
    scheme, mark, rest = store.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}" if mark else store
