"""The port to a graph store, and how to open one.

Two stores answer the same Cypher files: an embedded file (`graph/embedded.py`, the default) and a
Neo4j server (`graph/neo4j.py`). Every method takes the name of a query file, never query text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Protocol, Self, TypeAlias

from graph.errors import ForeignGraphError, StoreError, StoreMissingError
from graph.model import MODEL_VERSION
from graph.queries import names

Row: TypeAlias = dict[str, Any]
Mode: TypeAlias = Literal["read", "write"]
DEFAULT_STORE = "sangam.kgl"
BATCH = 2000
_SCHEMES = ("bolt", "neo4j", "bolt+s", "neo4j+s", "bolt+ssc", "neo4j+ssc")


class GraphStore(Protocol):
    """A place that holds the graph and speaks Cypher."""

    @property
    def url(self) -> str:
        """Its address, without a password: a path or a server's URL."""

    def read(self, name: str, **parameters: object) -> list[Row]:
        """The rows of a reading query."""

    def stream(self, name: str, **parameters: object) -> Iterator[Row]:
        """The rows of a reading query, one at a time where the store can do so."""

    def write(self, name: str, **parameters: object) -> list[Row]:
        """Run a writing query as one transaction and give its rows."""

    def refresh(self) -> bool:
        """See what other processes have finished writing since the store was opened.

        Gives whether a new state was read that its revision need not tell: a replaced file.
        """

    def close(self) -> None:
        """Make what was written last and visible to others, and let go of the store."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


def open_store(url: str | Path, mode: Mode = "read") -> GraphStore:
    """Open the store at a path or a server's URL.

    Args:
        url: a file's path, or `bolt://user:password@host:port[/database]` (or `neo4j://`).
        mode: `read` needs a graph there; `write` makes one and, on a file, is for one process.

    Raises:
        StoreError: and its subclasses, each with what to do.
    """
    text = str(url)
    scheme = text.partition("://")[0] if "://" in text else ""
    store: GraphStore
    if scheme in _SCHEMES:
        from graph.neo4j import Neo4jStore

        store = Neo4jStore(text, mode)
    elif scheme:
        raise StoreError(f"'{scheme}://' is no store; give a file's path, bolt://… or neo4j://…")
    else:
        from graph.embedded import EmbeddedStore

        store = EmbeddedStore(Path(text), mode)
    try:
        _check_model(store, mode)
    except BaseException as error:
        store.__exit__(type(error), error, error.__traceback__)
        raise
    return store


def write_rows(store: GraphStore, name: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Run a load query over rows, in batches, each one transaction."""
    for start in range(0, len(rows), BATCH):
        store.write(name, rows=rows[start : start + BATCH])


def revision(store: GraphStore) -> int:
    """How many changes the graph has seen."""
    return int(store.read("read/revision")[0]["revision"])


def _check_model(store: GraphStore, mode: Mode) -> None:
    """Prepare the schema when writing; refuse a foreign graph and one of another version."""
    found = store.read("read/revision")
    if found and found[0]["model_version"] != MODEL_VERSION:
        raise StoreError(
            f"the graph at {store.url} follows version {found[0]['model_version']} of the model, this "
            f"program version {MODEL_VERSION}; load it anew into an empty store with `sangam ingest`"
        )
    if not found and (nodes := store.read("read/node_total")[0]["nodes"]):
        raise ForeignGraphError(
            f"the graph at {store.url} holds {nodes} nodes that are not Sangam's; "
            "name an empty store, or empty this one yourself"
        )
    if not found and mode == "read":
        raise StoreMissingError(f"there is no graph at {store.url} yet; load one with `sangam ingest`")
    if mode == "write" and not found:
        for name in names("schema"):
            if name != "schema/revision":
                store.write(name)
        store.write("schema/revision", model_version=MODEL_VERSION)
