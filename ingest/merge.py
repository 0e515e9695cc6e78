"""Several statements on one thing: which stands in the graph, and how the others are kept.

One record of an entity, the main one, stands on its node: the observed before the generated, the
project's own tables before outside registers, then the newest, then the last by source. What other
records and claims say is kept as claims, and fills fields that the main record leaves empty. The
outcome does not depend on the order in which statements arrive.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from graph.fields import Field, Value, cell, date_order
from graph.model import NodeKind, search_text
from ingest.records import ClaimRecord, NodeRecord

# Registers of others begin their `source` so; they complete the project's own tables.
OUTSIDE = ("Research Organization Registry", "Reserve Bank of India IFSC list",
           "myScheme", "NIC-2008 list")  # fmt: skip
_SOURCED = ("source", "as_of", "synthetic")
_APART = ("id", "provenance", "search_text", *_SOURCED)


def rank(properties: Mapping[str, Any]) -> tuple[bool, bool, str, str]:
    """The order of statements: the greatest is the main one."""
    source = str(properties["source"])
    outside = source.startswith(OUTSIDE)
    return not properties["synthetic"], not outside, date_order(properties["as_of"]), source


def settle_node(
    kind: NodeKind,
    stored: Mapping[str, Value] | None,
    claims: Iterable[Mapping[str, Value]],
    incoming: Iterable[NodeRecord | ClaimRecord],
) -> tuple[dict[str, Value], list[dict[str, Value]]]:
    """The node's properties and all claims on it, given what is stored and what arrives.

    Returns:
        properties of the node, in the order of its fields, and properties of each claim by id.
    """
    records: dict[tuple[str, str], dict[str, Value]] = {}
    said: dict[str, dict[str, Value]] = {str(claim["id"]): dict(claim) for claim in claims}
    if stored is not None:
        filled = {entry.partition("|")[0] for entry in _listed(stored.get("provenance"))}
        records[_mark(stored)] = {k: v for k, v in stored.items() if k not in filled}
    for record in incoming:
        if isinstance(record, NodeRecord):
            records[_mark(record.properties)] = record.properties
        else:
            said[record.mark] = _claim(record)
    main = max(records.values(), key=rank)
    for other in records.values():
        if other is not main:
            for claim in _claims_of(kind, other):
                said.setdefault(str(claim["id"]), claim)
    return _completed(kind, main, said.values()), [said[key] for key in sorted(said)]


def _mark(properties: Mapping[str, Any]) -> tuple[str, str]:
    return str(properties["source"]), str(properties["as_of"])


def _listed(value: object) -> list[str]:
    return value if isinstance(value, list) else []


def _claims_of(kind: NodeKind, properties: Mapping[str, Value]) -> Iterable[dict[str, Value]]:
    if kind.key == "product":
        return  # a product is no more than its name; who names it stands in the ties to it
    source, as_of = _mark(properties)
    entity, synthetic = str(properties["id"]), bool(properties["synthetic"])
    for field in kind.fields:
        if field.name not in _APART and field.name in properties:
            value = properties[field.name]
            yield _claim(ClaimRecord(entity, field.name, value, source, as_of, "", synthetic))


def _claim(record: ClaimRecord) -> dict[str, Value]:
    found: dict[str, Value] = {
        "id": record.mark, "entity": record.entity, "field": record.field,
        "value": cell(record.value),
    }  # fmt: skip
    if record.note:
        found["note"] = record.note
    return found | {"source": record.source, "as_of": record.as_of, "synthetic": record.synthetic}


def _completed(
    kind: NodeKind, main: Mapping[str, Value], claims: Iterable[Mapping[str, Value]]
) -> dict[str, Value]:
    known: dict[str, Field] = {field.name: field for field in kind.fields}
    best: dict[str, Mapping[str, Value]] = {}
    for claim in claims:
        name = str(claim["field"])
        if (
            name in known
            and name not in main
            and (name not in best or _claim_rank(claim) > _claim_rank(best[name]))
        ):
            best[name] = claim
    if not best:
        return dict(main)
    filled: dict[str, Value] = {}
    for name, claim in best.items():
        value = known[name].parse(str(claim["value"]))
        if value is not None:
            filled[name] = value
    together = dict(main) | filled
    together["provenance"] = sorted(f"{name}|{best[name]['as_of']}|{best[name]['source']}" for name in filled)
    if text := search_text(kind, together):
        together["search_text"] = text
    return {field.name: together[field.name] for field in kind.fields if field.name in together}


def _claim_rank(claim: Mapping[str, Value]) -> tuple[tuple[bool, bool, str, str], str]:
    return rank(claim), str(claim["value"])


def settle_tie(
    stored: Mapping[str, Value] | None, incoming: Iterable[Mapping[str, Value]]
) -> dict[str, Value]:
    """The properties of a relationship, given what is stored and what arrives.

    What sources other than the main one say stands in `others`, each as one JSON text.
    """
    said: dict[tuple[str, str], dict[str, Value]] = {}
    if stored is not None:
        for text in _listed(stored.get("others")):
            other = json.loads(text)
            said[_mark(other)] = other | {"key": stored["key"]}
        said[_mark(stored)] = {k: v for k, v in stored.items() if k != "others"}
    for properties in incoming:
        said[_mark(properties)] = dict(properties)
    main = max(said.values(), key=rank)
    others = sorted(
        json.dumps({k: v for k, v in other.items() if k != "key"}, sort_keys=True, ensure_ascii=False)
        for other in said.values()
        if other is not main
    )
    return main | {"others": others} if others else main
