"""A ranked answer as an officer reads it, and as rows of a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from api.cli.output import Cell, clean
from api.cli.render import (
    Sources,
    bullet,
    heading,
    kind_of,
    paragraph,
    place_line,
    place_of,
    sentence,
    source_of,
)
from graph.fields import cell

if TYPE_CHECKING:
    from matcher.engine import Answer, Known
    from matcher.explain.doubt import Doubt
    from matcher.phrases import Language
    from matcher.ranking import Evidence, Ranked
    from matcher.snapshot import Snapshot, Tie

# The best are told with reasons; the rest follow in one line each.
_TOLD = 5
_REASONS = 4
# Evidence that adds less than this share of a score is left to --json.
_NOTICEABLE = 0.04
# Up to this value the sentence of a signal says that there is little or nothing to say.
_LITTLE = {"whole_text": 0.3, "ready": 0.5}
# One path has two relationships at most that matter to a reader: what is needed and what is offered.
_PATHS = 1
_MORE_KNOWN = 8
CSV_COLUMNS = (
    "rank", "status", "id", "name", "kind", "place", "district", "state", "score",
    "reason_1", "reason_2", "reason_3", "reason_4", "sources",
    "rank_from", "rank_to", "probability",
)  # fmt: skip


def show_answer(
    out: Console,
    answer: Answer,
    snapshot: Snapshot,
    kind: str,
    name: str,
    language: Language = "en",
    sure: Doubt | None = None,
) -> None:
    """An answer in text.

    Args:
        kind: `mentors` or `pilots`.
        name: of what was asked about.
        sure: how sure the order is, where that was asked.
    """
    from matcher.answers import probability_note
    from matcher.as_of import note
    from matcher.phrases import say

    sources = Sources()
    out.print(Text(clean(say(f"rank.{kind}", language, {"name": name})), style="bold"))
    ranking = answer.ranking
    if answer.known_by is not None:
        paragraph(out, note(answer.known_by), style="dim")
    if answer.subject:
        paragraph(out, sentence(about(snapshot, answer.subject, language)), style="dim")
    if ranking.nobody:
        out.print()
        paragraph(out, ranking.said(language))
    else:
        compared = say("rank.compared", language, {"considered": ranking.considered})
        paragraph(out, compared, style="dim")
        paragraph(out, sentence(probability_note(ranking.results, language)) + ".", style="dim")
    for rank, one in enumerate(ranking.results[:_TOLD], start=1):
        _show_ranked(out, rank, one, snapshot, sources, language, sure)
    if rest := ranking.results[_TOLD:]:
        heading(out, say("rank.next", language))
        for rank, one in enumerate(rest, start=_TOLD + 1):
            place = place_line(snapshot, one.id, language)
            between = interval_note(one.id, sure, language)
            line = f"{rank:2}. {one.score:.2f}  {snapshot.name(one.id, language)}"
            paragraph(out, line + (f" ({place})" if place else "") + between, hang=10)
    if sure is not None:
        show_doubt(out, sure, snapshot, language)
    tied = [known for known in answer.known if known.ties]
    decided = [known for known in answer.known if not known.ties]
    for title, shown in ((f"known.{kind}", tied), ("feedback.heading", decided)):
        if shown:
            heading(out, say(title, language))
        for helper in shown[:_MORE_KNOWN]:
            _show_known(out, helper, snapshot, sources, language)
        if (left := len(shown) - _MORE_KNOWN) > 0:
            paragraph(out, say("rank.more", language, {"more": left}), indent=4)
    sources.show(out, say("rank.sources", language))


def _show_ranked(
    out: Console, rank: int, one: Ranked, snapshot: Snapshot, sources: Sources, language: Language,
    sure: Doubt | None,
) -> None:  # fmt: skip
    from matcher.phrases import say

    out.print()
    paragraph(out, f"{rank:2}. {snapshot.name(one.id, language)}", hang=4, style="bold")
    score = say("rank.score", language, {"score": f"{one.score:.2f}"})
    if one.probability is not None:
        likely = {"probability": f"{one.probability:.0%}"}
        score += " · " + say("probability.value", language, likely)
    between = interval_note(one.id, sure, language)
    paragraph(out, f"{score}{between} · {about(snapshot, one.id, language)}", indent=4, style="dim")
    for evidence in reasons(one):
        told = sentence(evidence.reason.said(language))
        bullet(out, told + sources.mark(_sources(evidence)))


def interval_note(identity: str, sure: Doubt | None, language: Language) -> str:
    """The ranks that an entity may have, to follow its score; empty where that was not asked."""
    if sure is None or identity not in sure.intervals:
        return ""
    from matcher.explain.tell_doubt import interval_text

    return f" · {interval_text(sure.intervals[identity], language)}"


def show_doubt(out: Console, sure: Doubt, snapshot: Snapshot, language: Language) -> None:
    """How sure the order is, and what to find out to be surer."""
    from matcher.explain.tell_doubt import doubt_sentences
    from matcher.phrases import say

    heading(out, say("doubt.heading", language))
    for told in doubt_sentences(sure, snapshot, language):
        bullet(out, told)
    if sure.ask:
        paragraph(out, say("doubt.ask", language) + ":", indent=4)
        for one in sure.ask:
            bullet(out, one.asks.said(language), indent=6)
    paragraph(out, say("doubt.draws", language, {"draws": sure.draws}), indent=4, style="dim")


def about(snapshot: Snapshot, identity: str, language: Language) -> str:
    """What something is and where, in words."""
    from matcher.phrases import say

    what, place = kind_of(snapshot, identity, language), place_line(snapshot, identity, language)
    return say("rank.in", language, {"what": what, "place": place}) if place else what


def reasons(one: Ranked) -> list[Evidence]:
    """The strongest evidence of a candidate: of what adds a noticeable share, the sourced first."""
    adding = [
        evidence
        for evidence in one.evidence
        if evidence.contribution >= _NOTICEABLE * one.score
        and evidence.value > _LITTLE.get(evidence.feature, 0.0)
    ]
    return sorted(adding, key=lambda evidence: not evidence.paths)[:_REASONS]


def _sources(evidence: Evidence) -> list[str]:
    return [source_of(tie.properties) for path in evidence.paths[:_PATHS] for tie in path]


def _show_known(out: Console, known: Known, snapshot: Snapshot, sources: Sources, language: Language) -> None:
    place = place_line(snapshot, known.id, language)
    out.print()
    paragraph(out, snapshot.name(known.id, language) + (f" ({place})" if place else ""), indent=4)
    if told := known.said(language):
        paragraph(out, told, indent=4)
    for tie in known.ties:
        bullet(out, work_of(tie, language) + sources.mark([source_of(tie.properties)]))


def work_of(tie: Tie, language: Language = "en") -> str:
    """What a documented tie consists of, in one sentence."""
    from matcher.phrases import say, term

    kind = term(tie.get("kind") or tie.get("status") or tie.type.lower()).said(language)
    what = f": {tie.get('what')}" if tie.get("what") else ""
    since = tie.get("year") or tie.get("since")
    planned = f", {say('known.planned', language)}" if tie.get("planned") else ""
    return sentence(f"{kind}{what}{f' ({since})' if since else ''}{planned}.")


def csv_rows(
    answer: Answer, snapshot: Snapshot, language: Language = "en", sure: Doubt | None = None
) -> Iterator[Sequence[Cell]]:
    """The rows of an answer under CSV_COLUMNS: suggestions by rank, then those tied already."""
    intervals = sure.intervals if sure is not None else {}
    for rank, one in enumerate(answer.ranking.results, start=1):
        best = [sentence(evidence.reason.said(language)) for evidence in reasons(one)]
        best += [""] * (_REASONS - len(best))
        told = dict.fromkeys(source for evidence in reasons(one) for source in _sources(evidence))
        yield (rank, "suggested", *_facts(snapshot, one.id, one.name), one.score, *best,
               cell(list(told)), *intervals.get(one.id, (None, None)), one.probability)  # fmt: skip
    for known in answer.known:
        best = [known.said(language), *(work_of(tie, language) for tie in known.ties)]
        best = [text for text in best if text][:_REASONS]
        best += [""] * (_REASONS - len(best))
        told = dict.fromkeys(source_of(tie.properties) for tie in known.ties)
        status = "known already" if known.ties else "decided on"
        yield (None, status, *_facts(snapshot, known.id, known.name), None, *best,
               cell(list(told)), None, None, None)  # fmt: skip


def _facts(snapshot: Snapshot, identity: str, name: str) -> tuple[str, ...]:
    return identity, name, kind_of(snapshot, identity), *place_of(snapshot, identity)
