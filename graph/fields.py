"""What a property is: its type, unit, allowed values, and how a cell of a table becomes a value."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from graph.errors import ModelError

Value: TypeAlias = str | int | float | bool | list[str]

UNDATED = "undated"
# A date of reduced precision (ISO 8601): a year, a month or a day; or the word "undated".
_DATE = re.compile(r"(?P<y>\d{4})(-(?P<m>0[1-9]|1[0-2])(-(?P<d>0[1-9]|[12]\d|3[01]))?)?")
# At most 18 digits: both stores keep whole numbers in 64 bits.
_INTEGER = re.compile(r"[+-]?\d{1,3}(,\d{2,3}){1,5}|[+-]?\d{1,18}")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_LARGEST = 2**63 - 1
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Type(StrEnum):
    """The types that a property can have."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "yes or no"
    DATE = "date"
    LIST = "list of texts"


@dataclass(frozen=True)
class Field:
    """One property of a node or a relationship, described once.

    Attributes:
        name: the property key, the column name of its table and the key in the API.
        doc: one plain sentence.
        type: how it is stored.
        unit: the unit, where there is one.
        required: a record without it is rejected.
        allowed: the only values it can have (text fields).
        low, high: bounds, inclusive (numbers).
        search: part of the full-text index of its kind.
    """

    name: str
    doc: str
    type: Type = Type.TEXT
    unit: str = ""
    required: bool = False
    allowed: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    search: bool = False

    def parse(self, cell: str) -> Value | None:
        """The value that a cell of a table stands for, None for an empty one.

        Raises:
            ModelError: the cell does not fit; the message says what would.
        """
        text = cell.strip()
        if not text:
            return None
        match self.type:
            case Type.TEXT | Type.DATE:
                return self._check(text)
            case Type.LIST:
                parts = [part.strip() for part in text.split(";")]
                return self._check(list(dict.fromkeys(part for part in parts if part))) or None
            case Type.BOOLEAN:
                if text.lower() in ("yes", "true"):
                    return True
                if text.lower() in ("no", "false"):
                    return False
                raise ModelError(f"'{_short(text)}' is neither yes nor no; leave it empty if unknown")
            case Type.INTEGER:
                if not _INTEGER.fullmatch(text):
                    raise ModelError(f"'{_short(text)}' is not a whole number; digits only, as in 120")
                return self._check(int(text.replace(",", "")))
            case Type.NUMBER:
                if not _NUMBER.fullmatch(text):
                    raise ModelError(f"'{_short(text)}' is not a number; write it as in 9.49")
                return self._check(float(text))

    def check(self, value: object) -> Value:
        """The value itself, when it fits this field.

        Raises:
            ModelError: it has the wrong type or is not allowed.
        """
        wanted: dict[Type, type | tuple[type, ...]] = {
            Type.TEXT: str, Type.DATE: str, Type.INTEGER: int, Type.NUMBER: (int, float),
            Type.BOOLEAN: bool, Type.LIST: list,
        }  # fmt: skip
        is_bool = isinstance(value, bool)
        if not isinstance(value, wanted[self.type]) or is_bool != (self.type is Type.BOOLEAN):
            raise ModelError(f"{self.name} is to be a {self.type}, not {_short(repr(value))}")
        return self._check(value)  # type: ignore[arg-type]

    def _check(self, value: Value) -> Value:
        if self.type is Type.DATE and not _is_date(str(value)):
            raise ModelError(
                f"'{_short(str(value))}' is not a date; write 2024, 2024-05 or 2024-05-31, "
                f"or {UNDATED} when the source shows none"
            )
        if self.allowed and value not in self.allowed:
            raise ModelError(f"'{_short(str(value))}' is not one of {', '.join(self.allowed)}")
        if isinstance(value, list):
            if not all(isinstance(part, str) for part in value):
                raise ModelError(f"{self.name} is to be a list of texts")
            return value
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            if not math.isfinite(value):
                raise ModelError(f"{self.name} is to be a finite number")
            if isinstance(value, int) and abs(value) > _LARGEST:
                raise ModelError(f"{self.name} is to be a whole number of at most 18 digits")
            below = self.low is not None and value < self.low
            above = self.high is not None and value > self.high
            if below or above:
                low = "" if self.low is None else f"from {self.low:g} "
                high = "" if self.high is None else f"up to {self.high:g}"
                raise ModelError(f"{value} is out of range; it runs {low}{high}".rstrip())
            return float(value) if self.type is Type.NUMBER else value
        return value


def _is_date(text: str) -> bool:
    if text == UNDATED:
        return True
    found = _DATE.fullmatch(text)
    if not found:
        return False
    month, day = int(found["m"] or 1), int(found["d"] or 1)
    year = int(found["y"])
    if month == 2 and day == 29:
        return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return day <= _DAYS[month - 1]


def cell(value: Value) -> str:
    """The value as a cell of a table has it; `Field.parse` gives it back."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(value)
    if isinstance(value, float):
        return repr(value)
    return str(value)


def date_order(as_of: str) -> str:
    """A sort key for dates of reduced precision: undated first, then by time; longer is later."""
    return "" if as_of == UNDATED else as_of


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."
