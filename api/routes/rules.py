"""The rules of schemes as they are written down, with sources and history, and the facts they ask for."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from api import limits
from api.applicants import OnDay, day_of
from api.problems import responses
from api.requests import RulesDep, no_parameters, plain_query, tagged_with_rules
from api.rules_schemas import FactsOut, RuleOut, RulesOut
from matcher.rules.history import library_json, rule_json

router = APIRouter(
    prefix="/v1", tags=["eligibility"], dependencies=[Depends(plain_query), Depends(tagged_with_rules)]
)
_On = Annotated[OnDay, Query()]
_ERRORS = responses(422, 503)


@router.get("/rules", response_model=RulesOut, responses=_ERRORS, summary="The rules that are written down")
def rules(library: RulesDep, asked: _On) -> dict[str, Any]:
    """Every rule and how it stands on a day.

    A rule file that is broken is refused as a whole and listed in `refused`; the rule before stays in force.
    """
    return library_json(library, day_of(asked.on))


@router.get(
    "/rules/{id}",
    response_model=RuleOut,
    responses=responses(404, 422, 503),
    summary="One rule with its clauses, sources and history",
)
def rule(
    library: RulesDep,
    asked: _On,
    id: Annotated[
        str,
        Path(min_length=1, max_length=limits.NAME, description="The scheme's id, with or without its kind.",
             examples=["scheme:odoi"]),
    ],
) -> dict[str, Any]:  # fmt: skip
    """Its conditions, amounts, papers and combinations as they were on a day, and all known versions."""
    return rule_json(library.rule(id), library.facts, day_of(asked.on))


@router.get(
    "/facts",
    response_model=FactsOut,
    responses=_ERRORS,
    dependencies=[Depends(no_parameters)],
    summary="The facts that rules ask for",
)
def facts(library: RulesDep) -> dict[str, Any]:
    """Each fact by name: its type, unit and bounds, and the question that asks for it."""
    return {
        "facts": [
            {
                "name": fact.name, "label": fact.label, "label_ml": fact.label_ml or None, "type": fact.type,
                "about": fact.about, "unit": fact.unit or None, "values": list(fact.values),
                "low": fact.low, "high": fact.high, "several": fact.several, "question": fact.question,
                "question_ml": fact.question_ml or None, "changeable": fact.changeable,
                "remedy": fact.remedy or None,
            }
            for fact in library.facts.values()
        ]
    }  # fmt: skip
