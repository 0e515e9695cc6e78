"""`sangam info`, `sangam copy` and `sangam docs`: whole graphs, and the model behind them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.output import AsCsv, AsJson, Form, console, form, print_csv, print_json
from api.cli.progress import progress
from api.cli.render import heading, paragraph, table
from api.cli.stores import DEFAULT, StoreOption, address, opened
from graph.errors import InputError
from graph.model import LABEL


def info(store: StoreOption = DEFAULT, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """Say what a graph holds: how many of each kind, its content hash and its revision."""
    from graph.content import info as ask

    shape = form(as_json, as_csv)
    with opened(store) as graph:
        found = ask(graph)
    rows = [(part, name, n) for part in ("nodes", "relationships") for name, n in found[part].items()]
    match shape:
        case Form.JSON:
            print_json(found)
        case Form.CSV:
            print_csv(("part", "kind", "count"), rows)
        case Form.TEXT:
            out = console()
            paragraph(out, f"The graph at {found['store']}", style="bold")
            for part in ("nodes", "relationships"):
                heading(out, f"{sum(found[part].values()):,} {part}")
                counts = [(name, n) for of, name, n in rows if of == part]
                out.print(table([("kind", "left"), ("count", "right")], counts))
            out.print()
            paragraph(out, f"Content {found['content_hash']}, revision {found['revision']}.")
            paragraph(out, "Two graphs with the same content hash hold the same facts.", style="dim")


def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="A file, a server's URL or its folder.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="An empty store, named in the same ways.")],
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Copy a whole graph between stores, and prove by its content hash that nothing was lost.

    The weights that `sangam learn` adopted for it go along.

    For example: sangam copy sangam.kgl .neo4j
    """
    from graph.content import copy as run

    shape = form(as_json, as_csv)
    if _same(source, target):
        raise InputError(f"{source} and {target} are the same store; name another one to copy to")
    with opened(source) as graph, opened(target, "write") as other, progress("elements") as tell:
        totals = {
            "nodes": sum(r["count"] for r in graph.read("read/node_counts") if r["label"] in LABEL),
            "relationships": sum(r["count"] for r in graph.read("read/relationship_counts")),
        }
        found = run(graph, other, lambda what, done: tell(what, done, totals[what]))
        learned = _with_learned(graph.url, other.url)
        result = {"from": graph.url, "to": other.url, **totals, "content_hash": found, "learned": learned}
    match shape:
        case Form.JSON:
            print_json(result)
        case Form.CSV:
            print_csv(tuple(result), [tuple(result.values())])
        case Form.TEXT:
            out = console()
            paragraph(out, f"Copied {result['from']} to {result['to']}.", style="bold")
            paragraph(out, f"{totals['nodes']:,} nodes and {totals['relationships']:,} relationships; both "
                           f"now have the content {found}.")  # fmt: skip
            if learned:
                paragraph(out, f"The weights that were learned ({learned} versions) were copied too.")


def _with_learned(source: str, target: str) -> int:
    """Copy what `sangam learn` adopted, which lies beside a store; gives how many versions.

    Raises:
        InputError: a file of learned weights cannot be read or written.
    """
    from matcher.adopted import place, read, write

    adopted = read(place(source))
    if adopted.history:
        write(place(target), adopted)
    return len(adopted.versions)


def _same(source: str, target: str) -> bool:
    first, second = address(source), address(target)
    if "://" in first or "://" in second:
        return first == second
    return Path(first).resolve() == Path(second).resolve()


def docs(
    folder: Annotated[Path, typer.Option("--folder", help="Where to write.")] = Path("docs"),
) -> None:
    """Write the descriptions of the graph model and of the tables, from the model and the tables."""
    from api.cli.loading import own_tables
    from graph.describe import write_docs
    from ingest.describe import write_data_docs

    for path in (*write_docs(folder), *write_data_docs(folder, own_tables()[0].parent)):
        console().print(str(path), soft_wrap=True)
