"""A verdict in sentences, English or Malayalam, from templates."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.rules.amounts import Given
from matcher.rules.facts import Known
from matcher.rules.phrases import Language, label, money, question, value_text
from matcher.rules.rule import Words
from matcher.rules.verdict import Outcome, Reading, Verdict
from matcher.rules.vocabulary import Vocabulary

_HEAD = {
    "en": {
        "eligible": "{name}, on {on}: eligible.",
        "not_eligible": "{name}, on {on}: not eligible.",
        "unknown": "{name}, on {on}: not yet known.",
    },
    "ml": {
        "eligible": "{name}, {on}: അർഹതയുണ്ട്.",
        "not_eligible": "{name}, {on}: അർഹതയില്ല.",
        "unknown": "{name}, {on}: ഇനിയും തീരുമാനിക്കാനാവില്ല.",
    },
}
_STATES = {
    "en": {"met": "Met", "failed": "Not met", "missing": "Not known", "not_applicable": "Does not apply"},
    "ml": {
        "met": "പാലിച്ചു", "failed": "പാലിച്ചില്ല", "missing": "അറിയില്ല", "not_applicable": "ബാധകമല്ല",
    },
}  # fmt: skip
_FIRST = ("failed", "missing", "met", "not_applicable")
_EXCLUSION = {"en": "the rule excludes: ", "ml": "ഒഴിവാക്കുന്നത്: "}
_FAILED = {
    "en": ("Not met: {text}", "The rule excludes this: {text}"),
    "ml": ("പാലിച്ചില്ല: {text}", "നിയമം ഒഴിവാക്കുന്നത്: {text}"),
}
_NOTES = {
    "en": {
        "missing": "Facts are missing: {facts}.",
        "conflict": "It hangs on facts that sources disagree on: {facts}.",
        "partial": "No condition fails, but the sources tell only part of this rule: ask the authority.",
        "partial_too": "The sources tell only part of this rule: it can never give a definite yes.",
        "readings": "The sources disagree on the rule, and the readings come out differently: {readings}.",
        "lapsed": "The rule that is known ended on {end}, and no later one is known: ask the authority. "
        "What follows is the rule as it was last.",
        "not_begun": "No rule is known for that day.",
        "closed": "The scheme has taken no applications since {closed}: {text}",
        "review": "This rule was to be checked again by {review}: confirm it before relying on it.",
        "fact_conflict": "Sources disagree on {fact}: {values}.",
    },
    "ml": {
        "missing": "അറിയേണ്ടത്: {facts}.",
        "conflict": "സ്രോതസ്സുകൾ വിയോജിക്കുന്ന വിവരങ്ങളെ ആശ്രയിച്ചിരിക്കുന്നു: {facts}.",
        "partial": "ഒരു വ്യവസ്ഥയും ലംഘിക്കുന്നില്ല; എന്നാൽ നിയമത്തിന്റെ ഒരു ഭാഗം മാത്രമേ സ്രോതസ്സുകളിലുള്ളൂ: അധികാരിയോട് ചോദിക്കുക.",
        "partial_too": "നിയമത്തിന്റെ ഒരു ഭാഗം മാത്രമേ സ്രോതസ്സുകളിലുള്ളൂ: ഉറപ്പായ 'അർഹതയുണ്ട്' പറയാനാവില്ല.",
        "readings": "നിയമത്തെക്കുറിച്ച് സ്രോതസ്സുകൾ വിയോജിക്കുന്നു; ഫലങ്ങൾ വ്യത്യസ്തമാണ്: {readings}.",
        "lapsed": "അറിയാവുന്ന നിയമം {end}-ന് അവസാനിച്ചു; പിന്നീടുള്ളത് അറിയില്ല: അധികാരിയോട് ചോദിക്കുക. "
        "താഴെയുള്ളത് അവസാനം ഉണ്ടായിരുന്ന നിയമമാണ്.",
        "not_begun": "ആ ദിവസത്തെ നിയമം അറിയില്ല.",
        "closed": "{closed} മുതൽ പദ്ധതി അപേക്ഷ സ്വീകരിക്കുന്നില്ല: {text}",
        "review": "ഈ നിയമം {review}-നകം വീണ്ടും പരിശോധിക്കേണ്ടതായിരുന്നു: ഉപയോഗിക്കും മുമ്പ് ഉറപ്പാക്കുക.",
        "fact_conflict": "{fact}: സ്രോതസ്സുകൾ വിയോജിക്കുന്നു: {values}.",
    },
}
_KNOWN = {
    "en": "{label}: {value} ({origin}; {source}, {as_of})",
    "ml": "{label}: {value} ({origin}; {source}, {as_of})",
}
_ORIGIN = {
    "en": {"graph": "from the graph", "user": "said by the applicant"},
    "ml": {"graph": "ഗ്രാഫിൽനിന്ന്", "user": "അപേക്ഷകൻ പറഞ്ഞത്"},
}
_ASK = {"en": "To ask: {question}", "ml": "ചോദിക്കേണ്ടത്: {question}"}
_CLAUSE = {"en": "Clause: {source}, {as_of}{clause}.", "ml": "വ്യവസ്ഥ: {source}, {as_of}{clause}."}
_GIVES = {"en": "Gives: {text} {value}", "ml": "ലഭിക്കുന്നത്: {text} {value}"}
_MAYBE = {"en": "Perhaps: {text} {value}", "ml": "ലഭിച്ചേക്കാം: {text} {value}"}
_UNTIL = {"en": "This needs to be known: {facts}.", "ml": "അറിയേണ്ടത്: {facts}."}


def explain(verdict: Verdict, facts: Vocabulary, language: Language = "en") -> list[str]:
    """The verdict in sentences: itself, its notes, each condition, and what the scheme gives.

    What fails comes first, then what is not known, then what is met; of a no, only what fails is told.
    """
    lines = [headline(verdict, language), *notes(verdict, facts, language)]
    for reading in verdict.readings:
        if len(verdict.readings) > 1:
            lines.append(f"{reading_name(reading)}: {_status_word(reading, language)}")
        told = _FIRST if verdict.status != "not_eligible" else _FIRST[:1]
        for state in told:
            found = (each for each in reading.conditions if each.state == state)
            lines += [condition(each, facts, language) for each in found]
        if verdict.status != "not_eligible":
            lines += [amount(each, facts, language) for each in reading.given if each.applies is not False]
    return lines


def headline(verdict: Verdict, language: Language = "en") -> str:
    """The verdict in one sentence."""
    name = verdict.rule.name_ml if language == "ml" and verdict.rule.name_ml else verdict.rule.name
    return _HEAD[language][verdict.status].format(name=name, on=verdict.on)


def notes(verdict: Verdict, facts: Vocabulary, language: Language = "en") -> list[str]:
    """Why it is not definite, and what to beware of."""
    return [text for _, text in notes_by_kind(verdict, facts, language)]


def notes_by_kind(
    verdict: Verdict, facts: Vocabulary, language: Language = "en"
) -> Iterator[tuple[str, str]]:
    """The notes with what each is about: closed, a reason, partial_too, review, fact_conflict or note."""
    say, rule = _NOTES[language], verdict.rule
    if verdict.closed and rule.closed_words is not None:
        yield "closed", say["closed"].format(closed=rule.closed, text=_text(rule.closed_words, language))
    if verdict.reason in ("missing", "conflict"):
        # What sources disagree on is known more than once, and told below.
        named = verdict.missing
        if verdict.reason == "missing":
            named = tuple(name for name in named if name not in verdict.conflicts)
        yield verdict.reason, say[verdict.reason].format(facts=_labels(named, facts, language))
    elif verdict.reason == "readings":
        each = (f"{reading_name(one)} — {_status_word(one, language)}" for one in verdict.readings)
        yield "readings", say["readings"].format(readings="; ".join(each))
    elif verdict.reason == "lapsed":
        yield "lapsed", say["lapsed"].format(end=verdict.readings[0].version.valid_to)
    elif verdict.reason:
        yield verdict.reason, say[verdict.reason]
    if verdict.partial and verdict.status == "unknown" and verdict.reason != "partial":
        yield "partial_too", say["partial_too"]
    if verdict.past_review:
        yield "review", say["review"].format(review=rule.review)
    for name in verdict.conflicts:
        told = "; ".join(_known(name, one, facts, language) for one in verdict.facts[name])
        yield "fact_conflict", say["fact_conflict"].format(fact=label(facts[name], language), values=told)
    if verdict.readings and language == "en" and (note := verdict.readings[0].version.note):
        yield "note", note


def condition(outcome: Outcome, facts: Vocabulary, language: Language = "en") -> str:
    """One condition: how it came out, what it says, the facts with their sources, and its clause."""
    words = outcome.clause.words
    what = (_EXCLUSION[language] if outcome.clause.excludes else "") + _text(words, language)
    parts = [f"{_STATES[language][outcome.state]} — {what}"]
    told = [_known(name, one, facts, language) for name, several in outcome.known.items() for one in several]
    if told:
        parts.append("; ".join(told) + ".")
    parts += [_ASK[language].format(question=question(facts[name], language)) for name in outcome.missing]
    clause = f", {words.clause}" if words.clause else ""
    parts.append(_CLAUSE[language].format(source=words.source, as_of=words.as_of, clause=clause))
    return " ".join(parts)


def failures(verdict: Verdict, language: Language = "en") -> list[str]:
    """What fails by some reading, each clause once, marked as not met or as excluding."""
    failed = (each for reading in verdict.readings for each in reading.conditions if each.state == "failed")
    forms = _FAILED[language]
    told = (forms[each.clause.excludes].format(text=_text(each.clause.words, language)) for each in failed)
    return list(dict.fromkeys(told))


def amount(given: Given, facts: Vocabulary, language: Language = "en") -> str:
    """One amount: what it is, what it comes to, and what has to be known for it."""
    form = (_GIVES if given.applies else _MAYBE)[language]
    value = f"({money(given.value, language)})" if given.value is not None else ""
    line = form.format(text=_text(given.amount.words, language), value=value).strip()
    if given.missing:
        line += " " + _UNTIL[language].format(facts=_labels(given.missing, facts, language))
    return line


def reading_name(reading: Reading) -> str:
    """How a reading is called: its name, or else its source."""
    return reading.version.reading or reading.version.source


def _status_word(reading: Reading, language: Language) -> str:
    words = {
        "en": {"eligible": "eligible", "not_eligible": "not eligible", "unknown": "not yet known"},
        "ml": {"eligible": "അർഹതയുണ്ട്", "not_eligible": "അർഹതയില്ല", "unknown": "അറിയില്ല"},
    }
    return words[language][reading.status]


def _text(words: Words, language: Language) -> str:
    return words.text_ml if language == "ml" and words.text_ml else words.text


def _labels(names: tuple[str, ...], facts: Vocabulary, language: Language) -> str:
    return ", ".join(label(facts[name], language) for name in names)


def _known(name: str, known: Known, facts: Vocabulary, language: Language) -> str:
    fact = facts[name]
    origin = _ORIGIN[language][known.origin]
    value = value_text(fact, known.value, language)
    if known.origin == "user":
        return f"{label(fact, language)}: {value} ({origin}, {known.as_of})"
    return _KNOWN[language].format(
        label=label(fact, language), value=value, origin=origin, source=known.source, as_of=known.as_of
    )
