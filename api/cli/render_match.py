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
    words,
)
from graph.fields import cell

if TYPE_CHECKING:
    from matcher.engine import Answer, Known
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
)  # fmt: skip


def show_answer(out: Console, answer: Answer, snapshot: Snapshot, question: str, known: str) -> None:
    """An answer in text.

    Args:
        question: its first line.
        known: the heading of those that are tied already.
    """
    sources = Sources()
    out.print(Text(clean(question), style="bold"))
    ranking = answer.ranking
    if answer.subject:
        place = place_line(snapshot, answer.subject)
        paragraph(out, sentence(joined(kind_of(snapshot, answer.subject), place)), style="dim")
    if ranking.message:
        out.print()
        paragraph(out, ranking.message)
    else:
        paragraph(out, f"{ranking.considered} compared; a score runs from 0 to 1.", style="dim")
    for rank, one in enumerate(ranking.results[:_TOLD], start=1):
        _show_ranked(out, rank, one, snapshot, sources)
    if rest := ranking.results[_TOLD:]:
        heading(out, "Next")
        for rank, one in enumerate(rest, start=_TOLD + 1):
            place = place_line(snapshot, one.id)
            line = f"{rank:2}. {one.score:.2f}  {one.name}" + (f" ({place})" if place else "")
            paragraph(out, line, hang=10)
    if answer.known:
        heading(out, known)
        for helper in answer.known[:_MORE_KNOWN]:
            _show_known(out, helper, snapshot, sources)
        if (left := len(answer.known) - _MORE_KNOWN) > 0:
            paragraph(out, f"and {left} more; --json and --csv have them all", indent=4)
    sources.show(out)


def _show_ranked(out: Console, rank: int, one: Ranked, snapshot: Snapshot, sources: Sources) -> None:
    out.print()
    paragraph(out, f"{rank:2}. {one.name}", hang=4, style="bold")
    about = joined(kind_of(snapshot, one.id), place_line(snapshot, one.id))
    paragraph(out, f"score {one.score:.2f} · {about}", indent=4, style="dim")
    for evidence in reasons(one):
        bullet(out, sentence(evidence.explanation) + sources.mark(_sources(evidence)))


def reasons(one: Ranked) -> list[Evidence]:
    """The strongest evidence of a candidate: of what adds a noticeable share, the sourced first."""
    adding = [
        evidence
        for evidence in one.evidence
        if evidence.contribution >= _NOTICEABLE * one.score
        and evidence.value > _LITTLE.get(evidence.feature, 0.0)
    ]
    return sorted(adding, key=lambda evidence: not evidence.paths)[:_REASONS]


def joined(what: str, place: str) -> str:
    """What something is and where, in words."""
    return f"{what} in {place}" if place else what


def _sources(evidence: Evidence) -> list[str]:
    return [source_of(tie.properties) for path in evidence.paths[:_PATHS] for tie in path]


def _show_known(out: Console, known: Known, snapshot: Snapshot, sources: Sources) -> None:
    place = place_line(snapshot, known.id)
    out.print()
    paragraph(out, known.name + (f" ({place})" if place else ""), indent=4)
    if known.note:
        paragraph(out, known.note, indent=4)
    for tie in known.ties:
        bullet(out, work_of(tie) + sources.mark([source_of(tie.properties)]))


def work_of(tie: Tie) -> str:
    """What a documented tie consists of, in one sentence."""
    kind = words(tie.get("kind") or tie.get("status") or tie.type.lower())
    what = f": {tie.get('what')}" if tie.get("what") else ""
    since = tie.get("year") or tie.get("since")
    planned = ", planned" if tie.get("planned") else ""
    return sentence(f"{kind}{what}{f' ({since})' if since else ''}{planned}.")


def csv_rows(answer: Answer, snapshot: Snapshot) -> Iterator[Sequence[Cell]]:
    """The rows of an answer under CSV_COLUMNS: suggestions by rank, then those tied already."""
    for rank, one in enumerate(answer.ranking.results, start=1):
        best = [sentence(evidence.explanation) for evidence in reasons(one)]
        best += [""] * (_REASONS - len(best))
        told = dict.fromkeys(source for evidence in reasons(one) for source in _sources(evidence))
        yield (rank, "suggested", *_facts(snapshot, one.id, one.name), one.score, *best,
               cell(list(told)))  # fmt: skip
    for known in answer.known:
        best = [known.note, *(work_of(tie) for tie in known.ties)]
        best = [text for text in best if text][:_REASONS]
        best += [""] * (_REASONS - len(best))
        told = dict.fromkeys(source_of(tie.properties) for tie in known.ties)
        yield (None, "known already", *_facts(snapshot, known.id, known.name), None, *best,
               cell(list(told)))  # fmt: skip


def _facts(snapshot: Snapshot, identity: str, name: str) -> tuple[str, ...]:
    return identity, name, kind_of(snapshot, identity), *place_of(snapshot, identity)
