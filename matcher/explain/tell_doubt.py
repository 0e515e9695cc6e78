"""The doubt of an answer as sentences and as plain data, in English or Malayalam."""

from __future__ import annotations

from typing import Any

from matcher.explain.doubt import Doubt
from matcher.phrases import Language, Slots, Words, listed, say
from matcher.snapshot import Snapshot


def doubt_sentences(doubt: Doubt, snapshot: Snapshot, language: Language = "en") -> list[str]:
    """Which places are too close to call."""
    told = []
    for group in doubt.groups:
        names = listed([Words(snapshot.name(i), snapshot.name(i, "ml")) for i in group.ids], mark="; ")
        slots: Slots = {"first": str(group.first), "last": str(group.last), "names": names}
        told.append(say("doubt.group", language, slots))
    return told or [say("doubt.clear", language, {"top": len(doubt.intervals)})]


def doubt_json(doubt: Doubt, snapshot: Snapshot, language: Language = "en") -> dict[str, Any]:
    """The doubt of an answer as JSON-ready data."""
    return {
        "draws": doubt.draws,
        "too_close": [
            {"first": group.first, "last": group.last, "ids": list(group.ids), "holds": group.holds}
            for group in doubt.groups
        ],
        "ask": [
            {"id": one.of, "fact": one.fact, "question": one.asks.said(language),
             "expected_swaps": one.swaps, "expected_change": one.moved}
            for one in doubt.ask
        ],
        "sentences": doubt_sentences(doubt, snapshot, language),
    }  # fmt: skip


def interval_text(places: tuple[int, int], language: Language = "en") -> str:
    """The ranks between which most draws put a candidate, in words."""
    low, high = (str(place) for place in places)
    return say("doubt.one" if low == high else "doubt.interval", language, {"low": low, "high": high})
