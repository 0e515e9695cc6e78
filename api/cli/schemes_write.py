"""`sangam schemes write`: verdicts into the graph, where analysts ask for them in Cypher."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from api.cli.complete import subject_names
from api.cli.output import AsJson, console, print_json
from api.cli.progress import progress
from api.cli.render import paragraph
from api.cli.schemes_asking import OnOption, RulesOption, day, rules_in
from api.cli.stores import DEFAULT, StoreOption, opened
from graph.errors import InputError
from graph.model import PLURAL
from graph.store import GraphStore

_USUAL = ("cluster", "startup")


def write(
    subjects: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SUBJECT]...",
            help="Clusters, enterprises or start-ups, by name or id.",
            autocompletion=subject_names,
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="All clusters and start-ups, or all of --kind.")
    ] = False,
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", help="With --all: cluster, startup or enterprise; repeatable."),
    ] = None,
    remove: Annotated[
        bool, typer.Option("--remove", help="Take the verdicts out of the graph instead.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change; write nothing.")] = False,
    on: OnOption = "",
    rules: RulesOption = None,
    store: StoreOption = DEFAULT,
    as_json: AsJson = False,
) -> None:
    """Write verdicts into the graph: each with its day, its clauses, its source and the rule behind it.

    What was written before on the same subjects is replaced, and what no rule stands behind any more is
    removed. Only what the graph knows counts. For example: sangam schemes write --all
    """
    from matcher.rules.writing import remove_verdicts, write_verdicts

    if bool(subjects) == every:
        raise typer.BadParameter("name clusters, enterprises or start-ups, or give --all")
    library, asked_day = rules_in(rules), day(on)
    with opened(store, "read" if dry_run else "write") as graph, progress("subjects") as tell:
        ids = _all(graph, kind) if every else [_named(graph, name) for name in subjects or ()]
        if remove:
            done = remove_verdicts(graph, ids, dry_run=dry_run)
        else:
            done = write_verdicts(
                graph, library, ids, asked_day, dry_run=dry_run,
                on_progress=lambda count: tell("verdicts", count, len(ids)),
            )  # fmt: skip
    if as_json:
        told = {**asdict(done), "verdicts": done.verdicts, "on": asked_day.isoformat(), "dry_run": dry_run}
        print_json(told)
        return
    out = console()
    would = "would be" if dry_run else "are"
    paragraph(
        out,
        f"{done.verdicts:,} verdicts on {done.subjects:,} subjects {would} in the graph: "
        f"{done.created:,} new, {done.changed:,} changed, {done.unchanged:,} as they were; "
        f"{done.removed:,} removed.",
    )
    if done.without_node:
        names = ", ".join(done.without_node)
        paragraph(out, f"Not in the graph, and so without verdicts: {names}. Load data/schemes.csv again.")


def _all(graph: GraphStore, kinds: list[str] | None) -> list[str]:
    from matcher.rules.subject import SUBJECTS
    from matcher.rules.writing import subjects_in

    named = [PLURAL[kind].key if kind in PLURAL else kind for kind in kinds or _USUAL]
    for kind in named:
        if kind not in SUBJECTS:
            raise InputError(f"--kind: '{kind[:40]}' is none of {', '.join(SUBJECTS)}")
    return subjects_in(graph, list(dict.fromkeys(named)))


def _named(graph: GraphStore, name: str) -> str:
    from matcher.rules.subject import SUBJECTS
    from matcher.search import find_entity
    from matcher.snapshot import Snapshot

    return find_entity(graph, Snapshot.of(graph), list(SUBJECTS), name)
