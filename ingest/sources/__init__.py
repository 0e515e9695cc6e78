"""One small module for each format that people really have: fetch and parse, nothing else."""

from collections.abc import Callable
from pathlib import Path

from ingest.sources import ifsc, nic, portal, ror
from ingest.sources.base import Source, header_of


def recognise_table(path: Path) -> Source | None:
    """The source of a table whose columns are those of a known register.

    Raises:
        InputError: the file is no readable text.
    """
    if path.suffix.lower() == ".json":
        return None
    header = frozenset(header_of(path))
    for recognise in (ror.recognise, ifsc.recognise, nic.recognise):
        source: Source | None = recognise(path, header)
        if source is not None:
            return source
    return None


# Each looks at a file and gives its source if the file is of its format.
OUTSIDE_FORMATS: tuple[Callable[[Path], Source | None], ...] = (portal.recognise, recognise_table)
