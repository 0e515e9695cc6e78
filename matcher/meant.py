"""What a person means by a name: read as English where it is Malayalam or Hindi; told where it came later."""

from __future__ import annotations

from collections.abc import Sequence

from graph.errors import NotFoundError
from graph.store import GraphStore
from matcher.language.names import names_of
from matcher.language.reading import is_indian, read
from matcher.lookup import find
from matcher.snapshot import Snapshot


def meant(store: GraphStore, snapshot: Snapshot, kinds: Sequence[str], asked: str, *, now: Snapshot) -> str:
    """The id of what is asked for; a name in Malayalam or Hindi letters is read as English, too.

    Args:
        store: has the names of the graph in its languages.
        snapshot: where it is looked for.
        now: the graph as it is now, where `snapshot` is that of an earlier day.

    Raises:
        NotFoundError: there is none, or several of that name, and it carries the near ones; or it was not
            known yet in the snapshot.
    """
    try:
        return _found(store, snapshot, kinds, asked)
    except NotFoundError:
        if now.id == snapshot.id:
            raise
        try:
            later = _found(store, now, kinds, asked)
        except NotFoundError:
            later = ""
        if not later:
            raise
        told = f"{now.name(later)} ({later}) was not known yet on that day"
        raise NotFoundError(f"{told}; what is known of it is dated later") from None


def _found(store: GraphStore, snapshot: Snapshot, kinds: Sequence[str], asked: str) -> str:
    try:
        return find(snapshot, kinds, asked)
    except NotFoundError:
        reading = read(asked, names_of(store)) if is_indian(asked) else None
        if reading is None or not reading.understood:
            raise
        return find(snapshot, kinds, reading.text)
