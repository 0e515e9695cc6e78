"""Reads a rule file: form and meaning are checked, and what is wrong refuses it whole."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, get_args

from graph.model import ID
from matcher.rules.errors import RuleError
from matcher.rules.logic import Test
from matcher.rules.rule import (
    Amount,
    AmountKind,
    Ceiling,
    Clause,
    Combination,
    Contribution,
    Document,
    Gives,
    Need,
    Rule,
    Version,
    Words,
    who_applies,
)
from matcher.rules.tables import Source, Table
from matcher.rules.testform import fact_named, read_test
from matcher.rules.vocabulary import MONEY, Vocabulary

APPLICANTS = ("enterprise", "cluster", "startup", "institution", "individual")
KINDS: tuple[str, ...] = get_args(AmountKind)
LARGEST_FILE = 256 * 1024
MOST_TESTS = 2000
# Inline tables within tests; a file that opens more at once would only exhaust the parser.
_DEEPEST_BRACKETS = 60
_T = TypeVar("_T")


def read_rule(path: Path, facts: Vocabulary) -> Rule:
    """The rule in a file.

    Raises:
        RuleError: it cannot be read, or anything in it is wrong; file, line and cause are told.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RuleError(f"it cannot be read: {error.strerror}", path.name) from error
    if len(data) > LARGEST_FILE:
        raise RuleError(f"it is larger than {LARGEST_FILE // 1024} KiB; split it", path.name, kind="size")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise RuleError("it is not UTF-8 text; save it as UTF-8", path.name, line) from error
    return parse_rule(text, path.name, facts)


def parse_rule(text: str, file: str, facts: Vocabulary) -> Rule:
    """The rule in the text of a file; raises RuleError as `read_rule` does."""
    if len(text.encode()) > LARGEST_FILE:
        raise RuleError(f"it is larger than {LARGEST_FILE // 1024} KiB; split it", file, kind="size")
    _refuse_deep(text, file)
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        cause, _, place = str(error).partition(" (at ")
        line = int(place.split()[1].rstrip(",)")) if place.startswith("line ") else text.count("\n") + 1
        raise RuleError(f"it is no TOML: {cause}", file, line) from error
    except (RecursionError, ValueError) as error:
        raise RuleError(f"it is no TOML: {error}", file) from error
    source = Source(file, text)
    rule = replace(_rule(Table(source, (), raw), file, facts), digest=_digest(raw))
    tests = sum(1 for version in rule.versions for test in tests_of(version) for _ in test.walk())
    if tests > MOST_TESTS:
        raise RuleError(f"it holds {tests} tests; the most is {MOST_TESTS}", file, kind="size")
    return rule


def _digest(raw: dict[str, Any]) -> str:
    """A name for what a file says, whatever its layout and comments."""
    plain = json.dumps(raw, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def _refuse_deep(text: str, file: str) -> None:
    for number, line in enumerate(text.splitlines(), 1):
        level = deepest = 0
        for sign in line:
            level += (sign in "[{") - (sign in "]}")
            deepest = max(deepest, level)
        if deepest > _DEEPEST_BRACKETS:
            raise RuleError("its tests are nested too deep; split the condition", file, number, "size")


def tests_of(version: Version) -> list[Test]:
    """Every test of a version, those of `when` included."""
    whens = [clause.when for clause in version.clauses]
    whens += [amount.when for amount in version.amounts]
    whens += [ceiling.when for ceiling in version.ceilings]
    whens += [part.when for part in version.contributions]
    whens += [document.when for document in version.documents]
    return [clause.test for clause in version.clauses] + [when for when in whens if when is not None]


def facts_in(version: Version) -> set[str]:
    """The name of every fact that a version speaks of."""
    found = {name for test in tests_of(version) for name in test.facts}
    found.update(amount.of for amount in version.amounts if amount.of)
    found.update(part.of for part in version.contributions)
    found.update(need.fact for need in version.needs)
    found.update(each.fact for each in version.gives)
    return found


def _rule(table: Table, file: str, facts: Vocabulary) -> Rule:
    scheme = table.text("scheme")
    if not ID.fullmatch(scheme) or not scheme.startswith("scheme:"):
        table.refuse("scheme", f"'{scheme[:60]}' is no id of a scheme; write it as scheme:short-name")
    if Path(file).stem != scheme.partition(":")[2]:
        table.refuse("scheme", f"the file of {scheme} is to be called {scheme.partition(':')[2]}.toml")
    applicants = table.names("applicants")
    for applicant in applicants:
        if applicant not in APPLICANTS:
            table.refuse("applicants", f"'{applicant[:60]}' is none of {', '.join(APPLICANTS)}")
    closed, words = None, None
    raw = table.take("closed")
    if raw is not None:
        inner = Table(table.source, ("closed",), raw)
        closed, words = inner.needed_day("on"), inner.words()
        inner.done()
    review = table.needed_day("review")
    versions = tuple(_version(each, facts, applicants) for each in table.tables("version"))
    if not versions:
        table.refuse("version", "there is none; write at least one [[version]]")
    name, name_ml = table.text("name"), table.text("name_ml", "")
    complete = table.flag("complete")
    table.done()
    return Rule(scheme, name, name_ml, applicants, complete, review, versions, file, closed, words)


def _version(table: Table, facts: Vocabulary, applicants: tuple[str, ...]) -> Version:
    start, end = table.day("valid_from"), table.day("valid_to")
    if start and end and start > end:
        table.refuse("valid_to", "it lies before valid_from")
    clauses = (
        *_each(table, "condition", lambda part: _clause(part, facts, False)),
        *_each(table, "exclusion", lambda part: _clause(part, facts, True)),
    )
    amounts = _each(table, "amount", lambda part: _amount(part, facts))
    for what, ids in (
        ("condition", [each.id for each in clauses]),
        ("amount", [each.id for each in amounts]),
    ):
        for place, identity in enumerate(ids):
            if identity in ids[:place]:
                table.refuse(what, f"the id '{identity}' stands there twice")
    if not clauses and not amounts:
        table.refuse("", "it holds no condition, exclusion or amount")
    source, as_of = table.text("source", kind="missing source"), table.as_of()
    version = Version(
        table.text("reading", ""), start, end, table.text("note", ""), source, as_of,
        (who_applies(applicants, source, as_of), *clauses), amounts,
        _each(table, "ceiling", lambda part: _ceiling(part, facts, [each.id for each in amounts])),
        _each(table, "own_contribution", lambda part: _contribution(part, facts)),
        _each(table, "document", lambda part: _document(part, facts)),
        _each(table, "combination", _combination),
        _each(table, "needs", lambda part: _need(part, facts)),
        _each(table, "gives", lambda part: _gives(part, facts)),
    )  # fmt: skip
    table.done()
    return version


def _each(table: Table, key: str, read: Callable[[Table], _T]) -> tuple[_T, ...]:
    found = []
    for part in table.tables(key):
        found.append(read(part))
        part.done()
    return tuple(found)


def _clause(table: Table, facts: Vocabulary, excludes: bool) -> Clause:
    identity, words, when = _id(table), table.words(), _when(table, facts)
    raw = table.take("test")
    if raw is None:
        table.refuse("test", "it is missing")
    test = read_test(Table(table.source, (*table.path, "test"), raw), facts)
    return Clause(identity, words, test, when, excludes)


def _id(table: Table) -> str:
    identity = table.text("id")
    if not ID.fullmatch(f"x:{identity}") or identity == "applicant":
        table.refuse("id", "write it in small letters, digits and hyphens, not 'applicant'")
    return identity


def _when(table: Table, facts: Vocabulary) -> Test | None:
    raw: Any = table.take("when")
    return None if raw is None else read_test(Table(table.source, (*table.path, "when"), raw), facts)


def _amount(table: Table, facts: Vocabulary) -> Amount:
    identity, words, when = _id(table), table.words(), _when(table, facts)
    kind = table.text("kind")
    if kind not in KINDS:
        table.refuse("kind", f"'{kind[:60]}' is none of {', '.join(KINDS)}")
    percent, fixed, unit = table.number("percent", 0, 100), table.number("fixed"), table.number("per_unit")
    of = table.text("of", "")
    ceiling, floor = table.number("ceiling"), table.number("floor")
    if [percent, fixed, unit].count(None) < 2:
        table.refuse("", "give one of percent, fixed and per_unit, not two")
    if (percent is not None or unit is not None) != bool(of):
        table.refuse("of", "percent and per_unit, and only these, need the fact that they are of")
    if of:
        _money_of(table, of, facts, money=percent is not None)
    if ceiling is not None and floor is not None and ceiling < floor:
        table.refuse("ceiling", "it lies below the floor")
    if fixed is not None and ceiling is not None and ceiling < fixed:
        table.refuse("ceiling", "it lies below the fixed sum")
    return Amount(
        identity, words, kind, when, percent, fixed, unit, of, ceiling, floor,  # type: ignore[arg-type]
        table.flag("up_to", False), table.text("share", "") or identity,
    )  # fmt: skip


def _money_of(table: Table, name: str, facts: Vocabulary, money: bool) -> None:
    fact = fact_named(table, "of", name, facts)
    if fact.type != "number" or (fact.unit == MONEY) != money:
        wanted = f"a fact in {MONEY}" if money else f"a count, not one in {MONEY}"
        table.refuse(
            "of",
            f"{name} is a {fact.type} in {fact.unit or 'no unit'}; it is to be {wanted}",
            "unit mismatch",
        )


def _ceiling(table: Table, facts: Vocabulary, amounts: list[str]) -> Ceiling:
    words, of, most = table.words(), table.names("of"), table.number("most")
    if most is None:
        table.refuse("most", "it is missing")
    for name in of:
        if name not in amounts:
            table.refuse("of", f"there is no amount '{name[:60]}' in this version")
    return Ceiling(words, of, most, _when(table, facts))


def _contribution(table: Table, facts: Vocabulary) -> Contribution:
    words, percent, of = table.words(), table.number("percent", 0, 100), table.text("of")
    if percent is None:
        table.refuse("percent", "it is missing")
    _money_of(table, of, facts, money=True)
    return Contribution(words, percent, of, _when(table, facts))


def _document(table: Table, facts: Vocabulary) -> Document:
    return Document(
        table.text("name"), table.text("name_ml", ""), table.text("issued_by", ""),
        table.text("source", kind="missing source"), table.as_of(), _when(table, facts),
    )  # fmt: skip


def _combination(table: Table) -> Combination:
    others = table.names("with")
    for other in others:
        if not other.startswith("*") and not (ID.fullmatch(other) and other.startswith("scheme:")):
            table.refuse("with", f"'{other[:60]}' is neither scheme:short-name nor * and a kind of support")
    return Combination(others, table.flag("allowed"), table.words())


def _need(table: Table, facts: Vocabulary) -> Need:
    name = table.text("fact")
    fact_named(table, "fact", name, facts)
    return Need(name, table.words())


def _gives(table: Table, facts: Vocabulary) -> Gives:
    name = table.text("fact")
    fact = fact_named(table, "fact", name, facts)
    if fact.type != "yes_no" or not fact.changeable:
        table.refuse("fact", f"{name} is to be a yes_no that the applicant can change", "unit mismatch")
    return Gives(name, table.words())


__all__ = ["APPLICANTS", "KINDS", "Words", "facts_in", "parse_rule", "read_rule", "tests_of"]
