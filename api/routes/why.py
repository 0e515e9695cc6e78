"""Why a candidate stands where it does, ranked or not, and what would change that."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from api import limits
from api.applicants import AsOf
from api.problems import responses
from api.requests import ServiceDep, TurnsDep, identity, plain_query, tagged_with_model
from api.schemas_why import WhyOut
from matcher.explain.replay import Kind
from matcher.explain.tell import why_json
from matcher.lookup import find
from matcher.phrases import Language
from matcher.service import Service

router = APIRouter(
    prefix="/v1", tags=["matching"], dependencies=[Depends(plain_query), Depends(tagged_with_model)]
)
_ERRORS = responses(404, 422, 503)


class Among(AsOf):
    """What is to be explained."""

    top: int = Field(10, ge=1, le=limits.TOP, description="Among the first how many it should be.")
    lang: Language = Field("en", description="The language of sentences: `en` or `ml` (Malayalam).")
    change: bool = Field(
        True, description="Whether to look for the smallest change that would bring it there (seconds)."
    )


Asked = Annotated[Among, Query()]


@router.get(
    "/clusters/{id}/mentors/{institution}",
    response_model=WhyOut,
    responses=_ERRORS,
    summary="Why an institution is, or is not, among the mentors of a cluster",
)
def why_mentor(
    service: ServiceDep,
    turns: TurnsDep,
    id: Annotated[str, identity("cluster")],
    institution: Annotated[str, identity("institution")],
    asked: Asked,
) -> dict[str, Any]:
    """Its rank and score, against whom it falls behind and by what, and what would have to change."""
    with turns.turn():
        return _told(service, "mentors", id, institution, asked)


@router.get(
    "/technologies/{id}/pilots/{cluster}",
    response_model=WhyOut,
    responses=_ERRORS,
    summary="Why a cluster is, or is not, among those to pilot a technology",
)
def why_pilot(
    service: ServiceDep,
    turns: TurnsDep,
    id: Annotated[str, identity("technology")],
    cluster: Annotated[str, identity("cluster")],
    asked: Asked,
) -> dict[str, Any]:
    """As for mentors, for a technology and a cluster."""
    with turns.turn():
        return _told(service, "pilots", find(service.snapshot(), ["technology"], id), cluster, asked)


@router.get(
    "/startups/{id}/pilots/{cluster}",
    response_model=WhyOut,
    responses=_ERRORS,
    summary="Why a cluster is, or is not, among those to pilot a start-up's technology",
)
def why_startup_pilot(
    service: ServiceDep,
    turns: TurnsDep,
    id: Annotated[str, identity("startup")],
    cluster: Annotated[str, identity("cluster")],
    asked: Asked,
) -> dict[str, Any]:
    """As for mentors, for a start-up's technology and a cluster."""
    with turns.turn():
        return _told(service, "pilots", find(service.snapshot(), ["startup"], id), cluster, asked)


def _told(service: Service, question: Kind, about: str, candidate: str, asked: Among) -> dict[str, Any]:
    found = service.why(question, about, candidate, top=asked.top, change=asked.change, as_of=asked.day)
    return why_json(found, asked.lang)
