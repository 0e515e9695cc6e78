"""`sangam schemes ask`: a conversation with the next best question, until nothing more can change."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.output import AsJson, console, notes, print_json
from api.cli.schemes_asking import (
    FactOption,
    FactsOption,
    Lang,
    LangOption,
    OnOption,
    ProfileOption,
    RulesOption,
    SchemeOption,
    SubjectArgument,
    asked,
)
from api.cli.stores import DEFAULT, StoreOption


def ask(
    subject: SubjectArgument = None,
    profile: ProfileOption = None,
    facts: FactsOption = None,
    fact: FactOption = None,
    save: Annotated[
        Path | None,
        typer.Option("--save", metavar="FILE", help="Keep what is said; --facts FILE reads it back."),
    ] = None,
    scheme: SchemeOption = None,
    on: OnOption = "",
    lang: LangOption = Lang.en,
    rules: RulesOption = None,
    store: StoreOption = DEFAULT,
    as_json: AsJson = False,
) -> None:
    """Ask, one after the other, the questions that settle most; end with what is settled.

    Answers may also be piped in, one a line. For example: sangam schemes ask "Kannur handloom"
    --save kannur.toml
    """
    from api.cli.conversation import Conversation
    from matcher.rules.answer import eligibility_json
    from matcher.rules.subject import write_facts

    with asked(subject, profile=profile, facts=facts, fact=fact, on=on, store=store, rules=rules) as found:
        # With --json the answer alone goes to the standard output.
        talk = Conversation(notes() if as_json else console(), found, scheme, lang.language)
        try:
            talk.run()
        finally:
            if save is not None and found.user:
                write_facts(save, found.user, found.name)
        if as_json:
            answer = eligibility_json(found.library, found.facts(), found.on, schemes=scheme)
            said = {"said": found.user, "not_known": sorted(talk.skipped), "questions": talk.number}
            print_json({"subject": found.schemes_json, **said, "eligibility": answer})
        else:
            talk.summary(save)
