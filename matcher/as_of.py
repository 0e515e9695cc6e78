"""The graph as it was known on a day: facts whose date is later are left out.

A fact is later when the date that its source speaks of (`as_of`), its year, or the day from which it holds
lies after the day. Dates of reduced precision count from their beginning: `2024` is known from 2024-01-01.
Undated facts are kept, and counted. Places and lists (states, districts, constituencies, industries,
capabilities, products) are kept whatever their date: they name things and say nothing of anybody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.fields import UNDATED
from matcher.snapshot import Snapshot, Tie

_ALWAYS = ("state", "district", "constituency", "industry", "capability", "product")
_DATES = ("as_of", "valid_from", "year", "since", "founded")


@dataclass(frozen=True)
class KnownBy:
    """What an answer as of a day left out.

    Attributes:
        later: nodes and relationships that were left out.
        fields: single fields that were left out, as another source states them later.
        undated: nodes and relationships that were kept though no date is known.
    """

    day: date
    later: int
    fields: int
    undated: int


def known_by(snapshot: Snapshot, day: date) -> tuple[Snapshot, KnownBy]:
    """The part of a snapshot that was known on a day, and what was left out."""
    nodes: dict[str, Mapping[str, Any]] = {}
    dropped = undated = 0
    for identity, facts in snapshot.nodes.items():
        always = identity.partition(":")[0] in _ALWAYS
        if not always and _later(facts, day):
            continue
        nodes[identity], lost = _fields_by(facts, day)
        dropped += lost
        undated += not always and facts.get("as_of") == UNDATED
    out: dict[str, list[Tie]] = {}
    back: dict[str, list[Tie]] = {}
    ties = kept = 0
    for tie in snapshot.ties():
        ties += 1
        if tie.start not in nodes or tie.end not in nodes:
            continue
        if tie.type != "PART_OF" and _later(tie.properties, day):
            continue
        kept += 1
        undated += tie.get("as_of") == UNDATED
        out.setdefault(tie.start, []).append(tie)
        back.setdefault(tie.end, []).append(tie)
    feedback = tuple(one for one in snapshot.feedback if one.day <= day.isoformat())
    later = len(snapshot.nodes) - len(nodes) + ties - kept
    name = hashlib.sha256(f"{snapshot.id} as of {day}".encode()).hexdigest()[:16]
    found = Snapshot(
        name, nodes,
        {kind: tuple(i for i in ids if i in nodes) for kind, ids in snapshot.by_kind.items()},
        {identity: tuple(some) for identity, some in out.items()},
        # They came by their starts; within a node both lists have one order, as in the snapshot itself.
        {identity: tuple(sorted(some, key=_order)) for identity, some in back.items()},
        feedback, name,
    )  # fmt: skip
    return found, KnownBy(day, later, dropped, undated)


def as_of_json(told: KnownBy) -> dict[str, Any]:
    """What was left out as JSON-ready data, with a sentence."""
    return {
        "day": told.day.isoformat(), "later": told.later, "later_fields": told.fields,
        "undated": told.undated, "note": note(told),
    }  # fmt: skip


def note(told: KnownBy) -> str:
    """What to know of an answer as of a day."""
    return (
        f"Answered from what was known on {told.day}: {told.later:,} later facts are left out. "
        f"{told.undated:,} facts have no date and are kept, so the answer may know more than was known then."
    )


def _later(facts: Mapping[str, Any], day: date) -> bool:
    """Whether any of the dates of a fact lies after the day."""
    return any(_after(facts[name], day) for name in _DATES if facts.get(name) is not None)


def _after(value: object, day: date) -> bool:
    text = str(value)
    return text != UNDATED and text > day.isoformat()[: len(text)]


def _fields_by(facts: Mapping[str, Any], day: date) -> tuple[Mapping[str, Any], int]:
    """A node without the fields that another source than the record's states later."""
    said = [str(one).split("|") for one in facts.get("provenance", ())]
    late = {one[0] for one in said if len(one) > 1 and _after(one[1], day)}
    if not late:
        return facts, 0
    return {name: value for name, value in facts.items() if name not in late}, len(late)


def _order(tie: Tie) -> tuple[str, str, str, str]:
    return tie.type, tie.start, tie.end, str(tie.properties.get("key", ""))
