"""What a programme desk consists of, as plain frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal, TypeAlias

from matcher.desk.pilots import Pilot, Tried
from matcher.desk.statements import Statement
from matcher.engine import Answer
from matcher.rules.facts import Facts
from matcher.rules.library import Library
from matcher.rules.plan_parts import Plan
from matcher.rules.values import Value
from matcher.rules.verdict import Outcome, Verdict

PROGRAMME = "scheme:odoi"
# ready: a cluster meets every rule. open: one fails none, facts are missing. failing: each fails one.
Standing: TypeAlias = Literal["ready", "open", "failing", "empty"]


@dataclass(frozen=True)
class Place:
    """A constituency that a cluster touches.

    Attributes:
        share: the part of its units that lies there, 0 to 1, None where nobody says.
        said: by the field rather than by the graph.
    """

    id: str
    number: int
    name: str
    name_ml: str
    share: float | None
    source: str
    as_of: str
    said: bool = False


@dataclass(frozen=True)
class Ask:
    """The next question for the field.

    Attributes:
        why, why_ml: the rule of the programme that it decides, or else which schemes hang on it.
        decides: whether it is a rule of the programme.
    """

    fact: str
    text: str
    text_ml: str
    why: str
    why_ml: str
    decides: bool = False


@dataclass(frozen=True)
class Difference:
    """A fact on which the field and the graph, or two voices of the field, disagree."""

    fact: str
    values: tuple[tuple[Value, str, str, bool], ...]


@dataclass(frozen=True)
class Entry:
    """One cluster, as a candidate of one constituency or of none that is known.

    Attributes:
        place: the constituency that it is looked at in.
        places: all constituencies that it touches, the largest share first.
        verdict: on the programme; mentors: who helps it already, and the three best suggestions.
        pilots: technologies on offer that are not known to have been tried there; tried: those that are.
        plan: the schemes that it can have together. ask: the next question, None when nothing is open.
        said: what the field said, the newest of each fact.
        first: whether it is the one to look at first in its constituency.
    """

    id: str
    record: Mapping[str, Any]
    place: str | None
    places: tuple[Place, ...]
    facts: Facts
    verdict: Verdict
    mentors: Answer
    pilots: tuple[Pilot, ...]
    tried: tuple[Tried, ...]
    plan: Plan
    ask: Ask | None
    said: tuple[Statement, ...]
    first: bool = False

    @property
    def name(self) -> str:
        """Its English name."""
        return str(self.record["name"])

    @property
    def established(self) -> bool | None:
        """Whether it is at work already; None where that is not known or disputed."""
        found = self.facts.env.get("established")
        return found if isinstance(found, bool) else None

    def rules(self, state: str) -> tuple[Outcome, ...]:
        """The rules of the programme that came out so, in the order of the rule."""
        return tuple(each for each in self.verdict.conditions if each.state == state)

    @cached_property
    def fails(self) -> int:
        """How many rules it fails."""
        return len(self.rules("failed"))

    @cached_property
    def lacks(self) -> int:
        """Of how many rules nobody knows whether it meets them."""
        return len(self.rules("missing"))

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """Where what is known disagrees."""
        return tuple(
            Difference(
                name,
                tuple((one.value, one.source, one.as_of, one.origin == "user") for one in self.facts[name]),
            )
            for name in self.facts.conflicts
        )


@dataclass(frozen=True)
class Seat:
    """A constituency with its clusters, the one to look at first in front."""

    id: str
    number: int
    name: str
    name_ml: str
    reserved: str
    standing: Standing
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Desk:
    """A district on a day.

    Attributes:
        seats: its constituencies by number.
        unplaced: its clusters of which no constituency of the district is known.
    """

    id: str
    name: str
    name_ml: str
    on: date
    seats: tuple[Seat, ...]
    unplaced: tuple[Entry, ...]
    library: Library
    names: Mapping[str, tuple[str, str]]
    snapshot: str

    @cached_property
    def clusters(self) -> tuple[Entry, ...]:
        """Every cluster once, by the order of the desk."""
        found: dict[str, Entry] = {}
        for entry in (*(entry for seat in self.seats for entry in seat.entries), *self.unplaced):
            found.setdefault(entry.id, entry)
        return tuple(found.values())

    def name_of(self, identity: str, language: str = "en") -> str:
        """The name of an entity that the desk mentions, in Malayalam where it is known."""
        name, name_ml = self.names.get(identity, (identity, ""))
        return name_ml or name if language == "ml" else name
