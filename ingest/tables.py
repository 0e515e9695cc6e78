"""The project's own tables: which columns each has, and what they become in the graph.

A node table has one row an entity: the fields of its kind, and columns that refer to other
entities by id or by name. A tie table has one row a relationship. All end with `source`, `as_of`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from graph.fields import Field
from graph.model import PLURAL, RELATIONSHIP, NodeKind, RelationshipKind

# Derived on loading, so no column of a table.
DERIVED = ("synthetic", "provenance", "search_text")


@dataclass(frozen=True)
class Reference:
    """A column that refers to other entities.

    Attributes:
        column: its name.
        ties: names of the relationship kinds that it stands for; the id's kind chooses.
        many: several, separated by semicolons.
        create: an entity of that name is made when there is none (products).
    """

    column: str
    ties: tuple[str, ...]
    many: bool = False
    create: bool = False

    def by_other(self, own: str) -> dict[str, RelationshipKind]:
        """The kind of the entity referred to, to the relationship that it stands for."""
        if own not in self._by_other:
            kinds = [RELATIONSHIP[name] for name in self.ties]
            self._by_other[own] = {k.end if k.start == own else k.start: k for k in kinds}
        return self._by_other[own]

    @cached_property
    def _by_other(self) -> dict[str, dict[str, RelationshipKind]]:
        return {}


@dataclass(frozen=True)
class NodeTable:
    """A table of entities of one kind."""

    name: str
    references: tuple[Reference, ...] = ()
    required: tuple[str, ...] = ()

    @cached_property
    def kind(self) -> NodeKind:
        """The kind of its entities."""
        return PLURAL[self.name]

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The fields that are columns."""
        return tuple(field for field in self.kind.fields if field.name not in DERIVED)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """All its columns, in the order of a template."""
        names = [field.name for field in self.fields]
        referring = [reference.column for reference in self.references]
        return (*names[:-2], *referring, *names[-2:])

    @cached_property
    def required_columns(self) -> tuple[str, ...]:
        """Columns that a file must have."""
        return (*(field.name for field in self.fields if field.required), *self.required)


@dataclass(frozen=True)
class TieTable:
    """A table of relationships.

    Attributes:
        start, end: columns with the ids of the two entities.
        type: the relationship's type, or, when empty, the column `type_column` tells it.
        default_end: the end when that cell is empty.
        flag: a column whose yes adds a relationship of another type: (column, type).
        has_id: its rows carry an id of their own, which only tells them apart in the file.
    """

    name: str
    start: str
    end: str
    type: str = ""
    type_column: str = ""
    types: tuple[str, ...] = ()
    default_end: str = ""
    flag: tuple[str, str] | None = None
    has_id: bool = False

    @cached_property
    def kinds(self) -> tuple[RelationshipKind, ...]:
        """The relationship kinds that its rows can be."""
        types = self.types or (self.type,)
        starts, ends = _ENDS[self.name]
        return tuple(
            kind
            for kind in RELATIONSHIP.values()
            if kind.type in types and kind.start in starts and kind.end in ends
        )

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The relationship fields that are columns."""
        skipped = {"key", "others", *DERIVED}
        found = {f.name: f for kind in self.kinds for f in kind.fields if f.name not in skipped}
        last = [found.pop("source"), found.pop("as_of")]
        return (*found.values(), *last)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """All its columns, in the order of a template."""
        first = [*(["id"] if self.has_id else []), *([self.type_column] if self.type_column else [])]
        names = [field.name for field in self.fields]
        flags = [self.flag[0]] if self.flag else []
        return (*first, self.start, self.end, *names[:-2], *flags, *names[-2:])

    @cached_property
    def required_columns(self) -> tuple[str, ...]:
        """Columns that a file must have."""
        typed = [self.type_column] if self.type_column else []
        return (*typed, self.start, self.end, "source", "as_of")


_ENDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "cluster_needs": (("cluster",), ("capability", "technology")),
    "cluster_technologies": (("cluster",), ("technology",)),
    "cluster_constituencies": (("cluster",), ("constituency",)),
    "cluster_links": (("cluster",), ("cluster",)),
    "cluster_associations": (("association",), ("cluster",)),
    "institution_capabilities": (("institution",), ("capability",)),
    "ties": (("institution", "startup", "technology"), ("cluster",)),
    "bank_districts": (("bank",), ("district",)),
    "bank_clusters": (("bank",), ("cluster",)),
    "scheme_supports": (("scheme",), ("cluster", "industry")),
}


@dataclass(frozen=True)
class ClaimTable:
    """The table of what other sources say."""

    name: str = "claims"
    columns: tuple[str, ...] = ("entity", "field", "value", "source", "as_of", "note")
    required_columns: tuple[str, ...] = ("entity", "field", "value", "source", "as_of")


def _where(kind: str) -> tuple[Reference, ...]:
    return (
        Reference("district", (f"{kind}_located_in_district",)),
        Reference("state", (f"{kind}_located_in_state",)),
    )


def _industries(kind: str) -> Reference:
    return Reference("industries", (f"{kind}_active_in_industry",), many=True)


# In the order of loading: what is referred to comes before what refers to it.
TABLES: tuple[NodeTable | TieTable | ClaimTable, ...] = (
    NodeTable("states"),
    NodeTable("districts", (Reference("state", ("district_part_of_state",)),), ("state",)),
    NodeTable(
        "constituencies", (Reference("district", ("constituency_part_of_district",)),), ("district",)
    ),
    NodeTable("industries", (Reference("parent", ("industry_part_of_industry",)),)),
    NodeTable("products"),
    NodeTable("capabilities"),
    NodeTable("institutions", (*_where("institution"), _industries("institution"))),
    NodeTable("startups", (*_where("startup"), _industries("startup"))),
    NodeTable("banks"),
    NodeTable(
        "schemes", (Reference("industries", ("scheme_supports_industry",), many=True),)
    ),
    NodeTable("associations", _where("association")),
    NodeTable(
        "technologies",
        (
            Reference("industries", ("technology_applies_to_industry",), many=True),
            Reference(
                "developers",
                ("startup_develops_technology", "institution_develops_technology"),
                many=True,
            ),
        ),
    ),
    NodeTable(
        "clusters",
        (
            *_where("cluster"),
            Reference("constituency", ("cluster_located_in_constituency",)),
            _industries("cluster"),
            Reference("products", ("cluster_makes_product",), many=True, create=True),
        ),
    ),
    NodeTable(
        "enterprises",
        (
            Reference("district", ("enterprise_located_in_district",)),
            _industries("enterprise"),
            Reference("products", ("enterprise_makes_product",), many=True, create=True),
            Reference("cluster", ("enterprise_member_of_cluster",)),
        ),
        ("district",),
    ),
    TieTable("cluster_needs", "cluster", "capability", "NEEDS", default_end="capability:other"),
    TieTable("cluster_technologies", "cluster", "technology", "USES"),
    TieTable("cluster_constituencies", "cluster", "constituency", "LOCATED_IN"),
    TieTable("cluster_links", "cluster", "other", type_column="tie", types=("SUPPLIES", "SHARES")),
    TieTable("cluster_associations", "association", "cluster", "REPRESENTS"),
    TieTable("institution_capabilities", "institution", "capability", "OFFERS",
             default_end="capability:other"),
    TieTable("ties", "from", "cluster", type_column="relation", has_id=True,
             types=("MENTORS", "COLLABORATED_WITH", "PILOTED_IN")),
    TieTable("bank_districts", "bank", "district", "SERVES", flag=("lead", "LEADS")),
    TieTable("bank_clusters", "bank", "cluster", "SERVES"),
    TieTable("scheme_supports", "scheme", "target", "SUPPORTS"),
    ClaimTable(),
)  # fmt: skip

TABLE = {table.name: table for table in TABLES}
# Kind of entity to its table.
TABLE_OF = {table.kind.key: table for table in TABLES if isinstance(table, NodeTable)}
