"""Answers as plain data: the one shape that the API, the command line and files have."""

from __future__ import annotations

from typing import Any

from matcher.as_of import as_of_json
from matcher.code import code
from matcher.engine import Answer, Known
from matcher.explain.doubt import Doubt, doubt
from matcher.explain.tell_doubt import doubt_json
from matcher.feedback.tell import feedback_json
from matcher.phrases import Language, say
from matcher.ranking import Evidence, Ranked
from matcher.snapshot import Tie


def doubt_of(answer: Answer) -> Doubt | None:
    """How sure the order of an answer is; None when nobody is ranked."""
    standings, shown = answer.ranking.standings, len(answer.ranking.results)
    return doubt(standings, shown) if standings is not None and shown else None


def answer_json(answer: Answer, language: Language = "en", sure: Doubt | None = None) -> dict[str, Any]:
    """An answer as JSON-ready data; floats are given in full, so that they can be compared.

    Args:
        language: of the sentences.
        sure: how sure its order is, where that was asked.
    """
    standings = answer.ranking.standings
    snapshot = standings.scene.snapshot if standings is not None else None
    return {
        "subject": {"id": answer.subject or None, "name": answer.name},
        "results": [
            ranked_json(one, language) | {"interval": _interval(sure, one.id)}
            for one in answer.ranking.results
        ],
        "known": [known_json(one, language) for one in answer.known],
        "considered": answer.ranking.considered,
        "message": answer.ranking.said(language) or None,
        "doubt": doubt_json(sure, snapshot, language) if sure and snapshot else None,
        "probability_note": probability_note(answer.ranking.results, language),
        "weights": dict(answer.ranking.weights),
        "snapshot": answer.snapshot,
        "brokerage_of": answer.brokerage_of,
        "model": answer.model,
        "weights_version": answer.version,
        "code": code(),
        "on": answer.on.isoformat(),
        "as_of": as_of_json(answer.known_by) if answer.known_by else None,
        "asked": {**answer.asked, "lang": language, "doubt": sure is not None},
    }


def probability_note(results: tuple[Ranked, ...], language: Language = "en") -> str:
    """What the probabilities rest on, or that scores are not calibrated."""
    known = any(one.probability is not None for one in results)
    return say("probability.known" if known else "probability.none", language)


def _interval(sure: Doubt | None, identity: str) -> list[int] | None:
    return list(sure.intervals[identity]) if sure and identity in sure.intervals else None


def ranked_json(ranked: Ranked, language: Language = "en") -> dict[str, Any]:
    """One ranked candidate with its evidence and paths."""
    return {
        "id": ranked.id,
        "name": ranked.name,
        "score": ranked.score,
        "probability": ranked.probability,
        "evidence": [
            {
                "feature": one.feature,
                "value": one.value,
                "weight": one.weight,
                "contribution": one.contribution,
                "explanation": one.reason.said(language),
                "sources": sources_json(one),
            }
            for one in ranked.evidence
        ],
        "paths": [[tie_json(tie) for tie in path] for path in ranked.paths],
    }


def sources_json(evidence: Evidence) -> list[dict[str, str]]:
    """The sources of what a piece of evidence rests on, each once, with the date that it speaks of."""
    ties = (tie for path in evidence.paths for tie in path)
    told = ((str(tie.get("source") or ""), str(tie.get("as_of") or "")) for tie in ties)
    return [{"source": source, "as_of": as_of} for source, as_of in dict.fromkeys(told) if source]


def known_json(known: Known, language: Language = "en") -> dict[str, Any]:
    """One entity that is tied already, with the ties."""
    return {
        "id": known.id,
        "name": known.name,
        "note": known.said(language) or None,
        "feedback": feedback_json(known.feedback, language) if known.feedback else None,
        "ties": [tie_json(tie) for tie in known.ties],
    }


def tie_json(tie: Tie) -> dict[str, Any]:
    """A relationship with its ends and all that is said of it, source and date among it."""
    told = {name: value for name, value in tie.properties.items() if name not in ("key", "others")}
    return {"start": tie.start, "type": tie.type, "end": tie.end, **told}
