"""What each list can be filtered by; allowed values and descriptions come from the graph model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, Field, create_model

from api import limits
from api.questions import WORD, Closed
from graph.errors import NotFoundError
from graph.model import CATEGORIES, NODE
from matcher.lookup import find
from matcher.search import LONGEST
from matcher.snapshot import Snapshot

_APPLICANTS = ("enterprise", "cluster", "startup", "institution", "individual")


@dataclass(frozen=True)
class Filter:
    """One parameter of a list.

    Attributes:
        doc: one plain sentence.
        refers: the kind of entity that it names by id or name; empty for a plain value.
        allowed: the only plain values.
    """

    doc: str
    refers: str = ""
    allowed: tuple[str, ...] = ()


def _own(kind: str, name: str) -> Filter:
    field = NODE[kind].field(name)
    return Filter(field.doc, allowed=field.allowed)


_DISTRICT = Filter("Where it is: id or name of a district.", refers="district")
_STATE = Filter("Where it is: id or name of a state.", refers="state")
_INDUSTRY = Filter(
    "Id or name of a NIC-2008 industry (`industry:13`, `13`); its branches count too.", refers="industry"
)

FILTERS: Mapping[str, Mapping[str, Filter]] = {
    "cluster": {
        "district": _DISTRICT,
        "state": _STATE,
        "category": _own("cluster", "category"),
        "stage": _own("cluster", "stage"),
        "industry": _INDUSTRY,
    },
    "institution": {
        "district": _DISTRICT,
        "state": _STATE,
        "kind": _own("institution", "kind"),
        "industry": _INDUSTRY,
        "capability": Filter("Id or name of a capability that it offers.", refers="capability"),
    },
    "startup": {
        "district": _DISTRICT,
        "state": _STATE,
        "kind": _own("startup", "kind"),
        "stage": _own("startup", "stage"),
        "industry": _INDUSTRY,
    },
    "bank": {
        "district": Filter("Id or name of a district that it serves or leads.", refers="district"),
        "state": Filter("Id or name of a state in which it serves a district.", refers="state"),
        "kind": _own("bank", "kind"),
    },
    "scheme": {
        "level": _own("scheme", "level"),
        "status": _own("scheme", "status"),
        "applicant": Filter("A kind of applicant.", allowed=_APPLICANTS),
        "category": Filter("A category of cluster that it is limited to.", allowed=CATEGORIES),
        "industry": _INDUSTRY,
    },
    "enterprise": {
        "district": _DISTRICT,
        "state": _STATE,
        "size": _own("enterprise", "size"),
        "activity": _own("enterprise", "activity"),
        "industry": _INDUSTRY,
        "cluster": Filter("Id or name of the cluster that it belongs to.", refers="cluster"),
    },
}


def filter_model(kind: str) -> type[BaseModel]:
    """The model of a list's parameters: its filters, a search, and which part is wanted."""
    fields: dict[str, Any] = {}
    for name, one in FILTERS[kind].items():
        if one.allowed:
            fields[name] = (Literal[one.allowed] | None, Field(None, description=one.doc))
        else:
            named = Field(None, min_length=1, max_length=limits.NAME, description=one.doc)
            fields[name] = (str | None, named)
    fields["q"] = (
        str | None,
        Field(None, pattern=WORD, max_length=LONGEST, description=(
            "Words to search for, whole or their beginnings, in English, Malayalam or Hindi; best first."
        )),
    )  # fmt: skip
    fields["limit"] = (int, Field(20, ge=1, le=limits.PAGE, description="How many at most."))
    fields["offset"] = (int, Field(0, ge=0, le=10_000_000, description="How many to pass over."))
    label = NODE[kind].label
    return create_model(f"{label}Filter", __base__=Closed, __doc__=f"What {label}s to list.", **fields)


def resolved(kind: str, asked: BaseModel, snapshot: Snapshot) -> dict[str, str | None]:
    """The parameters of a list's queries: names of entities replaced by their ids.

    Raises:
        NotFoundError: a filter names something that the graph does not hold; it carries near ones.
    """
    values: dict[str, str | None] = {}
    for name, one in FILTERS[kind].items():
        value = getattr(asked, name)
        if value is not None and one.refers:
            try:
                value = find(snapshot, [one.refers], value)
            except NotFoundError as error:
                raise NotFoundError(f"{name}: {error}", error.near) from error
        values[name] = value
    return values
