"""A question as it is told: what is asked, and why, in English and Malayalam."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matcher.rules.rule import Rule

_NAMED = 3
_WHY = {
    "en": "It bears on {touched} of the {open} schemes that are still open ({names}); "
    "on average an answer settles {settles} of them.",
    "en_one": "It bears on {names}; {chance} in 100 answers would settle it.",
    "en_more": "{names} and others",
    "ml": "ഇനിയും തീരുമാനമാകാത്ത {open} പദ്ധതികളിൽ {touched} എണ്ണത്തെ ഇത് ബാധിക്കുന്നു ({names}); "
    "ഉത്തരം കിട്ടിയാൽ {settles} എണ്ണത്തിന്റെ കാര്യം തീരുമെന്ന് പ്രതീക്ഷിക്കാം.",
    "ml_one": "ഇത് ബാധിക്കുന്ന പദ്ധതി: {names}. നൂറിൽ {chance} ഉത്തരങ്ങൾ ഇതിന്റെ കാര്യം തീർക്കും.",
    "ml_more": "{names} തുടങ്ങിയവ",
}


@dataclass(frozen=True)
class Question:
    """What to ask next.

    Attributes:
        kind: the type of the fact; choices, choices_ml, unit, low, high: what an answer can be.
        why, why_ml: in one sentence, why this and why now.
        schemes: the schemes that the answer bears on.
        settles: how many of them it is expected to settle.
        score: what it was chosen by; cost: what asking costs, 1 to 5.
        left: how many facts could still change a verdict, this one included.
    """

    fact: str
    text: str
    text_ml: str
    kind: str
    choices: tuple[str, ...]
    choices_ml: tuple[str, ...]
    unit: str
    low: float | None
    high: float | None
    why: str
    why_ml: str
    schemes: tuple[str, ...]
    settles: float
    cost: int
    score: float
    left: int


def name_in(rule: Rule, language: str) -> str:
    """The name of a rule in a language."""
    return rule.name_ml if language == "ml" and rule.name_ml else rule.name


def why(language: str, names: list[str], still_open: int, count: float) -> str:
    """Why a question is asked, in a sentence: the schemes that it bears on, and how many it settles."""
    listed = ", ".join(names[:_NAMED])
    if len(names) > _NAMED:
        listed = _WHY[f"{language}_more"].format(names=listed)
    if len(names) == 1:
        return _WHY[f"{language}_one"].format(names=listed, chance=f"{100 * count:.0f}")
    about = f"{count:.1f}".removesuffix(".0")
    return _WHY[language].format(touched=len(names), open=still_open, names=listed, settles=about)


def question_json(question: Question) -> dict[str, Any]:
    """A question as JSON-ready data."""
    return {
        "fact": question.fact,
        "text": question.text,
        "text_ml": question.text_ml,
        "kind": question.kind,
        "choices": list(question.choices),
        "choices_ml": list(question.choices_ml),
        "unit": question.unit or None,
        "low": question.low,
        "high": question.high,
        "why": question.why,
        "why_ml": question.why_ml,
        "schemes": list(question.schemes),
        "settles": question.settles,
        "cost": question.cost,
        "score": question.score,
        "left": question.left,
    }
