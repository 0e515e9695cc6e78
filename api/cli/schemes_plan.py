"""`sangam schemes plan` and `change`: the best legal combination, and what would make somebody eligible."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.exits import ExitCode
from api.cli.output import AsJson, console, print_json
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


def plan(
    subject: SubjectArgument = None,
    profile: ProfileOption = None,
    facts: FactsOption = None,
    fact: FactOption = None,
    scheme: SchemeOption = None,
    on: OnOption = "",
    lang: LangOption = Lang.en,
    rules: RulesOption = None,
    store: StoreOption = DEFAULT,
    as_json: AsJson = False,
) -> None:
    """Find the best legal combination of schemes, and what to do for it, step by step.

    For example: sangam schemes plan "Alappuzha coir" --facts coir.toml
    """
    from api.cli.plan_text import show_plan
    from matcher.rules.plan import plan as best
    from matcher.rules.plan import plan_json

    with asked(subject, profile=profile, facts=facts, fact=fact, on=on, store=store, rules=rules) as found:
        told = plan_json(best(found.library, found.facts(), found.on, schemes=scheme), lang.language)
        if as_json:
            print_json({"subject": found.schemes_json, **told})
        else:
            who = f'"{found.name}"' if found.entity else f"--profile {profile}"
            show_plan(console(), found.name, told, lang.language, who, found.synthetic)
        if not told["chosen"]:
            raise typer.Exit(ExitCode.PARTLY)


def change(
    names: Annotated[
        list[str],
        typer.Argument(metavar="SUBJECT SCHEME", help="Who, and the id of the scheme, as in mse-cdp."),
    ],
    profile: ProfileOption = None,
    facts: FactsOption = None,
    fact: FactOption = None,
    on: OnOption = "",
    lang: LangOption = Lang.en,
    rules: RulesOption = None,
    store: StoreOption = DEFAULT,
    as_json: AsJson = False,
) -> None:
    """Say what would make somebody eligible for a scheme: the fewest facts that would have to change.

    For example: sangam schemes change "Alappuzha coir" odoi
    """
    from matcher.rules.change import what_would_json

    subject, scheme = _named(names, profile)
    with asked(subject, profile=profile, facts=facts, fact=fact, on=on, store=store, rules=rules) as found:
        told = what_would_json(found.library, scheme, found.facts(), found.on)
        if as_json:
            print_json({"subject": found.schemes_json, **told})
        else:
            from api.cli.plan_text import show_change

            show_change(console(), found.name, told, lang.language)
        if not told["possible"]:
            raise typer.Exit(ExitCode.PARTLY)


def _named(names: list[str], profile: Path | None) -> tuple[str | None, str]:
    if len(names) == 1 and profile is not None:
        return None, names[0]
    if len(names) == 2 and profile is None:
        return names[0], names[1]
    raise typer.BadParameter("name who and a scheme, as in: sangam schemes change CLUSTER mse-cdp")
