"""Schemes for an entity, as a person reads them, and as rows of a spreadsheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from api.cli.output import Cell, clean
from api.cli.render import Sources, bullet, heading, paragraph, source_of, words
from graph.fields import cell

if TYPE_CHECKING:
    from matcher.schemes import SchemeAnswer, SchemeMatch

_GROUPS = {
    "documented": "Documented for it",
    "industry": "Meant for its industry",
    "category": "Meant for its category",
    "general": "Open to its kind in general",
}
# The strongest are told in full; of the others the names are enough on a first screen.
_TOLD = 5
_REASONS = 3
CSV_COLUMNS = (
    "basis", "id", "name", "authority", "status", "purpose", "who_may_apply", "gives", "reasons",
    "source", "as_of",
)  # fmt: skip


def show_schemes(out: Console, answer: SchemeAnswer) -> None:
    """The answer in text, by the ground on which each scheme is shown."""
    from matcher.schemes import NOTE

    sources = Sources()
    generated = " (a generated example, no real firm)" if answer.synthetic else ""
    out.print(Text(clean(f"Schemes for {answer.name}{generated}"), style="bold"))
    _show_ties(out, answer, sources)
    out.print()
    paragraph(out, NOTE)
    _show_ended(out, answer)
    sources.show(out)


def show_connected(out: Console, answer: SchemeAnswer, sources: Sources) -> None:
    """The same below the verdicts of an answer, with the sources of that answer."""
    from matcher.schemes import NOTE

    heading(out, "What sources connect with it, whether or not a rule is written down")
    paragraph(out, NOTE)
    _show_ties(out, answer, sources)
    _show_ended(out, answer)


def _show_ties(out: Console, answer: SchemeAnswer, sources: Sources) -> None:
    if answer.message:
        paragraph(out, answer.message)
    else:
        paragraph(out, f"{answer.found} of the {answer.considered} schemes in the graph.", style="dim")
    told = 0
    for basis, title in _GROUPS.items():
        group = [match for match in answer.results if match.basis == basis]
        if not group:
            continue
        heading(out, title)
        for match in group:
            if told < _TOLD:
                _show_match(out, match, sources)
                told += 1
            else:
                _show_short(out, match)


def _show_ended(out: Console, answer: SchemeAnswer) -> None:
    if answer.ended:
        counts = Counter(answer.ended.values())
        left = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
        out.print()
        paragraph(out, f"Left out because they have ended: {left}.")


def _show_match(out: Console, match: SchemeMatch, sources: Sources) -> None:
    facts = match.facts
    out.print()
    paragraph(out, str(facts["name"]), indent=2, hang=2, style="bold")
    status = words(facts.get("status")) or "unknown"
    about = (facts.get("authority"), f"status: {status}")
    paragraph(out, " · ".join(str(part) for part in about if part), indent=4, style="dim")
    if facts.get("gives"):
        paragraph(out, f"Gives: {facts['gives']}" + sources.mark([source_of(facts)]), indent=4)
    if facts.get("who_may_apply"):
        paragraph(out, f"Who may apply: {facts['who_may_apply']}", indent=4)
    for reason in match.reasons[:_REASONS]:
        bullet(out, reason.explanation + sources.mark(source_of(tie.properties) for tie in reason.path))


def _show_short(out: Console, match: SchemeMatch) -> None:
    paragraph(out, f"- {match.facts['name']}", indent=2, hang=2)


def csv_rows(answer: SchemeAnswer) -> Iterator[Sequence[Cell]]:
    """One row a scheme under CSV_COLUMNS."""
    for match in answer.results:
        facts = match.facts
        texts = [str(facts.get(name) or "") for name in CSV_COLUMNS[2:8]]
        why = cell([reason.explanation for reason in match.reasons])
        yield match.basis, match.id, *texts, why, str(facts["source"]), str(facts["as_of"])
