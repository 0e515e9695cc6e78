"""What a subject can get as rows of a spreadsheet: one a scheme, judged, connected by sources, or both."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from api.cli.output import Cell
from graph.fields import cell

if TYPE_CHECKING:
    from matcher.rules.verdict import Verdict
    from matcher.schemes import SchemeAnswer, SchemeMatch

_JUDGED = (
    "verdict", "why", "on", "conditions", "missing", "gives_low", "gives_high", "rule_source", "rule_as_of",
    "review",
)  # fmt: skip
_CONNECTED = ("authority", "status", "purpose", "who_may_apply", "gives")
COLUMNS = ("id", "name", *_JUDGED, "basis", "reasons", *_CONNECTED, "source", "as_of")
_TELLS = {"eligible": "met", "unknown": "missing", "not_eligible": "failed"}


def rows(verdicts: Sequence[Verdict], ties: SchemeAnswer | None) -> Iterator[Sequence[Cell]]:
    """A row for each verdict in order, then for each connected scheme without a rule, under COLUMNS."""
    matches = {match.id: match for match in ties.results} if ties else {}
    for verdict in verdicts:
        match = matches.pop(verdict.scheme, None)
        yield verdict.scheme, verdict.rule.name, *_judged(verdict), *_connected(match)
    for match in matches.values():
        yield match.id, str(match.facts["name"]), *[None] * len(_JUDGED), *_connected(match)


def _judged(verdict: Verdict) -> Sequence[Cell]:
    from matcher.rules.answer import group_of

    texts = dict.fromkeys(
        f"{each.clause.id}: {each.clause.words.text}"
        for reading in verdict.readings
        for each in reading.conditions
        if each.state == _TELLS[verdict.status]
    )
    sums = list(verdict.amounts.values())
    low, high = sum(each.low for each in sums), sum(each.high for each in sums)
    version = verdict.readings[0].version if verdict.readings else None
    return (
        group_of(verdict), verdict.reason, verdict.on.isoformat(), cell(list(texts)),
        cell(list(verdict.missing)), low if sums else None, high if sums and math.isfinite(high) else None,
        version.source if version else None, version.as_of if version else None,
        verdict.rule.review.isoformat(),
    )  # fmt: skip


def _connected(match: SchemeMatch | None) -> Sequence[Cell]:
    if match is None:
        return [None] * (4 + len(_CONNECTED))
    facts = match.facts
    why = cell([reason.explanation for reason in match.reasons])
    texts = [str(facts.get(name) or "") for name in _CONNECTED]
    return match.basis, why, *texts, str(facts["source"]), str(facts["as_of"])
