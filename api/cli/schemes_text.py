"""Verdicts as a person reads them: what is open, why, by which clause, and what to ask next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from api.cli.render import Sources, bullet, heading, paragraph, source_of

if TYPE_CHECKING:
    from api.cli.schemes_asking import Asked, Language
    from matcher.rules.library import Library
    from matcher.rules.question import Question
    from matcher.rules.verdict import Outcome, Reading, Verdict

_SHORT = 3
# Notes that a line under the name of the scheme tells in short.
_FLAGGED = ("partial_too", "review")
_EXCLUDES = {"failed": "excluded", "missing": "would_exclude", "met": "not_excluded"}
_SAY = {
    "en": {
        "as_of": "By the rules that are written down ({rules}), as they were on {on}: {eligible} eligible, "
        "{unknown} not yet known, {not_eligible} not eligible.",
        "of_ended": "Of {ended} more no rule is known for that day.",
        "eligible": "Eligible",
        "unknown": "Not yet known",
        "not_eligible": "Not eligible",
        "ended": "No rule is known for that day; as it was last",
        "other_applicants": "For other kinds of applicant",
        "part": "part of the rule is not known",
        "late": "was to be checked again by {review}: confirm it before relying on it",
        "none": "None.",
        "met": "Met: {text}",
        "failed": "Not met: {text}",
        "excluded": "The rule excludes this: {text}",
        "missing": "Not known: {text}",
        "more": "… and {number} more that are not known; --all shows them.",
        "met_count": "{number} of {of} conditions are met.",
        "by": "By the reading of {reading}: {state}.",
        "ask": "To ask next",
        "answer": "Answer it with --fact {name}={example}, or in a conversation: sangam schemes ask {who}",
        "nothing": "Nothing that could be asked would change a verdict.",
        "known": "known: {facts}",
        "said": "said",
        "hidden": "{number} more take other kinds of applicant only; --all names them.",
        "not_excluded": "Not excluded: {text}",
        "would_exclude": "Not known, and would exclude: {text}",
    },
    "ml": {
        "as_of": "എഴുതിവച്ച നിയമങ്ങൾ ({rules}), {on}-ൽ ഉണ്ടായിരുന്നതനുസരിച്ച്: അർഹതയുള്ളത് {eligible}, ഇനിയും "
        "അറിയാത്തത് {unknown}, അർഹതയില്ലാത്തത് {not_eligible}.",
        "of_ended": "ആ ദിവസത്തെ നിയമം അറിയാത്തത് {ended} എണ്ണം കൂടി.",
        "eligible": "അർഹതയുള്ളവ",
        "unknown": "ഇനിയും തീരുമാനിക്കാനാവാത്തവ",
        "not_eligible": "അർഹതയില്ലാത്തവ",
        "ended": "ആ ദിവസത്തെ നിയമം അറിയാത്തവ; അവസാനം ഉണ്ടായിരുന്ന നിയമം അനുസരിച്ച്",
        "other_applicants": "മറ്റ് അപേക്ഷകർക്കുള്ളവ",
        "part": "നിയമത്തിന്റെ ഒരു ഭാഗം അറിയില്ല",
        "late": "{review}-നകം വീണ്ടും പരിശോധിക്കേണ്ടതായിരുന്നു: ഉപയോഗിക്കും മുമ്പ് ഉറപ്പാക്കുക",
        "none": "ഇല്ല.",
        "met": "പാലിച്ചു: {text}",
        "failed": "പാലിച്ചില്ല: {text}",
        "excluded": "നിയമം ഒഴിവാക്കുന്നത്: {text}",
        "missing": "അറിയില്ല: {text}",
        "more": "… അറിയാത്ത {number} വ്യവസ്ഥകൾ കൂടി; എല്ലാം കാണാൻ --all.",
        "met_count": "{of} വ്യവസ്ഥകളിൽ {number} എണ്ണം പാലിച്ചു.",
        "by": "{reading} അനുസരിച്ച്: {state}.",
        "ask": "അടുത്തതായി ചോദിക്കേണ്ടത്",
        "answer": "ഉത്തരം --fact {name}={example} എന്ന് നൽകാം; അല്ലെങ്കിൽ: sangam schemes ask {who}",
        "nothing": "ചോദിക്കാവുന്ന ഒന്നും ഇനി തീരുമാനം മാറ്റില്ല.",
        "known": "അറിയാവുന്നത്: {facts}",
        "said": "പറഞ്ഞത്",
        "hidden": "മറ്റ് അപേക്ഷകർക്കു മാത്രമുള്ളത് {number}; പേരുകൾ കാണാൻ --all.",
        "not_excluded": "ഒഴിവാക്കുന്നില്ല: {text}",
        "would_exclude": "അറിയില്ല; ഉണ്ടെങ്കിൽ ഒഴിവാക്കും: {text}",
    },
}


def show_verdicts(
    out: Console, asked: Asked, verdicts: Sequence[Verdict], sources: Sources, language: Language, every: bool
) -> None:
    """The verdicts by group; a short form of each, or every condition."""
    from matcher.rules.answer import GROUPS, counts, group_of

    say = _SAY[language]
    number = counts(verdicts)
    head = say["as_of"].format(on=asked.on, rules=len(verdicts), **number)
    if number["ended"]:
        head += " " + say["of_ended"].format(**number)
    paragraph(out, head, style="dim")
    for group in GROUPS:
        found = [each for each in verdicts if group_of(each) == group]
        if not found:
            continue
        if group == "other_applicants" and not every:
            out.print()
            paragraph(out, say["hidden"].format(number=len(found)), style="dim")
            continue
        heading(out, f"{say[group]} ({len(found)})")
        if group == "other_applicants":
            for verdict in found:
                bullet(out, f"{name_of(verdict, language)} · {verdict.scheme}", indent=2)
            continue
        for verdict in found:
            out.print()
            show_verdict(out, asked.library, verdict, sources, language, every)


def show_verdict(
    out: Console, library: Library, verdict: Verdict, sources: Sources, language: Language, every: bool
) -> None:
    """One verdict: its name, its notes, the conditions that decide it, and what it gives."""
    from matcher.rules.explain import amount, notes_by_kind

    say = _SAY[language]
    paragraph(out, f"{name_of(verdict, language)} · {verdict.scheme}", indent=2, hang=2, style="bold")
    flags = [say["part"]] if verdict.partial else []
    if verdict.past_review:
        flags.append(say["late"].format(review=verdict.rule.review))
    if flags:
        paragraph(out, f"({'; '.join(flags)})", indent=4, style="dim")
    told = _FLAGGED if every else (*_FLAGGED, "note")
    for kind, note in notes_by_kind(verdict, library.facts, language):
        if kind not in told:
            paragraph(out, note, indent=4)
    # That a scheme is closed decides it, whatever its conditions.
    for reading in () if verdict.closed and not every else verdict.readings:
        if len(verdict.readings) > 1:
            state = say[reading.status]
            line = say["by"].format(reading=reading_of(reading), state=state[:1].lower() + state[1:])
            paragraph(out, line, indent=4)
        _show_conditions(out, library, verdict, reading, sources, language, every)
        # Where nothing fails and nothing is missing, what it gives is what is asked next.
        ready = verdict.status == "eligible" or verdict.reason == "partial"
        if not ready and not (every and verdict.status == "unknown"):
            continue
        for given in reading.given:
            if given.applies is not False:
                words = given.amount.words
                mark = _mark(sources, words.source, words.as_of, words.clause)
                bullet(out, amount(given, library.facts, language) + mark)


def _show_conditions(
    out: Console, library: Library, verdict: Verdict, reading: Reading, sources: Sources,
    language: Language, every: bool,
) -> None:  # fmt: skip
    say = _SAY[language]
    by_state: dict[str, list[Outcome]] = {}
    for outcome in reading.conditions:
        by_state.setdefault(outcome.state, []).append(outcome)
    failed, missing = by_state.get("failed", []), by_state.get("missing", [])
    met = by_state.get("met", [])
    for outcome in failed:
        bullet(out, _line(library, outcome, "failed", sources, language))
    if verdict.status == "not_eligible" and not every:
        return
    shown = missing if every else missing[:_SHORT]
    for outcome in shown:
        bullet(out, _line(library, outcome, "missing", sources, language))
    if len(missing) > len(shown):
        bullet(out, say["more"].format(number=len(missing) - len(shown)))
    if every or verdict.status == "eligible":
        for outcome in met:
            bullet(out, _line(library, outcome, "met", sources, language))
    elif met:
        total = len(met) + len(missing) + len(failed)
        bullet(out, say["met_count"].format(number=len(met), of=total))


def _line(library: Library, outcome: Outcome, state: str, sources: Sources, language: Language) -> str:
    """A condition with the facts that decide it and the number of its source."""
    from matcher.rules.phrases import label, value_text
    from matcher.rules.rule import APPLICANT

    say, words = _SAY[language], outcome.clause.words
    text = words.text_ml if language == "ml" and words.text_ml else words.text
    form = _EXCLUDES[state] if outcome.clause.excludes else state
    line = say[form].format(text=text) + _mark(sources, words.source, words.as_of, words.clause)
    told = []
    for name, several in outcome.known.items():
        if name == APPLICANT:
            continue
        fact = library.facts[name]
        for one in several:
            mark = f" ({say['said']})" if one.origin == "user" else _mark(sources, one.source, one.as_of)
            told.append(f"{label(fact, language)}: {value_text(fact, one.value, language)}{mark}")
    return f"{line} — {say['known'].format(facts='; '.join(told))}" if told else line


def _mark(sources: Sources, source: str, as_of: str, clause: str = "") -> str:
    mark = sources.mark([source_of({"source": source, "as_of": as_of})])
    return f"{mark} ({clause})" if clause else mark


def show_question(out: Console, asked: Asked, question: Question | None, language: Language) -> None:
    """What to ask next, why, and how to answer it."""
    say = _SAY[language]
    heading(out, say["ask"])
    if question is None:
        paragraph(out, say["nothing"], indent=2)
        return
    paragraph(out, question.text_ml if language == "ml" else question.text, indent=2, style="bold")
    paragraph(out, question.why_ml if language == "ml" else question.why, indent=2)
    who = f'"{asked.name}"' if asked.entity else "--profile FILE"
    line = say["answer"].format(name=question.fact, example=example(question), who=who)
    paragraph(out, line, indent=2, style="dim")


def example(question: Question) -> str:
    """What an answer looks like."""
    match question.kind:
        case "yes_no":
            return "yes"
        case "choice":
            return question.choices[0]
        case "date":
            return "2024-05-31"
        case "number":
            return "0.4" if question.unit == "share" else "500000" if question.unit == "INR" else "20"
        case _:
            return "…"


def name_of(verdict: Verdict, language: Language) -> str:
    """The name of a scheme in a language."""
    rule = verdict.rule
    return rule.name_ml if language == "ml" and rule.name_ml else rule.name


def reading_of(reading: Reading) -> str:
    """How a reading of the sources is called."""
    return reading.version.reading or reading.version.source
