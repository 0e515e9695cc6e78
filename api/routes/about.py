"""What the server is and whether it can answer."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request

from api.problems import responses
from api.requests import VERSION, ServiceDep, no_parameters
from api.schemas import FeaturesOut, Health, Ready
from api.warmth import Warmth
from graph.store import revision
from matcher.features import SETS, weights_of

router = APIRouter(prefix="/v1", tags=["server"], dependencies=[Depends(no_parameters)])


@router.get("/health", response_model=Health, responses=responses(422), summary="Whether the program runs")
async def health() -> dict[str, str]:
    """Answers without touching the graph."""
    return {"status": "ok", "version": VERSION}


@router.get(
    "/ready", response_model=Ready, responses=responses(422, 503), summary="Whether questions can be answered"
)
def ready(request: Request, service: ServiceDep) -> dict[str, Any]:
    """Answers 503 until the graph and the text encoder are loaded, and whenever the store is gone."""
    snapshot = service.snapshot()
    warmth: Warmth = request.app.state.warmth
    warmth.check()
    return {
        "status": "ready",
        "store": service.store.url,
        "revision": revision(service.store),
        "snapshot": snapshot.id,
        "model": service.engine().model,
    }


@router.get("/features", response_model=FeaturesOut, responses=responses(422), summary="What each signal is")
async def features() -> dict[str, list[dict[str, Any]]]:
    """The signals of each ranking, with their range and default weight."""
    return {
        name: [
            {
                "name": feature.name,
                "description": feature.doc,
                "low": 0.0,
                "high": 1.0,
                "default_weight": weights_of(chosen)[feature.name],
                "asks": feature.asks,
            }
            for feature in chosen
        ]
        for name, chosen in SETS.items()
    }
