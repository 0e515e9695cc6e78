"""Entities as answers show them; every field is described as in the graph model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from graph.fields import Field as ModelField
from graph.fields import Type
from graph.model import NODE, NodeKind

_PYTHON: Mapping[Type, Any] = {
    Type.TEXT: str,
    Type.DATE: str,
    Type.INTEGER: int,
    Type.NUMBER: float,
    Type.BOOLEAN: bool,
    Type.LIST: list[str],
}
# Derived for searching, or shown elsewhere in an answer.
HIDDEN = frozenset({"search_text"})


def described(field: ModelField) -> str:
    """A field's description with its unit."""
    return f"{field.doc} In {field.unit}." if field.unit else field.doc


def record_model(kind: NodeKind) -> type[BaseModel]:
    """The model of an entity of a kind: every field of the graph model; what is unknown is left out."""
    fields: dict[str, Any] = {}
    for field in kind.fields:
        if field.name in HIDDEN:
            continue
        python = Literal[field.allowed] if field.allowed else _PYTHON[field.type]
        default = ... if field.required else None
        told = Field(default, description=described(field))
        fields[field.name] = (python if field.required else python | None, told)
    return create_model(kind.label, __doc__=kind.doc, **fields)


class TieOut(BaseModel):
    """A relationship with its ends, its source and what else is said of it."""

    model_config = ConfigDict(extra="allow")

    start: str = Field(description="The id where it starts.")
    type: str = Field(description="Its type, as in the graph model: `NEEDS`, `MENTORS` …")
    end: str = Field(description="The id where it ends.")
    source: str = Field(description="The public document that says so.")
    as_of: str = Field(description="The date that the source speaks of, or undated.")
    synthetic: bool = Field(description="Whether it was generated rather than observed.")


class NamedTie(TieOut):
    """A relationship with the names of its ends."""

    start_name: str = Field(description="The name of the entity where it starts.")
    end_name: str = Field(description="The name of the entity where it ends.")
    others: list[dict[str, Any]] | None = Field(None, description="What other sources say of the same.")


class ClaimOut(BaseModel):
    """What a source says of one field, beside the value in use."""

    field: str = Field(description="The field that it speaks of.")
    value: str = Field(description="The value that it gives, as text.")
    source: str = Field(description="The public document that says so.")
    as_of: str = Field(description="The date that it speaks of, or undated.")
    note: str | None = Field(None, description="What to know about it.")


class SourceOut(BaseModel):
    """A document behind what is shown."""

    source: str = Field(description="Publisher, title, address.")
    as_of: str = Field(description="The date that it speaks of, or undated.")
    used_for: list[Literal["record", "ties", "claims"]] = Field(description="What rests on it.")


class Details(BaseModel):
    """What is known about an entity beside its own fields."""

    ties: list[NamedTie] = Field(description="Its relationships; members of a cluster are not among them.")
    claims: list[ClaimOut] = Field(description="What sources say of its fields, kept where they differ.")
    sources: list[SourceOut] = Field(description="The documents that all of this rests on.")
    snapshot: str = Field(description="Names the state of the graph that this shows.")


class Page(BaseModel):
    """A part of a list."""

    total: int = Field(description="How many there are in all. A search counts up to 500 best hits.")
    limit: int = Field(description="How many were asked for at most.")
    offset: int = Field(description="How many were passed over.")
    next_offset: int | None = Field(description="The offset of the next part, null at the end.")
    snapshot: str = Field(description="Names the state of the graph that this shows.")


def page_model(kind: NodeKind, record: type[BaseModel]) -> type[BaseModel]:
    """The model of a page of entities of a kind."""
    told = Field(..., description="The entities, by id, or best first when searched for.")
    return create_model(
        f"{kind.label}Page", __base__=Page, __doc__=f"A part of the list of {kind.plural}.",
        results=(list[record], told),  # type: ignore[valid-type]
    )  # fmt: skip


def detail_model(kind: NodeKind, record: type[BaseModel]) -> type[BaseModel]:
    """The model of one entity of a kind with its ties, claims and sources."""
    return create_model(
        f"{kind.label}Detail", __base__=(Details, record), __doc__=f"{kind.doc} With its ties and sources."
    )


RECORDS: Mapping[str, type[BaseModel]] = {
    key: record_model(NODE[key])
    for key in ("cluster", "institution", "startup", "bank", "scheme", "enterprise")
}
PAGES = {key: page_model(NODE[key], record) for key, record in RECORDS.items()}
DETAILS = {key: detail_model(NODE[key], record) for key, record in RECORDS.items()}
