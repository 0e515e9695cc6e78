"""What the explanation of a pair looks like."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from api.records import TieOut
from api.schemas import AsOfOut, CodeOut, EvidenceOut, KnownOut, Subject


class CandidateOut(BaseModel):
    """Whom the explanation is of."""

    id: str = Field(description="The id.")
    name: str = Field(description="The name.")


class SideOut(BaseModel):
    """One signal of one of two candidates."""

    value: float = Field(description="Its value.")
    contribution: float = Field(description="What it adds to the score.")
    explanation: str = Field(description="Why it has this value.")


class GapOut(BaseModel):
    """One signal of two candidates side by side."""

    feature: str = Field(description="The signal.")
    name: str = Field(description="Its short name.")
    difference: float = Field(description="Contribution here less contribution there.")
    mine: SideOut = Field(description="Of the candidate.")
    theirs: SideOut = Field(description="Of the competitor.")


class AgainstOut(BaseModel):
    """A competitor."""

    rank: int = Field(description="Its rank.")
    id: str = Field(description="The id.")
    name: str = Field(description="The name.")
    score: float = Field(description="Its score.")
    lacking: float = Field(description="By how much its score is greater; negative when it is behind.")
    signals: list[GapOut] = Field(description="Every signal, what holds the candidate down most first.")


class AssumedOut(BaseModel):
    """A relationship that a change would add."""

    start: str = Field(description="The id where it starts.")
    type: str = Field(description="Its type.")
    end: str = Field(description="The id where it ends.")
    statement: str | None = Field(description="What would be said, where that matters.")


class ChangeOut(BaseModel):
    """One change of facts that somebody could bring about."""

    kind: str = Field(description="`offer`, `need`, `tie`, `industry` … or the name of a field.")
    says: str = Field(description="The change in words.")
    ties: list[AssumedOut] = Field(description="Relationships that it adds.")
    facts: dict[str, dict[str, Any]] = Field(description="Fields that it sets, by id.")


class CounterfactualOut(BaseModel):
    """The smallest change that would do, verified by ranking anew, or that none of those considered does."""

    found: bool = Field(description="Whether there is one.")
    changes: list[ChangeOut] = Field(description="The changes that it consists of.")
    rank: int | None = Field(description="The rank after it.")
    score: float | None = Field(description="The score after it.")
    considered: int = Field(description="How many single changes were considered.")
    tried: int = Field(description="How many sets of changes were tried.")
    best_rank: int | None = Field(description="The best rank that one of them brings.")
    sentence: str = Field(description="The same in a sentence.")


class WhyOut(BaseModel):
    """Where a candidate stands and why, ranked or not."""

    question: Literal["mentors", "pilots"] = Field(description="Which ranking.")
    subject: Subject = Field(description="What was asked about.")
    candidate: CandidateOut = Field(description="Whom this explains.")
    rank: int | None = Field(description="Its rank; null when it is not ranked.")
    considered: int = Field(description="How many candidates are ranked.")
    top: int = Field(description="Among the first how many it should be.")
    score: float | None = Field(description="Its score; null when it is no candidate.")
    evidence: list[EvidenceOut] = Field(description="Every signal; contributions add up to the score.")
    paths: list[list[TieOut]] = Field(description="Chains of relationships that support it.")
    probability: float | None = Field(description="Null when scores are not calibrated.")
    not_ranked_because: str | None = Field(description="Why it is not ranked; null when it is.")
    known: KnownOut | None = Field(description="How it is tied already, where it is.")
    against: list[AgainstOut] = Field(description="Competitors, the nearest to be passed first.")
    counterfactual: CounterfactualOut | None = Field(description="What would bring it among the first.")
    sentences: list[str] = Field(description="The explanation in sentences.")
    weights: dict[str, float] = Field(description="The weights used; their sum is 1.")
    snapshot: str = Field(description="Names the state of the graph that it rests on.")
    model: str = Field(description="The text encoder that it rests on.")
    weights_version: str = Field(description="The weights: `default`, or a version that was learned.")
    code: CodeOut = Field(description="The program that gave it.")
    on: str = Field(description="The day that it was given for.")
    as_of: AsOfOut | None = Field(description="What was left out as not known by a day; null: nothing was.")
