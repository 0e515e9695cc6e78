"""The explanation of a pair as an officer reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from api.cli.output import clean
from api.cli.render import Sources, bullet, heading, paragraph, sentence, source_of
from api.cli.render_match import about, work_of

if TYPE_CHECKING:
    from matcher.explain.why import Why
    from matcher.phrases import Language


def show_why(out: Console, why: Why, language: Language = "en") -> None:
    """Where a candidate stands and what its score is made of, whom it falls behind, what would change it."""
    from matcher.as_of import note
    from matcher.explain.tell import against_sentences, change_sentence, place_sentence
    from matcher.phrases import say, signal

    sources, snapshot = Sources(), why.question.engine.snapshot
    out.print(Text(clean(place_sentence(why, language)), style="bold"))
    if why.question.engine.known_by is not None:
        paragraph(out, note(why.question.engine.known_by), style="dim")
    paragraph(out, sentence(about(snapshot, why.id, language)), style="dim")
    if why.excluded is not None:
        paragraph(out, why.excluded.said(language))
    for tie in why.known.ties if why.known is not None else ():
        bullet(out, work_of(tie, language) + sources.mark([source_of(tie.properties)]))
    for at, against in enumerate(why.against):
        first, *rest = against_sentences(against, snapshot, language, whole=at == 0)
        heading(out, first)
        for line in rest:
            bullet(out, line)
    if why.change is not None:
        heading(out, say("why.change", language))
        paragraph(out, change_sentence(why.change, language), indent=4)
        paragraph(out, say("change.beyond", language), indent=4, style="dim")
    if why.ranked is not None:
        heading(out, say("why.evidence", language))
        for one in why.ranked.evidence:
            name = signal(one.feature).said(language)
            told = f"{one.contribution:.3f}  {sentence(name)} ({one.value:.2f} × {one.weight:.2f})"
            marks = sources.mark([source_of(tie.properties) for path in one.paths[:1] for tie in path])
            bullet(out, f"{told}: {sentence(one.reason.said(language))}{marks}")
        total = say("why.all", language, {"score": f"{why.ranked.score:.3f}"})
        paragraph(out, sentence(total) + ".", indent=4, style="dim")
    sources.show(out, say("rank.sources", language))
