"""How answers leave the program: text for people, JSON and CSV for programs and spreadsheets."""

from __future__ import annotations

import csv
import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Annotated, Literal, TypeAlias

import typer
from rich.console import Console

Cell: TypeAlias = str | int | float | bool | None
# A spreadsheet runs a cell that begins like this as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Answer as CSV (UTF-8; in Excel: Data, From Text/CSV).")]


LangOption = Annotated[
    Literal["en", "ml"],
    typer.Option("--lang", envvar="SANGAM_LANG", help="The language of sentences: en, or ml for Malayalam."),
]


class Form(Enum):
    """The forms of an answer."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


def form(as_json: bool, as_csv: bool) -> Form:
    """The form that two options ask for.

    Raises:
        typer.BadParameter: both are given.
    """
    if as_json and as_csv:
        raise typer.BadParameter("give --json or --csv, not both")
    return Form.JSON if as_json else Form.CSV if as_csv else Form.TEXT


class _Out(Console):
    """A console that leaves a closed pipe to whoever called, as Python's own streams do."""

    def on_broken_pipe(self) -> None:
        """Say so by the usual error."""
        raise BrokenPipeError


def console() -> Console:
    """Where text for people goes; what data holds is never taken for markup."""
    return _Out(markup=False, highlight=False, emoji=False)


def notes() -> Console:
    """Where progress, notes and errors go, so that answers can be piped."""
    return Console(stderr=True, markup=False, highlight=False, emoji=False)


def say(text: str) -> None:
    """One line of progress or a note."""
    notes().print(clean(text), soft_wrap=True)


def clean(text: str) -> str:
    """The text without control characters, which could steer a terminal."""
    return "".join(char if unicodedata.category(char) != "Cc" else " " for char in text)


def print_json(data: object) -> None:
    """Data as indented JSON; floats in full."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def print_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Rows as CSV under a header line, safe to open in a spreadsheet."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([csv_cell(value) for value in row])


def csv_cell(value: Cell) -> str:
    """The cell for a value: empty for None, yes or no, and no text that a spreadsheet would run."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return repr(value)
