"""From the tables of a rule file to a test, checked against the vocabulary of facts."""

from __future__ import annotations

import difflib
import math
from datetime import date, datetime
from typing import Any

from graph.model import ID
from matcher.rules.compare import OPERATORS
from matcher.rules.logic import All, AtLeast, Compare, Not, Some, Test, Wanted
from matcher.rules.tables import Table
from matcher.rules.vocabulary import Fact, Vocabulary

DEEPEST = 12
MOST_PARTS = 64
_ORDERED = ("<", "<=", ">", ">=")
_LISTED = ("in", "not_in")
_OPERATORS = {
    "number": tuple(OPERATORS),
    "date": (*_ORDERED, "=", "!="),
    "yes_no": ("=", "!="),
    "choice": ("=", "!=", *_LISTED),
    "id": ("=", "!=", *_LISTED),
    "text": ("=", "!=", *_LISTED),
    "shares": (),
}


def read_test(table: Table, facts: Vocabulary, level: int = 1) -> Test:
    """The test that a table describes.

    Raises:
        RuleError: it is malformed, too deep or too large, or does not fit the facts it speaks of.
    """
    if level > DEEPEST:
        table.refuse("", f"tests are nested more than {DEEPEST} deep; split the condition", "size")
    for key, kind in (("all", All), ("any", Some)):
        raw = table.take(key)
        if raw is not None:
            parts = _parts(table, key, raw, facts, level)
            table.done()
            return kind(parts)
    inner = table.take("not")
    if inner is not None:
        test = read_test(Table(table.source, (*table.path, "not"), inner), facts, level + 1)
        table.done()
        return Not(test)
    number = table.take("at_least")
    if number is not None:
        parts = _parts(table, "of", table.take("of"), facts, level)
        if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= len(parts):
            table.refuse("at_least", f"it is to be a whole number from 1 to {len(parts)}")
        table.done()
        return AtLeast(number, parts)
    return _compare(table, facts)


def _parts(table: Table, key: str, raw: Any, facts: Vocabulary, level: int) -> tuple[Test, ...]:
    if not isinstance(raw, list) or not raw:
        table.refuse(key, "it is to be a list of tests, with at least one")
    if len(raw) > MOST_PARTS:
        table.refuse(key, f"it holds more than {MOST_PARTS} tests; split the condition", "size")
    return tuple(
        read_test(Table(table.source, (*table.path, key, place), part), facts, level + 1)
        for place, part in enumerate(raw)
    )


def _compare(table: Table, facts: Vocabulary) -> Test:
    fact = fact_named(table, "fact", table.text("fact"), facts)
    unit = table.text("unit", fact.unit)
    if unit != fact.unit:
        table.refuse("unit", f"{fact.name} is in {fact.unit or 'no unit'}, not in {unit}", "unit mismatch")
    years = table.take("within_years")
    if years is not None:
        if fact.type != "date" or isinstance(years, bool) or not isinstance(years, int) or years < 0:
            table.refuse("within_years", "it is to be a whole number of years, for a fact that is a date")
        table.done()
        return Compare(fact.name, "within_years", years)
    op = table.text("op")
    if op not in _OPERATORS[fact.type]:
        allowed = " ".join(_OPERATORS[fact.type]) or "none"
        table.refuse("op", f"'{op[:20]}' does not go with {fact.name}, a {fact.type}; it takes {allowed}")
    raw = table.take("value")
    wanted: Wanted
    if op in _LISTED:
        if not isinstance(raw, list) or not raw or len(raw) > 500:
            table.refuse("value", f"{op} needs a list of values, with at least one")
        wanted = tuple(_value(table, fact, each) for each in raw)  # type: ignore[misc]
    else:
        wanted = _value(table, fact, raw)
    table.done()
    return Compare(fact.name, op, wanted)


def _value(table: Table, fact: Fact, raw: Any) -> bool | float | str | date:
    if fact.type == "yes_no" and isinstance(raw, bool):
        return raw
    if fact.type == "number" and isinstance(raw, (int, float)) and not isinstance(raw, bool):
        low, high = fact.low, fact.high
        if not math.isfinite(raw):
            table.refuse("value", f"{raw} is no number to compare with")
        if (low is not None and raw < low) or (high is not None and raw > high):
            unit = f" {fact.unit}" if fact.unit else ""
            table.refuse("value", f"{raw:g}{unit} is no value that {fact.name} can have", "unit mismatch")
        return float(raw)
    if fact.type == "date" and isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    if fact.type == "choice" and isinstance(raw, str):
        if raw not in fact.values:
            near = difflib.get_close_matches(raw, fact.values, 1)
            hint = f"; did you mean {near[0]}?" if near else f"; it is one of {', '.join(fact.values)}"
            table.refuse("value", f"'{raw[:60]}' is no value of {fact.name}{hint}")
        return raw
    if fact.type == "id" and isinstance(raw, str):
        if not ID.fullmatch(raw) or not raw.startswith(f"{fact.prefix}:"):
            table.refuse("value", f"'{raw[:60]}' is no id; write it as {fact.prefix}:name")
        return raw
    if fact.type == "text" and isinstance(raw, str) and 0 < len(raw) <= 200:
        return raw
    return table.refuse("value", f"it does not fit {fact.name}, a {fact.type}")


def fact_named(table: Table, key: str, name: str, facts: Vocabulary) -> Fact:
    """The fact that a table names; refuses one that is not in the vocabulary."""
    if name not in facts:
        table.refuse(key, f"there is no fact '{name[:60]}'{facts.near(name)}", "unknown fact")
    return facts[name]
