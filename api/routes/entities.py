"""Lists of entities, and each entity with its ties, claims and sources."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from api.filters import filter_model, resolved
from api.problems import responses
from api.records import DETAILS, HIDDEN, PAGES
from api.requests import ServiceDep, identity, no_parameters, plain_query, tagged
from graph.model import NODE
from graph.store import GraphStore
from matcher.answers import tie_json
from matcher.search import DEPTH, find_entity, search
from matcher.service import Service
from matcher.snapshot import Tie

router = APIRouter(prefix="/v1", dependencies=[Depends(plain_query), Depends(tagged)])
# A list takes its words in English; in an address the plural is the collection.
_TAGS: dict[str, str] = {"startup": "start-ups"}


def page(service: Service, kind: str, asked: Any) -> dict[str, Any]:
    """A part of the list of a kind that passes the filters, in the order of ids or of a search."""
    snapshot, store, plural = service.snapshot(), service.store, NODE[kind].plural
    filters = resolved(kind, asked, snapshot)
    if asked.q is None:
        found = store.read(f"read/collections/{plural}", **filters, offset=asked.offset, limit=asked.limit)
        total = int(store.read(f"read/collections/{plural}_count", **filters)[0]["total"])
        records = [row["properties"] for row in found]
    else:
        ids = _searched(store, kind, asked.q, filters)
        total, wanted = len(ids), ids[asked.offset : asked.offset + asked.limit]
        stored = {row["id"]: row["properties"] for row in store.read(f"read/stored/{kind}", ids=wanted)}
        records = [stored[identity] for identity in wanted if identity in stored]
    following = asked.offset + asked.limit
    return {
        "results": [shown(record) for record in records],
        "total": total,
        "limit": asked.limit,
        "offset": asked.offset,
        "next_offset": following if following < total else None,
        "snapshot": snapshot.id,
    }


def _searched(store: GraphStore, kind: str, text: str, filters: dict[str, str | None]) -> list[str]:
    ids = [hit.id for hit in search(store, text, [kind], limit=DEPTH)]
    rows = store.read(f"read/collections/{NODE[kind].plural}_among", ids=ids, **filters)
    passing = {row["id"] for row in rows}
    return [identity for identity in ids if identity in passing]


def shown(properties: Any) -> dict[str, Any]:
    """The fields of an entity that answers show."""
    return {key: value for key, value in properties.items() if key not in HIDDEN}


def detail(service: Service, kind: str, asked: str) -> dict[str, Any]:
    """An entity with its ties, claims and sources.

    Raises:
        NotFoundError: there is none; it carries near ones.
    """
    store, snapshot = service.store, service.snapshot()
    found = find_entity(store, snapshot, [kind], asked)
    if kind == "enterprise":
        record = store.read("read/stored/enterprise", ids=[found])[0]["properties"]
        ties = [
            _named(Tie(row["start_id"], row["type"], row["end_id"], row["properties"]),
                   row["start_name"], row["end_name"])
            for row in store.read("read/ties_of_enterprise", id=found)
        ]  # fmt: skip
    else:
        record = snapshot.nodes[found]
        around = dict.fromkeys((*snapshot.out(found), *snapshot.into(found)))
        ties = [_named(tie, snapshot.name(tie.start), snapshot.name(tie.end)) for tie in around]
    claims = [_claim(row["properties"]) for row in store.read("read/claims_about", ids=[found])]
    sources = _sources([("record", [record]), ("ties", ties), ("claims", claims)])
    return {**shown(record), "ties": ties, "claims": claims, "sources": sources, "snapshot": snapshot.id}


def _named(tie: Tie, start: str, end: str) -> dict[str, Any]:
    named = {**tie_json(tie), "start_name": start, "end_name": end}
    if others := tie.get("others"):
        named["others"] = [json.loads(text) for text in others]
    return named


def _claim(properties: Any) -> dict[str, Any]:
    keys = ("field", "value", "source", "as_of", "note")
    return {key: properties[key] for key in keys if key in properties}


def _sources(parts: Iterable[tuple[str, Iterable[Any]]]) -> list[dict[str, Any]]:
    """Each document once, with what rests on it, in the order of first use."""
    found: dict[tuple[str, str], list[str]] = {}
    for what, things in parts:
        for thing in things:
            for said in (thing, *thing.get("others", ())):
                used = found.setdefault((said["source"], said["as_of"]), [])
                if what not in used:
                    used.append(what)
    return [{"source": source, "as_of": as_of, "used_for": used} for (source, as_of), used in found.items()]


def _list_route(kind: str, model: type[BaseModel]) -> Callable[..., dict[str, Any]]:
    def endpoint(service: ServiceDep, asked: Any) -> dict[str, Any]:
        return page(service, kind, asked)

    endpoint.__annotations__["asked"] = Annotated[model, Query()]
    return endpoint


def _detail_route(kind: str) -> Callable[..., dict[str, Any]]:
    def endpoint(service: ServiceDep, id: str) -> dict[str, Any]:
        return detail(service, kind, id)

    endpoint.__annotations__["id"] = Annotated[str, identity(kind)]
    return endpoint


for _kind in PAGES:
    _node = NODE[_kind]
    _words = _TAGS.get(_kind, _node.plural)
    router.add_api_route(
        f"/{_node.plural}", _list_route(_kind, filter_model(_kind)), methods=["GET"],
        response_model=PAGES[_kind], response_model_exclude_unset=True, tags=[_words],
        name=f"list_{_node.plural}", summary=f"List {_words}",
        description=f"{_node.doc} Listed by id, or best first when searched for with `q`.",
        responses=responses(404, 422, 503),
    )  # fmt: skip
    router.add_api_route(
        f"/{_node.plural}/{{id}}", _detail_route(_kind), methods=["GET"],
        response_model=DETAILS[_kind], response_model_exclude_unset=True, tags=[_words],
        name=f"get_{_kind}", summary=f"One of the {_words} with its ties, claims and sources",
        description=f"{_node.doc} What is unknown is left out.",
        responses=responses(404, 422, 503), dependencies=[Depends(no_parameters)],
    )  # fmt: skip
