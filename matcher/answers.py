"""Answers as plain data: the one shape that the API, the command line and files have."""

from __future__ import annotations

from typing import Any

from matcher.engine import Answer, Known
from matcher.ranking import Ranked
from matcher.snapshot import Tie


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer as JSON-ready data; floats are given in full, so that they can be compared."""
    return {
        "subject": {"id": answer.subject or None, "name": answer.name},
        "results": [ranked_json(one) for one in answer.ranking.results],
        "known": [known_json(one) for one in answer.known],
        "considered": answer.ranking.considered,
        "message": answer.ranking.message or None,
        "weights": dict(answer.ranking.weights),
        "snapshot": answer.snapshot,
        "model": answer.model,
    }


def ranked_json(ranked: Ranked) -> dict[str, Any]:
    """One ranked candidate with its evidence and paths."""
    return {
        "id": ranked.id,
        "name": ranked.name,
        "score": ranked.score,
        "evidence": [
            {
                "feature": one.feature,
                "value": one.value,
                "weight": one.weight,
                "contribution": one.contribution,
                "explanation": one.explanation,
            }
            for one in ranked.evidence
        ],
        "paths": [[tie_json(tie) for tie in path] for path in ranked.paths],
    }


def known_json(known: Known) -> dict[str, Any]:
    """One entity that is tied already, with the ties."""
    return {
        "id": known.id,
        "name": known.name,
        "note": known.note or None,
        "ties": [tie_json(tie) for tie in known.ties],
    }


def tie_json(tie: Tie) -> dict[str, Any]:
    """A relationship with its ends and all that is said of it, source and date among it."""
    told = {name: value for name, value in tie.properties.items() if name not in ("key", "others")}
    return {"start": tie.start, "type": tie.type, "end": tie.end, **told}
