"""What the cells of a filled-in sheet stand for: plain values of facts, or why they cannot."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from matcher.desk.choices import Choices, chosen, is_unknown
from matcher.desk.rows import PLACE, SHARES, Row
from matcher.desk.sheet import FORMULA
from matcher.rules.errors import FactError
from matcher.rules.plain import value_json
from matcher.rules.reading import read_text, read_value

_LONGEST = 500
_EARLIEST = date(2000, 1, 1)
_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_PART = re.compile(r"(?P<seat>.+?)\s*[:=]?\s*(?P<share>\d+(?:\.\d+)?)\s*%")


@dataclass(frozen=True)
class Cell:
    """A value with what kind of cell it stands in."""

    value: Any
    kind: str


def plain(cell: Cell) -> Any:
    """The value of a cell, when it is one.

    Raises:
        FactError: it is a formula, an error, or a text that begins like a formula.
    """
    value = cell.value
    if cell.kind == "f" or not isinstance(value, (str, bool, int, float, date)):
        raise FactError("", "it is a formula; type the answer itself")
    if cell.kind == "e":
        raise FactError("", f"it is an error of the spreadsheet ({str(value)[:20]}); type the answer")
    if isinstance(value, str):
        if value.startswith(FORMULA):
            raise FactError("", "it begins like a formula; type the answer itself")
        value = value.strip()
        if len(value) > _LONGEST or not value.isprintable():
            raise FactError("", f"it is no plain text of up to {_LONGEST} characters")
    return value


def day_of(value: Any, today: date) -> date:
    """The day that a cell names.

    Raises:
        FactError: it names none, or one that cannot be.
    """
    found: date | None = None
    if isinstance(value, datetime):
        found = value.date()
    elif isinstance(value, date):
        found = value
    elif isinstance(value, str):
        parts = _DAY.fullmatch(value)
        try:
            found = date(int(parts[3]), int(parts[2]), int(parts[1])) if parts else date.fromisoformat(value)
        except ValueError:
            found = None
    if found is None:
        raise FactError("", "write on which day it was filled in, as in 2026-11-24")
    if not _EARLIEST <= found <= today:
        raise FactError("", f"{found} cannot be the day: it is to lie between {_EARLIEST} and {today}")
    return found


@dataclass(frozen=True)
class Answers:
    """What cells stand for on one day."""

    choices: Choices
    today: date

    def value(self, row: Row, cell: Cell) -> Any:
        """The answer as plain data, None for "not known".

        Raises:
            FactError: it cannot be the answer to that row.
        """
        raw, fact = plain(cell), row.fact
        if isinstance(raw, str) and is_unknown(raw):
            return None
        if fact.name == PLACE:
            return self._seat(_text(raw))
        if fact.name == SHARES:
            return value_json(read_value(fact, self._shares(_text(raw)), self.today))
        if isinstance(raw, bool):
            return value_json(read_value(fact, raw, self.today))
        if isinstance(raw, str):
            return value_json(read_text(fact, chosen(fact, raw), self.today))
        if isinstance(raw, date):
            if fact.type != "date":
                raise FactError(
                    fact.name, "the spreadsheet has made a day of it; write a plain number or text"
                )
            raw = raw.date() if isinstance(raw, datetime) else raw
        return value_json(read_value(fact, raw, self.today))

    def _seat(self, text: str) -> str:
        found = self.choices.meant(text)
        if found is None:
            raise FactError(PLACE, f"there is no constituency '{text[:40]}'; choose from the list")
        return found

    def _shares(self, text: str) -> dict[str, float]:
        found: dict[str, float] = {}
        for part in filter(None, (each.strip() for each in re.split(r"[,;]", text))):
            read_part = _PART.fullmatch(part)
            if read_part is None:
                raise FactError(SHARES, f"'{part[:40]}' is no share; write as in 102: 60%, 103: 40%")
            seat = self._seat(read_part["seat"])
            if seat in found:
                raise FactError(SHARES, f"{read_part['seat'][:40]} is named twice")
            found[seat] = round(float(read_part["share"]) / 100, 6)
        return found


def _text(raw: Any) -> str:
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw)
