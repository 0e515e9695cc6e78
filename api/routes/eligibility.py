"""Who is eligible for what: verdicts with their clauses, the next question, the plan, what would help."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from api import limits
from api.applicants import (
    Applicant,
    Asked,
    ChangeQuestion,
    EligibilityQuestion,
    NextQuestion,
    PlanAsked,
    PlanQuestion,
    Profile,
    day_of,
)
from api.eligibility_schemas import EligibilityBatchOut, EligibilityOut, NextQuestionOut
from api.plan_schemas import ChangeOut, PlanOut
from api.problems import FieldProblem, of_error, problem, responses
from api.requests import (
    RulesDep,
    ServiceDep,
    TurnsDep,
    identity,
    no_parameters,
    plain_query,
    tagged_with_rules,
)
from graph.errors import InputError, NotFoundError
from graph.model import NODE
from matcher.rules.answer import counts, eligibility_json
from matcher.rules.change import what_would_json
from matcher.rules.errors import FactError
from matcher.rules.facts import Facts
from matcher.rules.library import Library
from matcher.rules.plan import plan, plan_json
from matcher.rules.question import next_question, open_facts, question_json
from matcher.rules.subject import SUBJECTS, facts_for
from matcher.rules.verdict import judge_all
from matcher.search import find_entity
from matcher.service import Service

router = APIRouter(prefix="/v1", tags=["eligibility"], dependencies=[Depends(plain_query)])
_WHOM = {"cluster": "a cluster", "enterprise": "an enterprise", "startup": "a start-up"}
_ERRORS = responses(400, 404, 413, 422, 503)


def _sent(content: Mapping[str, Any], response: Response) -> JSONResponse:
    """The answer as it is: it has the form of its model by tests, and is too large to check each time."""
    return JSONResponse(content, headers=dict(response.headers))


def _about(
    service: Service,
    library: Library,
    asked: str | None,
    said: Mapping[str, Any],
    kinds: tuple[str, ...] = SUBJECTS,
) -> tuple[dict[str, Any], Facts]:
    """Who is asked about, and the facts of the graph with what was said beside them."""
    snapshot = service.snapshot()
    if asked is None:
        return {"id": None, "name": None}, facts_for(None, None, said, facts=library.facts)
    found = find_entity(service.store, snapshot, list(kinds), asked)
    name = service.store.read("read/schemes_subject", id=found)[0]["name"]
    return {"id": found, "name": name}, facts_for(service.store, found, said, facts=library.facts)


def _applicant(service: Service, library: Library, body: Applicant) -> tuple[dict[str, Any], Facts]:
    """As `_about`, for a body; a fact that cannot be used is a problem of its field."""
    try:
        return _about(service, library, body.id, body.facts)
    except FactError as error:
        raise _of_field(error) from error


def _of_field(error: FactError, *place: str | int) -> RequestValidationError:
    cause = str(error).removeprefix(f"{error.field}: ")
    where = ("body", *(place or ("facts", error.field)))
    return RequestValidationError([{"type": "value_error", "loc": where, "msg": cause, "input": ""}])


# -- entities of the graph --


def _eligibility_route(kind: str) -> Callable[..., Response]:
    def endpoint(service: ServiceDep, library: RulesDep, response: Response, id: str, asked: Any) -> Response:
        subject, facts = _about(service, library, id, {}, (kind,))
        told = eligibility_json(library, facts, day_of(asked.on), language=asked.lang)
        return _sent({"subject": subject, **told, "snapshot": service.snapshot().id}, response)

    endpoint.__annotations__["id"] = Annotated[str, identity(kind)]
    endpoint.__annotations__["asked"] = Annotated[Asked, Query()]
    return endpoint


def _plan_route(kind: str) -> Callable[..., Response]:
    def endpoint(service: ServiceDep, library: RulesDep, response: Response, id: str, asked: Any) -> Response:
        subject, facts = _about(service, library, id, {}, (kind,))
        told = plan_json(plan(library, facts, day_of(asked.on)), asked.lang)
        return _sent({"subject": subject, **told}, response)

    endpoint.__annotations__["id"] = Annotated[str, identity(kind)]
    endpoint.__annotations__["asked"] = Annotated[PlanAsked, Query()]
    return endpoint


for _kind in SUBJECTS:
    for _name, _made, _model, _summary, _told in (
        (
            "eligibility", _eligibility_route, EligibilityOut, "What {whom} is eligible for",
            "A verdict on every scheme whose rule is written down: eligible, not eligible or not yet known, "
            "with its clauses, their sources, and the next question to ask. A fact that is missing is "
            "never taken for a no.",
        ),
        (
            "plan", _plan_route, PlanOut, "The best legal combination of schemes for {whom}",
            "Which schemes can be had together, what they come to, and what to do in which order.",
        ),
    ):  # fmt: skip
        router.add_api_route(
            f"/{NODE[_kind].plural}/{{id}}/{_name}", _made(_kind), methods=["GET"],
            response_model=_model, responses=responses(404, 422, 503), name=f"{_kind}_{_name}",
            summary=_summary.format(whom=_WHOM[_kind]), description=_told,
            dependencies=[Depends(tagged_with_rules)],
        )  # fmt: skip


# -- anybody --


@router.post(
    "/eligibility",
    response_model=EligibilityOut | EligibilityBatchOut,
    responses=_ERRORS,
    dependencies=[Depends(no_parameters)],
    summary="What one applicant, or each of many, is eligible for",
)
def eligibility(
    request: Request, service: ServiceDep, library: RulesDep, turns: TurnsDep, body: EligibilityQuestion
) -> Response:
    """Judge somebody who need not be in the graph, or up to 1,000 at a time.

    A batch is answered by `answers`, one for each of its profiles; a profile that cannot be used spoils
    no other.
    """
    on = day_of(body.on)
    if body.profiles is None:
        subject, facts = _applicant(service, library, body)
        told = eligibility_json(
            library, facts, on, schemes=body.schemes, explained=body.explain, language=body.lang
        )
        return JSONResponse({"subject": subject, **told, "snapshot": service.snapshot().id})
    judge_all(library, Facts(), on, body.schemes)  # a scheme without a rule is a problem of the whole
    explained = body.explain and len(body.profiles) <= limits.BATCH
    answers = []
    with turns.turn() as deadline:
        snapshot = service.snapshot().id
        for at, profile in enumerate(body.profiles):
            deadline.check()
            answers.append(_answered(request, service, library, profile, at, body, explained))
    return JSONResponse({"answers": answers, "on": on.isoformat(), "snapshot": snapshot})


def _answered(
    request: Request, service: Service, library: Library, profile: Profile, at: int,
    body: EligibilityQuestion, explained: bool,
) -> dict[str, Any]:  # fmt: skip
    """The answer for one profile of a batch, or the problem with it."""
    instance = f"{request.url.path}#/profiles/{at}"
    told = wrong = None
    try:
        subject, facts = _about(service, library, profile.id, profile.facts)
        judged = eligibility_json(
            library, facts, day_of(body.on), schemes=body.schemes, explained=explained, language=body.lang
        )
        told = {"subject": subject, **judged}
    except FactError as error:
        field = FieldProblem(
            field=f"body.profiles.{at}.facts.{error.field}",
            detail=str(error).removeprefix(f"{error.field}: "),
        )
        wrong = problem(422, str(error), instance, errors=[field])
    except (InputError, NotFoundError) as error:
        wrong = of_error(error, instance)
    return {"key": profile.key, "answer": told, "problem": wrong}


@router.post(
    "/schemes/next-question",
    response_model=NextQuestionOut,
    responses=_ERRORS,
    dependencies=[Depends(no_parameters)],
    summary="The next question to ask",
)
def ask_next(service: ServiceDep, library: RulesDep, body: NextQuestion) -> Response:
    """The one question whose answer settles most for what it costs to ask; null when none could matter.

    Send back all facts with each answer: nothing is kept here between two questions.
    """
    subject, facts = _applicant(service, library, body)
    on = day_of(body.on)
    for at, name in enumerate(body.skipped):
        try:
            library.facts.named(name)
        except FactError as error:
            raise _of_field(error, "skipped", at) from error
    verdicts = judge_all(library, facts, on, body.schemes)
    found = next_question(library, facts, on, skipped=frozenset(body.skipped), verdicts=verdicts)
    left = [name for name in open_facts(library, facts, on, verdicts=verdicts) if name not in body.skipped]
    return JSONResponse(
        {
            "subject": subject,
            "on": on.isoformat(),
            "question": question_json(found) if found else None,
            "left": left,
            "counts": counts(verdicts),
            "open": [each.scheme for each in verdicts if each.missing],
        }
    )


@router.post(
    "/schemes/plan",
    response_model=PlanOut,
    responses=_ERRORS,
    dependencies=[Depends(no_parameters)],
    summary="The best legal combination of schemes for an applicant",
)
def make_plan(service: ServiceDep, library: RulesDep, turns: TurnsDep, body: PlanQuestion) -> Response:
    """Which schemes can be had together, what they come to, and what to do in which order."""
    subject, facts = _applicant(service, library, body)
    with turns.turn():
        told = plan_json(plan(library, facts, day_of(body.on), schemes=body.schemes), body.lang)
    return JSONResponse({"subject": subject, **told})


@router.post(
    "/schemes/change",
    response_model=ChangeOut,
    responses=_ERRORS,
    dependencies=[Depends(no_parameters)],
    summary="What would make an applicant eligible",
)
def what_would(service: ServiceDep, library: RulesDep, turns: TurnsDep, body: ChangeQuestion) -> Response:
    """The smallest set of facts that would have to change for a scheme, or what stands in the way."""
    subject, facts = _applicant(service, library, body)
    with turns.turn():
        told = what_would_json(library, body.scheme, facts, day_of(body.on))
    return JSONResponse({"subject": subject, **told})
