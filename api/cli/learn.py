"""`sangam learn`: learns from ties and feedback, shows what would change, and adopts or rolls back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.asking import DEFAULT_MODEL, ModelOption, service_on
from api.cli.output import AsJson, console, print_json
from api.cli.progress import progress
from api.cli.render import bullet, heading, paragraph
from api.cli.stores import DEFAULT, StoreOption, opened
from graph.errors import InputError

if TYPE_CHECKING:
    from matcher.adopted import Adopted
    from matcher.lesson import Change, Proposal
    from matcher.snapshot import Snapshot

_SHOWN = 10


def learn(
    adopt: Annotated[bool, typer.Option("--adopt", help="Use what was learned from now on.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would change; so it is without --adopt.")
    ] = False,
    rollback: Annotated[
        bool, typer.Option("--rollback", help="Go back to what was in use before, and end.")
    ] = False,
    list_: Annotated[bool, typer.Option("--list", help="Show every version and its use, and end.")] = False,
    store: StoreOption = DEFAULT,
    model: ModelOption = DEFAULT_MODEL,
    as_json: AsJson = False,
) -> None:
    """Learn from documented ties and accepted suggestions how mentors are best ranked, and how likely a
    match is; nothing changes before --adopt.

    For example: sangam learn, then sangam learn --adopt, and if it was a mistake: sangam learn --rollback
    """
    if sum((adopt, dry_run, rollback, list_)) > 1:
        raise typer.BadParameter("give one of --adopt, --dry-run, --rollback and --list at a time")
    from matcher.adopted import place, read, write

    if rollback or list_:
        with opened(store) as graph:
            path = place(graph.url)
        adopted = read(path)
        if rollback:
            adopted = adopted.rolled_back()
            write(path, adopted)
        _tell_versions(adopted, str(path), as_json)
        return
    from matcher.lesson import changes, propose

    with service_on(store, model) as service, progress("done") as tell:
        engine, adopted, path = service.engine(), service.adopted, place(service.store.url)
        proposal = propose(engine, adopted, tell)
        changed = changes(engine, proposal.version, tell) if proposal.version else ()
        clusters, snapshot = len(engine.clusters), engine.snapshot
    if adopt:
        if proposal.version is None:
            raise InputError(f"nothing was learned, so there is nothing to adopt: {' '.join(proposal.says)}")
        write(path, adopted.with_new(proposal.version))
    if as_json:
        print_json(_told(proposal, changed, clusters, adopt, str(path)))
    else:
        _show(proposal, changed, clusters, snapshot, adopt, str(path))


def _told(
    proposal: Proposal, changed: tuple[Change, ...], clusters: int, adopt: bool, path: str
) -> dict[str, Any]:
    from matcher.adopted import version_json
    from matcher.lesson import change_json

    return {
        "version": version_json(proposal.version) if proposal.version else None,
        "ties": proposal.ties, "clusters": proposal.clusters, "says": list(proposal.says),
        "ranked_clusters": clusters, "changed": [change_json(one) for one in changed],
        "adopted": adopt, "file": path,
    }  # fmt: skip


def _show(
    proposal: Proposal, changed: tuple[Change, ...], clusters: int, snapshot: Snapshot, adopt: bool, path: str
) -> None:
    out = console()
    for sentence in proposal.says:
        paragraph(out, sentence)
    if proposal.version is None:
        paragraph(out, "Nothing was learned, and nothing changes.", style="bold")
        return
    heading(out, f"What would change: the first five of {len(changed)} of {clusters} clusters")
    for one in changed[:_SHOWN]:
        paragraph(out, snapshot.name(one.cluster), indent=2)
        bullet(out, "before: " + "; ".join(snapshot.name(i) for i in one.before))
        bullet(out, "after: " + "; ".join(snapshot.name(i) for i in one.after))
    if len(changed) > _SHOWN:
        paragraph(out, f"and {len(changed) - _SHOWN} more; --json has them all")
    if not changed:
        paragraph(out, "No order changes; answers would tell a probability beside each score.")
    identity = proposal.version.id
    done = f"{identity} is in use now, kept in {path}. Go back with: sangam learn --rollback"
    paragraph(out, done if adopt else f"Nothing has changed yet. Use {identity} with: sangam learn --adopt")


def _tell_versions(adopted: Adopted, path: str, as_json: bool) -> None:
    from matcher.adopted import version_json

    if as_json:
        history = [{"at": at, "in_use": identity} for at, identity in adopted.history]
        versions = [version_json(one) for one in adopted.versions]
        print_json({"in_use": adopted.in_use, "versions": versions, "history": history, "file": path})
        return
    out = console()
    paragraph(out, f"In use: {adopted.in_use}.", style="bold")
    for version in adopted.versions:
        what = "weights and probabilities" if version.weights else "probabilities"
        learned = f"{what}, from {version.told['ties']} ties of {version.told['clusters']} clusters"
        bullet(out, f"{version.id}: {learned}, with {version.model}")
    for at, identity in adopted.history:
        bullet(out, f"{at[:19].replace('T', ' ')} UTC: {identity} came into use")
