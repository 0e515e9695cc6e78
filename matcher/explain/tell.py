"""Explanations of a pair as sentences and as plain data, in English or Malayalam."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from matcher.answers import known_json, ranked_json
from matcher.as_of import as_of_json
from matcher.code import code
from matcher.explain.counterfactual import Counterfactual
from matcher.explain.why import Against, Gap, Why
from matcher.phrases import Language, Slot, Slots, Words, listed, say, signal
from matcher.ranking import Evidence
from matcher.snapshot import Snapshot

# Differences below this are no reason to name a signal.
_SMALL = 0.005
_HOLDS, _LIFTS = 4, 2


def why_sentences(why: Why, language: Language = "en") -> list[str]:
    """What is to be said of a pair: where it stands, what holds it down, and what would change that."""
    return list(_why(why, language))


def _why(why: Why, language: Language) -> Iterator[str]:
    yield place_sentence(why, language)
    if why.excluded is not None:
        yield why.excluded.said(language)
    for at, against in enumerate(why.against):
        yield from against_sentences(against, why.question.engine.snapshot, language, whole=at == 0)
    if why.change is not None:
        yield change_sentence(why.change, language)
        yield say("change.beyond", language)


def place_sentence(why: Why, language: Language = "en") -> str:
    """Where a candidate stands."""
    snapshot, asked = why.question.engine.snapshot, why.question.profile
    slots: dict[str, Slot] = {
        "of": Words(snapshot.name(why.id), snapshot.name(why.id, "ml")),
        "asked": Words(asked.name, snapshot.name(asked.id, "ml") if asked.id else ""),
        "considered": why.considered,
    }
    if why.ranked is None:
        return say("why.not_ranked", language, slots)
    slots |= {"score": f"{why.ranked.score:.3f}", "place": str(why.place)}
    return say("why.place" if why.place else "why.apart", language, slots)


def against_sentences(
    against: Against, snapshot: Snapshot, language: Language = "en", *, whole: bool = True
) -> Iterator[str]:
    """How far apart two candidates are, and by which signals.

    Args:
        whole: with what is said of either of them; else the signals by name alone.
    """
    rival = Words(against.rival.name, snapshot.name(against.rival.id, "ml"))
    phrase = "why.behind" if against.lacking >= 0 else "why.ahead"
    slots: Slots = {"rival": rival, "place": str(against.place), "lacking": f"{abs(against.lacking):.3f}"}
    yield say(phrase, language, slots)
    lifting = [gap for gap in reversed(against.gaps) if gap.difference > _SMALL]
    holding = [gap for gap in against.gaps if gap.difference < -_SMALL][:_HOLDS]
    if not whole:
        named = [_named(gap) for gap in holding]
        if named:
            yield say("why.mostly", language, {"signals": listed(named)})
        return
    for gap in holding:
        yield _gap("why.holds", gap, rival, language)
    for gap in lifting[:_LIFTS]:
        yield _gap("why.lifts", gap, rival, language)


def _named(gap: Gap) -> Words:
    slots: Slots = {"signal": signal(gap.feature), "difference": f"{gap.difference:+.3f}"}
    return Words(say("why.signal", "en", slots), say("why.signal", "ml", slots))


def _gap(phrase: str, gap: Gap, rival: Words, language: Language) -> str:
    return say(phrase, language, {
        "signal": signal(gap.feature), "difference": f"{gap.difference:+.3f}", "rival": rival,
        "mine": _begun(gap.mine.reason.said(language)), "theirs": _begun(gap.theirs.reason.said(language)),
    })  # fmt: skip


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def change_sentence(change: Counterfactual, language: Language = "en") -> str:
    """The smallest change, or that there is none among those considered."""
    if change.changes:
        told = listed([Words(one.says.said("en"), one.says.said("ml")) for one in change.changes], mark="; ")
        slots: Slots = {"top": change.top, "changes": told, "place": str(change.place),
                 "score": f"{change.score:.3f}"}  # fmt: skip
        return say("change.found", language, slots)
    if change.best is None:
        return say("change.nothing", language)
    tried = {"considered": change.considered, "tried": change.tried}
    return say("change.none", language, {**tried, "top": change.top, "best": str(change.best)})


def why_json(why: Why, language: Language = "en") -> dict[str, Any]:
    """The explanation of a pair as JSON-ready data."""
    asked = why.question.profile
    ranked = ranked_json(why.ranked, language) if why.ranked else None
    return {
        "question": why.question.kind,
        "subject": {"id": asked.id or None, "name": asked.name},
        "candidate": {"id": why.id, "name": why.name},
        "rank": why.place,
        "considered": why.considered,
        "top": why.top,
        "score": why.ranked.score if why.ranked else None,
        "evidence": ranked["evidence"] if ranked else [],
        "paths": ranked["paths"] if ranked else [],
        "probability": why.ranked.probability if why.ranked else None,
        "not_ranked_because": why.excluded.said(language) if why.excluded else None,
        "known": known_json(why.known, language) if why.known else None,
        "against": [_against_json(one, language) for one in why.against],
        "counterfactual": _change_json(why.change, language) if why.change else None,
        "sentences": why_sentences(why, language),
        "weights": dict(why.question.standings.weights),
        "snapshot": why.question.engine.snapshot.id,
        "model": why.question.engine.model,
        "weights_version": why.question.engine.version,
        "code": code(),
        "on": why.question.engine.today.isoformat(),
        "as_of": as_of_json(known) if (known := why.question.engine.known_by) else None,
    }


def _against_json(against: Against, language: Language) -> dict[str, Any]:
    return {
        "rank": against.place,
        "id": against.rival.id,
        "name": against.rival.name,
        "score": against.rival.score,
        "lacking": against.lacking,
        "signals": [
            {"feature": gap.feature, "name": signal(gap.feature).said(language),
             "difference": gap.difference, "mine": _side(gap.mine, language),
             "theirs": _side(gap.theirs, language)}
            for gap in against.gaps
        ],
    }  # fmt: skip


def _side(one: Evidence, language: Language) -> dict[str, Any]:
    told = one.reason.said(language)
    return {"value": one.value, "contribution": one.contribution, "explanation": told}


def _change_json(change: Counterfactual, language: Language) -> dict[str, Any]:
    return {
        "found": bool(change.changes),
        "changes": [
            {"kind": one.kind, "says": one.says.said(language),
             "ties": [{"start": tie.start, "type": tie.type, "end": tie.end,
                       "statement": tie.get("statement")} for tie in one.ties],
             "facts": {identity: dict(fields) for identity, fields in one.facts.items()}}
            for one in change.changes
        ],
        "rank": change.place,
        "score": change.score,
        "considered": change.considered,
        "tried": change.tried,
        "best_rank": change.best,
        "sentence": change_sentence(change, language),
    }  # fmt: skip
