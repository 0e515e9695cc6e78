"""The directory of a small load: of a large graph it reads what the load names, not all names.

Whatever is asked of it, it answers as the directory of the whole graph does, as that was when the load began.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from graph.model import ID, LABEL, NODE
from graph.store import BATCH, Row
from ingest.directory import APART, Directory
from ingest.files import SourceFile
from ingest.records import NodeRecord, RawRow
from ingest.sources.tables import TableCsv
from ingest.tables import TieTable

# With more rows than this, reading all names at once costs less than what they ask for one after another.
MOST_ROWS = 1000
# A table of these moves entities that it does not name to another state.
_MOVING = ("states", "districts")

Read = Callable[..., Sequence[Row]]


class PartialDirectory(Directory):
    """What some ids stand for, and the names of a kind from when one of that kind is first asked by name.

    Args:
        read: runs a reading query on a store in which nothing is being written.
        ids: all that the load will ask for or write, those that are nobody's among them.
    """

    def __init__(self, read: Read, ids: Iterable[str]) -> None:
        super().__init__()
        self._read = read
        self._whole: set[str] = set()
        self._own: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        asked = sorted(set(ids))
        self._before: dict[str, Row | None] = dict.fromkeys(asked)
        for start in range(0, len(asked), BATCH):
            for row in read("read/directory_among", ids=asked[start : start + BATCH]):
                self._before[row["id"]] = row
                self.add(LABEL[row["label"]].key, row, row["state"] or "")

    def add_record(self, record: NodeRecord) -> None:
        """Enter what a record says."""
        super().add_record(record)
        if record.kind.key not in APART:
            self._own[record.kind.key].append(record.properties)

    def named(self, kind: str, name: str) -> set[str]:
        """The entities of a kind that bear exactly that name, by folded comparison."""
        self._complete([kind])
        return super().named(kind, name)

    def _near(self, kinds: tuple[str, ...], cell: str) -> str:
        self._complete(kinds)
        return super()._near(kinds, cell)

    def _complete(self, kinds: Collection[str]) -> None:
        """Read all names of kinds as they were when the load began, and after them those of the load."""
        for kind in set(kinds) - self._whole:
            self._whole.add(kind)
            self._names[kind].clear()
            for row in self._read("read/directory_of", label=NODE[kind].label):
                if row["id"] not in self._before:
                    self.add(kind, row, row["state"] or "")
                elif before := self._before[row["id"]]:
                    # The load may have moved it to another state, or renamed it.
                    self.add(kind, before)
            for properties in self._own[kind]:
                self.add(kind, properties)


def small(files: Sequence[SourceFile], total: int) -> bool:
    """Whether a load is one that a partial directory serves: few rows of the project's own tables."""
    tables = [file.source.table for file in files if isinstance(file.source, TableCsv)]
    return (
        total <= MOST_ROWS
        and len(tables) == len(files)
        and not any(table.name in _MOVING for table in tables)
    )


def ids_of(files: Sequence[SourceFile], rows: Iterable[RawRow]) -> Iterator[str]:
    """All ids in the cells of tables, and those that stand for an empty cell."""
    tables = (file.source.table for file in files if isinstance(file.source, TableCsv))
    yield from (table.default_end for table in tables if isinstance(table, TieTable) and table.default_end)
    for row in rows:
        for cell in row.cells.values():
            parts = (part.strip() for part in cell.split(";"))
            yield from (part for part in parts if ":" in part and ID.fullmatch(part))
