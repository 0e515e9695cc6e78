"""Requests about eligibility: who is asked about, with facts that are typed by their names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, Field, JsonValue, model_validator

from api import limits
from api.questions import WORD, Body, Closed
from matcher.rules.vocabulary import Fact, vocabulary


def fact_schema(fact: Fact) -> dict[str, Any]:
    """What a value of a fact can be, as JSON Schema."""
    told: dict[str, Any] = {"title": fact.label}
    unit = f" In {fact.unit}." if fact.unit else ""
    told["description"] = fact.question + unit
    one: dict[str, Any]
    match fact.type:
        case "yes_no":
            one = {"type": "boolean"}
        case "number":
            bounds = {"minimum": fact.low, "maximum": fact.high}
            number = {"type": "number", **{key: end for key, end in bounds.items() if end is not None}}
            part = {"type": "number"}
            within = {"low": part, "high": part, "unit": {"type": "string"}}
            ranged = {"type": "object", "properties": within, "additionalProperties": False}
            measured = {
                "type": "object", "required": ["value", "unit"], "additionalProperties": False,
                "properties": {"value": part, "unit": {"type": "string"}},
            }  # fmt: skip
            return {**told, "anyOf": [number, ranged, measured, {"type": "null"}]}
        case "choice":
            one = {"type": "string", "enum": list(fact.values)}
        case "date":
            one = {"type": "string", "format": "date"}
        case "shares":
            one = {"type": "object", "additionalProperties": {"type": "number", "minimum": 0, "maximum": 1}}
        case _:
            one = {"type": "string"}
    several = [{"type": "array", "items": one, "minItems": 1}] if fact.several else []
    return {**told, "anyOf": [one, *several, {"type": "null"}]}


def _by_name() -> dict[str, Any]:
    properties: Mapping[str, Any] = {name: fact_schema(fact) for name, fact in vocabulary().items()}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _day(text: str) -> str:
    if not re.fullmatch(DAYS, text):
        raise ValueError("it is no day from 1947 to 2100; write it as 2026-04-01")
    return text


Facts: TypeAlias = Annotated[
    dict[str, JsonValue],
    Field(
        max_length=limits.FACTS, json_schema_extra=_by_name(),
        examples=[{"applicant_kind": "cluster", "category": "handloom_powerloom", "looms": 220}],
        description="Facts by name; `/v1/facts` lists them. A number can be a range "
        '(`{"low": 150, "high": 250}`) or have a unit (`{"value": 5, "unit": "lakh"}`). What is not known '
        "is left out or null, and never taken for a no.",
    ),
]  # fmt: skip
# The days from 1947 to 2100, as a pattern that allows no 30 February: readers of a schema know no other way.
_LEAP = r"(19(48|[579][26]|[68][048])|20([02468][048]|[13579][26]))-02-29"
_PLAIN = (
    r"(19(4[7-9]|[5-9][0-9])|20[0-9]{2}|2100)-"
    r"((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
)
DAYS = f"^({_LEAP}|{_PLAIN})$"
Day: TypeAlias = Annotated[
    str, AfterValidator(_day), Field(max_length=10, json_schema_extra={"pattern": DAYS})
]
_Id = Annotated[
    str,
    Field(pattern=WORD, max_length=limits.NAME, description="A scheme, by its id.", examples=["scheme:odoi"]),
]
_Schemes: TypeAlias = Annotated[
    list[_Id] | None,
    Field(max_length=limits.SCHEMES, description="Ask about these schemes only; null for all with a rule."),
]
_On: TypeAlias = Annotated[
    Day | None, Field(description="The day asked about: rules as they were on it. Null for today.")
]
Lang = Literal["en", "ml"]
_Lang: TypeAlias = Annotated[Lang, Field(description="The language of the sentences.")]
_Told: TypeAlias = Annotated[
    Lang | None,
    Field(description="A language to tell each verdict in whole sentences too; null for its parts alone."),
]


class AsOf(Closed):
    """A question that can be answered as of a day."""

    as_of: Day | None = Field(None, description="Answer from what was known on that day; all when left out.")

    @property
    def day(self) -> date | None:
        """The day of `as_of`."""
        return date.fromisoformat(self.as_of) if self.as_of else None


def day_of(on: str | None) -> date:
    """The day asked about, today when none is named."""
    return date.fromisoformat(on) if on else date.today()


class OnDay(Closed):
    """The day that a question is about."""

    on: _On = None


class Asked(OnDay):
    """What a question about eligibility may say in its address."""

    lang: _Told = None


class PlanAsked(OnDay):
    """What a question about a plan may say in its address."""

    lang: _Lang = "en"


class Applicant(Body):
    """Somebody who applies: an entity of the graph, facts that were said, or both."""

    id: str | None = Field(
        None, pattern=WORD, max_length=limits.NAME, examples=["cluster:alappuzha-coir"],
        description="A cluster, enterprise or start-up of the graph, by id or name. Null for somebody who is "
        "not in it.",
    )  # fmt: skip
    facts: Facts = Field(default_factory=dict)


class Profile(Applicant):
    """One applicant of a batch."""

    key: Annotated[str, Field(max_length=limits.NAME)] = Field(
        "", description="Your own mark for this applicant; it comes back with the answer."
    )


class EligibilityQuestion(Applicant):
    """One applicant (`id`, `facts`) or many (`profiles`), and the day."""

    profiles: Annotated[list[Profile], Field(max_length=limits.PROFILES)] | None = Field(
        None, description="Many applicants in place of one."
    )
    on: _On = None
    schemes: _Schemes = None
    lang: _Told = None
    explain: bool = Field(
        True, description=f"Whether to tell every condition; of more than {limits.BATCH} applicants, never."
    )

    @model_validator(mode="after")
    def _one_form(self) -> EligibilityQuestion:
        if self.profiles is not None and (self.id is not None or self.facts):
            raise ValueError("give either `profiles`, or `id` and `facts`; not both")
        if self.profiles is not None and not self.profiles:
            raise ValueError("`profiles` is empty; give at least one applicant")
        return self


class NextQuestion(Applicant):
    """All that is known so far; nothing is kept between two questions."""

    skipped: Annotated[
        list[Annotated[str, Field(max_length=limits.NAME)]], Field(max_length=limits.FACTS)
    ] = Field([], description="Names of facts that are not known to whoever answers.")
    on: _On = None
    schemes: _Schemes = None


class PlanQuestion(Applicant):
    """Who wants to combine schemes."""

    on: _On = None
    schemes: _Schemes = None
    lang: _Lang = "en"


class ChangeQuestion(Applicant):
    """Who wants to become eligible for what."""

    scheme: _Id
    on: _On = None
