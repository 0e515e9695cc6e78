"""What requests and answers look like; fields of entities are described as in the graph model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model

from api import limits
from graph.fields import Field as ModelField
from graph.fields import Type
from graph.model import NODE, NodeKind
from matcher.features import SETS
from matcher.signals.base import Feature

_PYTHON: Mapping[Type, Any] = {
    Type.TEXT: str,
    Type.DATE: str,
    Type.INTEGER: int,
    Type.NUMBER: float,
    Type.BOOLEAN: bool,
    Type.LIST: list[str],
}
# Derived for searching, or shown elsewhere in an answer.
HIDDEN = frozenset({"search_text"})


class Closed(BaseModel):
    """A request that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


def described(field: ModelField) -> str:
    """A field's description with its unit."""
    return f"{field.doc} In {field.unit}." if field.unit else field.doc


def record_model(kind: NodeKind) -> type[BaseModel]:
    """The model of an entity of a kind: every field of the graph model; what is unknown is left out."""
    fields: dict[str, Any] = {}
    for field in kind.fields:
        if field.name in HIDDEN:
            continue
        python = Literal[field.allowed] if field.allowed else _PYTHON[field.type]
        default = ... if field.required else None
        told = Field(default, description=described(field))
        fields[field.name] = (python if field.required else python | None, told)
    return create_model(kind.label, __doc__=kind.doc, **fields)


class TieOut(BaseModel):
    """A relationship with its ends, its source and what else is said of it."""

    model_config = ConfigDict(extra="allow")

    start: str = Field(description="The id where it starts.")
    type: str = Field(description="Its type, as in the graph model: `NEEDS`, `MENTORS` …")
    end: str = Field(description="The id where it ends.")
    source: str = Field(description="The public document that says so.")
    as_of: str = Field(description="The date that the source speaks of, or undated.")
    synthetic: bool = Field(description="Whether it was generated rather than observed.")


class NamedTie(TieOut):
    """A relationship with the names of its ends."""

    start_name: str = Field(description="The name of the entity where it starts.")
    end_name: str = Field(description="The name of the entity where it ends.")
    others: list[dict[str, Any]] | None = Field(None, description="What other sources say of the same.")


class ClaimOut(BaseModel):
    """What a source says of one field, beside the value in use."""

    field: str = Field(description="The field that it speaks of.")
    value: str = Field(description="The value that it gives, as text.")
    source: str = Field(description="The public document that says so.")
    as_of: str = Field(description="The date that it speaks of, or undated.")
    note: str | None = Field(None, description="What to know about it.")


class SourceOut(BaseModel):
    """A document behind what is shown."""

    source: str = Field(description="Publisher, title, address.")
    as_of: str = Field(description="The date that it speaks of, or undated.")
    used_for: list[Literal["record", "ties", "claims"]] = Field(description="What rests on it.")


class Details(BaseModel):
    """What is known about an entity beside its own fields."""

    ties: list[NamedTie] = Field(description="Its relationships; members of a cluster are not among them.")
    claims: list[ClaimOut] = Field(description="What sources say of its fields, kept where they differ.")
    sources: list[SourceOut] = Field(description="The documents that all of this rests on.")
    snapshot: str = Field(description="Names the state of the graph that this shows.")


class Page(BaseModel):
    """A part of a list."""

    total: int = Field(description="How many there are in all. A search counts up to 500 best hits.")
    limit: int = Field(description="How many were asked for at most.")
    offset: int = Field(description="How many were passed over.")
    next_offset: int | None = Field(description="The offset of the next part, null at the end.")
    snapshot: str = Field(description="Names the state of the graph that this shows.")


def page_model(kind: NodeKind, record: type[BaseModel]) -> type[BaseModel]:
    """The model of a page of entities of a kind."""
    told = Field(..., description="The entities, by id, or best first when searched for.")
    return create_model(
        f"{kind.label}Page", __base__=Page, __doc__=f"A part of the list of {kind.plural}.",
        results=(list[record], told),  # type: ignore[valid-type]
    )  # fmt: skip


def detail_model(kind: NodeKind, record: type[BaseModel]) -> type[BaseModel]:
    """The model of one entity of a kind with its ties, claims and sources."""
    return create_model(
        f"{kind.label}Detail", __base__=(Details, record), __doc__=f"{kind.doc} With its ties and sources."
    )


RECORDS: Mapping[str, type[BaseModel]] = {
    key: record_model(NODE[key])
    for key in ("cluster", "institution", "startup", "bank", "scheme", "enterprise")
}
PAGES = {key: page_model(NODE[key], record) for key, record in RECORDS.items()}
DETAILS = {key: detail_model(NODE[key], record) for key, record in RECORDS.items()}


class Subject(BaseModel):
    """What was asked about."""

    id: str | None = Field(description="Its id; null for a description.")
    name: str = Field(description="Its name.")


class EvidenceOut(BaseModel):
    """What one signal adds to a score."""

    feature: str = Field(description="The signal; `/v1/features` tells what it is.")
    value: float = Field(description="Its value.", ge=0, le=1)
    weight: float = Field(description="Its weight; all weights add up to 1.", ge=0, le=1)
    contribution: float = Field(description="Value times weight; all of them add up to the score.")
    explanation: str = Field(description="Why it has this value.")


class RankedOut(BaseModel):
    """A suggestion with the evidence for it."""

    id: str = Field(description="The id.")
    name: str = Field(description="The name.")
    score: float = Field(description="The score; equal ones are in the order of ids.", ge=0, le=1.000001)
    evidence: list[EvidenceOut] = Field(description="Every signal, the greatest contribution first.")
    paths: list[list[TieOut]] = Field(description="Chains of relationships that support it.")


class KnownOut(BaseModel):
    """An entity that is tied already, and so is no suggestion."""

    id: str = Field(description="The id.")
    name: str = Field(description="The name.")
    note: str | None = Field(description="What to know about it.")
    ties: list[TieOut] = Field(description="The relationships that say so, with their sources.")


class AnswerOut(BaseModel):
    """A ranked, explained answer."""

    subject: Subject = Field(description="What was asked about.")
    results: list[RankedOut] = Field(description="The suggestions, best first.")
    known: list[KnownOut] = Field(description="Who is known to be tied already.")
    considered: int = Field(description="How many candidates were compared.")
    message: str | None = Field(description="Why nobody is ranked; null otherwise.")
    weights: dict[str, float] = Field(description="The weights used; their sum is 1.")
    snapshot: str = Field(description="Names the state of the graph that it rests on.")
    model: str = Field(description="The text encoder that it rests on.")


_Text: TypeAlias = Annotated[str, Field(max_length=limits.TEXT)]
_Name: TypeAlias = Annotated[str, Field(max_length=limits.NAME)]
_Names: TypeAlias = Annotated[list[_Name], Field(max_length=limits.NAMES)]


def _one_way(question: Question) -> Question:
    if question.id and question.text:
        raise ValueError("give an id or a description (text), not both")
    if not question.id.strip() and not question.text.strip():
        raise ValueError("give an id, or a description in text")
    return question


class Question(Closed):
    """One question: about an entity of the graph (`id`), or about a description (`text`)."""

    key: _Name = Field("", description="Your own mark for this question; it comes back with the answer.")
    id: _Name = Field("", description="Id or name of an entity of the graph.")
    text: _Text = Field("", description="What is made, how, and what is needed; or what a technology does.")
    name: _Name = Field("", description="A name for the description.")
    district: _Name = Field("", description="Where it is: id or name of a district.")
    state: _Name = Field("", description="Where it is: id or name of a state.")
    industries: _Names = Field([], description="Ids, codes or names of NIC-2008 industries.")
    capabilities: _Names = Field([], description="Ids or names of capabilities that are needed.")


_Queries: TypeAlias = Annotated[
    list[Annotated[Question, AfterValidator(_one_way)]], Field(min_length=1, max_length=limits.BATCH)
]


def weights_model(name: str, features: tuple[Feature, ...]) -> type[BaseModel]:
    """The model of a request's own weights: one number of 0 or more for any of the signals."""
    fields: dict[str, Any] = {
        feature.name: (
            float | None,
            Field(None, ge=0, le=1e6, allow_inf_nan=False, description=feature.doc),
        )
        for feature in features
    }
    return create_model(name, __base__=Closed, __doc__="Weights in place of the defaults.", **fields)


MentorWeights = weights_model("MentorWeights", SETS["mentors"])
PilotWeights = weights_model("PilotWeights", SETS["pilots"])


class Batch(Closed):
    """Questions to answer in one go."""

    queries: _Queries = Field(description="The questions.")
    top: int = Field(10, ge=1, le=limits.TOP, description="How many suggestions for each.")

    def own_weights(self) -> dict[str, float] | None:
        """The weights given, None when there are none."""
        given = getattr(self, "weights", None)
        return given.model_dump(exclude_none=True) if given else None


class MentorBatch(Batch):
    """Clusters, known or described, that seek mentor institutions."""

    weights: MentorWeights | None = Field(None, description="Own weights.")  # type: ignore[valid-type]


class PilotBatch(Batch):
    """Technologies, known or described, that seek clusters to be piloted in."""

    weights: PilotWeights | None = Field(None, description="Own weights.")  # type: ignore[valid-type]


class BatchItem(BaseModel):
    """The answer to one question of a batch, or why there is none."""

    key: str = Field(description="Your own mark for the question.")
    answer: AnswerOut | None = Field(description="The answer; null when there is a problem.")
    problem: dict[str, Any] | None = Field(description="RFC 9457 problem details; null when answered.")


class BatchOut(BaseModel):
    """Answers in the order of the questions."""

    answers: list[BatchItem] = Field(description="One for each question.")
    snapshot: str = Field(description="Names the state of the graph that they rest on.")


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
