"""Decisions on suggestions: added, listed, taken back; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Lock
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, Field

from api import limits
from api.applicants import Day
from api.cli.feedback import listed
from api.notes import checked_note
from api.problems import responses
from api.questions import WORD, Body, Closed
from api.requests import ServiceDep, no_parameters, plain_query
from api.schemas import DecisionOut
from graph.errors import StoreAccessError
from graph.model import FEEDBACK_REASONS
from graph.store import GraphStore
from matcher.feedback.keep import NOTE, feedback, keep, kept, undoing
from matcher.feedback.tell import feedback_json
from matcher.phrases import Language
from matcher.roles import ROLES

router = APIRouter(prefix="/v1", tags=["feedback"])
_ERRORS = responses(400, 404, 413, 422, 503)
_Role: Any = Literal[tuple(ROLES)]
_Reason: Any = Literal[FEEDBACK_REASONS]
# A file has one writer at a time.
_ONE_AT_A_TIME = Lock()


class Decision(Body):
    """A decision on a suggested pair."""

    question: Literal["mentors", "pilots"] = Field("mentors", description="Which ranking suggested it.")
    subject: str = Field(
        pattern=WORD, max_length=limits.NAME,
        description="Id or name of what was asked about: a cluster, or for pilots a start-up or technology.",
    )  # fmt: skip
    candidate: str = Field(
        pattern=WORD, max_length=limits.NAME,
        description="Id or name of whom the ranking suggested: an institution, or for pilots a cluster.",
    )  # fmt: skip
    verdict: Literal["accept", "reject", "not_now"] = Field(description="What was decided.")
    reason: _Reason | None = Field(None, description="Why; needed unless it is accepted.")
    note: str = Field("", max_length=NOTE, description="More on it, without names of persons.")
    role: _Role = Field(description="In which role, never a name.")
    until: Day | None = Field(
        None,
        description="For not_now: the day from which it is suggested again; 90 days on when left out.",
    )  # fmt: skip


class Undo(Body):
    """Whoever takes a decision back."""

    role: _Role = Field(description="In which role, never a name.")


class ListedOut(DecisionOut):
    """A record of feedback and what has become of it."""

    state: Literal["in_force", "undone", "expired", "replaced", "undo"] = Field(
        description="Whether it holds today, or why it does not."
    )
    subject_name: str = Field(description="The name of what was asked about.")
    candidate_name: str = Field(description="The name of whom the ranking suggested.")


class FeedbackOut(BaseModel):
    """All feedback of the graph."""

    feedback: list[ListedOut] = Field(description="The records, the oldest first.")
    snapshot: str = Field(description="Names the state of the graph that this shows.")


class Listed(Closed):
    """Which feedback, and how it is told."""

    cluster: str | None = Field(
        None, min_length=1, max_length=limits.NAME, description="Only that on this cluster: id or name."
    )
    lang: Language = Field("en", description="The language of sentences: `en` or `ml` (Malayalam).")


@router.get(
    "/feedback", response_model=FeedbackOut, responses=responses(404, 422, 503), summary="All feedback",
    dependencies=[Depends(plain_query)],
)  # fmt: skip
def list_feedback(service: ServiceDep, asked: Annotated[Listed, Query()]) -> dict[str, Any]:
    """Every decision and every undo, with what has become of it."""
    snapshot = service.snapshot()
    found = listed(service.store, snapshot, asked.lang)
    if asked.cluster is not None:
        cluster = service.find(snapshot, ["cluster"], asked.cluster)
        found = [one for one in found if cluster in (one["subject"], one["candidate"])]
    return {"feedback": found, "snapshot": snapshot.id}


@router.post(
    "/feedback", response_model=DecisionOut, responses=_ERRORS,
    summary="Accept, reject or put off a suggestion", dependencies=[Depends(no_parameters)],
)  # fmt: skip
def give_feedback(request: Request, service: ServiceDep, asked: Decision) -> dict[str, Any]:
    """Add a decision to the graph. What was decided before stays, and the newest counts."""
    pilots = asked.question == "pilots"
    snapshot = service.snapshot()
    subject = service.find(snapshot, ["startup", "technology"] if pilots else ["cluster"], asked.subject)
    candidate = service.find(snapshot, ["cluster"] if pilots else ["institution"], asked.candidate)
    record = feedback(
        asked.question, subject, candidate, asked.verdict, asked.role,
        reason=asked.reason or "", note=checked_note(asked.note), until=asked.until or "",
    )  # fmt: skip
    with _writing(request) as store:
        keep(store, record)
    return feedback_json(record)


@router.post(
    "/feedback/{id}/undo", response_model=DecisionOut, responses=_ERRORS,
    summary="Take a decision back", dependencies=[Depends(no_parameters)],
)  # fmt: skip
def undo_feedback(
    request: Request,
    service: ServiceDep,
    id: Annotated[
        str, Path(max_length=limits.NAME, description="The id of the record.", examples=["feedback:1"])
    ],
    asked: Undo,
) -> dict[str, Any]:
    """Add a record that takes another back; the one before it on the pair counts again."""
    service.snapshot()
    undoing(kept(service.store), id, asked.role)
    with _writing(request) as store:
        record = undoing(kept(store), id, asked.role)
        keep(store, record)
    return feedback_json(record)


@contextmanager
def _writing(request: Request) -> Iterator[GraphStore]:
    writer: Callable[[], AbstractContextManager[GraphStore]] | None
    writer = getattr(request.app.state, "writer", None)
    if writer is None:
        raise StoreAccessError(
            "this server only reads its graph; give feedback with the command sangam feedback, "
            "or start the server with --accept-sheets"
        )
    with _ONE_AT_A_TIME, writer() as store:
        yield store
