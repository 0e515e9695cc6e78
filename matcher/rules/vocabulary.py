"""The vocabulary of facts: name, type, unit, bounds and the question that asks for each.

It stands in `facts.toml` of the rules' folder, and in any `facts_*.toml` beside it.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from matcher.rules.errors import FactError, RuleError

FactType: TypeAlias = Literal["number", "yes_no", "choice", "date", "id", "text", "shares"]
TYPES = frozenset(get_args(FactType))
ABOUT = frozenset({"cluster", "enterprise", "startup", "institution", "applicant", "project"})
MONEY = "INR"
# Beyond this a number is a slip of the keyboard: the union's budget is below 10^15 rupees.
LARGEST = 1e15


@dataclass(frozen=True)
class Fact:
    """One fact that rules may ask for.

    Attributes:
        type: number, yes_no, choice, date, id (of the graph), text, or shares (of a whole by place).
        about: whom it describes.
        unit: INR, years, km, looms …; `share` is a part of one, 0 to 1.
        values: the choices, for a choice.
        prefix: the kind of entity, for an id and for shares.
        several: whether an applicant can have more than one of it at once, as industries.
        whole: whether only whole numbers make sense.
        low, high: bounds, inclusive.
        label, label_ml: its short name; question, question_ml: how to ask for it.
        cost: what asking costs the applicant, 1 (says it at once) to 5 (needs a paper from an office).
        after: the fact that has to be there for this one to make sense, such as the mentor of an action plan.
        changeable: whether the applicant could change it; remedy, remedy_ml: who issues it, or how.
    """

    name: str
    type: FactType
    about: str
    unit: str = ""
    values: tuple[str, ...] = ()
    prefix: str = ""
    several: bool = False
    whole: bool = False
    low: float | None = None
    high: float | None = None
    label: str = ""
    label_ml: str = ""
    question: str = ""
    question_ml: str = ""
    cost: int = 1
    changeable: bool = False
    remedy: str = ""
    values_ml: tuple[str, ...] = ()
    remedy_ml: str = ""
    after: str = ""


class Vocabulary(Mapping[str, Fact]):
    """All facts by name."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self._facts = dict(facts)

    def __getitem__(self, name: str) -> Fact:
        return self._facts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def named(self, name: str) -> Fact:
        """The fact of that name.

        Raises:
            FactError: there is none; the message gives names that look like it.
        """
        found = self._facts.get(name) if isinstance(name, str) else None
        if found is None:
            shown = "".join(sign if sign.isprintable() else "?" for sign in str(name)[:60])
            raise FactError(shown, "there is no fact of this name" + self.near(str(name)))
        return found

    def near(self, name: str) -> str:
        """A sentence with the names that look like one, empty where none does."""
        close = difflib.get_close_matches(name[:60], self._facts, 3)
        return f"; did you mean {' or '.join(close)}?" if close else ""


def rules_folder() -> Path:
    """The project's own folder of rules."""
    return Path(str(files("data").joinpath("rules")))


@cache
def vocabulary() -> Vocabulary:
    """The project's own vocabulary, read once."""
    return read_vocabulary(rules_folder())


def read_vocabulary(folder: Path) -> Vocabulary:
    """The vocabulary in a folder of rules.

    Raises:
        RuleError: a file of facts is missing or broken, or a fact stands in two of them.
    """
    facts: dict[str, Fact] = {}
    files: dict[str, str] = {}
    paths = sorted(folder.glob("facts*.toml"))
    if not paths:
        raise RuleError(f"there is no facts.toml in {folder}", "facts.toml")
    for path in paths:
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
            raise RuleError(f"it cannot be read: {error}", path.name) from error
        if set(tables) != {"facts"} or not isinstance(tables["facts"], dict):
            raise RuleError("it is to hold tables [facts.name] and nothing else", path.name)
        for name, table in tables["facts"].items():
            if name in facts:
                raise RuleError(f"the fact {name} is described twice", path.name)
            facts[name] = _fact(name, table, path.name)
            files[name] = path.name
    for name in facts:
        seen = [name]
        while before := facts[seen[-1]].after:
            if before not in facts or before in seen:
                cause = "comes after itself" if before in seen else f"comes after {before}, which is no fact"
                raise RuleError(f"the fact {name} {cause}", files[name])
            seen.append(before)
    return Vocabulary(facts)


_KEYS: dict[str, type | tuple[type, ...]] = {
    "type": str, "about": str, "unit": str, "values": list, "prefix": str, "several": bool,
    "whole": bool, "low": (int, float), "high": (int, float), "label": str, "label_ml": str,
    "question": str, "question_ml": str, "cost": int, "changeable": bool, "remedy": str,
    "values_ml": list, "remedy_ml": str, "after": str,
}  # fmt: skip
_NEEDED = ("type", "about", "question", "question_ml", "cost", "changeable")


def _fact(name: str, table: object, file: str) -> Fact:
    def refuse(cause: str) -> RuleError:
        return RuleError(f"the fact {name}: {cause}", file)

    if not isinstance(table, dict) or not name.replace("_", "").isalnum() or not name.isascii():
        raise refuse("a fact is a table [facts.name], its name of letters, digits and _")
    for key, value in table.items():
        if key not in _KEYS:
            raise refuse(f"'{key}' is no key of a fact; the keys are {', '.join(_KEYS)}")
        if not isinstance(value, _KEYS[key]) or (isinstance(value, bool) and _KEYS[key] is not bool):
            raise refuse(f"{key} has the wrong type")
    for key in _NEEDED:
        if key not in table:
            raise refuse(f"{key} is missing")
    given: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in table.items()
    }
    given.setdefault("label", name.replace("_", " "))
    fact = Fact(name, **given)
    if fact.type not in TYPES or fact.about not in ABOUT or not 1 <= fact.cost <= 5:
        raise refuse(f"type is one of {_listed(TYPES)}, about one of {_listed(ABOUT)}, cost 1 to 5")
    if (fact.type == "choice") != bool(fact.values):
        raise refuse("a choice, and only a choice, needs values")
    if fact.values_ml and len(fact.values_ml) != len(fact.values):
        raise refuse("values_ml is to have one entry for each of values")
    if (fact.type in ("id", "shares")) != bool(fact.prefix):
        raise refuse("an id and shares, and only these, need a prefix")
    return fact


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))
