"""The one path from row to graph: read, normalise, settle, write, report."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from graph.model import check_properties
from graph.store import GraphStore, Row
from ingest.directory import Directory
from ingest.files import SourceFile, find
from ingest.partial import MOST_ROWS, PartialDirectory, ids_of, small
from ingest.records import ClaimRecord, NodeRecord, RawRow, Record, Rejection, RowError, TieRecord
from ingest.report import FileReport, Report
from ingest.sources import OUTSIDE_FORMATS
from ingest.writer import Writer

CHUNK = 10_000


@dataclass(frozen=True)
class Progress:
    """How far a run has come: the file at work, rows done and rows in all."""

    file: str
    done: int
    total: int


OnProgress = Callable[[Progress], None]


def ingest(
    store: GraphStore,
    paths: Iterable[Path],
    *,
    dry_run: bool = False,
    on_progress: OnProgress | None = None,
) -> Report:
    """Load files into the graph; gives a report in which read = loaded + merged + rejected.

    Every file is read once before anything is written, so a file that cannot be read as a whole
    stops the run with the graph untouched. Running it again changes nothing.

    Raises:
        InputError: a file cannot be taken as a whole; nothing was written.
    """
    with _quiet_collector():
        return _ingest(store, paths, dry_run, on_progress)


@contextmanager
def _quiet_collector() -> Iterator[None]:
    """Without the garbage collector: rows make no cycles, and it would walk over all of them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _ingest(
    store: GraphStore, paths: Iterable[Path], dry_run: bool, on_progress: OnProgress | None
) -> Report:
    began = time.monotonic()
    files = find(paths, OUTSIDE_FORMATS)
    total = 0
    first: list[RawRow] = []
    for file in files:
        for row in file.source.rows(file.path):
            total += 1
            if total <= MOST_ROWS:
                first.append(row)
    run = _Run(store, dry_run, total, on_progress)
    run.prepare(files, first)
    for file in files:
        run.load(file)
    return run.finish(lambda: time.monotonic() - began)


def ingest_records(
    store: GraphStore,
    name: str,
    records: Sequence[Record],
    on_progress: OnProgress | None = None,
) -> Report:
    """Load records that were made rather than read, such as synthetic enterprises.

    Raises:
        ModelError: a record does not fit the graph model; nothing was written.
    """
    for record in records:
        if not isinstance(record, ClaimRecord):
            check_properties(record.kind.fields, record.properties)
    began = time.monotonic()
    run = _Run(store, False, len(records), on_progress)
    part = FileReport(name, name)
    for start in range(0, len(records), CHUNK):
        chunk = records[start : start + CHUNK]
        part.read += len(chunk)
        run.write(part, [[record] for record in chunk])
    run.report.files.append(part)
    return run.finish(lambda: time.monotonic() - began)


class _Run:
    def __init__(self, store: GraphStore, dry_run: bool, total: int, on_progress: OnProgress | None) -> None:
        self._store = store
        # Records that were made need no other.
        self._directory = Directory()
        self._writer = Writer(store, dry_run)
        self._total = total
        self._done = 0
        # While one chunk is written, the next one is read and normalised: the stores let go of the
        # interpreter's lock. One worker keeps the chunks in order.
        self._worker = ThreadPoolExecutor(max_workers=1)
        self._writing: tuple[Future[set[str]], FileReport, Sequence[Sequence[Record]]] | None = None
        self._on_progress = on_progress
        self.report = Report(dry_run=dry_run)

    def prepare(self, files: Sequence[SourceFile], first: Iterable[RawRow]) -> None:
        """Get to know what files can refer to; the first rows are all of them where the load is small."""
        if small(files, self._total):
            self._directory = PartialDirectory(self._read, ids_of(files, first))
        else:
            self._directory = Directory.of(self._store)

    def _read(self, name: str, **parameters: object) -> list[Row]:
        """The rows of a reading query, once what is being written is there."""
        self._await_writing()
        return self._store.read(name, **parameters)

    def load(self, file: SourceFile) -> None:
        rows = file.source.rows(file.path)
        first = next(rows, None)
        part = FileReport(first.origin.file if first else file.path.name, file.source.name)
        self.report.files.append(part)
        if first is None:
            return
        seen: dict[str, int] = {}
        waiting: list[RawRow] = []
        for chunk in _chunks(first, rows):
            part.read += len(chunk)
            waiting += self._take(file, part, chunk, seen, last=False)
        # Rows that refer to rows further down are tried again until no more of them can be taken.
        while waiting:
            left = self._take(file, part, waiting, seen, last=False)
            if len(left) == len(waiting):
                self._take(file, part, left, seen, last=True)
                break
            waiting = left

    def _take(
        self,
        file: SourceFile,
        part: FileReport,
        rows: Sequence[RawRow],
        seen: dict[str, int],
        last: bool,
    ) -> list[RawRow]:
        taken: list[list[Record]] = []
        waiting: list[RawRow] = []
        for row in rows:
            try:
                records = file.source.normalise(row, self._directory)
                # A list of single cases (branches) says of one tie what all its rows together say.
                if not getattr(file.source, "repeats", False):
                    _refuse_repeated(records[0], row, seen)
            except RowError as error:
                if not last and error.reason.startswith("there is no "):
                    waiting.append(row)
                else:
                    part.rejections.append(Rejection(row, error.field, error.reason, error.remedy))
                continue
            for record in records:
                if isinstance(record, NodeRecord):
                    self._directory.add_record(record)
                elif isinstance(record, TieRecord) and (
                    record.kind.type == "PART_OF" or record.kind.end == "state"
                ):
                    self._directory.set_state(record.start, record.end)
            taken.append(records)
        self.write(part, taken)
        return waiting

    def write(self, part: FileReport, taken: Sequence[Sequence[Record]]) -> None:
        self._await_writing()
        records = [record for records in taken for record in records]
        self._writing = (self._worker.submit(self._writer.take, records), part, taken)

    def _await_writing(self) -> None:
        if self._writing is None:
            return
        (future, part, taken), self._writing = self._writing, None
        new = future.result()
        for records in taken:
            mark = _mark(records[0])
            if mark in new:
                part.loaded += 1
                new.discard(mark)
            else:
                part.merged += 1
        self._done += len(taken)
        if self._on_progress:
            self._on_progress(Progress(part.file, self._done, self._total))

    def finish(self, seconds: Callable[[], float]) -> Report:
        self._await_writing()
        writer, report = self._writer, self.report
        report.created, report.changed = writer.created, writer.changed
        report.unchanged, report.seconds = writer.unchanged, seconds()
        writer.finish()
        return report


def _chunks(first: RawRow, rest: Iterator[RawRow]) -> Iterator[list[RawRow]]:
    chunk = [first]
    for row in rest:
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
        chunk.append(row)
    yield chunk


def _refuse_repeated(record: Record, row: RawRow, seen: dict[str, int]) -> None:
    """One file says a thing once; what another source says of it goes into claims."""
    mark = _mark(record)
    if isinstance(record, TieRecord):
        mark += f"|{record.properties['source']}|{record.properties['as_of']}"
    line = seen.setdefault(mark, row.origin.line)
    if line != row.origin.line:
        what = "id" if isinstance(record, NodeRecord) else ""
        raise RowError(what, f"the same {what or 'row'} stands on line {line}",
                       "keep one; what another source says of it goes into claims.csv")  # fmt: skip


def _mark(record: Record) -> str:
    match record:
        case NodeRecord():
            return record.id
        case ClaimRecord():
            return record.mark
        case TieRecord():
            return "|".join((record.kind.name, record.start, record.end, str(record.properties["key"])))
