"""A plan as plain data and in sentences, English or Malayalam."""

from __future__ import annotations

from typing import Any

from matcher.rules.candidate import Clash
from matcher.rules.change import change_json
from matcher.rules.explain import amount
from matcher.rules.phrases import Language, label, money, question, remedy
from matcher.rules.plain import formula, interval_json
from matcher.rules.plan_parts import Chosen, LeftOut, Plan
from matcher.rules.rule import Rule, Words
from matcher.rules.steps import Step
from matcher.rules.verdict import Verdict
from matcher.rules.vocabulary import Vocabulary

_GROUPS = {
    "en": {
        "gift": "Grants and subsidies", "help": "Training and help", "guarantee": "Guarantee",
        "loan": "Loans",
    },
    "ml": {
        "gift": "ഗ്രാന്റും സബ്സിഡിയും", "help": "പരിശീലനവും സഹായവും", "guarantee": "ഗ്യാരന്റി", "loan": "വായ്പ",
    },
}  # fmt: skip
_SAY = {
    "en": {
        "valued": "Grants, seed money and interest subsidies count first; then training and help in kind, "
        "then guarantees, then loans. A loan is paid back, so its sum is never added to a grant. The lower "
        "end of a sum is what is certain, the upper what is still possible.",
        "head": "On {on}: {number} schemes are possible together, {certain} of them for certain.",
        "head_one": "On {on}: one scheme is possible, {certain} for certain.",
        "head_none": "On {on}: no scheme is possible.",
        "value": "{group}: {value}.",
        "own": "To bring yourself, of {label}: {value}.",
        "exact": "No other legal combination counts more.",
        "gap": "There are too many combinations to try: another could count up to {gap} more.",
        "find_out": "Find out: {question}",
        "for_the_sum": "For the amount, find out: {question}",
        "bring_about": "To do: {text} {remedy}",
        "paper": "Paper: {name}, from {issuer}.",
        "paper_open": "Paper: {name}.",
        "perhaps": "Paper, perhaps: {name}.",
        "apply": "Apply for {name}.",
        "apply_by": "Apply for {name} by {day}.",
        "for": "For: {names}.",
        "closed": "{name}: takes no applications.",
        "lapsed": "{name}: the rule that is known has ended; ask the authority whether it goes on.",
        "not_begun": "{name}: no rule is known for that day.",
        "not_eligible": "{name}: not eligible.",
        "worth_less": "{name}: adds nothing to the plan.",
        "excluded": "{name}: not together with {other}. {text}",
        "instead": "In its place: {names}.",
        "falls": "If it falls away: {names}.",
        "falls_none": "If it falls away, nothing takes its place.",
        "hangs": "Which of them is better hangs on: {facts}.",
        "certain": "eligible",
        "possible": "possible; still to be known: {facts}",
        "partial": "nothing fails, but the sources tell only part of the rule: ask the authority",
        "readings": "the sources disagree on the rule",
        "conflict": "possible; sources disagree on: {facts}",
    },
    "ml": {
        "valued": "ഗ്രാന്റ്, സീഡ് മണി, പലിശ സബ്സിഡി എന്നിവയാണ് ആദ്യം കണക്കാക്കുന്നത്; പിന്നെ പരിശീലനവും സഹായവും, "
        "ഗ്യാരന്റി, വായ്പ. വായ്പ തിരിച്ചടയ്ക്കേണ്ടതായതിനാൽ അത് ഗ്രാന്റിനോട് കൂട്ടുന്നില്ല. തുകയുടെ താഴത്തെ അറ്റം ഉറപ്പുള്ളതും "
        "മുകളിലത്തേത് ഇപ്പോഴും സാധ്യമായതുമാണ്.",
        "head": "{on}: {number} പദ്ധതികൾ ഒരുമിച്ച് സാധ്യമാണ്; ഉറപ്പുള്ളത് {certain}.",
        "head_one": "{on}: ഒരു പദ്ധതി സാധ്യമാണ്; ഉറപ്പുള്ളത് {certain}.",
        "head_none": "{on}: സാധ്യമായ പദ്ധതികളില്ല.",
        "value": "{group}: {value}.",
        "own": "സ്വന്തമായി കണ്ടെത്തേണ്ടത് ({label}): {value}.",
        "exact": "നിയമപരമായ മറ്റൊരു കൂട്ടും ഇതിലധികം കണക്കാവില്ല.",
        "gap": "എല്ലാ കൂട്ടുകളും പരിശോധിക്കാനാവാത്തവിധം അധികമാണ്: മറ്റൊന്ന് പരമാവധി {gap} വരെ കൂടുതലാകാം.",
        "find_out": "കണ്ടെത്തുക: {question}",
        "for_the_sum": "തുക അറിയാൻ കണ്ടെത്തുക: {question}",
        "bring_about": "ചെയ്യേണ്ടത്: {text} {remedy}",
        "paper": "രേഖ: {name}; നൽകുന്നത്: {issuer}.",
        "paper_open": "രേഖ: {name}.",
        "perhaps": "വേണ്ടിവന്നേക്കാവുന്ന രേഖ: {name}.",
        "apply": "{name}: അപേക്ഷിക്കുക.",
        "apply_by": "{name}: {day}-നകം അപേക്ഷിക്കുക.",
        "for": "എന്തിന്: {names}.",
        "closed": "{name}: അപേക്ഷ സ്വീകരിക്കുന്നില്ല.",
        "lapsed": "{name}: അറിയാവുന്ന നിയമം അവസാനിച്ചു; തുടരുന്നുണ്ടോ എന്ന് അധികാരിയോട് ചോദിക്കുക.",
        "not_begun": "{name}: ആ ദിവസത്തെ നിയമം അറിയില്ല.",
        "not_eligible": "{name}: അർഹതയില്ല.",
        "worth_less": "{name}: പദ്ധതിക്കൂട്ടിലേക്ക് ഒന്നും ചേർക്കുന്നില്ല.",
        "excluded": "{name}: {other} എന്നതിനൊപ്പം ലഭിക്കില്ല. {text}",
        "instead": "പകരം: {names}.",
        "falls": "ഇത് ലഭിച്ചില്ലെങ്കിൽ: {names}.",
        "falls_none": "ഇത് ലഭിച്ചില്ലെങ്കിൽ പകരം മറ്റൊന്നില്ല.",
        "hangs": "ഏതാണ് മെച്ചമെന്നത് ഇവയെ ആശ്രയിച്ചിരിക്കുന്നു: {facts}.",
        "certain": "അർഹതയുണ്ട്",
        "possible": "സാധ്യത; ഇനിയും അറിയേണ്ടത്: {facts}",
        "partial": "ഒന്നും ലംഘിക്കുന്നില്ല; എന്നാൽ നിയമത്തിന്റെ ഒരു ഭാഗം മാത്രമേ അറിയൂ: അധികാരിയോട് ചോദിക്കുക",
        "readings": "നിയമത്തെക്കുറിച്ച് സ്രോതസ്സുകൾ വിയോജിക്കുന്നു",
        "conflict": "സാധ്യത; സ്രോതസ്സുകൾ വിയോജിക്കുന്നത്: {facts}",
    },
}


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
        "how_valued": _SAY[language]["valued"],
        "sentences": plan_text(plan, language),
    }


def _rules(plan: Plan) -> dict[str, Rule]:
    verdicts = [*(each.verdict for each in plan.chosen), *(each.verdict for each in plan.left_out)]
    return {verdict.scheme: verdict.rule for verdict in verdicts}


def plan_text(plan: Plan, language: Language = "en") -> list[str]:
    """The plan in sentences: what it holds and comes to, then what to do, step by step."""
    say = _SAY[language]
    rules = _rules(plan)
    number = len(plan.chosen)
    head = "head" if number > 1 else "head_one" if number else "head_none"
    certain = sum(each.candidate.certain for each in plan.chosen)
    lines = [say[head].format(number=number, certain=certain, on=plan.on)]
    for group, value in plan.value.items():
        lines.append(say["value"].format(group=_GROUPS[language][group], value=money(value, language)))
    for name, value in sorted(plan.own.items()):
        lines.append(say["own"].format(label=label(plan.facts[name], language), value=money(value, language)))
    if number:
        lines.append(say["exact"] if plan.exact else say["gap"].format(gap=f"{plan.gap:.1%}"))
    return lines + [step_text(step, plan.facts, rules, language) for step in plan.steps]


def step_text(step: Step, facts: Vocabulary, rules: dict[str, Rule], language: Language = "en") -> str:
    """One step in a sentence, with the schemes that it is for."""
    say = _SAY[language]
    if step.kind == "apply":
        form = say["apply_by"] if step.deadline else say["apply"]
        return form.format(name=_name(rules[step.what], language), day=step.deadline)
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


def _step(step: Step, facts: Vocabulary, rules: dict[str, Rule], language: Language) -> dict[str, Any]:
    return {
        "kind": step.kind,
        "what": step.what,
        "schemes": list(step.schemes),
        "deadline": step.deadline.isoformat() if step.deadline else None,
        "issued_by": (step.document.issued_by or None) if step.document else None,
        "certain": step.certain,
        "text": step_text(step, facts, rules, language),
    }


def _chosen(chosen: Chosen, facts: Vocabulary, rules: dict[str, Rule], language: Language) -> dict[str, Any]:
    verdict, say = chosen.verdict, _SAY[language]
    falls = say["falls_none"]
    if chosen.alternative.schemes:
        falls = say["falls"].format(names=_names(chosen.alternative.schemes, rules, language))
    hangs = [label(facts[name], language) for name in chosen.hangs_on]
    return {
        "scheme": chosen.scheme,
        "name": _name(verdict.rule, language),
        "status": verdict.status,
        "reason": verdict.reason or None,
        "state": state_text(verdict, facts, language),
        "review": verdict.rule.review.isoformat(),
        "past_review": verdict.past_review,
        "deadline": chosen.deadline.isoformat() if chosen.deadline else None,
        "amounts": {group: interval_json(value) for group, value in chosen.amounts.items()},
        "gives": [
            {
                "id": each.amount.id,
                "kind": each.amount.kind,
                "certain": each.applies is True,
                "text": amount(each, facts, language),
                "formula": formula(each),
                "missing": list(each.missing),
            }
            for reading in verdict.readings
            for each in reading.given
            if each.applies is not False
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
        "hangs_on_text": say["hangs"].format(facts=", ".join(hangs)) if hangs else None,
    }


def state_text(verdict: Verdict, facts: Vocabulary, language: Language = "en") -> str:
    """How far a scheme of the plan is certain, in a few words."""
    say = _SAY[language]
    named = ", ".join(label(facts[name], language) for name in verdict.missing)
    form = {"": "certain", "missing": "possible"}.get(verdict.reason, verdict.reason)
    return say[form].format(facts=named)


def _left_out(left: LeftOut, facts: Vocabulary, rules: dict[str, Rule], language: Language) -> dict[str, Any]:
    say = _SAY[language]
    return {
        "scheme": left.scheme,
        "name": _name(left.verdict.rule, language),
        "reason": left.reason,
        "fits": left.fits,
        "with": sorted({name for each in left.clashes for name in (each.one, each.other)} - {left.scheme}),
        "text": _left_text(left, rules, language),
        "change": change_json(left.change, facts) if left.change is not None else None,
        "instead": list(left.instead),
        "instead_text": say["instead"].format(names=_names(left.instead, rules, language))
        if left.instead
        else None,
    }


def _left_text(left: LeftOut, rules: dict[str, Rule], language: Language) -> str:
    say, name = _SAY[language], _name(left.verdict.rule, language)
    if left.reason == "excluded":
        return " ".join(_clash_text(left.scheme, name, each, rules, language) for each in left.clashes)
    line = say[left.reason].format(name=name)
    if left.reason == "not_eligible":
        failed = dict.fromkeys(
            _words(each.clause.words, language)
            for reading in left.verdict.readings
            for each in reading.conditions
            if each.state == "failed"
        )
        line = " ".join([line, *failed])
    elif left.reason == "closed" and left.verdict.rule.closed_words is not None:
        line += " " + _words(left.verdict.rule.closed_words, language)
    return line


def _clash_text(scheme: str, name: str, clash: Clash, rules: dict[str, Rule], language: Language) -> str:
    other = clash.other if clash.one == scheme else clash.one
    return _SAY[language]["excluded"].format(
        name=name, other=_name(rules[other], language), text=_words(clash.words, language)
    )


def _names(schemes: tuple[str, ...], rules: dict[str, Rule], language: Language) -> str:
    return ", ".join(_name(rules[scheme], language) for scheme in schemes)


def _name(rule: Rule, language: Language) -> str:
    return rule.name_ml if language == "ml" and rule.name_ml else rule.name


def _words(words: Words, language: Language) -> str:
    return words.text_ml if language == "ml" and words.text_ml else words.text
