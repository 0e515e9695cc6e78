"""What would make somebody eligible, as plain data and in sentences, English or Malayalam."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from matcher.rules.facts import Facts
from matcher.rules.least import Enough
from matcher.rules.library import Library
from matcher.rules.phrases import Language, label, remedy, value_text
from matcher.rules.plain import value_json
from matcher.rules.rule import Words
from matcher.rules.values import Range, Several
from matcher.rules.vocabulary import Fact, Vocabulary

if TYPE_CHECKING:
    from matcher.rules.change import Change, ChangeStep, Obstacle

_SAY = {
    "en": {
        "none": "{name}: nothing has to change.",
        "eligible": "{name}: with {count} the applicant would be eligible.",
        "known_met": "{name}: with {count} all conditions that are known would be met.",
        "not_failed": "{name}: with {count} no condition would fail any more.",
        "one": "one change",
        "more": "{number} changes",
        "open": "Still to be known: {facts}.",
        "reading": "This holds by one reading of the sources only: {reading}.",
        "from": "{label}: now {before}; needed: {after}.",
        "to": "{label}: needed: {after}.",
        "above": "more than {value}",
        "below": "less than {value}",
        "or": " or ",
        "closed": "The scheme takes no applications.",
        "lapsed": "The rule that is known has ended; ask the authority whether the scheme goes on.",
        "not_begun": "No rule is known for that day.",
        "unchangeable": "This cannot be changed: {text}",
        "facts": "Known: {facts}.",
        "together": "No change meets all of these together: {text}",
        "too_large": "There are too many ways to change it to try them all.",
    },
    "ml": {
        "none": "{name}: ഒന്നും മാറ്റേണ്ടതില്ല.",
        "eligible": "{name}: {count} വരുത്തിയാൽ അർഹത ലഭിക്കും.",
        "known_met": "{name}: {count} വരുത്തിയാൽ അറിയാവുന്ന എല്ലാ വ്യവസ്ഥകളും പാലിക്കും.",
        "not_failed": "{name}: {count} വരുത്തിയാൽ ഒരു വ്യവസ്ഥയും ലംഘിക്കില്ല.",
        "one": "ഒരു മാറ്റം",
        "more": "{number} മാറ്റങ്ങൾ",
        "open": "ഇനിയും അറിയേണ്ടത്: {facts}.",
        "reading": "സ്രോതസ്സുകളുടെ ഒരു വായന അനുസരിച്ച് മാത്രമാണിത്: {reading}.",
        "from": "{label}: ഇപ്പോൾ {before}; വേണ്ടത് {after}.",
        "to": "{label}: വേണ്ടത് {after}.",
        "above": "{value} എന്നതിൽ കൂടുതൽ",
        "below": "{value} എന്നതിൽ കുറവ്",
        "or": " അല്ലെങ്കിൽ ",
        "closed": "പദ്ധതി അപേക്ഷ സ്വീകരിക്കുന്നില്ല.",
        "lapsed": "അറിയാവുന്ന നിയമം അവസാനിച്ചു; പദ്ധതി തുടരുന്നുണ്ടോ എന്ന് അധികാരിയോട് ചോദിക്കുക.",
        "not_begun": "ആ ദിവസത്തെ നിയമം അറിയില്ല.",
        "unchangeable": "ഇത് മാറ്റാനാവില്ല: {text}",
        "facts": "അറിയാവുന്നത്: {facts}.",
        "together": "ഇവയെല്ലാം ഒരുമിച്ച് പാലിക്കുന്ന മാറ്റമില്ല: {text}",
        "too_large": "മാറ്റാനുള്ള വഴികൾ എല്ലാം പരിശോധിക്കാനാവാത്തവിധം അധികമാണ്.",
    },
}


def change_json(change: Change, facts: Vocabulary) -> dict[str, Any]:
    """A change as JSON-ready data, with sentences in English and Malayalam."""
    return {
        "scheme": change.scheme,
        "name": change.verdict.rule.name,
        "possible": True,
        "goal": change.goal,
        "cost": change.cost,
        "steps": [
            {
                "fact": step.fact,
                "before": _plain(step.before),
                "value": _plain(step.value),
                "enough": _plain(step.enough),
                "remedy": facts[step.fact].remedy or None,
                "remedy_ml": facts[step.fact].remedy_ml or None,
                "text": step_text(step, facts),
                "text_ml": step_text(step, facts, "ml"),
            }
            for step in change.steps
        ],
        "open": list(change.open),
        "reading": change.reading or None,
        "verdict": {"status": change.verdict.status, "reason": change.verdict.reason or None},
        "sentences": change_text(change, facts),
        "sentences_ml": change_text(change, facts, "ml"),
    }


def obstacles_json(
    library: Library, scheme_id: str, found: Iterable[Obstacle], facts: Facts
) -> dict[str, Any]:
    """What stands in the way of a scheme as JSON-ready data, with sentences in both languages."""
    rule, told = library.rule(scheme_id), list(found)
    return {
        "scheme": rule.scheme,
        "name": rule.name,
        "possible": False,
        "obstacles": [
            {
                "why": each.why,
                "clauses": [clause.id for clause in each.clauses],
                "facts": list(each.facts),
                "text": obstacle_text(each, facts, library.facts, closed=rule.closed_words),
                "text_ml": obstacle_text(each, facts, library.facts, "ml", rule.closed_words),
            }
            for each in told
        ],
    }


def change_text(change: Change, facts: Vocabulary, language: Language = "en") -> list[str]:
    """A change in sentences: what it leads to, each step, and what stays open."""
    say, rule = _SAY[language], change.verdict.rule
    name = rule.name_ml if language == "ml" and rule.name_ml else rule.name
    number = len(change.steps)
    count = say["one"] if number == 1 else say["more"].format(number=number)
    lines = [say[change.goal if number else "none"].format(name=name, count=count)]
    lines += [step_text(step, facts, language) for step in change.steps]
    if change.open:
        open_facts = ", ".join(label(facts[each], language) for each in change.open)
        lines.append(say["open"].format(facts=open_facts))
    if change.reading:
        lines.append(say["reading"].format(reading=change.reading))
    return lines


def step_text(step: ChangeStep, facts: Vocabulary, language: Language = "en") -> str:
    """One step in a sentence, and how it is done where that is known."""
    say, fact = _SAY[language], facts[step.fact]
    after = _enough_text(fact, step.enough, language)
    named = label(fact, language)
    if step.before is None:
        line = say["to"].format(label=named, after=after)
    else:
        before = value_text(fact, step.before, language)
        line = say["from"].format(label=named, before=before, after=after)
    line = line[:1].upper() + line[1:]
    return f"{line} {remedy(fact, language)}".strip()


def _enough_text(fact: Fact, enough: Enough, language: Language) -> str:
    """Values that do; an end just beside a threshold is told as more, or less, than it."""
    say = _SAY[language]
    if isinstance(enough, tuple):
        return say["or"].join(value_text(fact, each, language) for each in enough)
    if isinstance(enough, Range):
        low, high = (
            round(end, 9) if isinstance(end, float) and math.isfinite(end) else end
            for end in (enough.low, enough.high)
        )
        if low != enough.low and enough.high in (math.inf, fact.high):
            return say["above"].format(value=value_text(fact, low, language))
        if high != enough.high and enough.low in (-math.inf, fact.low):
            return say["below"].format(value=value_text(fact, high, language))
        return value_text(fact, Range(low, math.inf if high == fact.high else high), language)
    return value_text(fact, enough, language)


def obstacle_text(
    obstacle: Obstacle,
    known: Facts,
    facts: Vocabulary,
    language: Language = "en",
    closed: Words | None = None,
) -> str:
    """What stands in the way, in a sentence, with the facts that are known of it.

    Args:
        closed: why the scheme takes no applications, as its rule says.
    """
    say = _SAY[language]
    text = " ".join(
        clause.words.text_ml if language == "ml" and clause.words.text_ml else clause.words.text
        for clause in obstacle.clauses
    )
    line = say[obstacle.why].format(text=text)
    if obstacle.why == "closed" and closed is not None:
        line += " " + (closed.text_ml if language == "ml" and closed.text_ml else closed.text)
    told = [
        f"{label(facts[name], language)}: {value_text(facts[name], known.env[name], language)}"
        for name in obstacle.facts
        if name in known.env
    ]
    return f"{line} {say['facts'].format(facts='; '.join(told))}" if told else line


def _plain(value: Several | Enough | None) -> Any:
    if value is None:
        return None
    if isinstance(value, Several):
        return [value_json(each) for each in value.values]
    return list(value) if isinstance(value, tuple) else value_json(value)
