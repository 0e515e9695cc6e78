"""Reads one table of a rule file key by key, and refuses what is missing, misspelt or of a wrong type."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NoReturn

from graph.errors import ModelError
from graph.fields import Field, Type
from matcher.rules.errors import RuleError
from matcher.rules.lines import line_of
from matcher.rules.rule import Words

_AS_OF = Field("as_of", "", Type.DATE)


class Source:
    """A rule file: its name and text, so that errors can name the line."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text

    def refuse(self, path: tuple[str | int, ...], cause: str, kind: str = "form") -> NoReturn:
        """Refuse the file for what stands at a path."""
        where = ".".join(f"{part + 1}" if isinstance(part, int) else part for part in path)
        raise RuleError(f"{where}: {cause}" if where else cause, self.file, line_of(self.text, path), kind)


class Table:
    """One table; each key is taken once, and `done` refuses what is left."""

    def __init__(self, source: Source, path: tuple[str | int, ...], raw: object) -> None:
        self.source = source
        self.path = path
        if not isinstance(raw, dict):
            source.refuse(path, "it is to be a table")
        self._left: dict[str, Any] = dict(raw)
        self._known: list[str] = []

    def refuse(self, key: str, cause: str, kind: str = "form") -> NoReturn:
        """Refuse the file for one key of this table, or for the table when the key is empty."""
        self.source.refuse((*self.path, key) if key else self.path, cause, kind)

    def take(self, key: str) -> Any:
        """The raw value of a key, None where there is none."""
        self._known.append(key)
        return self._left.pop(key, None)

    def text(self, key: str, default: str | None = None, kind: str = "form") -> str:
        """A text; without a default it has to be there."""
        value = self.take(key)
        if value is None:
            if default is None:
                self.refuse(key, "it is missing", kind)
            return default
        if not isinstance(value, str) or len(value) > 2000:
            self.refuse(key, "it is to be a text of up to 2000 characters")
        return value.strip()

    def flag(self, key: str, default: bool | None = None) -> bool:
        """true or false; without a default it has to be there."""
        value = self.take(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, bool):
            self.refuse(key, "it is to be true or false")
        return value

    def number(self, key: str, low: float = 0, high: float = 1e15) -> float | None:
        """A number within bounds, None where there is none."""
        value = self.take(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
            self.refuse(key, f"it is to be a number from {low:g} to {high:g}")
        return float(value)

    def day(self, key: str) -> date | None:
        """A date literal, None where there is none."""
        value = self.take(key)
        return None if value is None else self._checked_day(key, value)

    def needed_day(self, key: str) -> date:
        """A date literal that has to be there."""
        return self._checked_day(key, self.take(key))

    def _checked_day(self, key: str, value: Any) -> date:
        if not isinstance(value, date) or isinstance(value, datetime):
            self.refuse(key, "it is to be a date without quotes, as in 2026-03-31")
        return value

    def names(self, key: str) -> tuple[str, ...]:
        """A list of texts that is not empty."""
        value = self.take(key)
        if not isinstance(value, list) or not value or not all(isinstance(each, str) for each in value):
            self.refuse(key, "it is to be a list of texts, with at least one")
        return tuple(value)

    def tables(self, key: str) -> Iterator[Table]:
        """The tables of a list of tables, none where there is no such list."""
        value = self.take(key)
        if value is None:
            return
        if not isinstance(value, list) or len(value) > 200:
            self.refuse(key, f"write it as [[{key}]], up to 200 times")
        for place, raw in enumerate(value):
            yield Table(self.source, (*self.path, key, place), raw)

    def words(self) -> Words:
        """The sentence, its source, the source's date and the clause."""
        words = Words(
            self.text("text"), self.text("text_ml"), self.text("source", kind="missing source"),
            self.as_of(), self.text("clause", ""),
        )  # fmt: skip
        if not words.text:
            self.refuse("text", "it is empty")
        return words

    def as_of(self) -> str:
        """A date of the precision that the source has, or undated."""
        value = self.take("as_of")
        try:
            return str(_AS_OF.check(value))
        except ModelError as error:
            self.refuse("as_of", f"{error}; write it in quotes")

    def done(self) -> None:
        """Refuse keys that nothing has asked for."""
        for key in self._left:
            near = difflib.get_close_matches(key, self._known, 1)
            hint = f"; did you mean {near[0]}?" if near else f"; the keys are {', '.join(self._known)}"
            self.refuse(key, f"there is no such key{hint}")
