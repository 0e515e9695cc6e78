"""The embedded store: kglite, a file, in process.

One process writes at a time and holds the file's lease. Readers see the last checkpoint, which a
writer leaves when it closes: whole loads, never half of one. A killed writer's finished batches
wait in the write-ahead log for the next writer.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import kglite

from graph.errors import QueryError, StoreBusyError, StoreError, StoreMissingError
from graph.model import NODE
from graph.queries import Query, query
from graph.store import Mode, Row

# A query may name a kind of which there is nothing yet; that is an empty answer, not a warning.
kglite.set_query_warning_policy("silent")
# kglite adds these two to every property map; the model has no property of these names.
_ADDED = ("title", "type")


class EmbeddedStore:
    """A graph in a file.

    Raises:
        StoreMissingError: opened for reading, and nothing has been loaded yet.
        StoreBusyError: opened for writing while another process writes.
        StoreError: the file is no graph, or the folder cannot be used.
    """

    def __init__(self, path: Path, mode: Mode) -> None:
        self._path = path
        self._writing = mode == "write"
        self._graph: Any = None
        self._seen: tuple[int, int, int] | None = None
        if path.is_dir():
            raise StoreError(f"{path} is a folder; name a file, as in {path / 'sangam.kgl'}")
        if self._writing:
            self._graph = self._open_for_writing()
        else:
            self.refresh()

    @property
    def url(self) -> str:
        """The file's path."""
        return str(self._path)

    def read(self, name: str, **parameters: object) -> list[Row]:
        """The rows of a reading query."""
        return list(self.stream(name, **parameters))

    def stream(self, name: str, **parameters: object) -> Iterator[Row]:
        """The rows of a reading query."""
        for row in self._run(query(name), parameters):
            yield _plain(row)

    def write(self, name: str, **parameters: object) -> list[Row]:
        """Run a writing query; it is in the write-ahead log when this returns."""
        if not self._writing:
            raise StoreError(f"{self._path} was opened for reading")
        return [_plain(row) for row in self._run(query(name), parameters)]

    def refresh(self) -> bool:
        """Read the file again when a writer has left a new checkpoint; gives whether it did."""
        if self._writing:
            return False
        try:
            found = self._path.stat()
        except FileNotFoundError:
            raise StoreMissingError(
                f"there is no graph at {self._path} yet; load one with `sangam ingest`"
            ) from None
        mark = (found.st_ino, found.st_mtime_ns, found.st_size)
        if mark == self._seen:
            return False
        try:
            with warnings.catch_warnings():
                # It tells that a writer is at work or was killed: readers see the last whole load.
                warnings.filterwarnings("ignore", "the write-ahead log at", UserWarning)
                self._graph = kglite.open_session(str(self._path))
        except kglite.KgError as error:
            raise StoreError(f"{self._path} cannot be read as a graph: {error}") from error
        self._seen = mark
        return True

    def close(self) -> None:
        """Leave a checkpoint for readers and give up the lease."""
        graph, self._graph = self._graph, None
        if graph is not None and self._writing:
            _index_texts(graph)
            with warnings.catch_warnings():
                # How kglite lays out a file on disk is no news to whoever loads a table.
                warnings.simplefilter("ignore", kglite.MappedFallbackWarning)
                graph.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            # A load that broke off leaves no checkpoint: readers keep the last whole one, and the
            # next writer finds the finished batches. Dropping the graph gives up the lease.
            self._graph = None

    def _open_for_writing(self) -> Any:
        folder = self._path.parent
        if not folder.is_dir() or not os.access(folder, os.W_OK):
            raise StoreError(f"{folder} is not a folder that can be written to")
        try:
            # "normal" survives the death of the process at every batch; after a power cut the
            # file is at its last checkpoint and loading again completes it.
            return kglite.open(str(self._path), durable="normal")
        except kglite.WriterLeaseHeldError as error:
            raise StoreBusyError(
                f"another process is writing to {self._path}; let it finish and try again ({error})"
            ) from error
        except kglite.KgError as error:
            raise StoreError(f"{self._path} cannot be opened as a graph: {error}") from error

    def _run(self, asked: Query, parameters: dict[str, object]) -> Any:
        asked.check(parameters)
        try:
            return self._graph.cypher(asked.text, params=parameters)
        except kglite.KgError as error:
            raise QueryError(f"query {asked.name} failed on {self._path}: {error}") from error


def _index_texts(graph: Any) -> None:
    """Bring the full-text indexes up to date: kglite leaves one that lags by over 1000 changes behind."""
    for kind in NODE.values():
        if kind.searched and kind.label in graph.node_types:
            # Of a kind whose nodes hold no text (bare rows, written past ingest) there is nothing to index.
            with suppress(ValueError):
                graph.build_text_index(kind.label, "search_text")


def _plain(row: Row) -> Row:
    """The row without what kglite adds to property maps (columns and keys named `properties`)."""
    return {key: _stripped(value, key == "properties") for key, value in row.items()}


def _stripped(value: Any, is_map: bool) -> Any:
    if isinstance(value, dict):
        return {
            key: _stripped(part, key == "properties")
            for key, part in value.items()
            if not (is_map and key in _ADDED)
        }
    if isinstance(value, list):
        return [_stripped(part, is_map) for part in value]
    return value
