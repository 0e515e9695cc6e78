"""What the field said: kept in the graph as claims of their own, never mixed with its facts.

A statement is a Claim on the cluster whose field begins with `desk:` (`desk:spv`,
`desk:technology_tried_before:technology:x`), so that no loader takes it for the cluster's field and no
ranking rests on it. It names the sheet, the role of whoever filled it in, never a person, and the day.
Of one fact the newest day counts; what was said before stays in the graph.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.changes import recorded
from graph.errors import InputError, SangamError
from graph.store import GraphStore
from matcher.roles import ROLES as ROLES
from matcher.rules.facts import Known
from matcher.rules.reading import read_value
from matcher.rules.vocabulary import Vocabulary

PREFIX = "desk:"
TRIED = "technology_tried_before"


@dataclass(frozen=True)
class Statement:
    """What a voice of the field said of one fact of a cluster on a day.

    Attributes:
        about: the id of the technology, for a fact that is of one; else empty.
        value: as JSON has it; None for "not known", which ends the asking.
    """

    cluster: str
    fact: str
    about: str
    value: Any
    role: str
    source: str
    as_of: str

    @property
    def key(self) -> tuple[str, str]:
        """What it is a statement on."""
        return self.fact, self.about

    @property
    def field(self) -> str:
        """The field of its claim."""
        return PREFIX + self.fact + (f":{self.about}" if self.about else "")

    @property
    def id(self) -> str:
        """The id of its claim: one voice says one thing of a fact on a day."""
        parts = "|".join((self.cluster, self.field, self.role, self.as_of))
        return f"claim:desk-{hashlib.sha256(parts.encode()).hexdigest()[:16]}"

    def known(self, facts: Vocabulary) -> Known | None:
        """The same as a fact, None where it is not known or no longer fits the vocabulary."""
        if self.value is None or self.fact not in facts:
            return None
        try:
            value = read_value(facts[self.fact], self.value, date.max)
        except SangamError:
            return None
        return Known(value, self.source, self.as_of, "user")


def source_of(district: str, role: str) -> str:
    """What a sheet is cited as."""
    return f"Programme desk sheet of {district}, {ROLES[role][0]}"


def keep(store: GraphStore, statements: Sequence[Statement]) -> None:
    """Write statements: the claims in one transaction, all or none, then their ties to the clusters.

    What the field said is read from the claims, so a run that is cut off between the two loses nothing, and
    loading the sheet again completes it.

    Raises:
        InputError: one is of a cluster that is no longer there; nothing was written.
        StoreError: the store cannot be written.
    """
    if not statements:
        return
    clusters = sorted({each.cluster for each in statements})
    held = {row["id"] for row in store.read("read/stored/cluster", ids=clusters)}
    if gone := [each for each in clusters if each not in held]:
        raise InputError(f"the graph no longer has {', '.join(gone)}; get a new sheet and fill that in")
    store.write("load/claim", rows=[_claim(each) for each in statements])
    store.write("load/claim_about_cluster", rows=[_about(each) for each in statements])
    recorded(store)


def _claim(each: Statement) -> dict[str, Any]:
    properties = {
        "id": each.id, "entity": each.cluster, "field": each.field,
        "value": json.dumps(each.value, ensure_ascii=False, sort_keys=True), "note": each.role,
        **_sourced(each),
    }  # fmt: skip
    return {"id": each.id, "properties": properties}


def _about(each: Statement) -> dict[str, Any]:
    properties = {"key": "-", **_sourced(each)}
    return {"start_id": each.id, "end_id": each.cluster, "key": "-", "properties": properties}


def _sourced(each: Statement) -> dict[str, Any]:
    return {"source": each.source, "as_of": each.as_of, "synthetic": False}


def said(store: GraphStore, clusters: Iterable[str]) -> dict[str, tuple[Statement, ...]]:
    """What the field said of clusters: by cluster, of each fact all voices of the newest day."""
    rows = store.read("read/desk_statements", ids=sorted(clusters))
    newest: dict[str, dict[tuple[str, str], list[Statement]]] = {}
    for row in rows:
        each = _statement(row)
        if each is None:
            continue
        held = newest.setdefault(each.cluster, {}).setdefault(each.key, [])
        if held and held[-1].as_of < each.as_of:
            held.clear()
        held.append(each)
    return {
        cluster: tuple(each for key in sorted(found) for each in found[key])
        for cluster, found in newest.items()
    }


def _statement(row: Mapping[str, Any]) -> Statement | None:
    fact, _, about = str(row["field"]).removeprefix(PREFIX).partition(":")
    try:
        value = json.loads(row["value"])
    except ValueError:
        return None
    return Statement(
        row["entity"], fact, about, value, str(row["role"] or "other"), row["source"], row["as_of"]
    )
