"""A decision as a sentence and as plain data, in English or Malayalam."""

from __future__ import annotations

from typing import Any

from matcher.feedback.record import Feedback
from matcher.phrases import Language, Slots, Words, say
from matcher.roles import ROLES
from matcher.signals.base import Reason


def decided(record: Feedback) -> Reason:
    """What was decided, when, in which role and why."""
    slots: Slots = {"day": record.day, "role": Words(*ROLES.get(record.role, (record.role, ""))),
             "reason": reason_of(record), "until": record.until}  # fmt: skip
    return Reason(f"feedback.{record.verdict}{'_why' if record.reason else ''}", slots)


def reason_of(record: Feedback) -> Words:
    """Its reason in both languages."""
    key = f"feedback.reason.{record.reason or 'other'}"
    return Words(say(key, "en"), say(key, "ml"))


def feedback_json(record: Feedback, language: Language = "en") -> dict[str, Any]:
    """A record as JSON-ready data; what it does not have is null."""
    told = {name: value or None for name, value in vars(record).items()}
    said = decided(record).said(language) if record.verdict != "undo" else None
    return told | {"says": said}
