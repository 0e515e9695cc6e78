"""A plan as plain data and in sentences, English or Malayalam."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from matcher.rules.amounts import Given
from matcher.rules.answer import is_for_others
from matcher.rules.candidate import First
from matcher.rules.change import change_json
from matcher.rules.explain import amount, failures, reading_name
from matcher.rules.phrases import Language, label, money, question, remedy
from matcher.rules.plain import formula, interval_json
from matcher.rules.plan_parts import Chosen, LeftOut, Plan
from matcher.rules.plan_words import GROUPS, SAY
from matcher.rules.rule import Rule, Words
from matcher.rules.steps import Step
from matcher.rules.verdict import Verdict
from matcher.rules.vocabulary import Vocabulary

# As many schemes or facts are named in one sentence.
_NAMED = 6


def plan_json(plan: Plan, language: Language = "en") -> dict[str, Any]:
    """A plan as JSON-ready data, its sentences in one language; sums in INR, `null` for an open end."""
    rules = _rules(plan)
    own = {name: interval_json(value) for name, value in sorted(plan.own.items())}
    return {
        "on": plan.on.isoformat(),
        "value": {group: interval_json(value) for group, value in plan.value.items()},
        "own_contribution": own,
        "exact": plan.exact,
        "gap": round(plan.gap, 6),
        "chosen": [_chosen(each, plan.facts, rules, language) for each in plan.chosen],
        "steps": [_step(each, plan.facts, rules, language) for each in plan.steps],
        "left_out": [_left_out(each, plan.facts, rules, language) for each in plan.left_out],
        "how_valued": SAY[language]["valued"],
        "sentences": plan_text(plan, language),
    }


def _rules(plan: Plan) -> dict[str, Rule]:
    verdicts = [*(each.verdict for each in plan.chosen), *(each.verdict for each in plan.left_out)]
    return {verdict.scheme: verdict.rule for verdict in verdicts}


def plan_text(plan: Plan, language: Language = "en") -> list[str]:
    """The plan in sentences: what it holds and comes to, then what to do, step by step."""
    say = SAY[language]
    rules = _rules(plan)
    number = len(plan.chosen)
    head = "head" if number > 1 else "head_one" if number else "head_none"
    certain = sum(each.candidate.certain for each in plan.chosen)
    lines = [say[head].format(number=number, certain=certain, on=plan.on)]
    for group, value in plan.value.items():
        lines.append(say["value"].format(group=GROUPS[language][group], value=money(value, language)))
    for name, value in sorted(plan.own.items()):
        lines.append(say["own"].format(label=label(plan.facts[name], language), value=money(value, language)))
    if number:
        lines.append(say["exact"] if plan.exact else say["gap"].format(gap=f"{plan.gap:.1%}"))
    return lines + [step_text(step, plan.facts, rules, language) for step in plan.steps]


def step_text(step: Step, facts: Vocabulary, rules: dict[str, Rule], language: Language = "en") -> str:
    """One step in a sentence, with the schemes that it is for."""
    say = SAY[language]
    if step.kind == "apply":
        form = say["apply_by"] if step.deadline else say["apply"]
        line = form.format(name=_name(rules[step.what], language), day=step.deadline)
        return " ".join([line, *_first_texts(step.first, facts, rules, language)])
    if step.document is not None:
        name = step.document.name_ml if language == "ml" and step.document.name_ml else step.document.name
        form = "perhaps" if not step.certain else "paper" if step.document.issued_by else "paper_open"
        line = say[form].format(name=name, issuer=step.document.issued_by)
    elif step.need is not None:
        text = _words(step.need.words, language)
        line = say["bring_about"].format(text=text, remedy=remedy(facts[step.what], language)).strip()
    else:
        line = say["find_out" if step.certain else "for_the_sum"].format(
            question=question(facts[step.what], language)
        )
    return f"{line} {say['for'].format(names=_names(step.schemes, rules, language))}"


def _first_texts(
    before: Iterable[First], facts: Vocabulary, rules: dict[str, Rule], language: Language
) -> Iterator[str]:
    """What has to be had before, and from which scheme."""
    for each in before:
        form = SAY[language]["first_perhaps" if each.open else "first"]
        name = _name(rules[each.scheme], language)
        yield form.format(fact=label(facts[each.fact], language), name=name)


def _step(step: Step, facts: Vocabulary, rules: dict[str, Rule], language: Language) -> dict[str, Any]:
    return {
        "kind": step.kind,
        "what": step.what,
        "schemes": list(step.schemes),
        "deadline": step.deadline.isoformat() if step.deadline else None,
        "issued_by": (step.document.issued_by or None) if step.document else None,
        "certain": step.certain,
        "first": [_first(each) for each in step.first],
        "text": step_text(step, facts, rules, language),
    }


def _first(first: First) -> dict[str, Any]:
    return {"fact": first.fact, "scheme": first.scheme, "surely": first.surely, "open": first.open}


def _chosen(chosen: Chosen, facts: Vocabulary, rules: dict[str, Rule], language: Language) -> dict[str, Any]:
    verdict, say = chosen.verdict, SAY[language]
    falls = say["falls_none"]
    if chosen.alternative.schemes:
        falls = say["falls"].format(names=_names(chosen.alternative.schemes, rules, language))
    hangs = _few([label(facts[name], language) for name in chosen.hangs_on], language)
    rivals = _names(chosen.rivals, rules, language)
    state = state_text(verdict, facts, language)
    if chosen.candidate.later:
        lacking = [label(facts[each.fact], language) for each in chosen.candidate.first if each.surely]
        state = say["later"].format(facts=", ".join(dict.fromkeys(lacking)), state=state)
    return {
        "scheme": chosen.scheme,
        "name": _name(verdict.rule, language),
        # As things are today; what comes first changes it.
        "status": "not_eligible" if chosen.candidate.later else verdict.status,
        "reason": verdict.reason or None,
        "state": state,
        "first": [_first(each) for each in chosen.first],
        "apply_by": chosen.apply_by.isoformat() if chosen.apply_by else None,
        "review": verdict.rule.review.isoformat(),
        "past_review": verdict.past_review,
        "deadline": chosen.deadline.isoformat() if chosen.deadline else None,
        "amounts": {group: interval_json(value) for group, value in chosen.amounts.items()},
        "gives": [
            {
                "id": each.amount.id,
                "kind": each.amount.kind,
                "certain": each.applies is True,
                "text": text,
                "formula": formula(each),
                "missing": list(each.missing),
            }
            for each, text in _gives(verdict, facts, language)
        ],
        "ceilings": [
            {"text": text, "certain": certain, "most": most}
            for (text, most), certain in _ceilings(verdict, language).items()
        ],
        "own_contribution": [
            {
                "text": _words(each.contribution.words, language),
                "certain": bool(each.asked),
                **interval_json(each.value),
            }
            for each in chosen.own
        ],
        "missing": list(chosen.missing),
        "narrows": list(chosen.narrows),
        "needs": list(chosen.needs),
        "papers": [
            {
                "name": (each.document.name_ml if language == "ml" else "") or each.document.name,
                "issued_by": each.document.issued_by or None,
                "certain": bool(each.asked),
            }
            for each in chosen.papers
        ],
        "alternative": {
            "schemes": list(chosen.alternative.schemes),
            "gift": interval_json(chosen.alternative.value),
            "text": falls,
        },
        "hangs_on": list(chosen.hangs_on),
        "hangs_on_text": say["hangs"].format(names=rivals, facts=hangs) if hangs else None,
    }


def _gives(verdict: Verdict, facts: Vocabulary, language: Language) -> Iterator[tuple[Given, str]]:
    """The amounts with their words; where readings tell different sums, with whose reading it is."""
    told = [
        (reading, each, amount(each, facts, language))
        for reading in verdict.readings
        for each in reading.given
        if each.applies is not False
    ]
    times = Counter(text for _, _, text in told)
    for reading, each, text in told:
        if times[text] < len(verdict.readings):
            text = SAY[language]["by"].format(text=text, reading=reading_name(reading))
        yield each, text


def _ceilings(verdict: Verdict, language: Language) -> dict[tuple[str, float], bool]:
    """The joint ceilings that may apply, and whether they surely do."""
    env, on = verdict.facts.env, verdict.on
    found: dict[tuple[str, float], bool] = {}
    for reading in verdict.readings:
        for ceiling in reading.version.ceilings:
            holds = True if ceiling.when is None else ceiling.when.check(env, on)
            if holds is not False:
                found[_words(ceiling.words, language), ceiling.most] = holds is True
    return found


def state_text(verdict: Verdict, facts: Vocabulary, language: Language = "en") -> str:
    """How far a scheme of the plan is certain, in a few words."""
    say = SAY[language]
    named = ", ".join(label(facts[name], language) for name in verdict.missing)
    form = {"": "certain", "missing": "possible"}.get(verdict.reason, verdict.reason)
    return say[form].format(facts=named)


def _left_out(left: LeftOut, facts: Vocabulary, rules: dict[str, Rule], language: Language) -> dict[str, Any]:
    say = SAY[language]
    return {
        "scheme": left.scheme,
        "name": _name(left.verdict.rule, language),
        "reason": left.reason,
        "fits": left.fits,
        "with": sorted({name for each in left.clashes for name in (each.one, each.other)} - {left.scheme}),
        "text": _left_text(left, rules, language),
        "change": change_json(left.change, facts) if left.change is not None else None,
        "other_applicants": is_for_others(left.verdict),
        "instead": list(left.instead),
        "instead_text": say["instead"].format(names=_names(left.instead, rules, language))
        if left.instead
        else None,
    }


def _left_text(left: LeftOut, rules: dict[str, Rule], language: Language) -> str:
    say, name = SAY[language], _name(left.verdict.rule, language)
    if left.reason == "excluded":
        return " ".join(_clash_texts(left, name, rules, language))
    line = say[left.reason].format(name=name)
    if left.reason == "not_eligible":
        line = " ".join([line, *failures(left.verdict, language)])
    elif left.reason == "closed" and left.verdict.rule.closed_words is not None:
        line += " " + _words(left.verdict.rule.closed_words, language)
    return line


def _clash_texts(left: LeftOut, name: str, rules: dict[str, Rule], language: Language) -> Iterator[str]:
    """What it excludes or is excluded by, a sentence for each clause that says so."""
    by_words: dict[str, list[str]] = {}
    for each in left.clashes:
        other = each.other if each.one == left.scheme else each.one
        by_words.setdefault(_words(each.words, language), []).append(other)
    for text, others in by_words.items():
        named = _names(tuple(others), rules, language)
        yield SAY[language]["excluded"].format(name=name, other=named, text=text)


def _names(schemes: tuple[str, ...], rules: dict[str, Rule], language: Language) -> str:
    return _few([_name(rules[scheme], language) for scheme in schemes], language)


def _few(named: list[str], language: Language) -> str:
    """Names in a row, the first few where they are many."""
    listed, more = ", ".join(named[:_NAMED]), len(named) - _NAMED
    return SAY[language]["and_more"].format(names=listed, number=more) if more > 0 else listed


def _name(rule: Rule, language: Language) -> str:
    return rule.name_ml if language == "ml" and rule.name_ml else rule.name


def _words(words: Words, language: Language) -> str:
    return words.text_ml if language == "ml" and words.text_ml else words.text
