"""A programme desk as text: the constituencies, their clusters, and what to ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console

from api.cli.render import bullet, heading, paragraph
from api.pages.render import Teller, columns, questions
from api.pages.words import word
from matcher.rules.phrases import Language

_MARKS = {"met": "✓", "failed": "✗", "missing": "?", "conflict": "!"}


def show_desk(out: Console, desk: Mapping[str, Any], language: Language) -> None:
    """The desk of a district, from `desk_json` in that language."""
    teller = Teller(language)
    heads = columns(desk, language)
    out.print()
    paragraph(
        out,
        f"{word('title', language)}: {word('district', language, name=teller.name(desk['district']))}",
        style="bold",
    )
    paragraph(out, word("rules_on", language, on=desk["on"]))
    if desk["programme"]["past_review"]:
        paragraph(out, word("past_review", language, review=desk["programme"]["review"]))
    paragraph(out, " · ".join(f"{sign} {word(state, language)}" for state, sign in _MARKS.items()))
    for seat in desk["constituencies"]:
        heading(out, f"{seat['number']} {teller.name(seat)}")
        if not seat["clusters"]:
            paragraph(out, word("none_known", language), indent=2, style="dim")
        for cluster in seat["clusters"]:
            _cluster(out, cluster, heads, teller, language)
    if desk["unplaced"]:
        heading(out, word("unplaced_caption", language))
        for cluster in desk["unplaced"]:
            _cluster(out, cluster, heads, teller, language)
    asked = questions(desk)
    if asked:
        heading(out, word("questions", language))
        for each in asked:
            paragraph(out, str(each["text"]), indent=2)
            for cluster in each["clusters"]:
                bullet(out, teller.name(cluster))
    out.print()


def _cluster(
    out: Console, cluster: Mapping[str, Any], heads: list[tuple[str, str]], teller: Teller,
    language: Language,
) -> None:  # fmt: skip
    first = f" ({word('first', language)})" if cluster["first"] else ""
    paragraph(out, teller.name(cluster) + first, indent=2, style="bold")
    paragraph(out, f"{teller.facts_line(cluster)}. {teller.status(cluster)}.", indent=4)
    marks = [(title, teller.mark(cluster, key)) for key, title in heads]
    told = [f"{title} {_MARKS[state]}" for title, state in marks if state in _MARKS]
    paragraph(out, " · ".join(told), indent=4)
    suggested = [teller.name(one) for one in cluster["mentors"]["suggested"]]
    if suggested:
        paragraph(out, f"{word('mentors', language)}: {', '.join(suggested)}", indent=4, hang=2)
    if cluster["pilots"]:
        paragraph(out, f"{word('pilots', language)}: {teller.names(cluster['pilots'])}", indent=4, hang=2)
    for each in cluster["conflicts"]:
        voices = "; ".join(f"{one['text']} ({_voice(one, language)})" for one in each["values"])
        paragraph(out, f"{word('conflict', language)}: {each['label']}: {voices}", indent=4, hang=2)
    for each in cluster["said"]:
        text = each["text"] if each["text"] is not None else word("field_unknown", language)
        said = word("said", language, as_of=each["as_of"])
        paragraph(out, f"{each['label']}: {text} ({said})", indent=4, hang=2)


def _voice(one: Mapping[str, Any], language: Language) -> str:
    if one["said"]:
        return word("said", language, as_of=one["as_of"])
    return f"{one['source']}, {one['as_of']}"
