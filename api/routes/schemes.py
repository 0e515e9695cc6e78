"""Schemes that the sources connect with a cluster, an enterprise or a start-up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from api.problems import responses
from api.requests import ServiceDep, identity, no_parameters, tagged
from api.schemas import SchemesOut
from graph.model import NODE
from matcher.schemes import SUBJECTS, schemes_for, schemes_json

router = APIRouter(prefix="/v1", tags=["schemes"], dependencies=[Depends(no_parameters), Depends(tagged)])
_WHOM = {"cluster": "a cluster", "enterprise": "an enterprise", "startup": "a start-up"}


def _route(kind: str) -> Callable[..., dict[str, Any]]:
    def endpoint(service: ServiceDep, id: str) -> dict[str, Any]:
        return schemes_json(schemes_for(service, id, kinds=[kind]))

    endpoint.__annotations__["id"] = Annotated[str, identity(kind)]
    return endpoint


for _kind in SUBJECTS:
    router.add_api_route(
        f"/{NODE[_kind].plural}/{{id}}/schemes", _route(_kind), methods=["GET"],
        response_model=SchemesOut, response_model_exclude_unset=True, responses=responses(404, 422, 503),
        name=f"{_kind}_schemes",
        summary=f"Schemes that the sources connect with {_WHOM[_kind]}",
        description="Each with its reasons and sources. This is no statement of eligibility.",
    )  # fmt: skip
