"""What answers about eligibility, plans and rules look like."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.problems import Problem

Status = Literal["eligible", "not_eligible", "unknown"]
Group = Literal["eligible", "unknown", "ended", "not_eligible", "other_applicants"]


class Who(BaseModel):
    """Who was asked about."""

    id: str | None = Field(description="The id; null for somebody who is not in the graph.")
    name: str | None = Field(description="The name; null for somebody who is not in the graph.")


class Sums(BaseModel):
    """A sum in INR, as far as it is known."""

    low: float | None = Field(description="The least that it can be; null where no sum is printed.")
    high: float | None = Field(description="The most that it can be; null where nothing caps it.")


class FactValueOut(BaseModel):
    """One value of a fact and where it comes from."""

    value: Any = Field(description="The value; a range has `low` and `high`.")
    source: str = Field(description="The document, or that the applicant said so.")
    as_of: str = Field(description="The date that it speaks of, or undated.")
    origin: Literal["graph", "user"] = Field(description="What the graph knows, or what was said.")
    note: str | None = Field(None, description="What to know about it.")


class WordsOut(BaseModel):
    """A sentence of a rule with its source."""

    text: str = Field(description="The sentence in English.")
    text_ml: str | None = Field(description="The sentence in Malayalam.")
    source: str = Field(description="The document that says so.")
    as_of: str = Field(description="The date that it speaks of, or undated.")
    clause: str | None = Field(description="Where in the document; null where it is not known.")


class ConditionOut(WordsOut):
    """A condition and how it came out."""

    id: str = Field(description="Its name within the rule.")
    kind: Literal["condition", "exclusion"] = Field(description="What must hold, or must not.")
    state: Literal["met", "failed", "missing", "not_applicable"] = Field(description="How it came out.")
    facts: dict[str, list[FactValueOut]] = Field(description="What is known of the facts in it.")
    missing: list[str] = Field(description="Facts that could still decide it.")
    conflicting: list[str] = Field(description="Facts in it on which sources disagree.")


class AmountOut(WordsOut, Sums):
    """What a scheme gives."""

    id: str = Field(description="Its name within the rule.")
    kind: str = Field(description="grant, loan, interest_subsidy, guarantee, seed, training or in_kind.")
    certain: bool = Field(description="Whether it surely applies.")
    formula: dict[str, Any] = Field(description="Percent, fixed sum, of what, ceiling and floor.")
    missing: list[str] = Field(description="Facts that would narrow it.")


class OwnOut(WordsOut, Sums):
    """What the applicant brings."""

    certain: bool = Field(description="Whether it is surely asked for.")


class PaperOut(BaseModel):
    """A paper to bring."""

    model_config = ConfigDict(extra="allow")

    name: str = Field(description="What it is.")
    issued_by: str | None = Field(description="Who issues it, where a source says so.")
    certain: bool = Field(description="Whether it is surely asked for.")


class CombinationOut(WordsOut):
    """Schemes that may or may not be added."""

    model_config = ConfigDict(populate_by_name=True)

    others: list[str] = Field(alias="with", description="Ids, or * and a kind of support.")
    allowed: bool = Field(description="Whether they may be added.")


class NeedOut(WordsOut):
    """What has to be there first."""

    fact: str = Field(description="The fact that has to be brought about.")


class ReadingOut(BaseModel):
    """One version of a rule, read for the applicant."""

    reading: str | None = Field(description="Which source's; null where sources agree.")
    status: Status = Field(description="What this reading alone says.")
    valid_from: str | None = Field(description="Since when it holds; null where it is not known.")
    valid_to: str | None = Field(description="Until when it holds; null where no end is known.")
    source: str = Field(description="Where its period comes from.")
    as_of: str = Field(description="The date that the source speaks of.")
    note: str | None = Field(description="What to know about it.")
    conditions: list[ConditionOut] = Field(description="Every condition and exclusion.")
    amounts: list[AmountOut] = Field(description="What it gives.")
    own_contribution: list[OwnOut] = Field(description="What the applicant brings.")
    documents: list[PaperOut] = Field(description="Papers to bring.")
    combinations: list[CombinationOut] = Field(description="What may be combined with it.")
    needs: list[NeedOut] = Field(description="What has to be there first.")


class VerdictOut(BaseModel):
    """The verdict on one scheme."""

    group: Group = Field(
        description="Where an answer tells it: `ended`, its rule does not hold on that day; "
        "`other_applicants`, it takes other kinds of applicant only."
    )
    scheme: str = Field(description="The scheme's id.")
    name: str = Field(description="Its name.")
    on: str | None = Field(None, description="The day asked about; when explained.")
    status: Status = Field(description="Eligible, not eligible, or not yet known.")
    reason: str | None = Field(
        description="Why it is not known: missing, conflict, partial, readings, lapsed, not_begun."
    )
    partial: bool = Field(description="Whether the sources tell only part of the rule.")
    review: str | None = Field(
        None, description="The day by which the rule is to be checked again; when explained."
    )
    past_review: bool = Field(description="Whether that day is past.")
    closed_since: str | None = Field(None, description="Since when no application is taken.")
    readings_differ: bool | None = Field(
        None, description="Whether sources disagree on the rule and it matters; when explained."
    )
    missing: list[str] = Field(description="Facts that could still decide it.")
    conflicts: dict[str, list[FactValueOut]] | None = Field(
        None, description="Facts on which sources disagree; where there are any, or when explained."
    )
    amounts: dict[str, Sums] | None = Field(
        None, description="What it comes to, by kind; not told of schemes for other applicants."
    )
    readings: list[ReadingOut] | None = Field(None, description="The versions in force; when explained.")
    notes: list[str] | None = Field(None, description="What to beware of; when explained.")
    notes_ml: list[str] | None = Field(None, description="The same in Malayalam.")
    headline: str | None = Field(None, description="The verdict in a sentence; when explained.")
    headline_ml: str | None = Field(None, description="The same in Malayalam.")
    sentences: list[str] | None = Field(
        None, description="The whole explanation, where `lang` names a language; when explained."
    )


class QuestionOut(BaseModel):
    """What to ask next."""

    fact: str = Field(description="The fact that the answer is.")
    text: str = Field(description="The question.")
    text_ml: str = Field(description="The question in Malayalam.")
    kind: str = Field(description="The type of the answer: yes_no, number, choice, date, id, text, shares.")
    choices: list[str] = Field(description="What an answer can be, for a choice.")
    choices_ml: list[str] = Field(description="The same in Malayalam.")
    unit: str | None = Field(description="The unit of a number.")
    low: float | None = Field(description="The least that it can be.")
    high: float | None = Field(description="The most that it can be.")
    why: str = Field(description="Why this, and why now.")
    why_ml: str = Field(description="The same in Malayalam.")
    schemes: list[str] = Field(description="The schemes that it bears on.")
    settles: float = Field(description="How many of them the answer is expected to settle.")
    cost: int = Field(description="What asking costs, 1 to 5.", ge=1, le=5)
    score: float = Field(description="What it was chosen by.")
    left: int = Field(description="How many facts could still change a verdict, this one included.")


class EligibilityOut(BaseModel):
    """What somebody is eligible for."""

    subject: Who = Field(description="Who was asked about.")
    on: str = Field(description="The day asked about.")
    counts: dict[Group, int] = Field(description="How many verdicts each group has.")
    verdicts: list[VerdictOut] = Field(description="By group, then by the id of the scheme.")
    rules: str = Field(description="Names the rules in force.")
    next_question: QuestionOut | None = Field(
        None, description="What to ask next; null when nothing could change a verdict."
    )
    facts: dict[str, list[FactValueOut]] | None = Field(None, description="All that is known, by fact.")
    snapshot: str = Field("", description="Names the state of the graph that it rests on.")


class EligibilityItem(BaseModel):
    """The answer for one applicant of a batch, or the problem with it."""

    key: str = Field(description="Your own mark.")
    answer: EligibilityOut | None = Field(description="The answer; null when there is a problem.")
    problem: Problem | None = Field(description="What is wrong, by field; null when answered.")


class EligibilityBatchOut(BaseModel):
    """Answers in the order of the profiles."""

    answers: list[EligibilityItem] = Field(description="One for each profile.")
    on: str = Field(description="The day asked about.")
    snapshot: str = Field(description="Names the state of the graph that they rest on.")


class NextQuestionOut(BaseModel):
    """The next question, and how much is open."""

    subject: Who = Field(description="Who was asked about.")
    on: str = Field(description="The day asked about.")
    question: QuestionOut | None = Field(description="The question; null when none could change a verdict.")
    left: list[str] = Field(description="Every fact that could still change a verdict.")
    counts: dict[Group, int] = Field(description="How many verdicts each group has.")
    open: list[str] = Field(description="The schemes that hang on facts.")
