"""One decision on a suggested pair, and which decisions hold on a day.

Records are only ever added. Of a pair the newest counts that was not taken back; an undo is a record, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from graph.model import FEEDBACK_REASONS

# Reasons that say something of the institution itself, so that they count for clusters like this one.
OF_INSTITUTION = frozenset(
    {"no_capacity", "no_answer", "not_interested", "wrong_field", "too_far", "past_trouble"}
)
VERDICTS = ("accept", "reject", "not_now")
REASONS = FEEDBACK_REASONS


@dataclass(frozen=True)
class Feedback:
    """A decision; the fields are those of the node `Feedback` of the graph model."""

    id: str
    question: str
    subject: str
    candidate: str
    verdict: str
    role: str
    at: str
    reason: str = ""
    note: str = ""
    until: str = ""
    undoes: str = ""

    @classmethod
    def of(cls, properties: Mapping[str, Any]) -> Feedback:
        """The record that a node holds."""
        return cls(**{name: str(properties.get(name) or "") for name in cls.__dataclass_fields__})

    @property
    def pair(self) -> tuple[str, str, str]:
        """What it is on: the question and its two sides."""
        return self.question, self.subject, self.candidate

    @property
    def day(self) -> str:
        """The day that it was given on, UTC."""
        return self.at[:10]

    @property
    def cluster(self) -> str:
        """The id of the cluster of the pair."""
        return self.subject if self.question == "mentors" else self.candidate


def today() -> date:
    """The day that answers are given on, UTC as the moments of feedback are."""
    return datetime.now(UTC).date()


def states(records: Iterable[Feedback], on: date) -> dict[str, str]:
    """What has become of each record by a day: id to `in_force`, `undone`, `expired`, `replaced` or `undo`.

    Records of a later day are left out.
    """
    known = sorted((one for one in records if one.day <= on.isoformat()), key=lambda one: (one.at, one.id))
    undone = {one.undoes for one in known if one.verdict == "undo"}
    newest = {one.pair: one.id for one in known if one.verdict != "undo" and one.id not in undone}
    return {one.id: _state(one, undone, newest, on) for one in known}


def _state(one: Feedback, undone: set[str], newest: Mapping[tuple[str, str, str], str], on: date) -> str:
    if one.verdict == "undo":
        return "undo"
    if one.id in undone:
        return "undone"
    if newest[one.pair] != one.id:
        return "replaced"
    return "expired" if one.verdict == "not_now" and one.until <= on.isoformat() else "in_force"


def in_force(records: Iterable[Feedback], on: date) -> tuple[Feedback, ...]:
    """The records that hold on a day, one a pair at most, the oldest first."""
    kept = tuple(records)
    found = states(kept, on)
    return tuple(
        sorted(
            (one for one in kept if found.get(one.id) == "in_force"), key=lambda one: (one.at, one.id)
        )
    )  # fmt: skip
