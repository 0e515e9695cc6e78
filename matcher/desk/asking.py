"""The next question for the field: where the cluster lies, then what the programme hangs on."""

from __future__ import annotations

from collections.abc import Set
from datetime import date

from matcher.desk.parts import PROGRAMME, Ask
from matcher.rules.facts import Facts
from matcher.rules.library import Library
from matcher.rules.phrases import question
from matcher.rules.question import next_question, open_facts
from matcher.rules.verdict import judge

_PLACE = "constituency"
_PLACE_WHY = (
    "Clusters are chosen constituency by constituency.",
    "മണ്ഡലം തിരിച്ചാണ് ക്ലസ്റ്ററുകൾ തിരഞ്ഞെടുക്കുന്നത്.",
)
# While the programme is open, its questions come before those of other schemes.
_WEIGHT = 100.0


def next_ask(
    library: Library, facts: Facts, on: date, seat: str | None, unknown: Set[str] = frozenset()
) -> Ask | None:
    """The next question on a cluster, None when no answer could change a verdict.

    Args:
        seat: the constituency in which it is looked at, None where none is known.
        unknown: facts that the field has said it does not know.
    """
    if seat is None and _PLACE not in unknown:
        fact = library.facts[_PLACE]
        return Ask(_PLACE, question(fact), question(fact, "ml"), *_PLACE_WHY)
    # What a question takes for granted: no plan without a mentor, no duration without a plan.
    early = {
        name for name, fact in library.facts.items() if fact.after and facts.env.get(fact.after) is not True
    }
    skipped = unknown | early
    wanted = set(open_facts(library, facts, on, [PROGRAMME])) - skipped
    found = next_question(library, facts, on, skipped=skipped, values={PROGRAMME: _WEIGHT})
    if found is not None and wanted and found.fact not in wanted:
        found = next_question(library, facts, on, schemes=[PROGRAMME], skipped=skipped)
    if found is None:
        return None
    if found.fact in wanted:
        for outcome in judge(library, PROGRAMME, facts, on).conditions:
            if found.fact in outcome.missing:
                words = outcome.clause.words
                return Ask(
                    found.fact, found.text, found.text_ml, words.text, words.text_ml or words.text, True
                )
    return Ask(found.fact, found.text, found.text_ml, found.why, found.why_ml)


def asked_facts(library: Library, facts: Facts, on: date) -> tuple[str, ...]:
    """The facts that the programme still hangs on, in the order of its rules."""
    return open_facts(library, facts, on, [PROGRAMME])
