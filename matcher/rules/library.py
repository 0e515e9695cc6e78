"""All rules of a folder. A file that is broken is refused whole, and what it said before stays.

library = load()                    the project's own rules
library = load(folder, library)     again: what was refused keeps its former version
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graph.errors import NotFoundError
from matcher.rules.errors import RuleError
from matcher.rules.rule import Rule
from matcher.rules.syntax import facts_in, read_rule
from matcher.rules.vocabulary import Vocabulary, read_vocabulary, rules_folder


@dataclass(frozen=True)
class Refusal:
    """A file that was not taken, and whether an earlier version of its rule stays in force."""

    file: str
    line: int | None
    cause: str
    kind: str
    kept: bool

    def __str__(self) -> str:
        place = self.file + (f", line {self.line}" if self.line else "")
        after = "; the version before stays in force" if self.kept else ""
        return f"{place}: {self.cause}{after}"


@dataclass(frozen=True)
class Library:
    """The rules by scheme id, in its order; `facts`, the vocabulary; `refused`, what was not taken."""

    rules: Mapping[str, Rule]
    facts: Vocabulary
    refused: tuple[Refusal, ...] = ()
    folder: Path | None = None

    def rule(self, scheme: str) -> Rule:
        """The rule of a scheme, by its id with or without `scheme:`.

        Raises:
            NotFoundError: there is none; it carries near ids.
        """
        wanted = scheme if scheme.startswith("scheme:") else f"scheme:{scheme}"
        found = self.rules.get(wanted)
        if found is None:
            near = difflib.get_close_matches(wanted[:80], self.rules, 5, 0.7)
            raise NotFoundError(f"there is no rule for '{scheme[:80]}'", tuple(near))
        return found


def load(folder: Path | None = None, before: Library | None = None) -> Library:
    """The rules in a folder, the project's own by default.

    Args:
        before: what was in force; a file that is refused now keeps the rule it held there.

    Raises:
        RuleError: the vocabulary of facts cannot be read, and there is nothing before.
    """
    where = folder or rules_folder()
    refused: list[Refusal] = []
    try:
        facts = read_vocabulary(where)
    except RuleError as error:
        if before is None:
            raise
        return Library(before.rules, before.facts, (_refusal(error, True),), where)
    rules: dict[str, Rule] = {}
    former = {rule.file: rule for rule in before.rules.values()} if before else {}
    for path in sorted(where.glob("*.toml")):
        if path.name.startswith("facts"):
            continue
        try:
            rule = read_rule(path, facts)
        except RuleError as error:
            kept = former.get(path.name)
            refused.append(_refusal(error, kept is not None))
            if kept is not None:
                rules[kept.scheme] = kept
            continue
        rules[rule.scheme] = rule
    if before is not None:
        facts = _with_facts_of([rule for rule in rules.values() if rule in former.values()], facts, before)
    return Library(dict(sorted(rules.items())), facts, tuple(refused), where)


def _with_facts_of(kept: list[Rule], facts: Vocabulary, before: Library) -> Vocabulary:
    """The vocabulary with the facts that only rules kept from before still speak of."""
    needed = {name for rule in kept for version in rule.versions for name in facts_in(version)}
    lost = {name: before.facts[name] for name in sorted(needed - set(facts))}
    return Vocabulary({**facts, **lost}) if lost else facts


def _refusal(error: RuleError, kept: bool) -> Refusal:
    return Refusal(error.file, error.line, error.cause, error.kind, kept)
