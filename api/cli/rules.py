"""`sangam rules`: the rules of schemes as they are written down, checked, listed and shown."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.exits import ExitCode
from api.cli.output import AsCsv, AsJson, Form, console, form, print_csv, print_json, say
from api.cli.render import paragraph
from api.cli.schemes_asking import Lang, LangOption, OnOption, RulesOption, day, rules_in

rules = typer.Typer(
    no_args_is_help=True, help="The rules of schemes: check, list and show them, and write their pages."
)
_STATES = {
    "in_force": "in force", "closed": "closed", "lapsed": "lapsed", "not_begun": "not begun",
}  # fmt: skip
_LISTED = ("scheme", "name", "applicants", "rule", "state", "review", "versions")


@rules.command("check")
def check(
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help="Of rule files; else the project's own.")
    ] = None,
    on: OnOption = "",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Look for defects in rule files: each with its file, its line, the cause and what to do.

    A file with an error is refused as a whole. Ends with code 1 when there is an error.
    """
    from matcher.rules.library import load
    from matcher.rules.linter import check as found_in

    shape = form(as_json, as_csv)
    _folder(folder)
    library = load(folder)
    found = found_in(library, day(on))
    errors = sum(each.level == "error" for each in found)
    rows = [(each.level, each.kind, each.file, each.where, each.message) for each in found]
    names = ("level", "kind", "file", "where", "message")
    match shape:
        case Form.JSON:
            findings = [dict(zip(names, row, strict=True)) for row in rows]
            print_json({"rules": len(library.rules), "errors": errors, "findings": findings})
        case Form.CSV:
            print_csv(names, rows)
        case Form.TEXT:
            out = console()
            for each in found:
                paragraph(out, f"{each.level}: {each}", hang=2)
            rest = len(found) - errors
            paragraph(out, f"{len(library.rules)} rules, {errors} errors, {rest} warnings.")
    if errors:
        raise typer.Exit(ExitCode.PARTLY)


@rules.command("pages")
def pages(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where to write, as in docs/schemes.")],
    source: RulesOption = None,
) -> None:
    """Write a page for each scheme that an official can read, and an index."""
    from matcher.rules.pages import write_pages

    changed = write_pages(rules_in(source), folder)
    for path in changed:
        console().print(str(path), soft_wrap=True)
    say(f"{len(changed)} pages changed in {folder}")


@rules.command("list")
def list_rules(
    on: OnOption = "",
    source: RulesOption = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List all rules and how each stands on a day."""
    from matcher.rules.history import library_json

    shape, asked_day = form(as_json, as_csv), day(on)
    library = rules_in(source)
    found = library_json(library, asked_day)
    rows = [
        (
            each["scheme"], each["name"], ", ".join(each["applicants"]),
            "complete" if each["complete"] else "partial", _STATES[each["state"]],
            each["review"] + (" (past)" if each["past_review"] else ""), each["versions"],
        )
        for each in found["rules"]
    ]  # fmt: skip
    match shape:
        case Form.JSON:
            print_json(found)
        case Form.CSV:
            print_csv(_LISTED, rows)
        case Form.TEXT:
            out = console()
            for scheme, name, applicants, known, state, review, versions in rows:
                paragraph(out, f"{name} · {scheme}", hang=2, style="bold")
                periods = f"{versions} version{'s' if versions > 1 else ''}"
                line = f"for: {applicants} · {known} · {state} · check again by {review} · {periods}"
                paragraph(out, line, indent=2, style="dim")
            paragraph(out, f"{len(rows)} rules, as of {asked_day}.")
    if not rows:
        raise typer.Exit(ExitCode.PARTLY)


@rules.command("show")
def show(
    scheme: Annotated[str, typer.Argument(metavar="SCHEME", help="Its id, as in mse-cdp.")],
    on: OnOption = "",
    lang: LangOption = Lang.en,
    source: RulesOption = None,
    as_json: AsJson = False,
) -> None:
    """Show a rule: its conditions with their clauses, what it gives, its sources and its history."""
    from api.cli.rules_text import show_rule
    from matcher.rules.history import rule_json

    library = rules_in(source)
    told = rule_json(library.rule(scheme), library.facts, day(on))
    if as_json:
        print_json(told)
    else:
        show_rule(console(), told, lang.language)


def _folder(folder: Path | None) -> None:
    if folder is not None and not folder.is_dir():
        raise typer.BadParameter(f"{folder} is no folder")
