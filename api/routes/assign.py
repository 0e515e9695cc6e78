"""The clusters of a district, a state or all to mentor institutions, under limits."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Body, Depends, Request
from fastapi.responses import JSONResponse, Response

from api.assign_schemas import AssignedOut, AssignMentors, ShortfallProblem
from api.problems import MEDIA_TYPE, FieldProblem, problem, respond, responses, status_of
from api.requests import ServiceDep, TurnsDep, plain_query
from graph.errors import SangamError
from matcher.assign.plain import assigned_json
from matcher.assign.plan import assigned
from matcher.assign.problem import LimitError
from matcher.assign.wish import UnknownError, pose

router = APIRouter(prefix="/v1", tags=["matching"], dependencies=[Depends(plain_query)])
_EXAMPLES: Any = {
    "district": {
        "summary": "The clusters of a district, mentors within 100 km",
        "value": {"districts": ["Kannur"], "capacity": 2, "travel": 100},
    },
    "pairs": {
        "summary": "Two clusters, with a pair that must be and one that must not",
        "value": {
            "clusters": ["cluster:alappuzha-coir", "cluster:peravur-pottery"],
            "forced": [{"cluster": "cluster:alappuzha-coir", "institution": "institution:ncrmi"}],
            "forbidden": [{"cluster": "cluster:alappuzha-coir", "institution": "institution:cusat"}],
        },
    },
}
_Asked: TypeAlias = Annotated[AssignMentors, Body(openapi_examples=_EXAMPLES)]
_SCHEMA = ShortfallProblem.model_json_schema(ref_template="#/components/schemas/{model}")
_SCHEMA.pop("$defs")  # the parts of the answer are components already
_SHORTFALL: dict[int | str, dict[str, Any]] = {
    409: {
        "description": "It cannot be done within these limits; what to relax is told",
        "content": {MEDIA_TYPE: {"schema": _SCHEMA}},
    }
}


@router.post(
    "/assign/mentors",
    response_model=AssignedOut,
    responses={**responses(400, 404, 413, 422, 503), **_SHORTFALL},
    summary="Mentors for all clusters of a district or state at once",
)
def assign_mentors(request: Request, service: ServiceDep, turns: TurnsDep, asked: _Asked) -> Any:
    """The best plan under capacities and other limits, on the scores of the ranking, with its proof.

    First the least score of a pair is as high as can be (`floor`), then the total. Where the limits
    leave no plan, the answer is 409 with the smallest set of limits to relax and the plan then.
    """
    path = request.url.path
    try:
        with turns.turn() as deadline:
            engine = service.engine_of(asked.day)
            snapshot = engine.snapshot
            wish = asked.wish()
            posed = pose(
                engine, lambda kind, name: service.find(snapshot, [kind], name), wish,
                lambda *_: deadline.check(),
            )  # fmt: skip
            found = assigned(posed, wish, lambda _: deadline.check())
    except (LimitError, UnknownError) as error:
        return _refused(error, error.field, path)
    answer = assigned_json(found, snapshot) | {"snapshot": snapshot.id, "model": engine.model}
    if found.relaxation is None:
        return answer
    detail = (
        "No plan keeps all limits. " + (
            "The smallest set to relax: " + "; ".join(one["text"] for one in answer["relaxation"]["limits"])
            if found.relaxation.limits else "No limit helps clusters without an institution free of conflicts"
        ) + "."
    )  # fmt: skip
    told = problem(409, detail, path)
    return respond(told | {"relaxation": answer["relaxation"]})


def _refused(error: SangamError, field: str, path: str) -> Response:
    fields = [FieldProblem(field=f"body.{field}", detail=str(error))]
    content = problem(status_of(error), str(error), path, near=getattr(error, "near", ()), errors=fields)
    found: JSONResponse = respond(content)
    return found
