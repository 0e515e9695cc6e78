"""An answer as the engine gives it: suggestions, who is tied or decided on already, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from matcher.as_of import KnownBy
from matcher.feedback.record import Feedback
from matcher.feedback.tell import decided
from matcher.phrases import Language
from matcher.ranking import Ranking
from matcher.signals.base import Reason
from matcher.snapshot import Tie


@dataclass(frozen=True)
class Known:
    """An entity that is tied already or was decided on: shown as that, apart from suggestions."""

    id: str
    name: str
    ties: tuple[Tie, ...]
    because: Reason | None = None
    feedback: Feedback | None = None

    def said(self, language: Language) -> str:
        """How it is tied and what was decided, in sentences; empty where the ties say it all."""
        told = (self.because, decided(self.feedback) if self.feedback else None)
        return " ".join(reason.said(language) for reason in told if reason)

    @property
    def note(self) -> str:
        """The same in English."""
        return self.said("en")


@dataclass(frozen=True)
class Answer:
    """A ranked answer.

    Attributes:
        subject, name: what was asked about; the id is empty for a description.
        ranking: the suggestions, or why there are none.
        known: who is tied already.
        snapshot, model: what it rests on.
        asked: what was asked, so that it can be asked again.
        version: of the weights.
        on: the day that it was given for.
        known_by: where it is told as of a day, what was left out.
        brokerage_of: the earlier graph of which the estimate of brokerage is; None: of this one.
    """

    subject: str
    name: str
    ranking: Ranking
    known: tuple[Known, ...]
    snapshot: str
    model: str
    asked: Mapping[str, Any]
    version: str
    on: date
    known_by: KnownBy | None = None
    brokerage_of: str | None = None
