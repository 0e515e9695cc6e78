"""Takes a decision, checks it, and adds it to the graph; an undo is added, too, nothing is overwritten."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from graph.changes import recorded
from graph.errors import InputError, NotFoundError
from graph.model import NODE, check_properties
from graph.store import GraphStore
from matcher.feedback.record import REASONS, VERDICTS, Feedback, states
from matcher.phrases import say
from matcher.roles import ROLES

# How long "not now" lasts where nobody says.
PAUSE_DAYS = 90
NOTE = 300


def feedback(
    question: str, subject: str, candidate: str, verdict: str, role: str, *,
    reason: str = "", note: str = "", until: str = "", at: datetime | None = None,
) -> Feedback:  # fmt: skip
    """A decision as a record, checked.

    Args:
        question: `mentors` or `pilots`.
        subject, candidate: ids of what was asked about and of whom was suggested.
        verdict, reason: as in the graph model; spaces and hyphens stand for underscores.
        role: a key of the roles of the programme desk.
        note: without personal data, which the caller has made sure of.
        until: for `not_now`, the day from which it is suggested again; 90 days on when empty.
        at: the moment, now when None.

    Raises:
        InputError: something is missing or does not fit; the message says what would.
    """
    verdict, reason = _word(verdict), _reason(reason)
    if verdict not in VERDICTS:
        raise InputError(f"'{verdict[:40]}' is no decision; give accept, reject or not-now")
    if reason and reason not in REASONS:
        raise InputError(f"'{reason[:40]}' is no reason on the list; the reasons are {', '.join(REASONS)}")
    if verdict != "accept" and not reason:
        raise InputError(f"say why, by --reason; the reasons are {', '.join(REASONS)}")
    _check_role(role)
    if len(note) > NOTE:
        raise InputError(f"the note has {len(note)} letters; keep it to {NOTE}")
    moment = at or datetime.now(UTC)
    made = Feedback(
        "", question, subject, candidate, verdict, role, moment.astimezone(UTC).isoformat(),
        reason, " ".join(note.split()), _until(verdict, until, moment.astimezone(UTC).date()),
    )  # fmt: skip
    return replace(made, id=_id(made))


def undoing(
    records: Mapping[str, Feedback], identity: str, role: str, at: datetime | None = None
) -> Feedback:
    """The record that takes another back.

    Args:
        records: all there are, by id.

    Raises:
        NotFoundError: there is no such record.
        InputError: it was taken back already, or is an undo itself.
    """
    _check_role(role)
    identity = identity if identity.startswith("feedback:") else f"feedback:{identity}"
    before = records.get(identity)
    if before is None:
        raise NotFoundError(f"there is no feedback {identity[:60]}; see `sangam feedback list`")
    moment = (at or datetime.now(UTC)).astimezone(UTC)
    state = states(records.values(), date.max)[identity]
    if state == "undo":
        raise InputError("an undo is not undone; give the decision again")
    if state == "undone":
        raise InputError(f"{identity} was taken back already")
    made = Feedback(
        "", *before.pair, "undo", role, moment.isoformat(), undoes=before.id
    )  # fmt: skip
    return replace(made, id=_id(made))


def kept(store: GraphStore) -> dict[str, Feedback]:
    """All records of a store by id, the oldest first."""
    rows = store.read("read/feedback")
    return {str(row["properties"]["id"]): Feedback.of(row["properties"]) for row in rows}


def keep(store: GraphStore, record: Feedback) -> None:
    """Add a record: its node first, which answers read, then its ties to the two sides.

    Raises:
        InputError: a side of the pair is not in the graph; nothing was written.
        StoreError: the store cannot be written.
    """
    for side in (record.subject, record.candidate):
        if not store.read(f"read/stored/{_kind(side)}", ids=[side]):
            raise InputError(f"the graph no longer has {side}; nothing was kept")
    if store.read("read/stored/feedback", ids=[record.id]):
        return
    properties = properties_of(record)
    store.write("load/feedback", rows=[{"id": record.id, "properties": properties}])
    sourced = {name: properties[name] for name in ("source", "as_of", "synthetic")}
    for side in (record.subject, record.candidate):
        row = {"start_id": record.id, "end_id": side, "key": "-", "properties": {"key": "-", **sourced}}
        store.write(f"load/feedback_about_{_kind(side)}", rows=[row])
    recorded(store)


def properties_of(record: Feedback) -> dict[str, Any]:
    """The properties of its node, as the graph model has them."""
    told = {name: value for name, value in vars(record).items() if value}
    source = f"Feedback of the programme, {ROLES[record.role][0]}"
    return dict(
        check_properties(
            NODE["feedback"].fields, told | {"source": source, "as_of": record.day, "synthetic": False}
        )
    )


def _kind(identity: str) -> str:
    return identity.partition(":")[0]


def _word(text: str) -> str:
    return "_".join(text.strip().lower().replace("-", " ").replace("_", " ").split())


def _reason(text: str) -> str:
    """The key of a reason, given as that or in the words that answers have for it."""
    spoken = {say(f"feedback.reason.{key}"): key for key in REASONS}
    return spoken.get(" ".join(text.lower().replace("-", " ").split()), _word(text))


def _check_role(role: str) -> None:
    if role not in ROLES:
        told = "; ".join(f"{key} ({english})" for key, (english, _) in ROLES.items())
        raise InputError(f"'{role[:40]}' is no role; say in which role, never a name: {told}")


def _until(verdict: str, until: str, day: date) -> str:
    if verdict != "not_now":
        if until:
            raise InputError("--until goes with not-now only")
        return ""
    if not until:
        return (day + timedelta(days=PAUSE_DAYS)).isoformat()
    try:
        found = date.fromisoformat(until)
    except ValueError:
        raise InputError(f"'{until[:20]}' is no day; write it as in 2027-03-31") from None
    if found <= day:
        raise InputError(f"{found} is not after today; name the day from which it may be suggested again")
    return found.isoformat()


def _id(record: Feedback) -> str:
    told = json.dumps(vars(record), sort_keys=True, ensure_ascii=False)
    return f"feedback:{hashlib.sha256(told.encode()).hexdigest()[:16]}"
