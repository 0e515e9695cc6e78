"""What answers look like, beside the entities themselves."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field, create_model

from api.problems import Problem
from api.records import RECORDS, TieOut
from graph.model import FEEDBACK_REASONS


class Subject(BaseModel):
    """What was asked about."""

    id: str | None = Field(description="Its id; null for a description.")
    name: str = Field(description="Its name.")


class SourceOut(BaseModel):
    """A source and the date that it speaks of."""

    source: str = Field(description="The source, with its address where it has one.")
    as_of: str = Field(description="The date that it speaks of.")


class EvidenceOut(BaseModel):
    """What one signal adds to a score."""

    feature: str = Field(description="The signal; `/v1/features` tells what it is.")
    value: float = Field(description="Its value.", ge=0, le=1)
    weight: float = Field(
        description="Its weight; all weights add up to 1, but for what takes off: `rejections`, below 0.",
        ge=-1, le=1,
    )  # fmt: skip
    contribution: float = Field(description="Value times weight; all of them add up to the score.")
    explanation: str = Field(description="Why it has this value, in the language asked for.")
    sources: list[SourceOut] = Field(description="What says so, where a recorded fact is behind it.")


class RankedOut(BaseModel):
    """A suggestion with the evidence for it."""

    id: str = Field(description="The id.")
    name: str = Field(description="The name.")
    score: float = Field(description="The score; equal ones are in the order of ids.", ge=0, le=1.000001)
    probability: float | None = Field(
        description="How likely the pair is a documented one; null when not calibrated.", ge=0, le=1
    )
    interval: tuple[int, int] | None = Field(
        description="The ranks between which 9 of 10 draws put it; null unless `doubt` is asked for."
    )
    evidence: list[EvidenceOut] = Field(description="Every signal, the greatest contribution first.")
    paths: list[list[TieOut]] = Field(description="Chains of relationships that support it.")


class DecisionOut(BaseModel):
    """What was decided on a suggested pair."""

    id: str = Field(description="The id of the record.")
    question: Literal["mentors", "pilots"] = Field(description="Which ranking it is on.")
    subject: str = Field(description="The id of what was asked about.")
    candidate: str = Field(description="The id of whom the ranking suggested.")
    verdict: Literal["accept", "reject", "not_now", "undo"] = Field(description="What was decided.")
    reason: Literal[FEEDBACK_REASONS] | None = Field(description="Why.")  # type: ignore[valid-type]
    note: str | None = Field(description="More on it.")
    role: str = Field(description="The role of whoever decided.")
    at: str = Field(description="The moment, UTC.")
    until: str | None = Field(description="For not_now: the day from which it is suggested again.")
    undoes: str | None = Field(description="For undo: the id of the record that it takes back.")
    says: str | None = Field(description="The decision in a sentence; null for an undo.")


class KnownOut(BaseModel):
    """An entity that is tied already or was decided on, and so is no suggestion."""

    id: str = Field(description="The id.")
    name: str = Field(description="The name.")
    note: str | None = Field(description="What to know about it.")
    feedback: DecisionOut | None = Field(description="What was decided on the pair; null where nothing was.")
    ties: list[TieOut] = Field(description="The relationships that say so, with their sources.")


class TooCloseOut(BaseModel):
    """Neighbours in the ranking whose order does not hold."""

    first: int = Field(description="The first rank.")
    last: int = Field(description="The last rank; it may lie beyond those that are shown.")
    ids: list[str] = Field(description="Their ids, in the order of the ranking.")
    holds: float = Field(description="In which share of draws the first is ahead of the last.")


class AskOut(BaseModel):
    """A fact that is not recorded and would tell close candidates apart."""

    id: str = Field(description="Of whom.")
    fact: str = Field(description="The field, or the id of a capability.")
    question: str = Field(description="What to find out.")
    expected_swaps: float = Field(description="How many pairs would change their order, expected.")
    expected_change: float = Field(description="By how much the score would change, expected.")


class DoubtOut(BaseModel):
    """How sure the order is."""

    draws: int = Field(description="How often weights and evidence were drawn anew.")
    too_close: list[TooCloseOut] = Field(description="Groups that are too close to call.")
    ask: list[AskOut] = Field(description="What to find out first, the most telling first.")
    sentences: list[str] = Field(description="The same in sentences.")


class CodeOut(BaseModel):
    """Which program gave an answer."""

    version: str = Field(description="The version of the package.")
    hash: str = Field(description="A hash of the source files of the ranking.")


class AsOfOut(BaseModel):
    """What an answer as of a day left out."""

    day: str = Field(description="The day.")
    later: int = Field(description="Facts that were left out, as their date is later.")
    later_fields: int = Field(description="Single fields that were left out likewise.")
    undated: int = Field(description="Facts that were kept though no date of them is known.")
    note: str = Field(description="The same in a sentence.")


class ExampleOut(BaseModel):
    """A description that was asked about."""

    text: str = Field(description="The description.")
    name: str = Field(description="A name for it.")
    district: str = Field(description="The district.")
    state: str = Field(description="The state.")
    industries: list[str] = Field(description="The industries.")
    capabilities: list[str] = Field(description="The capabilities that are needed.")


class AskedOut(BaseModel):
    """What was asked."""

    question: Literal["mentors", "pilots"] = Field(description="Which ranking.")
    id: str | None = Field(description="About whom; null for a description.")
    example: ExampleOut | None = Field(description="The description; null for an entity of the graph.")
    top: int = Field(description="How many suggestions at most.")
    weights: dict[str, float] = Field(description="The request's own weights.")
    lang: Literal["en", "ml"] = Field(description="The language of sentences.")
    doubt: bool = Field(description="Whether it tells how sure the order is.")


class AnswerOut(BaseModel):
    """A ranked, explained answer."""

    subject: Subject = Field(description="What was asked about.")
    results: list[RankedOut] = Field(description="The suggestions, best first.")
    known: list[KnownOut] = Field(description="Who is known to be tied already.")
    considered: int = Field(description="How many candidates were compared.")
    message: str | None = Field(description="Why nobody is ranked; null otherwise.")
    doubt: DoubtOut | None = Field(description="How sure the order is; null unless `doubt` is asked for.")
    probability_note: str = Field(description="What the probabilities rest on, or that there are none.")
    weights: dict[str, float] = Field(description="The weights used; their sum is 1.")
    snapshot: str = Field(description="Names the state of the graph that it rests on.")
    brokerage_of: str | None = Field(
        description="The earlier state of which the estimate of brokerage is, in a large graph that changed "
        "a little lately; null: of this one."
    )
    model: str = Field(description="The text encoder that it rests on.")
    weights_version: str = Field(description="The weights: `default`, or a version that was learned.")
    code: CodeOut = Field(description="The program that gave it.")
    on: str = Field(description="The day that it was given for.")
    as_of: AsOfOut | None = Field(description="What was left out as not known by a day; null: nothing was.")
    asked: AskedOut = Field(description="What was asked, so that it can be asked again.")


class BatchItem(BaseModel):
    """The answer to one question of a batch, or why there is none."""

    key: str = Field(description="Your own mark for the question.")
    answer: AnswerOut | None = Field(description="The answer; null when there is a problem.")
    problem: Problem | None = Field(description="What went wrong; null when answered.")


class BatchOut(BaseModel):
    """Answers in the order of the questions."""

    answers: list[BatchItem] = Field(description="One for each question.")
    snapshot: str = Field(description="The state of the graph when the batch began; answers name their own.")


class SchemeSubject(BaseModel):
    """Whom the schemes are for."""

    id: str = Field(description="Its id.")
    name: str = Field(description="Its name.")
    synthetic: bool = Field(description="Whether it was generated and is no real firm.")


class SchemeReasonOut(BaseModel):
    """Why a scheme is shown."""

    basis: Literal["documented", "industry", "category", "general"] = Field(description="The ground.")
    explanation: str = Field(description="The reason in a sentence.")
    path: list[TieOut] = Field(description="The relationships behind it, with their sources.")


_BASIS: Any = Literal["documented", "industry", "category", "general"]
SchemeResult = create_model(
    "SchemeResult",
    __base__=RECORDS["scheme"],
    __doc__="A scheme and why it is shown.",
    basis=(_BASIS, Field(..., description="The strongest ground.")),
    reasons=(list[SchemeReasonOut], Field(..., description="All reasons, the strongest first.")),
)


class SchemesOut(BaseModel):
    """Schemes that the sources connect with an entity; never a statement of eligibility."""

    subject: SchemeSubject = Field(description="Whom the schemes are for.")
    results: list[SchemeResult] = Field(  # type: ignore[valid-type]
        description="By ground (documented, industry, category, general), then by id."
    )
    found: int = Field(description="How many are connected and not known to have ended.")
    considered: int = Field(description="How many schemes the graph has.")
    left_out: dict[str, int] = Field(description="How many were left out because closed or superseded.")
    message: str | None = Field(description="Why there is none; null otherwise.")
    note: str = Field(description="What this answer is not.")
    snapshot: str = Field(description="Names the state of the graph that this shows.")


class NetworkNode(BaseModel):
    """A node to draw."""

    id: str = Field(description="The id.")
    name: str = Field(description="The name.")
    kind: str = Field(description="The kind: `cluster`, `institution` …")
    hops: int = Field(description="How many relationships it is away from the one in the middle.")
    synthetic: bool = Field(description="Whether it was generated and is no real one.")


class NetworkOut(BaseModel):
    """A neighbourhood, for drawing."""

    center: str = Field(description="The id in the middle.")
    nodes: list[NetworkNode] = Field(description="By hops, then by id.")
    edges: list[TieOut] = Field(description="All relationships between these nodes.")
    truncated: bool = Field(description="Whether more nodes are within reach than the limit lets through.")
    snapshot: str = Field(description="Names the state of the graph that this shows.")


class FeatureOut(BaseModel):
    """A signal."""

    name: str = Field(description="Its name, in requests and in evidence.")
    description: str = Field(description="What it is.")
    low: float = Field(description="Its least value.")
    high: float = Field(description="Its greatest value.")
    default_weight: float = Field(description="Its weight unless a request gives another; the sum is 1.")
    asks: bool = Field(
        description="Whether it depends on what is asked; the others never rank anybody on their own."
    )


class FeaturesOut(BaseModel):
    """The signals of each ranking."""

    mentors: list[FeatureOut] = Field(description="Institutions as mentors of a cluster.")
    pilots: list[FeatureOut] = Field(description="Clusters to pilot a technology.")


class Health(BaseModel):
    """Whether the program runs."""

    status: Literal["ok"]
    version: str = Field(description="The version of the program.")


class Ready(BaseModel):
    """Whether questions can be answered."""

    status: Literal["ready"]
    store: str = Field(description="Where the graph is, without a password.")
    revision: int = Field(description="How many changes the graph has seen.")
    snapshot: str = Field(description="Names the state of the graph.")
    model: str = Field(description="The text encoder.")
