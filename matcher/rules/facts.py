"""Facts: the vocabulary that rules may use, and what is known of one applicant.

`Facts.of(user={"looms": 220}, graph=facts_of(store, id))` checks each value against the vocabulary.
What the user says is kept apart from what the graph knows; where the two disagree, both count and a
test is decided only when it comes out alike for both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal, TypeAlias

from graph.fields import UNDATED
from matcher.rules.errors import FactError
from matcher.rules.reading import read_value
from matcher.rules.values import Range, Several, Shares, Value, meet, value_json
from matcher.rules.vocabulary import Vocabulary, vocabulary

Origin: TypeAlias = Literal["graph", "user"]
USER = "said by the applicant"


@dataclass(frozen=True)
class Known:
    """One value of a fact, where it comes from and of when it is.

    Attributes:
        origin: `graph` for what the graph holds, `user` for what somebody said.
        note: what to know about it, such as how it was counted.
    """

    value: Value
    source: str
    as_of: str = UNDATED
    origin: Origin = "graph"
    note: str = ""

    @cached_property
    def plain(self) -> dict[str, Any]:
        """Itself as JSON-ready data; to be copied before it is changed."""
        told = {"value": value_json(self.value), "source": self.source, "as_of": self.as_of}
        told["origin"] = self.origin
        return {**told, "note": self.note} if self.note else told


Graph: TypeAlias = Mapping[str, Known | Sequence[Known]]


@dataclass(frozen=True)
class Facts(Mapping[str, tuple[Known, ...]]):
    """All that is known of one applicant: the name of a fact to its values, the graph's first.

    A fact that is not there is not known. Build one with `Facts.of`.
    """

    known: Mapping[str, tuple[Known, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        user: Mapping[str, Any] | None = None,
        graph: Graph | None = None,
        *,
        facts: Vocabulary | None = None,
        today: date | None = None,
    ) -> Facts:
        """The facts, each checked.

        Args:
            user: names to plain values (yes/no as bool, numbers, ISO dates, choices, ids), to
                `{"low": …, "high": …}` for a range, or to `{"value": …, "unit": "lakh"}`.
            graph: names to what the graph knows, several where its sources disagree.
            facts: the vocabulary, the project's own by default.
            today: after this day a date lies in the future; the day of asking by default.

        Raises:
            FactError: they are no table, a name is unknown, or a value has the wrong type, unit or size.
        """
        if user is not None and not isinstance(user, Mapping):
            raise FactError("facts", "give them as a table of names and values, as in looms = 220")
        words = facts or vocabulary()
        day = today or date.today()
        known: dict[str, tuple[Known, ...]] = {}
        for name, found in (graph or {}).items():
            several = (found,) if isinstance(found, Known) else tuple(found)
            if several:
                words.named(name)
                known[name] = several
        for name, raw in (user or {}).items():
            if raw is None:
                continue
            said = Known(read_value(words.named(name), raw, day), USER, day.isoformat(), "user")
            known[name] = (*known.get(name, ()), said)
        return cls(_with_shares(known))

    @cached_property
    def env(self) -> dict[str, Value | Several]:
        """What each fact is worth in a test: one value, or several that disagree."""
        worth: dict[str, Value | Several] = {}
        for name, several in self.known.items():
            value = several[0].value if len(several) == 1 else meet(each.value for each in several)
            if value is not None:
                worth[name] = value
        return worth

    @cached_property
    def conflicts(self) -> tuple[str, ...]:
        """The facts whose values exclude each other, in alphabetical order."""
        return tuple(sorted(name for name, value in self.env.items() if isinstance(value, Several)))

    def __getitem__(self, name: str) -> tuple[Known, ...]:
        return self.known[name]

    def __contains__(self, name: object) -> bool:
        return name in self.known

    def __iter__(self) -> Iterator[str]:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)

    def __hash__(self) -> int:
        return id(self)


_SHARED = (("constituency_shares", "constituency", "share_in_constituency", "largest_share_in_constituency"),)


def _with_shares(known: dict[str, tuple[Known, ...]]) -> dict[str, tuple[Known, ...]]:
    """Add what the shares of a cluster by place say of the one place that is asked about."""
    for shares, place, share, largest in _SHARED:
        for whole in known.get(shares, ()):
            if place not in known or not isinstance(whole.value, Shares):
                continue
            here = str(known[place][-1].value)
            for name, value in (
                (share, _share(whole.value, here)),
                (largest, _largest(whole.value, here)),
            ):
                if value is not None:
                    derived = Known(value, whole.source, whole.as_of, whole.origin, f"from {shares}")
                    known[name] = (*known.get(name, ()), derived)
    return known


def _share(shares: Shares, here: str) -> Value | None:
    parts = dict(shares.parts)
    if here in parts:
        return parts[here]
    rest = max(0.0, 1.0 - sum(parts.values()))
    return Range(0.0, rest) if rest > 0 else 0.0


def _largest(shares: Shares, here: str) -> bool | None:
    """Whether the place has the largest part; None where what is not shared out could change it."""
    parts = dict(shares.parts)
    own = parts.get(here)
    rest = max(0.0, 1.0 - sum(parts.values()))
    others = max((part for name, part in parts.items() if name != here), default=0.0)
    if own is None:
        return False if others > rest else None
    if own > others and own > rest:
        return True
    # A tie is not decided by the shares.
    return False if own + 0.0 < others else None
