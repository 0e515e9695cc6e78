"""Numbers, sums, dates and values of facts, written for people in English and Malayalam."""

from __future__ import annotations

from datetime import date
from typing import Literal, TypeAlias

from matcher.rules.amounts import Interval
from matcher.rules.values import Range, Several, Shares, Value, is_open
from matcher.rules.vocabulary import MONEY, Fact

Language: TypeAlias = Literal["en", "ml"]
_YES_NO = {"en": ("no", "yes"), "ml": ("അല്ല/ഇല്ല", "അതെ/ഉണ്ട്")}
_OR = {"en": " or ", "ml": " അല്ലെങ്കിൽ "}
_BETWEEN = {"en": "{low} to {high}", "ml": "{low} മുതൽ {high} വരെ"}
_FROM = {"en": "at least {low}", "ml": "കുറഞ്ഞത് {low}"}
_UP_TO = {"en": "up to {high}", "ml": "പരമാവധി {high}"}
_SINCE = {"en": "{low} or later", "ml": "{low}-നോ അതിനു ശേഷമോ"}
_UNTIL = {"en": "{high} or earlier", "ml": "{high}-നോ അതിനു മുമ്പോ"}
_OPEN = {"en": "an amount that is not yet known", "ml": "ഇനിയും അറിയാത്ത തുക"}
_UNITS_ML = {
    "years": "വർഷം", "units": "യൂണിറ്റ്", "looms": "തറി", "people": "പേർ", "members": "അംഗങ്ങൾ", "km": "കി.മീ.",
    "months": "മാസം", "days": "ദിവസം", "kg": "കി.ഗ്രാം", "acres": "ഏക്കർ", "husks": "തൊണ്ട്", "visits": "തവണ",
    "fairs": "മേള", "projects": "പദ്ധതി", "incubatees": "ഇൻക്യുബേറ്റികൾ",
}  # fmt: skip


def rupees(sum_: float) -> str:
    """A sum in the Indian grouping: Rs 12,34,567."""
    whole = f"{sum_:.2f}".removesuffix(".00")
    digits, _, paisa = whole.partition(".")
    head, tail = digits[:-3], digits[-3:]
    groups: list[str] = []
    while head:
        groups.insert(0, head[-2:])
        head = head[:-2]
    return "Rs " + ",".join([*groups, tail]) + (f".{paisa}" if paisa else "")


def money(value: Interval, language: Language = "en") -> str:
    """An interval in rupees: one sum, from … to …, up to …, or not yet known."""
    low, high = rupees(value.low), rupees(value.high) if not is_open(value.high) else ""
    if value.low == value.high:
        return low
    if not high:
        return _FROM[language].format(low=low) if value.low else _OPEN[language]
    return (_BETWEEN if value.low else _UP_TO)[language].format(low=low, high=high)


def value_text(fact: Fact, value: Value | Several, language: Language = "en") -> str:
    """A value of a fact with its unit."""
    if isinstance(value, Several):
        return _OR[language].join(value_text(fact, each, language) for each in value.values)
    if isinstance(value, Range):
        return _range(fact, value, language)
    if isinstance(value, bool):
        return _YES_NO[language][value]
    if isinstance(value, frozenset):
        return ", ".join(value_text(fact, each, language) for each in sorted(value))
    if isinstance(value, Shares):
        return ", ".join(f"{_named(place)} {part:.0%}" for place, part in value.parts)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return _number(fact, value, language)
    if fact.type == "id":
        return _named(value)
    if language == "ml" and value in fact.values and fact.values_ml:
        return fact.values_ml[fact.values.index(value)]
    return value.replace("_", " ") if fact.type == "choice" else value


def _named(entity: str) -> str:
    """An id of the graph as a name: NIC 1394, Alappuzha."""
    kind, _, slug = entity.partition(":")
    return f"NIC {slug}" if kind == "industry" else slug.replace("-", " ").title()


def _range(fact: Fact, value: Range, language: Language) -> str:
    open_low = is_open(value.low) or value.low == fact.low or value.low == date.min
    open_high = is_open(value.high) or value.high == date.max
    low = "" if open_low else value_text(fact, value.low, language)
    high = "" if open_high else value_text(fact, value.high, language)
    if fact.type == "date":
        form = _UNTIL if open_low else _SINCE if open_high else _BETWEEN
    else:
        form = _UP_TO if open_low else _FROM if open_high else _BETWEEN
    return form[language].format(low=low, high=high)


def _number(fact: Fact, value: float, language: Language) -> str:
    if fact.unit == MONEY:
        return rupees(value)
    if fact.unit == "share":
        return f"{value * 100:g}%"
    plain = f"{value:,.10g}"
    unit = _UNITS_ML.get(fact.unit, "") if language == "ml" else fact.unit
    return f"{plain} {unit}".strip()


def label(fact: Fact, language: Language = "en") -> str:
    """The short name of a fact."""
    return fact.label_ml if language == "ml" and fact.label_ml else fact.label


def question(fact: Fact, language: Language = "en") -> str:
    """The question that asks for a fact."""
    return fact.question_ml if language == "ml" and fact.question_ml else fact.question


def remedy(fact: Fact, language: Language = "en") -> str:
    """How a fact is brought about, empty where that is not known in the language."""
    return fact.remedy_ml if language == "ml" else fact.remedy
