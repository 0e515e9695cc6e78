"""Which source each file belongs to, and the order in which files are loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.errors import InputError
from ingest.sources.base import Source, header_of
from ingest.sources.tables import HELP_SHEET, TableCsv, TableSheet, open_book, sheet_lines, table_for
from ingest.tables import TABLES

_ENDINGS = (".csv", ".xlsx", ".json")


@dataclass(frozen=True)
class SourceFile:
    """A file, or one sheet of it, with the source that reads it."""

    path: Path
    source: Source


def find(paths: Iterable[Path], outside: Sequence[Callable[[Path], Source | None]]) -> list[SourceFile]:
    """The files to load, in the order of loading, whatever the order of the paths.

    Args:
        paths: files, and folders whose CSV, XLSX and JSON files are all meant.
        outside: recognisers of formats that are not the project's own.

    Raises:
        InputError: a path is missing, or a file is of no known format.
    """
    found: dict[tuple[Path, str], SourceFile] = {}
    for path in paths:
        for file in _files(path):
            for known in _recognised(file, outside):
                found[file.resolve(), known.source.name] = known
    return sorted(found.values(), key=lambda f: (f.source.order, f.path.name, str(f.path)))


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise InputError(f"{path} does not exist")
    if not path.is_dir():
        return [path]
    inside = sorted(p for p in path.iterdir() if p.suffix.lower() in _ENDINGS and p.is_file())
    inside = [p for p in inside if not p.name.startswith(("~$", "."))]
    if not inside:
        raise InputError(f"{path} holds no {', '.join(_ENDINGS)} file")
    return inside


def _recognised(path: Path, outside: Sequence[Callable[[Path], Source | None]]) -> list[SourceFile]:
    if path.suffix.lower() == ".xlsx":
        return _sheets(path)
    for recognise in outside:
        source = recognise(path)
        if source is not None:
            return [SourceFile(path, source)]
    if path.suffix.lower() == ".csv":
        table = table_for(path.stem, header_of(path))
        if table is not None:
            return [SourceFile(path, TableCsv(table))]
    raise InputError(
        f"{path} is of no known format. A table of your own is named after its kind, as in "
        f"clusters.csv ({', '.join(table.name for table in TABLES)}); "
        "`sangam ingest --template clusters` writes an empty one"
    )


def _sheets(path: Path) -> list[SourceFile]:
    book = open_book(path)
    try:
        found: list[SourceFile] = []
        for sheet in book.worksheets:
            if sheet.title == HELP_SHEET:
                continue
            first = next(sheet_lines(book, sheet.title, path, last=1), ())
            header = tuple(str(value or "").strip() for value in first)
            table = table_for(sheet.title, tuple(column for column in header if column))
            if table is None:
                raise InputError(
                    f"{path.name}: sheet '{sheet.title}' is no table of the project; name it after one, "
                    "as in clusters, or take it out"
                )
            found.append(SourceFile(path, TableSheet(table, sheet.title)))
        return found
    finally:
        book.close()
