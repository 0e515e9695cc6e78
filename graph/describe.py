"""Writes `docs/graph-model.md` and its picture from the declarations in `graph/model.py`."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from graph.fields import UNDATED, Field, Type
from graph.model import MODEL_VERSION, NODES, RELATIONSHIPS, SOURCED, NodeKind, RelationshipKind
from graph.picture import picture

_DERIVED = ("search_text", "provenance", *(field.name for field in SOURCED))
_TIE_COMMON = ("key", "others", *(field.name for field in SOURCED))

_INTRODUCTION = f"""\
# The graph model

*Generated from `graph/model.py` by `sangam docs`; change it there. Version {MODEL_VERSION} of the model.*

Enterprises that stand close to each other and make related things form a **cluster**. Around it stand those
who can help (institutions, start-ups), what they can help with (capabilities, technologies), who pays
(banks, schemes), whom it consists of (enterprises, associations), where it is (places) and what it lives on
(products, industries). Every statement carries the public source that makes it.

![The kinds of node and of relationship](images/graph-model.svg)
"""

_RULES = f"""\
## Rules

- **Absent is absent.** A property that no source states is not there. An unknown number of looms is not
  0, and an unknown champion is not a missing champion.
- **Everything is sourced.** Each node and each relationship has `source` (the document), `as_of` (the
  date that it speaks of: a year, a month or a day, or `{UNDATED}`) and `synthetic` (generated rather than
  observed).
- **Synthetic is no evidence.** Enterprises that were generated are marked so and named so. Counts,
  thresholds and rankings of a real cluster rest on sourced facts only.
- **One record stands on the node.** Where several sources describe one entity, the main record does: the
  observed before the generated, the project's own tables before outside registers, then the newest.
- **What others say is kept.** Every other statement on a field of an entity is a `Claim`, with its own
  source and date, `ABOUT` that entity. A field that the main record leaves empty is filled from the best
  claim, and `provenance` then says `field|as_of|source`.
- **So too for relationships.** What other sources say of the same relationship stands in `others`, one
  JSON text each.
- **No persons.** Names of owners, phones, e-mail addresses and identity numbers never enter the graph; a
  champion is a role.

## Ids

An id is the kind, a colon and a short name in small letters, digits and hyphens, as in
`cluster:alappuzha-coir`; it is unique, constrained so in the store, and never reused. Industries carry
their NIC-2008 code (`industry:1394`), generated enterprises the part `syn` (`enterprise:syn-000001`),
claims a hash of what they say. A relationship is told from others of its type between the same two nodes
by `key`: a hash of the fields named below as its identity, or `-` where there can be one only.

One more node, `SangamGraph`, marks the graph as Sangam's; it holds the version of the model and the
revision, which grows with every change. Beside it stand up to 200 nodes `SangamChange`, the log of the newest
changes: each has its `revision` and the `ids` of the nodes that it touched; one without ids may have touched
anything, one without a revision (`begun`, in seconds since 1970) is a load under way, or one that was killed.
"""


def write_docs(folder: Path) -> list[Path]:
    """Write the description of the model and its picture into a folder; gives their paths.

    Raises:
        ModelError: the picture does not show what the model has.
    """
    images = folder / "images"
    images.mkdir(parents=True, exist_ok=True)
    written = {folder / "graph-model.md": graph_model(), images / "graph-model.svg": picture()}
    for path, text in written.items():
        path.write_text(text, encoding="utf-8")
    return list(written)


def graph_model() -> str:
    """The text of `docs/graph-model.md`."""
    parts = [_INTRODUCTION, _RULES, *_nodes(), *_relationships()]
    return "\n".join(part.strip("\n") + "\n" for part in parts)


def _nodes() -> Iterable[str]:
    common = {field.name: field for kind in NODES for field in kind.fields if field.name in _DERIVED}
    yield "## Nodes"
    yield "All have these besides their own; `search_text` where there is anything to search."
    yield table(common.values())
    for kind in NODES:
        yield _node(kind)


def _node(kind: NodeKind) -> str:
    own = [field for field in kind.fields if field.name not in _DERIVED]
    searched = ", ".join(f"`{name}`" for name in kind.searched)
    search = f"\n\nFull-text search looks through {searched}." if searched else ""
    return f"### {kind.label}\n\n{kind.doc} Its table is `{kind.plural}`.{search}\n\n{table(own)}"


def _relationships() -> Iterable[str]:
    common = [field for field in RELATIONSHIPS[0].fields if field.name in _TIE_COMMON]
    yield "## Relationships"
    yield "All have these besides their own."
    yield table(common)
    by_type = sorted(RELATIONSHIPS, key=lambda kind: _TYPES.index(kind.type))
    for type_, kinds in groupby(by_type, key=lambda kind: kind.type):
        parts = [f"### {type_}"]
        for (doc, fields), alike in groupby(kinds, key=lambda kind: (kind.doc, kind.fields)):
            parts += _alike(doc, fields, list(alike))
        yield "\n\n".join(parts)


_TYPES = list(dict.fromkeys(kind.type for kind in RELATIONSHIPS))
_LABELS = {kind.key: kind.label for kind in NODES}


def _alike(doc: str, fields: tuple[Field, ...], kinds: list[RelationshipKind]) -> Iterable[str]:
    yield doc
    ends = [f"`({_LABELS[kind.start]})-[:{kind.type}]->({_LABELS[kind.end]})`" for kind in kinds]
    yield "\n".join(f"- {end}" for end in ends)
    own = [field for field in fields if field.name not in _TIE_COMMON]
    if own:
        yield table(own)
    if kinds[0].identity:
        identity = ", ".join(f"`{name}`" for name in kinds[0].identity)
        yield f"Told apart by {identity}."


def table(fields: Iterable[Field]) -> str:
    """A Markdown table of fields: name, type, unit, required, allowed values, meaning."""
    lines = ["| field | type | unit | required | allowed | meaning |", "|---|---|---|---|---|---|"]
    for field in fields:
        cells = (
            f"`{field.name}`",
            field.type.value,
            field.unit,
            "yes" if field.required else "",
            allowed(field),
            field.doc,
        )
        lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join(lines)


def allowed(field: Field) -> str:
    """The values that a field can have, in words; empty where anything of its type fits."""
    if field.allowed:
        return ", ".join(f"`{value}`" for value in field.allowed)
    if field.low is None and field.high is None:
        return f"`2024`, `2024-05`, `2024-05-31` or `{UNDATED}`" if field.type is Type.DATE else ""
    if field.high is None:
        return f"{field.low:g} or more"
    if field.low is None:
        return f"{field.high:g} or less"
    return f"{field.low:g} to {field.high:g}"
