"""What answers about the rules and the facts that they ask for look like."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from api.eligibility_schemas import WordsOut
from api.plan_schemas import Loose


class RuleSummaryOut(BaseModel):
    """A rule in a line."""

    scheme: str = Field(description="The scheme's id.")
    name: str = Field(description="Its name.")
    name_ml: str | None = Field(description="Its name in Malayalam.")
    applicants: list[str] = Field(description="Who may apply.")
    complete: bool = Field(description="Whether the sources tell the whole rule.")
    state: Literal["in_force", "closed", "lapsed", "not_begun"] = Field(description="How it stands that day.")
    closed_since: str | None = Field(description="Since when no application is taken.")
    review: str = Field(description="The day by which it is to be checked again.")
    past_review: bool = Field(description="Whether that day is past.")
    versions: int = Field(description="How many versions are known.")
    readings: int = Field(description="How many hold that day; more than one where sources disagree.")
    digest: str = Field(description="Names what its file says.")


class RefusedOut(BaseModel):
    """A rule file that is refused."""

    file: str = Field(description="Its name.")
    line: int | None = Field(description="The line, where it can be told.")
    cause: str = Field(description="What is wrong.")
    kind: str = Field(description="The sort of defect.")
    version_before_in_force: bool = Field(description="Whether the rule that it held before is in force.")


class RulesOut(BaseModel):
    """The rules that are written down."""

    on: str = Field(description="The day asked about.")
    rules: list[RuleSummaryOut] = Field(description="By the id of the scheme.")
    facts: int = Field(description="How many facts rules may ask for.")
    digest: str = Field(description="Names the rules in force.")
    refused: list[RefusedOut] = Field(description="Files that are refused; empty when all is well.")


class PeriodOut(BaseModel):
    """A version of a rule."""

    reading: str | None = Field(description="Which source's; null where sources agree.")
    valid_from: str | None = Field(description="Since when; null where it is not known.")
    valid_to: str | None = Field(description="Until when; null where no end is known.")
    in_force: bool = Field(description="Whether it holds on the day asked about.")
    source: str = Field(description="Where its period comes from.")
    as_of: str = Field(description="The date that the source speaks of.")
    note: str | None = Field(description="What to know about it.")


class RuleOut(RuleSummaryOut, Loose):
    """All that a rule says."""

    on: str = Field(description="The day asked about.")
    closed: WordsOut | None = Field(description="The words that closed it.")
    in_force: list[dict[str, Any]] = Field(
        description="The versions in force that day, else those that ended last: conditions, amounts, papers."
    )
    history: list[PeriodOut] = Field(description="All versions that are known, the newest first.")


class FactOut(BaseModel):
    """A fact that rules ask for."""

    name: str = Field(description="Its name in requests.")
    label: str = Field(description="Its short name.")
    label_ml: str | None = Field(description="Its short name in Malayalam.")
    type: str = Field(description="number, yes_no, choice, date, id, text or shares.")
    about: str = Field(description="Whom it describes.")
    unit: str | None = Field(description="Its unit; a share is a part of one.")
    values: list[str] = Field(description="The choices, for a choice.")
    low: float | None = Field(description="The least that it can be.")
    high: float | None = Field(description="The most that it can be.")
    several: bool = Field(description="Whether one can have more than one of it.")
    question: str = Field(description="The question that asks for it.")
    question_ml: str | None = Field(description="The question in Malayalam.")
    changeable: bool = Field(description="Whether the applicant could change it.")
    remedy: str | None = Field(description="How it can be changed, or who issues it.")


class FactsOut(BaseModel):
    """The facts that rules ask for."""

    facts: list[FactOut] = Field(description="All of them.")
