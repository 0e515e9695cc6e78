"""Writes verdicts into the graph as relationships, each with the day, the rule and the graph it rests on.

    write_verdicts(store, library, subjects, on) -> Written

A verdict rests on what the graph knows alone; what somebody said is not in it. Writing replaces what was
written before on the same subjects, and takes away what no rule stands behind any more: verdicts with
other keys are somebody else's and stay. Schemes for other kinds of applicant are left out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.changes import recorded
from graph.fields import Value
from graph.model import NODE, RELATIONSHIP, RelationshipKind, check_properties, kind_of
from graph.store import GraphStore, write_rows
from matcher.rules.amounts import Interval
from matcher.rules.answer import is_for_others
from matcher.rules.library import Library
from matcher.rules.subject import SUBJECTS, facts_for
from matcher.rules.verdict import Verdict, judge_all
from matcher.snapshot import Snapshot

# Tells these verdicts from those of other writers.
KEY = "rules"
_GIFTS = ("grant", "seed", "interest_subsidy")
_CHUNK = 200
_TELLS = {"eligible": "met", "not_eligible": "failed", "unknown": "missing"}
_Mark = tuple[str, str]
_Row = dict[str, Any]


@dataclass
class Written:
    """What writing did.

    Attributes:
        subjects: on how many entities verdicts were written.
        created, changed, unchanged: verdicts; removed: those that no rule stands behind any more.
        without_node: schemes that have a rule and do not stand in the graph.
    """

    subjects: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    without_node: tuple[str, ...] = ()

    @property
    def verdicts(self) -> int:
        """How many verdicts there are now on these subjects."""
        return self.created + self.changed + self.unchanged


def subjects_in(store: GraphStore, kinds: Sequence[str]) -> list[str]:
    """The ids of all clusters, enterprises or start-ups of a graph, sorted within their kind."""
    labels = {kind: NODE[kind].label for kind in kinds}
    rows = store.read("read/subjects", labels=list(labels.values()))
    return [str(row["id"]) for label in labels.values() for row in rows if row["label"] == label]


def write_verdicts(
    store: GraphStore,
    library: Library,
    subjects: Sequence[str],
    on: date,
    *,
    dry_run: bool = False,
    on_progress: Callable[[int], None] | None = None,
) -> Written:
    """Judge subjects by all rules and bring the graph's verdicts on them up to date.

    Args:
        store: open for writing, unless `dry_run`.
        subjects: ids of clusters, enterprises and start-ups.
        dry_run: count what would change and write nothing.
        on_progress: called with how many subjects are done.

    Raises:
        NotFoundError: there is no such subject.
        FactError: the graph holds something impossible of one.
    """
    snapshot = Snapshot.of(store)
    schemes = frozenset(snapshot.ids("scheme"))
    done = Written(without_node=tuple(sorted(set(library.rules) - schemes)))
    for kind, ids in _chunks(subjects):
        wanted: dict[_Mark, _Row] = {}
        rows = store.read(f"read/stored/{kind.start}", ids=ids)
        generated = {row["id"]: bool(row["properties"]["synthetic"]) for row in rows}
        for identity in ids:
            facts = facts_for(store, identity, facts=library.facts)
            for verdict in judge_all(library, facts, on):
                if verdict.scheme in schemes and not is_for_others(verdict):
                    properties = _properties(verdict, snapshot.id, generated[identity])
                    wanted[identity, verdict.scheme] = check_properties(kind.fields, properties)
        _bring(store, kind, ids, wanted, done, dry_run)
        done.subjects += len(ids)
        if on_progress:
            on_progress(done.subjects)
    _count_revision(store, done, dry_run)
    return done


def remove_verdicts(store: GraphStore, subjects: Sequence[str], *, dry_run: bool = False) -> Written:
    """Take all verdicts of this writer on some subjects out of the graph."""
    done = Written()
    for kind, ids in _chunks(subjects):
        _bring(store, kind, ids, {}, done, dry_run)
        done.subjects += len(ids)
    _count_revision(store, done, dry_run)
    return done


def _count_revision(store: GraphStore, done: Written, dry_run: bool) -> None:
    if not dry_run and (done.created or done.changed or done.removed):
        recorded(store)


def _chunks(subjects: Iterable[str]) -> Iterator[tuple[RelationshipKind, list[str]]]:
    by_kind: dict[str, list[str]] = {kind: [] for kind in SUBJECTS}
    for identity in dict.fromkeys(subjects):
        by_kind[kind_of(identity).key].append(identity)
    for key, ids in by_kind.items():
        for start in range(0, len(ids), _CHUNK):
            yield RELATIONSHIP[f"{key}_assessed_for_scheme"], ids[start : start + _CHUNK]


def _bring(
    store: GraphStore,
    kind: RelationshipKind,
    ids: Sequence[str],
    wanted: Mapping[_Mark, _Row],
    done: Written,
    dry_run: bool,
) -> None:
    """Make what is stored on some subjects what is wanted, and count the difference."""
    stored = {
        (row["start_id"], row["end_id"]): row["properties"]
        for row in store.read(f"read/stored/{kind.name}", ids=list(ids))
        if row["key"] == KEY
    }
    changed = {mark: row for mark, row in wanted.items() if stored.get(mark) != row}
    gone = [mark for mark in stored if mark not in wanted]
    done.created += sum(mark not in stored for mark in changed)
    done.changed += sum(mark in stored for mark in changed)
    done.unchanged += len(wanted) - len(changed)
    done.removed += len(gone)
    if dry_run:
        return
    write_rows(
        store,
        f"load/{kind.name}",
        [
            {"start_id": start, "end_id": end, "key": KEY, "properties": row}
            for (start, end), row in changed.items()
        ],
    )
    write_rows(
        store, "remove/assessed_for", [{"start_id": a, "end_id": b, "key": KEY} for a, b in sorted(gone)]
    )


def _properties(verdict: Verdict, snapshot: str, synthetic: bool) -> dict[str, Value | None]:
    version = verdict.readings[0].version if verdict.readings else None
    grant = _grant(verdict)
    clauses = dict.fromkeys(
        f"{each.clause.id}: {each.clause.words.text}"
        for reading in verdict.readings
        for each in reading.conditions
        if each.state == _TELLS[verdict.status]
    )
    if verdict.closed and verdict.rule.closed_words is not None:
        clauses = {f"closed: {verdict.rule.closed_words.text}": None}
    return {
        "key": KEY,
        "status": verdict.status,
        "reason": verdict.reason or None,
        "on": verdict.on.isoformat(),
        "partial": verdict.partial,
        "clauses": list(clauses),
        "missing": list(verdict.missing),
        "grant_low": grant.low if grant else None,
        "grant_high": grant.high if grant and math.isfinite(grant.high) else None,
        "review": verdict.rule.review.isoformat(),
        "rule": verdict.rule.digest,
        "snapshot": snapshot,
        "source": version.source if version else verdict.rule.versions[0].source,
        "as_of": version.as_of if version else verdict.rule.versions[0].as_of,
        "synthetic": synthetic,
    }


def _grant(verdict: Verdict) -> Interval | None:
    """Grants, seed money and interest subsidies together; None where it gives none of these."""
    found = [sums for kind, sums in verdict.amounts.items() if kind in _GIFTS]
    if not found:
        return None
    return Interval(sum(each.low for each in found), sum(each.high for each in found))
