"""The neighbourhood of an entity, for drawing."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from api import limits
from api.neighbourhood import neighbourhood
from api.problems import responses
from api.questions import Closed
from api.requests import ServiceDep, identity, plain_query, tagged
from api.schemas import NetworkOut
from graph.model import NODE
from matcher.answers import tie_json
from matcher.search import find_entity
from matcher.snapshot import Tie

router = APIRouter(prefix="/v1", tags=["network"], dependencies=[Depends(plain_query), Depends(tagged)])
_CENTERS = tuple(kind for kind in NODE if kind not in ("claim", "enterprise", "feedback"))
Kind = Literal[
    "state", "district", "constituency", "industry", "product", "capability", "technology", "cluster",
    "institution", "startup", "bank", "scheme", "association",
]  # fmt: skip


class Reach(Closed):
    """How much of the neighbourhood is wanted."""

    hops: int = Field(1, ge=1, le=limits.HOPS, description="How many relationships away at most.")
    limit: int = Field(100, ge=1, le=limits.NODES, description="How many nodes at most.")
    kinds: list[Kind] = Field([], max_length=20, description="The only kinds of node; all if none.")


@router.get(
    "/network/{id}",
    response_model=NetworkOut,
    responses=responses(404, 422, 503),
    summary="The neighbourhood of an entity",
)
def network(
    service: ServiceDep, id: Annotated[str, identity("cluster")], asked: Annotated[Reach, Query()]
) -> dict[str, Any]:
    """Nodes and edges around an entity of any kind, to draw; ways do not lead through states."""
    store, snapshot = service.store, service.snapshot()
    enterprise = id.startswith("enterprise:")
    center = find_entity(store, snapshot, ["enterprise"] if enterprise else _CENTERS, id)
    own: list[Tie] = []
    if enterprise:
        rows = store.read("read/ties_of_enterprise", id=center)
        own = [Tie(row["start_id"], row["type"], row["end_id"], row["properties"]) for row in rows]
        facts = store.read("read/stored/enterprise", ids=[center])[0]["properties"]
    else:
        facts = snapshot.nodes[center]
    found = neighbourhood(snapshot, center, own, hops=asked.hops, limit=asked.limit, kinds=asked.kinds)
    nodes = []
    for node, hops in found.hops.items():
        told = facts if node == center else snapshot.nodes[node]
        kind = node.partition(":")[0]
        name, synthetic = str(told.get("name", node)), bool(told["synthetic"])
        nodes.append({"id": node, "name": name, "kind": kind, "hops": hops, "synthetic": synthetic})
    return {
        "center": center,
        "nodes": nodes,
        "edges": [tie_json(tie) for tie in found.ties],
        "truncated": found.truncated,
        "snapshot": snapshot.id,
    }
