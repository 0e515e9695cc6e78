"""`sangam evaluate`: measures the rankings that users get against judgements of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from api.cli.asking import DEFAULT_MODEL, ModelOption, telling_encoder, telling_reader
from api.cli.loading import own_tables
from api.cli.output import AsJson, console, print_json, say
from api.cli.progress import progress
from api.cli.render import paragraph
from api.cli.stores import DEFAULT, StoreOption, opened
from graph.errors import StoreMissingError

if TYPE_CHECKING:
    from matcher.profiles import Place

app = typer.Typer(no_args_is_help=True, help="Measure the rankings against judgements of your own.")


@app.command()
def linkages(
    folder: Annotated[
        Path,
        typer.Argument(help="Holds institutions.csv, collaborations.csv, queries.csv and qrels.csv."),
    ],
    store: StoreOption = DEFAULT,
    model: ModelOption = DEFAULT_MODEL,
    as_json: AsJson = False,
) -> None:
    """Does the institution that really helped come first? The ranking of mentors against plain methods.

    The store is asked for the points of places only; without one, the project's own tables are.
    """
    from matcher.benchmark import read_linkages
    from matcher.evaluate import linkages as evaluate
    from matcher.vectors import kept

    benchmark = read_linkages(folder, _places(store))
    with progress("done") as tell:
        encoder = telling_encoder(model)
        report = evaluate(benchmark, kept(encoder), tell, telling_reader(encoder)).report()
    if as_json:
        print_json(report)
        return
    _linkages_text(report)


@app.command()
def pilots(
    file: Annotated[Path, typer.Argument(help="CSV with title, technology_description and field.")],
    model: ModelOption = DEFAULT_MODEL,
    as_json: AsJson = False,
) -> None:
    """Does a technology come in front of the field it was made for? The ranking of pilots, zero-shot."""
    from matcher.evaluate_pilots import pilots as evaluate
    from matcher.evaluate_pilots import read_technologies
    from matcher.vectors import kept

    data = read_technologies(file)
    with progress("done") as tell:
        report = evaluate(data, kept(telling_encoder(model)), tell)
    if as_json:
        print_json(report)
        return
    out = console()
    paragraph(out, f"{report['n']:,} technologies, {report['fields']} fields, known by their text alone.")
    _table(report["methods"], ("mrr", "hit@1"))
    _against(report)


def _places(store: str) -> dict[str, Place]:
    """The gazetteer of a store, or of the project's own tables where there is none yet."""
    from ingest.pipeline import ingest
    from matcher.gazetteer import gazetteer
    from matcher.snapshot import Snapshot

    try:
        with opened(store) as graph:
            return gazetteer(Snapshot.of(graph))
    except StoreMissingError:
        say("no graph is loaded yet; places come from the project's own tables")
    with TemporaryDirectory() as folder, opened(str(Path(folder) / "places.kgl"), "write") as graph:
        ingest(graph, own_tables())
        return gazetteer(Snapshot.of(graph))


def _linkages_text(report: Mapping[str, Any]) -> None:
    out = console()
    paragraph(out, f"{report['queries']:,} queries, {report['candidates']:,} institutions.")
    if report["without_judgement"]:
        paragraph(out, f"{report['without_judgement']:,} queries have no judgement; each counts as zero.")
    learned = report["learned"]
    weights = (
        f"Weights learned from {learned['ties']:,} earlier ties of {learned['askers']:,} firms in the folder."
        if learned
        else "The default weights: the folder has too few earlier ties to learn from, or they did not help."
    )
    paragraph(out, weights)
    _table(report["methods"], ("mrr", "ndcg@10", "hit@5", "hit@10"))
    _against(report)
    slices = Table(title="Mean reciprocal rank by kind of query", title_justify="left", box=None)
    for column in ("queries", "number", "Sangam", "best plain method"):
        slices.add_column(column, justify="left" if column == "queries" else "right")
    for name, one in report["slices"].items():
        plain = max(value for method, value in one["mrr"].items() if method != "sangam")
        row = (f"{one['queries']:,}", f"{one['mrr']['sangam']:.3f}", f"{plain:.3f}")
        slices.add_row(name.replace("_", " "), *row)
    out.print(slices)
    own = report["spread"]["sangam"]
    paragraph(
        out,
        f"{own['coverage']:.0%} of the institutions are among somebody's first ten; Gini index "
        f"{own['gini']:.2f} (popularity: {report['spread']['popularity']['gini']:.2f}).",
    )
    rewired = report["rewired"]
    if rewired["lift"]:
        paragraph(
            out,
            f"With the past ties dealt out at random, as many for each institution, the same ranking "
            f"reaches {rewired['mrr']:.3f}: the lift is {rewired['lift']:.1f}.",
        )
    if report["calibration"] is None:
        paragraph(out, "Probabilities: not calibrated, as there are too few earlier ties.")
    else:
        error = report["calibration"]["expected_calibration_error"]
        paragraph(out, f"Probabilities: expected calibration error {error:.3f} on pairs not fitted to.")


def _table(methods: Mapping[str, Mapping[str, Any]], measures: tuple[str, ...]) -> None:
    table = Table(box=None)
    table.add_column("method")
    for name in (*measures, "95 % of mrr"):
        table.add_column(name, justify="right")
    for name, values in methods.items():
        low, high = values["ci95"]
        row = [f"{values[measure]:.3f}" for measure in measures]
        table.add_row(name.replace("_", " "), *row, f"{low:.3f}–{high:.3f}")
    console().print(table)


def _against(report: Mapping[str, Any]) -> None:
    best = report["best_baseline"].replace("_", " ")
    paragraph(console(), f"Against the best plain method ({best}): p = {report['p_value']:.4f}.")
