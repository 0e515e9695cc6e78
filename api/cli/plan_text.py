"""A plan, and what would make somebody eligible, as a person reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console

from api.cli.render import bullet, heading, paragraph

if TYPE_CHECKING:
    from api.cli.schemes_asking import Language

_SAY = {
    "en": {
        "schemes": "The schemes, in the order to apply in",
        "steps": "What to do, in this order",
        "left": "Left out",
        "not_eligible": "Not eligible ({number})",
        "paper": "Paper: {name}{issuer}",
        "perhaps": "Perhaps a paper: {name}{issuer}",
        "issued": ", issued by {issuer}",
        "deadline": "To be applied for by {day}.",
        "late": "The rule was to be checked again by {day}: confirm it before relying on it.",
        "change": "What would have to change for {name}",
        "would": "With that: {status}.",
        "more": "{number} more take other kinds of applicant, have ended or are closed; --json lists them.",
        "perhaps_capped": "Perhaps: {text}",
        "wide": "Little is known yet, so this plan is wide: {number} facts are open. First answer what "
        "you can: sangam schemes ask {who}",
    },
    "ml": {
        "schemes": "പദ്ധതികൾ, അപേക്ഷിക്കേണ്ട ക്രമത്തിൽ",
        "steps": "ചെയ്യേണ്ടത്, ഈ ക്രമത്തിൽ",
        "left": "ഒഴിവാക്കിയവ",
        "not_eligible": "അർഹതയില്ലാത്തവ ({number})",
        "paper": "രേഖ: {name}{issuer}",
        "perhaps": "വേണ്ടിവന്നേക്കാവുന്ന രേഖ: {name}{issuer}",
        "issued": "; നൽകുന്നത്: {issuer}",
        "deadline": "{day}-നകം അപേക്ഷിക്കണം.",
        "late": "നിയമം {day}-നകം വീണ്ടും പരിശോധിക്കേണ്ടതായിരുന്നു: ഉപയോഗിക്കും മുമ്പ് ഉറപ്പാക്കുക.",
        "change": "{name}: എന്ത് മാറണം",
        "would": "അപ്പോൾ: {status}.",
        "more": "മറ്റ് {number} പദ്ധതികൾ: ഇത്തരം അപേക്ഷകർക്കുള്ളതല്ല, നിയമം അവസാനിച്ചു, അല്ലെങ്കിൽ അപേക്ഷ "
        "സ്വീകരിക്കുന്നില്ല; --json.",
        "perhaps_capped": "ബാധകമായേക്കാം: {text}",
        "wide": "കുറച്ചു വിവരങ്ങളേ അറിയൂ; അതുകൊണ്ട് സാധ്യതകൾ ഏറെയാണ്: {number} വിവരങ്ങൾ ഇനിയും അറിയണം. ആദ്യം ഉത്തരം "
        "നൽകാവുന്നവ നൽകുക: sangam schemes ask {who}",
    },
}
# From so many facts to find out on, it is better to answer questions first.
_WIDE = 20
# A choice that hangs on more facts than these is not told apart by any of them.
_FEW = 6


def show_plan(
    out: Console, name: str, told: dict[str, Any], language: Language, who: str, synthetic: bool = False
) -> None:
    """A plan as `plan_json` gives it.

    Args:
        who: how the command line names the applicant. synthetic: whether it is a generated example.
    """
    say = _SAY[language]
    paragraph(out, f"{name} (a generated example, no real firm)" if synthetic else name, style="bold")
    steps = len(told["steps"])
    sentences = told["sentences"]
    for line in sentences[: len(sentences) - steps]:
        paragraph(out, line)
    if told["chosen"]:
        paragraph(out, told["how_valued"], style="dim")
        to_find = sum(step["kind"] == "find_out" for step in told["steps"])
        if to_find >= _WIDE:
            paragraph(out, say["wide"].format(number=to_find, who=who))
        heading(out, say["schemes"])
    for one in told["chosen"]:
        out.print()
        _show_chosen(out, one, say)
    if steps:
        heading(out, say["steps"])
        for number, step in enumerate(told["steps"], 1):
            paragraph(out, f"{number}. {step['text']}", indent=2, hang=len(str(number)) + 2)
    listed = [each for each in told["left_out"] if _is_told(each)]
    if told["left_out"]:
        heading(out, say["left"])
    for each in listed:
        bullet(out, f"{each['text']} {each['instead_text'] or ''}".strip(), indent=2)
        for line in (each["change"] or {}).get("sentences_ml" if language == "ml" else "sentences", ()):
            paragraph(out, line, indent=6, style="dim")
    if rest := len(told["left_out"]) - len(listed):
        paragraph(out, say["more"].format(number=rest), indent=2, style="dim")


def _is_told(left: dict[str, Any]) -> bool:
    """Whether it is worth a line on the first screen; the others are counted."""
    if left["reason"] in ("excluded", "worth_less") or left["change"]:
        return True
    return (
        bool(left["fits"])
        if left["reason"] == "closed"
        else (left["reason"] == "not_eligible" and not left["other_applicants"])
    )


def _show_chosen(out: Console, one: dict[str, Any], say: dict[str, str]) -> None:
    paragraph(out, f"{one['name']} · {one['scheme']}", indent=2, hang=2, style="bold")
    state = str(one["state"])
    paragraph(out, state[:1].upper() + state[1:] + ".", indent=4)
    if one["past_review"]:
        paragraph(out, say["late"].format(day=one["review"]), indent=4, style="dim")
    if one["deadline"]:
        paragraph(out, say["deadline"].format(day=one["deadline"]), indent=4)
    # Readings of the sources that agree on a sum tell it in the same words.
    for text in dict.fromkeys(each["text"] for each in (*one["gives"], *one["own_contribution"])):
        bullet(out, text)
    for each in one["ceilings"]:
        bullet(out, each["text"] if each["certain"] else say["perhaps_capped"].format(text=each["text"]))
    for paper in one["papers"]:
        form = "paper" if paper["certain"] else "perhaps"
        issuer = say["issued"].format(issuer=paper["issued_by"]) if paper["issued_by"] else ""
        bullet(out, say[form].format(name=paper["name"], issuer=issuer))
    if one["hangs_on_text"] and len(one["hangs_on"]) <= _FEW:
        bullet(out, one["hangs_on_text"])
    if one["alternative"]["schemes"]:
        bullet(out, one["alternative"]["text"])


def show_change(out: Console, name: str, told: dict[str, Any], language: Language) -> None:
    """What would make somebody eligible, as `what_would_json` gives it."""
    say, ml = _SAY[language], language == "ml"
    heading(out, say["change"].format(name=name))
    if told["possible"]:
        first, *rest = told["sentences_ml" if ml else "sentences"]
        paragraph(out, first, indent=2)
        for line in rest:
            bullet(out, line, indent=2)
        return
    paragraph(out, str(told["name"]), indent=2, style="bold")
    for each in told["obstacles"]:
        bullet(out, each["text_ml" if ml else "text"], indent=2)
