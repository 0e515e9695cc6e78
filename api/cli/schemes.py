"""`sangam schemes`: what a cluster, an enterprise or a start-up can get, and what to ask next."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from api.cli.exits import ExitCode
from api.cli.output import AsCsv, AsJson, Form, console, form, print_csv, print_json
from api.cli.render import Sources, heading, paragraph
from api.cli.schemes_ask import ask
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
from api.cli.schemes_plan import change, plan
from api.cli.schemes_write import write
from api.cli.stores import DEFAULT, StoreOption

_BARE = "for"


class SchemesGroup(TyperGroup):
    """A group whose bare use, `sangam schemes SUBJECT`, is the command `for`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What was typed, with the command named."""
        if args and args[0] not in {*self.commands, "--help"}:
            args = [_BARE, *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: Any) -> list[str]:
        """The commands in the order in which they are used."""
        return list(self.commands)


schemes = typer.Typer(
    cls=SchemesGroup,
    no_args_is_help=True,
    help="What a cluster, enterprise or start-up can get: eligible, not eligible or not yet known, each "
    "with its clause, its source and what to ask next. `sangam schemes SUBJECT` is short for `for`.",
)


@schemes.callback()
def _schemes() -> None:
    """A group, so that it reads `sangam schemes for …`."""


@schemes.command(_BARE)
def schemes_for(
    subject: SubjectArgument = None,
    profile: ProfileOption = None,
    facts: FactsOption = None,
    fact: FactOption = None,
    on: OnOption = "",
    lang: LangOption = Lang.en,
    every: Annotated[bool, typer.Option("--all", help="Every condition of every scheme.")] = False,
    scheme: SchemeOption = None,
    top: Annotated[
        int | None, typer.Option("--top", min=1, help="How many of the connected schemes to list; else all.")
    ] = None,
    rules: RulesOption = None,
    store: StoreOption = DEFAULT,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Judge every scheme with a written rule, and list those that sources connect with the subject.

    For example: sangam schemes "Alappuzha coir" --fact spv=yes --on 2026-04-01
    """
    from matcher.rules.answer import eligibility_json, in_order
    from matcher.rules.question import next_question
    from matcher.rules.verdict import judge_all
    from matcher.schemes import schemes_for as connected
    from matcher.schemes import schemes_json

    shape = form(as_json, as_csv)
    with asked(subject, profile=profile, facts=facts, fact=fact, on=on, store=store, rules=rules) as found:
        known, library = found.facts(), found.library
        ties = connected(found.service, found.entity, top=top) if found.service and found.entity else None
        if shape is Form.JSON:
            whole = schemes_json(ties) if ties else {"subject": found.schemes_json}
            judged = eligibility_json(library, known, found.on, schemes=scheme)
            print_json({**whole, "eligibility": judged})
            return
        verdicts = in_order(judge_all(library, known, found.on, scheme))
        if shape is Form.CSV:
            from api.cli.schemes_csv import COLUMNS, rows

            print_csv(COLUMNS, rows(verdicts, ties))
            return
        from api.cli.render_schemes import show_connected
        from api.cli.schemes_text import show_question, show_verdicts

        out, sources, language = console(), Sources(), lang.language
        generated = " (a generated example, no real firm)" if found.synthetic else ""
        heading(out, f"{found.name}{generated}")
        show_verdicts(out, found, verdicts, sources, language, every)
        show_question(out, found, next_question(library, known, found.on, schemes=scheme), language)
        if ties is not None and not scheme:
            show_connected(out, ties, sources)
        sources.show(out)
        if not verdicts and (ties is None or not ties.results):
            paragraph(out, "There is no rule and no connected scheme.")
            raise typer.Exit(ExitCode.PARTLY)


schemes.command("ask")(ask)
schemes.command("plan")(plan)
schemes.command("change")(change)
schemes.command("write")(write)
