"""The facts of whoever asks: what the graph knows of it, and beside it what was said.

    facts_for(store, "cluster:alappuzha-coir", {"units": 40}) -> Facts
    facts_for(store, None, {"applicant_kind": "individual", "applicant_age": 23}) -> Facts

What is said comes typed (`{"looms": 220}`, from JSON or a file of facts) or as text (`looms=220`).
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from graph.errors import InputError
from graph.store import GraphStore
from matcher.rules.errors import FactError
from matcher.rules.facts import Facts
from matcher.rules.origin import facts_of
from matcher.rules.plain import value_json
from matcher.rules.reading import read_text, read_value
from matcher.rules.vocabulary import Fact, Vocabulary, vocabulary

SUBJECTS = ("cluster", "enterprise", "startup")
LARGEST_FILE = 64 * 1024
_UNKNOWN = ("unknown", "not known")


def facts_for(
    store: GraphStore | None,
    entity: str | None,
    user: Mapping[str, Any] | None = None,
    *,
    technology: str | None = None,
    today: date | None = None,
    facts: Vocabulary | None = None,
) -> Facts:
    """What the graph knows of an entity with what was said beside it.

    Args:
        entity: id of a cluster, an enterprise or a start-up; None for one that is not in the graph.
        user: names of facts to plain values, as `Facts.of` takes them. A constituency among them is
            the one that a cluster is asked about.
        technology: id of the technology that is to be piloted.

    Raises:
        NotFoundError: there is no such entity.
        FactError: a fact that was said, or that the graph holds, cannot be; it names the field.
    """
    words, day = facts or vocabulary(), today or date.today()
    said = checked(user or {}, words, day)
    graph = None
    if entity is not None:
        if store is None:
            raise ValueError("an entity of the graph needs its store")
        place = said.get("constituency")
        graph = facts_of(
            store, entity, constituency=str(place) if place is not None else None,
            technology=technology, today=day, facts=words,
        )  # fmt: skip
    return Facts.of(said, graph, facts=words, today=day)


def checked(user: Mapping[str, Any], facts: Vocabulary, today: date) -> dict[str, Any]:
    """What was said, facts that are left open dropped, each other one tried.

    Raises:
        FactError: one cannot be; it names the field.
    """
    known: dict[str, Any] = {}
    for name, raw in user.items():
        fact = facts.named(name)
        if raw is not None:
            read_value(fact, raw, today)
            known[name] = raw
    return known


def typed(pairs: Iterable[str], facts: Vocabulary, today: date) -> dict[str, Any]:
    """What was said as `name=value`, as plain values.

    Raises:
        FactError: a name or a value cannot be used, or a fact is given twice.
    """
    found: dict[str, Any] = {}
    for pair in pairs:
        name, sign, text = pair.partition("=")
        name = name.strip()
        if not sign or not name:
            raise FactError(name[:60], "write it as name=value, as in looms=220")
        if name in found:
            raise FactError(name[:60], "it is given twice; give it once")
        found[name] = said(facts.named(name), text, today)
    return {name: value for name, value in found.items() if value is not None}


def said(fact: Fact, text: str, today: date) -> Any:
    """What somebody typed for a fact as a plain value; None for `unknown`.

    Raises:
        FactError: it cannot be read as a value of that fact.
    """
    if text.strip().casefold() in _UNKNOWN:
        return None
    return value_json(read_text(fact, text, today))


def read_facts(path: Path, facts: Vocabulary, today: date) -> dict[str, Any]:
    """The facts in a TOML file: `looms = 220`, `spv = true`, `units = {low = 150, high = 250}`.

    Raises:
        InputError: the file cannot be read; it names the file, and the line where it can be told.
        FactError: a fact in it cannot be used.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: it cannot be read: {error.strerror}") from error
    if len(data) > LARGEST_FILE:
        raise InputError(f"{path}: it is larger than {LARGEST_FILE // 1024} KiB; a file of facts is short")
    try:
        raw = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise InputError(f"{path}: it is no file of facts: {error}; write lines as looms = 220") from error
    if isinstance(raw.get("facts"), dict) and len(raw) == 1:
        raw = raw["facts"]
    return checked(raw, facts, today)


def write_facts(path: Path, user: Mapping[str, Any], about: str) -> None:
    """Write what was said to a TOML file that `read_facts` reads back.

    Args:
        about: whom it is of, for the first line.
    """
    lines = [f"# What was said of {' '.join(about.split())}; read it back with --facts"]
    lines += [f"{name} = {_toml(value)}" for name, value in sorted(user.items())]
    try:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: it cannot be written: {error.strerror}") from error


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        parts = (f"{json.dumps(key)} = {_toml(part)}" for key, part in value.items() if part is not None)
        return "{" + ", ".join(parts) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_toml(part) for part in value) + "]"
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)
