"""What the programme desk looks like as data."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

_State = Literal["met", "failed", "missing", "not_applicable"]


class NamedOut(BaseModel):
    """An entity by id, with its name in both languages."""

    id: str = Field(description="The id.")
    name: str = Field(description="Its name.")
    name_ml: str = Field(description="Its name in Malayalam; empty where it is not known.")


class RuleOut(BaseModel):
    """A rule of the programme."""

    id: str = Field(description="Its name within the rule.")
    text: str = Field(description="The rule in a sentence, in the language asked for.")
    source: str = Field(description="The document that says so.")
    as_of: str = Field(description="The date that it speaks of, or undated.")
    clause: str | None = Field(description="Where in the document; null where it is not known.")


class ProgrammeOut(BaseModel):
    """The programme that is desked."""

    scheme: str = Field(description="The scheme's id.")
    name: str = Field(description="Its name.")
    review: str = Field(description="The day by which its rules are to be checked again.")
    past_review: bool = Field(description="Whether that day is past.")
    rules: list[RuleOut] = Field(description="Its rules on the day asked about.")


class RuleOutcomeOut(RuleOut):
    """How a rule came out for a cluster."""

    state: _State = Field(description="How it came out.")
    known: list[dict[str, Any]] = Field(description="What is known for it, with source, date and origin.")
    missing: list[dict[str, Any]] = Field(description="Facts that could still decide it, with the question.")
    conflicting: list[str] = Field(description="Facts in it on which voices disagree.")


class BoundaryOut(NamedOut):
    """A constituency that a cluster touches."""

    number: int = Field(description="Its number in the assembly's list.")
    share: float | None = Field(description="The share of the cluster there, 0 to 1; null if not known.")
    owns: bool | None = Field(description="Whether it owns the cluster; null where shares leave it open.")
    said: bool = Field(description="Whether the field said so, rather than a source.")
    source: str = Field(description="Who says so.")
    as_of: str = Field(description="The date that it speaks of, or undated.")


class MentorsOut(BaseModel):
    """Mentor status of a cluster."""

    agreed: bool | None = Field(description="Whether a mentor has agreed; null where it is not known.")
    helping: list[dict[str, Any]] = Field(description="Institutions that have worked with it, with the ties.")
    suggested: list[dict[str, Any]] = Field(description="The three best institutions, with why.")
    message: str | None = Field(description="Why nobody is suggested; null otherwise.")


class AskOut(BaseModel):
    """The next question for the field."""

    fact: str = Field(description="The fact that it asks for.")
    text: str = Field(description="The question.")
    why: str = Field(description="The rule that it decides, or the schemes that hang on it.")
    decides_rule: bool = Field(description="Whether it decides a rule of the programme.")


class ClusterOut(NamedOut):
    """A cluster as a candidate."""

    category: str | None = Field(description="Its category.")
    category_text: str | None = Field(description="The category in words.")
    established: bool | None = Field(description="Whether it is at work; null where unknown or disputed.")
    place: str | None = Field(description="Where it is, as the source names it.")
    units: int | None = Field(description="Units, where a source says.")
    looms: int | None = Field(description="Looms, where a source says.")
    first: bool = Field(description="Whether it is the one to look at first in its constituency.")
    status: Literal["eligible", "not_eligible", "unknown"] = Field(description="The verdict.")
    reason: str | None = Field(description="Why it is unknown.")
    notes: list[str] = Field(description="What to know about the verdict.")
    counts: dict[str, int] = Field(description="How many rules it meets, fails and lacks facts for.")
    rules: list[RuleOutcomeOut] = Field(description="Each rule and how it came out.")
    boundary: list[BoundaryOut] = Field(description="Constituencies that it touches, largest share first.")
    mentors: MentorsOut = Field(description="Its mentors.")
    pilots: list[dict[str, Any]] = Field(description="Technologies not known to have been tried there.")
    tried: list[dict[str, Any]] = Field(description="Technologies in use or tried there.")
    plan: dict[str, Any] = Field(description="Schemes that it could have together, as `/plan` gives it.")
    next_question: AskOut | None = Field(description="What to ask next; null when nothing is open.")
    said: list[dict[str, Any]] = Field(description="What the field said, with role and day.")
    conflicts: list[dict[str, Any]] = Field(description="Facts on which voices disagree, with each voice.")


class SeatOut(NamedOut):
    """A constituency."""

    number: int = Field(description="Its number in the assembly's list.")
    reserved: str = Field(description="For whom the seat is reserved.")
    standing: Literal["ready", "open", "failing", "empty"] = Field(
        description="ready: a cluster meets every rule; open: one fails none; failing: each fails one; "
        "empty: none is known."
    )
    first: str | None = Field(description="The cluster to look at first; null where there is none.")
    clusters: list[ClusterOut] = Field(description="Its clusters, the best candidate first.")


class DeskOut(BaseModel):
    """The programme desk of a district."""

    district: NamedOut = Field(description="The district.")
    on: str = Field(description="The day whose rules are used.")
    language: Literal["en", "ml"] = Field(description="The language of sentences.")
    programme: ProgrammeOut = Field(description="The programme.")
    constituencies: list[SeatOut] = Field(description="The constituencies, by number.")
    unplaced: list[ClusterOut] = Field(description="Clusters of which no constituency here is known.")
    counts: dict[str, int] = Field(description="How many constituencies have which standing, and clusters.")
    refused_rules: list[str] = Field(description="Rule files that are broken and were not taken.")
    snapshot: str = Field(description="Names the state of the graph that it rests on.")
