"""`sangam train-encoder`: fine-tunes the text encoder on documented work, for use with `--model FOLDER`."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from api.cli.exits import ExitCode
from api.cli.output import AsJson, console, print_json, say
from api.cli.progress import progress
from api.cli.render import paragraph
from api.cli.stores import DEFAULT, StoreOption, opened
from graph.errors import EncoderError

if TYPE_CHECKING:
    from matcher.training.history import History
    from matcher.training.train import Epoch, Settings

# Enough to compare the written encoder with the trained one on short texts and long.
_PROBES = 32


def train_encoder(
    out: Annotated[Path, typer.Option("--out", help="The folder to write; it must not be there yet.")],
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DIR]",
            help="Holds institutions.csv and collaborations.csv, as for `sangam evaluate linkages`; "
            "nothing: the documented work in the graph.",
        ),
    ] = None,
    until: Annotated[
        int | None,
        typer.Option(
            "--until",
            metavar="YEAR",
            help="Learn from work before this year only; else, where DIR has a queries.csv, from work "
            "before its earliest query.",
        ),
    ] = None,
    ties: Annotated[
        bool,
        typer.Option(
            "--ties/--no-ties",
            help="Also put works of one institution close together; without, only texts about one thing.",
        ),
    ] = True,
    epochs: Annotated[int, typer.Option("--epochs", min=1, max=20, help="Passes over the pairs.")] = 3,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Another one draws other pairs.")] = 1,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Write the best epoch even if it does no better than the base.")
    ] = False,
    store: StoreOption = DEFAULT,
    as_json: AsJson = False,
) -> None:
    """Fine-tune the text encoder on documented work of your own; minutes on two cores.

    Needs the extra named st; what it writes does not: sangam match mentors … --model FOLDER

    For example: sangam train-encoder my-judgements --out my-encoder, then
    sangam evaluate linkages my-judgements --model my-encoder
    """
    from matcher.models import MINILM_PACKAGE
    from matcher.training.export import require_new
    from matcher.training.layers import require_extra
    from matcher.training.train import Settings

    require_new(out)
    require_extra()
    history, source = _history(folder, until, store)
    settings = Settings(seed=seed, epochs=epochs, ties=ties)
    work = partial(_trained, history, source, MINILM_PACKAGE.folder(say), settings, out, anyway)
    # The libraries of torch, scikit-learn and the embedded store do not fit into one process: what they
    # need at a fixed place (static thread-local storage) is more than there is.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            told = pool.submit(work).result()
        except BrokenProcessPool as error:
            raise EncoderError(
                "training was ended from outside, most likely for want of memory: close other programs "
                "and try again"
            ) from error
    if as_json:
        print_json(told)
    else:
        _show(told, out)
    if told["written"] is None:
        raise typer.Exit(ExitCode.PARTLY)


def _trained(
    history: History, source: str, base: Path, settings: Settings, out: Path, anyway: bool
) -> dict[str, Any]:
    """Train, and write the folder unless nothing is better than the base; what `training.json` says."""
    # Threads of torch that wait are to sleep: beside other programs that is up to ten times as fast.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from matcher.training.export import write
    from matcher.training.record import record
    from matcher.training.train import train

    began = time.monotonic()
    with progress("done") as tell:
        trained = train(history, base, settings, tell, _say_epoch)
    told = record(source, history, base, settings, trained, time.monotonic() - began)
    if not (trained.helps or anyway):
        return {"written": None, **told}
    texts = [*(work.text for work in history.works), *(pair.right for pair in history.pairs)]
    apart = write(out, base, trained.weights, settings.layers, list(dict.fromkeys(texts))[:_PROBES], told)
    return {"written": str(out), **told, "torch_and_onnx_differ_by": apart}


def _history(folder: Path | None, until: int | None, store: str) -> tuple[History, str]:
    from matcher.snapshot import Snapshot
    from matcher.training.history import of_folder, of_snapshot

    if folder is not None:
        history, source = of_folder(folder, until), f"folder {folder.resolve().name}"
    else:
        with opened(store) as graph:
            snapshot = Snapshot.of(graph)
        history, source = of_snapshot(snapshot, until), f"graph {snapshot.id}"
    if history.skipped:
        when = f" from before {history.until}" if history.until else ""
        say(f"{history.skipped:,} rows are left out: only work{when} for firms that ask nothing counts")
    return history, source


def _say_epoch(epoch: Epoch) -> None:
    found = epoch.held_out
    parts = [f"loss {epoch.loss:.3f}"] if epoch.loss is not None else []
    if found.institutions is not None:
        parts.append(f"institutions found again {found.institutions:.3f}")
    if found.pairs is not None:
        parts.append(f"texts found again {found.pairs:.3f}")
    what = f"epoch {epoch.number}" if epoch.number else "the encoder as it is"
    say(f"{what}: {', '.join(parts)}")


def _show(told: Mapping[str, Any], out: Path) -> None:
    data, held = told["data"], told["held_out"]
    screen = console()
    pairs = ", ".join(f"{count:,} of {kind}" for kind, count in data["pairs"].items())
    paragraph(screen, f"Learned from {data['works']:,} works for {data['firms']:,} firms; pairs: {pairs}.")
    table = Table(box=None, title="Mean reciprocal rank on firms left out", title_justify="left")
    for column in ("epoch", "loss", "institution by its work", "text of a pair"):
        table.add_column(column, justify="left" if column == "epoch" else "right")
    for epoch in told["epochs"]:
        mrr = epoch["held_out_mrr"]
        cells = (epoch["loss"], mrr["institutions"], mrr["pairs"])
        name = str(epoch["number"]) if epoch["number"] else "before"
        table.add_row(name, *("" if cell is None else f"{cell:.3f}" for cell in cells))
    screen.print(table)
    asked = held["questions"] if held["deciding"] == "institutions" else held["pairs"]
    paragraph(screen, f"Decided by {asked:,} questions, in {told['took_s']:,.0f} seconds.")
    if told["written"] is None:
        paragraph(
            screen,
            "No epoch does better than the encoder as it is, so nothing was written. Go on with the "
            "default; --anyway writes the best epoch all the same.",
            style="bold",
        )
        return
    better = "" if told["better_than_base"] else ", although it does no better than the encoder as it is"
    paragraph(screen, f"Epoch {told['kept']} was written to {out}{better}.", style="bold")
    paragraph(screen, f"Use it with --model {out}, for example: sangam evaluate linkages DIR --model {out}")
