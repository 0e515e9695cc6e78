"""The parts of a snapshot with a few nodes and relationships exchanged; what did not change is shared."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from operator import attrgetter
from typing import Any

from graph.model import LABEL, NODE
from graph.store import Row
from matcher.tie import Tie, order

_Nodes = Mapping[str, Mapping[str, Any]]
_Kinds = Mapping[str, tuple[str, ...]]
_Ties = Mapping[str, tuple[Tie, ...]]


def row_of(nodes: _Nodes, by_kind: _Kinds, identity: str) -> Row | None:
    """The row that a node was made of, None where there is no such node."""
    for key, ids in by_kind.items():
        at = bisect_left(ids, identity)
        if at < len(ids) and ids[at] == identity:
            return {"label": NODE[key].label, "properties": nodes[identity]}
    return None


def with_nodes(nodes: _Nodes, now: Mapping[str, Row], gone: Collection[str]) -> _Nodes:
    """Nodes by id, in the order of ids, with rows that are new or other and without some."""
    found = {**nodes, **{identity: row["properties"] for identity, row in now.items()}}
    if len(found) == len(nodes) and not gone:
        return found
    for identity in gone:
        del found[identity]
    # Two sorted runs, the old and the new, are sorted in one pass.
    return {identity: found[identity] for identity in sorted(found)}


def with_ids(by_kind: _Kinds, now: Mapping[str, Row], before: Mapping[str, Row]) -> _Kinds:
    """Ids by kind with those of some rows in place of those of others."""
    found = dict(by_kind)
    changed: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for turn, rows in enumerate((now, before)):
        for identity, row in rows.items():
            changed[LABEL[row["label"]].key][turn].add(identity)
    for key, (new, old) in changed.items():
        ids = [i for i in found.pop(key, ()) if i not in old]
        if ids or new:
            found[key] = tuple(sorted([*ids, *sorted(new)]))
    return found


def exchange(
    out: _Ties, back: _Ties, touched: Collection[str], gone: Iterable[str], rows: Iterable[Row]
) -> tuple[list[Tie], list[Tie]]:
    """The relationships that came and those that went.

    Args:
        touched: nodes of which all relationships that start there are among the rows.
        gone: nodes that went, and with them whatever ended there.
    """
    now: dict[str, list[Tie]] = defaultdict(list)
    for row in rows:
        now[row["start_id"]].append(Tie.of(row))
    added: list[Tie] = []
    removed: list[Tie] = []
    for start in touched:
        before: dict[bytes, list[Tie]] = defaultdict(list)
        for tie in out.get(start, ()):
            before[tie.digest].append(tie)
        for tie in now[start]:
            if same := before[tie.digest]:
                same.pop()
            else:
                added.append(tie)
        removed += (tie for ties in before.values() for tie in ties)
    for identity in gone:
        removed += (tie for tie in back.get(identity, ()) if tie.start not in touched)
    return added, removed


def with_ties(ties: _Ties, end: str, added: Collection[Tie], removed: Collection[Tie]) -> _Ties:
    """Relationships by one of their ends (`start` or `end`) with some more and without others."""
    at = attrgetter(end)
    found = dict(ties)
    lists = {identity: list(found.get(identity, ())) for identity in {at(tie) for tie in (*added, *removed)}}
    for tie in removed:
        held = lists[at(tie)]
        place = bisect_left(held, order(tie), key=order)
        while held[place] is not tie:
            place += 1
        del held[place]
    for tie in added:
        insort(lists[at(tie)], tie, key=order)
    for identity, held in lists.items():
        if held:
            found[identity] = tuple(held)
        else:
            del found[identity]
    return found
