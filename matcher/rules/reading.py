"""From what somebody gives to a value: types, units, bounds, and clear refusals."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from graph.model import ID
from matcher.rules.errors import FactError
from matcher.rules.values import Range, Shares, Value
from matcher.rules.vocabulary import LARGEST, MONEY, Fact

# How many of the fact's unit one of the given unit is.
_FACTORS: dict[str, dict[str, float]] = {
    MONEY: {"INR": 1, "Rs": 1, "rupees": 1, "thousand": 1e3, "lakh": 1e5, "crore": 1e7},
    "share": {"share": 1, "percent": 0.01, "%": 0.01},
    "percent": {"percent": 1, "%": 1, "share": 100},
    "km": {"km": 1, "m": 0.001},
    "years": {"years": 1, "months": 1 / 12},
}
_UNKNOWN = "leave it out if it is not known"
_WHOLE_TEXT = re.compile(r"[+-]?\d[\d,]*(\.\d+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TEXT_LENGTH = 200


def read_value(fact: Fact, raw: Any, today: date) -> Value:
    """The value that was given for a fact.

    Raises:
        FactError: it has the wrong type, unit or size; the message names the fact and what to do.
    """
    if isinstance(raw, Mapping) and fact.type != "shares":
        return _described(fact, raw, today)
    match fact.type:
        case "yes_no":
            if not isinstance(raw, bool):
                raise FactError(fact.name, f"{_shown(raw)} is neither yes nor no; {_UNKNOWN}")
            return raw
        case "number":
            return _number(fact, raw)
        case "date":
            return _date(fact, raw, today)
        case "shares":
            return _shares(fact, raw)
        case _:
            return _texts(fact, raw)


def _described(fact: Fact, raw: Mapping[Any, Any], today: date) -> Value:
    """A range with low and high, or a number with its unit."""
    keys = set(raw)
    if fact.type in ("number", "date") and keys & {"low", "high"} and keys <= {"low", "high", "unit"}:
        if raw.get("low") is None and raw.get("high") is None:
            raise FactError(fact.name, f"a range needs a low or a high end; {_UNKNOWN}")
        unit = {"unit": raw["unit"]} if "unit" in raw else None
        ends: list[Any] = []
        for key, open_end in (("low", -math.inf), ("high", math.inf)):
            given = raw.get(key)
            if isinstance(given, Mapping):
                raise FactError(fact.name, f"the {key} end of the range is to be one value, not a range")
            if given is None and fact.type == "date":
                given = date.min if key == "low" else today
            if given is None:
                bound = fact.low if key == "low" else fact.high
                ends.append(open_end if bound is None else float(bound))
            else:
                ends.append(read_value(fact, {"value": given, **unit} if unit else given, today))
        if ends[0] > ends[1]:
            raise FactError(fact.name, "the low end of the range lies above its high end")
        low: Value = ends[0]
        return low if ends[0] == ends[1] else Range(ends[0], ends[1])
    if keys == {"value", "unit"} and fact.type == "number":
        factors = _FACTORS.get(fact.unit, {fact.unit: 1.0})
        unit_name = raw["unit"]
        if not isinstance(unit_name, str) or unit_name not in factors:
            raise FactError(
                fact.name, f"the unit {_shown(unit_name)} does not fit; give it in {' or '.join(factors)}"
            )
        plain = _finite(fact, raw["value"])
        return _number(fact, round(plain * factors[unit_name], 6))
    raise FactError(fact.name, f"{_shown(raw)} is no {_wanted(fact)}; {_UNKNOWN}")


def _finite(fact: Fact, raw: Any) -> float:
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        raise FactError(fact.name, f"{_shown(raw)} is no {_wanted(fact)}; {_UNKNOWN}")
    if isinstance(raw, int) and abs(raw) > LARGEST:
        raise FactError(fact.name, "the number is too large to be true")
    if not math.isfinite(raw):
        raise FactError(fact.name, f"it is to be a finite number; {_UNKNOWN}")
    return float(raw)


def _number(fact: Fact, raw: Any) -> float:
    value = _finite(fact, raw)
    if fact.whole and value != int(value):
        raise FactError(fact.name, f"{value:g} is no whole number of {fact.unit or fact.label}")
    low, high = fact.low, LARGEST if fact.high is None else fact.high
    if (low is not None and value < low) or value > high:
        runs = f"from {low:,g} " if low is not None else ""
        runs += f"to {fact.high:,g}" if fact.high is not None else ("upwards" if runs else "")
        hint = "; a share is a part of one, 40% is 0.4" if fact.unit == "share" and value > 1 else ""
        raise FactError(fact.name, f"{value:,g} is out of range; {fact.label} runs {runs}{hint}")
    # Adding zero turns a negative zero into a plain one.
    return value + 0.0


def _date(fact: Fact, raw: Any, today: date) -> date:
    value = raw
    if isinstance(raw, str):
        try:
            value = date.fromisoformat(raw) if _DAY.fullmatch(raw) else None
        except ValueError:
            value = None
    if not isinstance(value, date) or isinstance(value, datetime):
        raise FactError(fact.name, f"{_shown(raw)} is no date; write it as in 2024-05-31")
    if value > today:
        raise FactError(
            fact.name,
            f"{value} lies in the future (today is {today}); give the day it happened, or leave it out",
        )
    return value


def _shares(fact: Fact, raw: Any) -> Shares:
    if not isinstance(raw, Mapping) or not raw or len(raw) > 200:
        raise FactError(fact.name, f"{_shown(raw)} is no table of {fact.prefix} ids to shares")
    parts: dict[str, float] = {}
    for place, part in raw.items():
        _identity(fact, place)
        value = _finite(fact, part)
        if not 0 <= value <= 1:
            raise FactError(fact.name, f"the share of {place} is {value:g}; a share is 0 to 1, 40% is 0.4")
        parts[place] = value
    total = sum(parts.values())
    if total > 1 + 1e-9:
        raise FactError(
            fact.name,
            f"the shares add up to {total:.0%}; they are parts of one cluster: lower them to 100% "
            "or less, or enter two clusters",
        )
    return Shares.of(parts)


def _texts(fact: Fact, raw: Any) -> Value:
    if fact.several and isinstance(raw, (list, tuple, set, frozenset)):
        if not raw or len(raw) > 200:
            raise FactError(fact.name, f"give at least one {_wanted(fact)}; {_UNKNOWN}")
        return frozenset(_text(fact, each) for each in raw)
    text = _text(fact, raw)
    return frozenset({text}) if fact.several else text


def _text(fact: Fact, raw: Any) -> str:
    if not isinstance(raw, str):
        raise FactError(fact.name, f"{_shown(raw)} is no {_wanted(fact)}; {_UNKNOWN}")
    if fact.type == "choice" and raw not in fact.values:
        raise FactError(fact.name, f"{_shown(raw)} is not one of {', '.join(fact.values)}")
    if fact.type == "id":
        return _identity(fact, raw)
    text = raw.strip()
    if not text or len(text) > _TEXT_LENGTH or not text.isprintable():
        raise FactError(fact.name, f"{_shown(raw)} is no plain text of up to {_TEXT_LENGTH} characters")
    return text


def _identity(fact: Fact, raw: Any) -> str:
    if not isinstance(raw, str) or not ID.fullmatch(raw) or not raw.startswith(f"{fact.prefix}:"):
        kind = f"an {fact.prefix}" if fact.prefix.startswith(("e", "i")) else f"a {fact.prefix}"
        raise FactError(fact.name, f"{_shown(raw)} is no id of {kind}; ids look like {fact.prefix}:name")
    return raw


def read_text(fact: Fact, text: str, today: date) -> Value:
    """The value that somebody typed for a fact: `yes`, `1,200`, `7.5 lakh`, `10 to 20`, `2024-05-31`.

    Raises:
        FactError: it cannot be read as a value of that fact.
    """
    typed = text.strip()
    match fact.type:
        case "yes_no":
            word = typed.casefold()
            yes, no = ("yes", "y", "true", "ഉണ്ട്", "അതെ"), ("no", "n", "false", "ഇല്ല", "അല്ല")
            return read_value(fact, word in yes if word in yes + no else typed, today)
        case "number":
            return _typed_number(fact, typed, today)
        case "shares":
            return read_value(fact, _typed_shares(fact, typed), today)
        case _ if fact.several:
            return read_value(fact, [part.strip() for part in typed.split(",") if part.strip()], today)
        case _:
            return read_value(fact, typed, today)


def _typed_shares(fact: Fact, typed: str) -> dict[str, float]:
    parts: dict[str, float] = {}
    for part in filter(str.strip, typed.split(",")):
        place, sign, share = part.rpartition("=")
        if not sign:
            raise FactError(fact.name, f"{_shown(part)}: write each place with its share, as place=40%")
        if place.strip() in parts:
            raise FactError(fact.name, f"{_shown(place.strip())} stands there twice; give each place once")
        whole = share.strip()
        parts[place.strip()] = _plain(fact, whole.removesuffix("%")) / (100 if whole.endswith("%") else 1)
    return parts


def _typed_number(fact: Fact, typed: str, today: date) -> Value:
    low, between, high = typed.partition(" to ")
    if between:
        if " to " in high:
            raise FactError(fact.name, f"{_shown(typed)} is no range; write it as in 100 to 300")
        low_value, high_value = _typed_number(fact, low, today), _typed_number(fact, high, today)
        return read_value(fact, {"low": low_value, "high": high_value}, today)
    found = _WHOLE_TEXT.match(typed)
    if not found:
        raise FactError(fact.name, f"{_shown(typed)} is no {_wanted(fact)}; {_UNKNOWN}")
    number, unit = _plain(fact, found[0]), typed[found.end() :].strip()
    return read_value(fact, {"value": number, "unit": unit} if unit else number, today)


def _plain(fact: Fact, text: str) -> float:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        raise FactError(fact.name, f"{_shown(text)} is no number") from None


def _wanted(fact: Fact) -> str:
    unit = f" in {fact.unit}" if fact.unit else ""
    return {"number": f"number{unit}", "yes_no": "yes or no", "date": "date"}.get(fact.type, fact.label)


def _shown(raw: object) -> str:
    plain = raw is None or isinstance(raw, (bool, float, date))
    text = raw if isinstance(raw, str) else repr(raw) if plain else f"a {type(raw).__name__}"
    if isinstance(raw, int) and not isinstance(raw, bool):
        text = str(raw) if abs(raw) < LARGEST else "a very large number"
    text = "".join(sign if sign.isprintable() else "?" for sign in text[:61])
    return f"'{text[:57]}...'" if len(text) > 60 else f"'{text}'"
