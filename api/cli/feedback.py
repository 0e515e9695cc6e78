"""`sangam feedback`: accept, reject or put off a suggestion, see what was decided, take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.asking import names_in
from api.cli.complete import candidate_names
from api.cli.output import AsJson, LangOption, console, print_json
from api.cli.render import paragraph
from api.cli.stores import DEFAULT, StoreOption, opened
from api.notes import checked_note
from graph.model import FEEDBACK_REASONS

if TYPE_CHECKING:
    from graph.store import GraphStore
    from matcher.feedback.record import Feedback
    from matcher.phrases import Language
    from matcher.snapshot import Snapshot

Words = Annotated[
    list[str],
    typer.Argument(
        metavar="CLUSTER INSTITUTION accept|reject|not-now | list | undo ID",
        help="The pair, by name or id, and the decision; or list; or undo and the id of a record.",
        autocompletion=candidate_names,
    ),
]
Reason = Annotated[str, typer.Option("--reason", metavar="WORD", help=f"Why: {', '.join(FEEDBACK_REASONS)}.")]
Note = Annotated[str, typer.Option("--note", help="More on it, without names of persons or their numbers.")]
Role = Annotated[
    str,
    typer.Option("--role", help="In which role, never a name: dinc, dic, field, spv, mentor or other."),
]
Until = Annotated[
    str, typer.Option("--until", metavar="DAY", help="With not-now: the day from which to suggest it again.")
]
Pilot = Annotated[
    bool, typer.Option("--pilot", help="On a pilot: the start-up or technology, then the cluster.")
]


def feedback(
    words: Words,
    reason: Reason = "",
    note: Note = "",
    role: Role = "",
    until: Until = "",
    pilot: Pilot = False,
    lang: LangOption = "en",
    store: StoreOption = DEFAULT,
    as_json: AsJson = False,
) -> None:
    """Decide on a suggestion; nothing is overwritten, and every decision can be taken back.

    For example: sangam feedback "Alappuzha coir" CUSAT reject --reason no-capacity --role dic, and then
    sangam feedback list, sangam feedback undo ID --role dic
    """
    if words == ["list"]:
        _list(store, lang, as_json)
        return
    from matcher.feedback.keep import keep, kept, undoing

    if words[0] == "undo" and len(words) == 2:
        with opened(store, "write") as graph:
            record = undoing(kept(graph), words[1], role)
            keep(graph, record)
    elif len(words) == 3:
        record = _decision(store, words, reason, note, role, until, pilot=pilot)
        with opened(store, "write") as graph:
            keep(graph, record)
    else:
        raise typer.BadParameter(
            "give a pair and accept, reject or not-now; or list; or undo and an id. Put names of several "
            "words in quotes"
        )
    _tell(record, lang, as_json)


def _decision(
    store: str, words: list[str], reason: str, note: str, role: str, until: str, *, pilot: bool
) -> Feedback:
    from matcher.feedback.keep import feedback as made
    from matcher.lookup import find
    from matcher.snapshot import Snapshot

    kinds = (["startup", "technology"], ["cluster"]) if pilot else (["cluster"], ["institution"])
    with opened(store) as graph:
        snapshot = Snapshot.of(graph)
    with names_in(snapshot):
        subject, candidate = (find(snapshot, kind, word) for kind, word in zip(kinds, words, strict=False))
    return made(
        "pilots" if pilot else "mentors", subject, candidate, words[2], role,
        reason=reason, note=checked_note(note), until=until,
    )  # fmt: skip


def _tell(record: Feedback, lang: Language, as_json: bool) -> None:
    from matcher.feedback.tell import decided, feedback_json

    if as_json:
        print_json(feedback_json(record, lang))
        return
    said = f"{record.undoes} is taken back." if record.undoes else decided(record).said(lang)
    back = "" if record.undoes else f" Take it back with: sangam feedback undo {record.id} --role ROLE"
    paragraph(console(), f"Kept as {record.id}. {said}{back}")


def _list(store: str, lang: Language, as_json: bool) -> None:
    from matcher.snapshot import Snapshot

    with opened(store) as graph:
        found = listed(graph, snapshot := Snapshot.of(graph), lang)
    if as_json:
        print_json({"feedback": found, "snapshot": snapshot.id})
        return
    out = console()
    for one in found:
        paragraph(out, f"{one['id']} ({one['state'].replace('_', ' ')})", style="bold")
        paragraph(out, f"{one['subject_name']} and {one['candidate_name']}", indent=4)
        said = one["says"] or f"Takes back {one['undoes']}, on {one['at'][:10]}."
        paragraph(out, said + (f" “{one['note']}”" if one["note"] else ""), indent=4)
    if not found:
        paragraph(out, "No feedback is kept in this graph.")


def listed(graph: GraphStore, snapshot: Snapshot, lang: Language = "en") -> list[dict[str, Any]]:
    """All feedback of a graph as JSON-ready data, the oldest first, each with its state and names."""
    from matcher.feedback.keep import kept
    from matcher.feedback.record import states, today
    from matcher.feedback.tell import feedback_json

    records = kept(graph)
    state = states(records.values(), today())

    def name(identity: str) -> str:
        return snapshot.name(identity, lang) if identity in snapshot.nodes else identity

    return [
        feedback_json(one, lang)
        | {"state": state.get(one.id, "in_force"), "subject_name": name(one.subject),
           "candidate_name": name(one.candidate)}
        for one in records.values()
    ]  # fmt: skip
