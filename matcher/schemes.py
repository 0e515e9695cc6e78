"""Schemes that the graph ties to a cluster, an enterprise or a start-up, each with its reasons.

This tells what documents say a scheme did or is meant for. It never says that somebody is eligible.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.model import kind_of
from graph.store import GraphStore, Row
from matcher.answers import tie_json
from matcher.search import find_entity
from matcher.service import Service
from matcher.snapshot import Tie

SUBJECTS = ("cluster", "enterprise", "startup")
# From the strongest ground to the weakest; results are in this order.
BASES = ("documented", "industry", "category", "general")
NOTE = (
    "These are schemes that the sources connect with it. It is not said that anybody is eligible: "
    "ask the authority named, and check whether the scheme is still open."
)
_ENDED = ("closed", "superseded")
_A = {"cluster": "A cluster", "enterprise": "An enterprise", "startup": "A start-up"}
_MEMBERS = "Not the cluster itself but enterprises in it are among its applicants."
_CATEGORY = {
    "manufacturing": "manufacturing clusters",
    "handloom_powerloom": "handloom and powerloom clusters",
    "handicraft": "handicraft clusters",
    "other_traditional": "clusters of other traditional industries",
    "service": "service clusters",
}


@dataclass(frozen=True)
class SchemeReason:
    """Why a scheme is shown: its ground, a sentence, and the relationships behind it."""

    basis: str
    explanation: str
    path: tuple[Tie, ...] = ()


@dataclass(frozen=True)
class SchemeMatch:
    """A scheme as the graph has it, and why it is shown; the first reason is the strongest."""

    facts: Mapping[str, Any]
    reasons: tuple[SchemeReason, ...]

    @property
    def id(self) -> str:
        """The scheme's id."""
        return str(self.facts["id"])

    @property
    def basis(self) -> str:
        """The strongest ground, one of BASES."""
        return self.reasons[0].basis


@dataclass(frozen=True)
class SchemeAnswer:
    """The schemes for one subject, by strength of ground and then by id.

    Attributes:
        considered: how many schemes the graph has.
        found: how many are tied to the subject and not known to have ended.
        ended: id to status of schemes left out because they are closed or superseded.
        synthetic: whether the subject was generated and is no real firm.
    """

    subject: str
    name: str
    synthetic: bool
    results: tuple[SchemeMatch, ...]
    considered: int
    found: int
    ended: Mapping[str, str]
    message: str
    snapshot: str


@dataclass(frozen=True)
class _Subject:
    """What is known of whom schemes are sought for."""

    id: str
    name: str
    kind: str
    synthetic: bool
    categories: frozenset[str]
    states: tuple[tuple[str, str], ...]
    clusters: Mapping[str, tuple[str, tuple[Tie, ...]]]

    @classmethod
    def of(cls, store: GraphStore, identity: str) -> _Subject:
        rows = store.read("read/schemes_subject", id=identity)
        first, kind = rows[0], kind_of(identity).key
        clusters: dict[str, tuple[str, tuple[Tie, ...]]] = {}
        if kind == "cluster":
            clusters[identity] = (str(first["name"]), ())
        for row in rows:
            if row["cluster"]:
                tie = Tie(identity, "MEMBER_OF", row["cluster"], row["properties"])
                clusters[row["cluster"]] = (str(row["cluster_name"]), (tie,))
        found = (row[key] for row in rows for key in ("category", "cluster_category"))
        states = dict.fromkeys((row["state"], row["state_name"]) for row in rows if row["state"])
        return cls(
            identity, str(first["name"]), kind, bool(first["synthetic"]),
            frozenset(category for category in found if category), tuple(states), clusters,
        )  # fmt: skip


def schemes_for(
    service: Service, asked: str, *, kinds: Sequence[str] = SUBJECTS, top: int | None = None
) -> SchemeAnswer:
    """The schemes for a cluster, an enterprise or a start-up, named by id or name.

    Args:
        kinds: which kinds `asked` may name.
        top: how many to give, all when None.

    Raises:
        NotFoundError: there is no such entity; it carries near ones.
    """
    store, snapshot = service.store, service.snapshot()
    subject = _Subject.of(store, find_entity(store, snapshot, kinds, asked))
    rows = store.read("read/schemes_all")
    documented, industry = _documented(store, subject), _industry(store, subject)
    matches, ended = [], {}
    for row in rows:
        facts = row["properties"]
        reasons = _reasons(facts, row["industries"], subject, documented, industry)
        if reasons and facts.get("status") in _ENDED:
            ended[row["id"]] = facts["status"]
        elif reasons:
            matches.append(SchemeMatch(facts, tuple(reasons)))
    matches.sort(key=lambda match: (BASES.index(match.basis), match.id))
    message = "" if matches else f"No scheme in the graph is tied to {subject.name}."
    return SchemeAnswer(
        subject.id, subject.name, subject.synthetic, tuple(matches[:top]), len(rows), len(matches),
        ended, message, snapshot.id,
    )  # fmt: skip


def _reasons(
    facts: Mapping[str, Any],
    industries: int,
    subject: _Subject,
    documented: Mapping[str, list[SchemeReason]],
    industry: Mapping[str, list[SchemeReason]],
) -> list[SchemeReason]:
    """Why a scheme is to be shown, strongest first; none when nothing ties it to the subject."""
    reasons = list(documented.get(str(facts["id"]), ()))
    if not _reaches(facts, subject):
        return reasons
    limited = frozenset(facts.get("categories") or ())
    wrong = limited and subject.categories and not limited & subject.categories
    if not wrong and _concerns(facts, subject):
        reasons += industry.get(str(facts["id"]), ())
        if shared := sorted(limited & subject.categories):
            whom = " and ".join(_CATEGORY[category] for category in shared)
            reasons.append(SchemeReason("category", f"It is limited to {whom}, and this is one of them."))
    if not reasons and not limited and not industries and _applies(facts, subject.kind):
        sentence = f"{_A[subject.kind]} is among its applicants; the record names no industry or category."
        reasons.append(SchemeReason("general", sentence))
    if reasons and not _applies(facts, subject.kind) and _concerns(facts, subject):
        reasons.append(SchemeReason(reasons[0].basis, _MEMBERS))
    return reasons


def _reaches(facts: Mapping[str, Any], subject: _Subject) -> bool:
    """Whether a scheme's government is that of the place: central, Kerala's, or the state's that runs it."""
    match facts.get("level"):
        case "central":
            return True
        case "kerala":
            return any(state == "state:kerala" for state, _ in subject.states)
        case _:
            authority = str(facts.get("authority", "")).casefold()
            return any(name.casefold() in authority for _, name in subject.states)


def _applies(facts: Mapping[str, Any], kind: str) -> bool:
    applicants = facts.get("applicants")
    return applicants is None or kind in applicants


def _concerns(facts: Mapping[str, Any], subject: _Subject) -> bool:
    """Whether the subject, or for a cluster its enterprises, are among those who may apply."""
    kinds = {"cluster": ("cluster", "enterprise")}.get(subject.kind, (subject.kind,))
    return any(_applies(facts, kind) for kind in kinds)


def _documented(store: GraphStore, subject: _Subject) -> dict[str, list[SchemeReason]]:
    found: dict[str, list[SchemeReason]] = {}
    for row in store.read("read/schemes_of_clusters", ids=list(subject.clusters)):
        facts = row["properties"]
        _, path = subject.clusters[row["cluster"]]
        whom = "this cluster" if not path else f"the cluster that it belongs to, {row['cluster_name']}"
        what = f": {facts['what']}" if facts.get("what") else ""
        year = f" ({facts['year']})" if facts.get("year") else ""
        tie = Tie(row["scheme"], "SUPPORTS", row["cluster"], facts)
        reason = SchemeReason("documented", f"It is documented for {whom}{what}{year}.", (*path, tie))
        found.setdefault(row["scheme"], []).append(reason)
    return found


def _industry(store: GraphStore, subject: _Subject) -> dict[str, list[SchemeReason]]:
    """Reasons by industry, one for each pair of industries; the narrowest industry meant comes first."""
    found: dict[str, dict[tuple[str, str], SchemeReason]] = {}
    wider = store.read("read/schemes_of_wider_industries", id=subject.id)
    narrower = store.read("read/schemes_of_narrower_industries", id=subject.id)
    for rows, branch in ((wider, False), (narrower, True)):
        for row in sorted(
            rows, key=lambda row: (row["scheme"], -len(row["meant"]), row["meant"], row["own"])
        ):
            pair = (row["own"], row["meant"])
            found.setdefault(row["scheme"], {}).setdefault(pair, _industry_reason(row, subject, branch))
    return {scheme: list(reasons.values()) for scheme, reasons in found.items()}


def _industry_reason(row: Row, subject: _Subject, branch: bool) -> SchemeReason:
    own, meant = (f"{row[key + '_name']} (NIC {row[key].partition(':')[2]})" for key in ("own", "meant"))
    if row["own"] == row["meant"]:
        sentence = f"It is meant for {meant}, which this works in."
    elif branch:
        sentence = f"It is meant for {meant}, a branch of {own}, which this works in."
    else:
        sentence = f"It is meant for {meant}, of which {own}, which this works in, is a branch."
    active = Tie(subject.id, "ACTIVE_IN", row["own"], row["active"]["properties"])
    support = Tie(row["scheme"], "SUPPORTS", row["meant"], row["properties"])
    return SchemeReason("industry", sentence, (active, support))


def schemes_json(answer: SchemeAnswer) -> dict[str, Any]:
    """An answer as JSON-ready data, the same for the API, the command line and files."""
    return {
        "subject": {"id": answer.subject, "name": answer.name, "synthetic": answer.synthetic},
        "results": [_match_json(match) for match in answer.results],
        "found": answer.found,
        "considered": answer.considered,
        "left_out": dict(sorted(Counter(answer.ended.values()).items())),
        "message": answer.message or None,
        "note": NOTE,
        "snapshot": answer.snapshot,
    }


_SHOWN = (
    "name", "short_name", "authority", "level", "status", "purpose", "who_may_apply", "gives",
    "applicants", "categories", "valid_from", "valid_to", "source", "as_of", "synthetic",
)  # fmt: skip


def _match_json(match: SchemeMatch) -> dict[str, Any]:
    shown = {key: match.facts.get(key) for key in _SHOWN}
    reasons = [
        {
            "basis": reason.basis,
            "explanation": reason.explanation,
            "path": [tie_json(tie) for tie in reason.path],
        }
        for reason in match.reasons
    ]
    return {"id": match.id, **shown, "basis": match.basis, "reasons": reasons}
