"""What answers about plans look like, and about what would make somebody eligible."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.eligibility_schemas import PaperOut, Status, Sums, Who


class Loose(BaseModel):
    """An answer that may tell more than is described."""

    model_config = ConfigDict(extra="allow")


class ChosenOut(Loose):
    """A scheme of a plan."""

    scheme: str = Field(description="Its id.")
    name: str = Field(description="Its name.")
    status: Status = Field(description="The verdict on it.")
    state: str = Field(description="How far it is certain, in words.")
    past_review: bool = Field(description="Whether its rule should have been checked again.")
    deadline: str | None = Field(description="The last day of the rule, where one is known.")
    amounts: dict[str, Sums] = Field(description="What it comes to, by group.")
    missing: list[str] = Field(description="Facts that decide it.")
    first: list[dict[str, Any]] = Field(description="Schemes that come before it, and the fact each gives.")
    apply_by: str | None = Field(description="The deadline, or that of what comes after it where earlier.")
    papers: list[PaperOut] = Field(description="Papers to bring.")
    alternative: dict[str, Any] = Field(description="What to do where it falls away.")


class StepOut(Loose):
    """One thing to do."""

    kind: str = Field(description="Find out, bring about, get a paper, or apply.")
    schemes: list[str] = Field(description="The schemes that it is for.")
    text: str = Field(description="The step in a sentence.")


class LeftOutOut(Loose):
    """A scheme that is not in a plan."""

    scheme: str = Field(description="Its id.")
    name: str = Field(description="Its name.")
    reason: str = Field(description="Closed, lapsed, not begun, not eligible, excluded, had, or no use.")
    text: str = Field(description="The reason in a sentence.")


class PlanOut(Loose):
    """The best legal combination of schemes."""

    subject: Who = Field(description="Who was asked about.")
    on: str = Field(description="The day asked about.")
    value: dict[str, Sums] = Field(
        description="What it comes to, by group; a loan is never added to a grant."
    )
    own_contribution: dict[str, Sums] = Field(description="What the applicant brings, by what it is part of.")
    exact: bool = Field(description="Whether it is proven to be the best.")
    gap: float = Field(description="By what part another could at most count more; 0 when exact.", ge=0)
    chosen: list[ChosenOut] = Field(description="Its schemes, in the order to apply in.")
    steps: list[StepOut] = Field(description="What to do, in order.")
    left_out: list[LeftOutOut] = Field(description="The other schemes, with the reason.")
    sentences: list[str] = Field(description="The plan in sentences.")


class ChangeOut(Loose):
    """What would make somebody eligible, or what stands in the way."""

    subject: Who = Field(description="Who was asked about.")
    scheme: str = Field(description="The scheme's id.")
    name: str = Field(description="Its name.")
    possible: bool = Field(description="Whether a change of facts would help.")
    steps: list[dict[str, Any]] | None = Field(None, description="The facts to change, the fewest that do.")
    obstacles: list[dict[str, Any]] | None = Field(None, description="What stands in the way.")
    sentences: list[str] | None = Field(None, description="The change in sentences.")
