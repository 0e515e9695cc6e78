"""Ranked, explained answers: mentors for a cluster, pilot clusters for a technology."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from api import limits
from api.applicants import AsOf
from api.problems import of_error, responses
from api.questions import Batch, Described, Known, MentorBatch, PilotBatch
from api.requests import ServiceDep, TurnsDep, identity, plain_query, tagged_with_model
from api.schemas import AnswerOut, BatchOut
from graph.errors import InputError, NotFoundError
from matcher.answers import answer_json, doubt_of
from matcher.engine import Answer
from matcher.features import exploring
from matcher.lookup import find
from matcher.phrases import Language
from matcher.service import Example, Service

router = APIRouter(prefix="/v1", tags=["matching"], dependencies=[Depends(plain_query)])
_ERRORS = responses(404, 422, 503)


class Top(AsOf):
    """How many suggestions are wanted."""

    top: int = Field(10, ge=1, le=limits.TOP, description="How many suggestions at most.")
    lang: Language = Field("en", description="The language of sentences: `en` or `ml` (Malayalam).")
    doubt: bool = Field(False, description="Whether to tell how sure the order is.")


class TopMentors(Top):
    """How many mentors are wanted, and how much those who had no chance yet count."""

    explore: float = Field(
        0.0,
        ge=0,
        le=limits.EXPLORED,
        description="Share of the score for institutions with little documented work so far.",
    )


Asked = Annotated[Top, Query()]
AskedMentors = Annotated[TopMentors, Query()]


@router.get(
    "/clusters/{id}/mentors",
    response_model=AnswerOut,
    responses=_ERRORS,
    dependencies=[Depends(tagged_with_model)],
    summary="Mentor institutions for a cluster",
)
def cluster_mentors(
    service: ServiceDep, turns: TurnsDep, id: Annotated[str, identity("cluster")], asked: AskedMentors
) -> dict[str, Any]:
    """Institutions ranked as mentors of a cluster, with the evidence; those that help already apart."""
    with turns.turn():
        own = exploring(asked.explore) or None
        answer = service.mentors(id, top=asked.top, weights=own, as_of=asked.day)
        return _told(answer, asked.lang, asked.doubt)


def _told(answer: Answer, language: Language, sure: bool) -> dict[str, Any]:
    return answer_json(answer, language, doubt_of(answer) if sure else None)


def _pilots(service: Service, kind: str, name: str, asked: Top) -> dict[str, Any]:
    answer = service.pilots(find(service.snapshot(), [kind], name), top=asked.top, as_of=asked.day)
    return _told(answer, asked.lang, asked.doubt)


@router.get(
    "/startups/{id}/pilots",
    response_model=AnswerOut,
    responses=_ERRORS,
    dependencies=[Depends(tagged_with_model)],
    summary="Pilot clusters for a start-up's technology",
)
def startup_pilots(
    service: ServiceDep, turns: TurnsDep, id: Annotated[str, identity("startup")], asked: Asked
) -> dict[str, Any]:
    """Clusters where a start-up's technology has not been tried and would matter most, with the evidence."""
    with turns.turn():
        return _pilots(service, "startup", id, asked)


@router.get(
    "/technologies/{id}/pilots",
    response_model=AnswerOut,
    responses=_ERRORS,
    dependencies=[Depends(tagged_with_model)],
    summary="Pilot clusters for a technology",
)
def technology_pilots(
    service: ServiceDep, turns: TurnsDep, id: Annotated[str, identity("technology")], asked: Asked
) -> dict[str, Any]:
    """Clusters where a technology has not been tried and would matter most, with the evidence."""
    with turns.turn():
        return _pilots(service, "technology", id, asked)


@router.post(
    "/match/mentors",
    response_model=BatchOut,
    responses=responses(400, 413, 422, 503),
    summary="Mentor institutions for many clusters",
)
def match_mentors(service: ServiceDep, turns: TurnsDep, batch: MentorBatch) -> dict[str, Any]:
    """Rank mentors for clusters named by id or described by example, with own weights if given."""
    return _answered(service, turns, batch, "mentors", service.mentors)


@router.post(
    "/match/pilots",
    response_model=BatchOut,
    responses=responses(400, 413, 422, 503),
    summary="Pilot clusters for many technologies",
)
def match_pilots(service: ServiceDep, turns: TurnsDep, batch: PilotBatch) -> dict[str, Any]:
    """Rank pilot clusters for technologies named by id or described, with own weights if given."""
    return _answered(service, turns, batch, "pilots", service.pilots)


def _answered(
    service: Service, turns: TurnsDep, batch: Batch, what: str, ask: Callable[..., Answer]
) -> dict[str, Any]:
    """Answer the questions one by one; a question that cannot be answered spoils no other."""
    weights = batch.own_weights()
    items = []
    with turns.turn() as deadline:
        snapshot = service.snapshot().id
        for at, question in enumerate(batch.queries):
            deadline.check()
            answer = problem = None
            try:
                found = ask(_subject(question), top=batch.top, weights=weights)
                answer = _told(found, batch.lang, batch.doubt)
            except (InputError, NotFoundError) as error:
                problem = of_error(error, f"/v1/match/{what}#/queries/{at}")
            items.append({"key": question.key, "answer": answer, "problem": problem})
    return {"answers": items, "snapshot": snapshot}


def _subject(question: Known | Described) -> str | Example:
    if isinstance(question, Known):
        return question.id
    return Example(
        question.text, question.name, question.district, question.state,
        tuple(question.industries), tuple(question.capabilities),
    )  # fmt: skip
