"""The graph model: every kind of node and of relationship, each field described once.

Constraints, indexes, load queries, load-time checks, `docs/graph-model.md` and the API's field
descriptions derive from these declarations or are tested against them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from graph.errors import ModelError
from graph.fields import Field, Type, Value
from graph.text import one_spelling

MODEL_VERSION = 1
ID = re.compile(r"[a-z_]+:[a-z0-9]+(?:-[a-z0-9]+)*")

T, I, N, B, D, L = Type.TEXT, Type.INTEGER, Type.NUMBER, Type.BOOLEAN, Type.DATE, Type.LIST

SOURCED = (
    Field("source", "The public document that says so: publisher, title, address.", required=True),
    Field("as_of", "The date that the source speaks of, or undated.", D, required=True),
    Field("synthetic", "Whether the record was generated rather than observed.", B, required=True),
)
_NAME = Field("name", "The usual English name.", required=True, search=True)
_NAME_ML = Field("name_ml", "The name in Malayalam.", search=True)
_ALIASES = Field("aliases", "Other names and spellings.", L, search=True)
_PLACE = Field("place", "The town, village or campus, as the source names it.", search=True)
_DESCRIPTION = Field("description", "One sentence on what it is.", search=True)
_POINT = (
    Field("latitude", "Latitude, WGS 84.", N, unit="degrees", low=-90, high=90),
    Field("longitude", "Longitude, WGS 84.", N, unit="degrees", low=-180, high=180),
)
_PROVENANCE = Field(
    "provenance",
    "Fields whose value comes from another source than the record's: field|as_of|source.",
    L,
)
# An embedded full-text index covers one property, so what is searched stands in one.
_SEARCH_TEXT = Field("search_text", "All that a search looks through, joined; derived on loading.")
CATEGORIES = ("manufacturing", "handloom_powerloom", "handicraft", "other_traditional", "service")
FEEDBACK_REASONS = (
    "good_fit", "no_capacity", "no_answer", "not_interested", "wrong_field", "too_far", "past_trouble",
    "not_ready", "works_already", "other_chosen", "other",
)  # fmt: skip


@dataclass(frozen=True)
class NodeKind:
    """One kind of node.

    Attributes:
        key: the kind's own name and the prefix of its ids (`cluster`).
        label: its label in the graph (`Cluster`).
        plural: the name of its table and of its API collection (`clusters`).
        doc: one plain sentence.
        fields: its properties, `id` first, `source`, `as_of`, `synthetic` last.
    """

    key: str
    label: str
    plural: str
    doc: str
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        """The field of that name; KeyError if there is none."""
        return _by_name(self.fields)[name]

    @cached_property
    def searched(self) -> tuple[str, ...]:
        """The properties that the full-text index of this kind covers."""
        return tuple(field.name for field in self.fields if field.search)


@dataclass(frozen=True)
class RelationshipKind:
    """One kind of relationship between two kinds of node.

    Attributes:
        type: its type in the graph (`LOCATED_IN`).
        start, end: keys of the kinds of node that it joins, in its direction.
        doc: one plain sentence.
        fields: its properties, `key` first, `source`, `as_of`, `synthetic` last.
        identity: fields that, with the two ends, tell one relationship from another.
    """

    type: str
    start: str
    end: str
    doc: str
    fields: tuple[Field, ...]
    identity: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of its load query: `cluster_located_in_district`."""
        return f"{self.start}_{self.type.lower()}_{self.end}"

    def field(self, name: str) -> Field:
        """The field of that name; KeyError if there is none."""
        return _by_name(self.fields)[name]


def _by_name(fields: tuple[Field, ...]) -> dict[str, Field]:
    return {field.name: field for field in fields}


def _node(key: str, label: str, plural: str, doc: str, *fields: Field) -> NodeKind:
    identity = Field("id", f"The id: {key}:short-name, unique and never reused.", required=True)
    derived = (_SEARCH_TEXT,) if any(field.search for field in fields) else ()
    return NodeKind(key, label, plural, doc, (identity, *fields, *derived, _PROVENANCE, *SOURCED))


_KEY = Field("key", "Tells this relationship from others between the same two nodes.", required=True)
_OTHERS = Field("others", "What other sources say of the same relationship, as JSON texts.", L)


def _tie(
    type_: str, pairs: str, doc: str, *fields: Field, identity: tuple[str, ...] = ()
) -> tuple[RelationshipKind, ...]:
    joined = (_KEY, *fields, _OTHERS, *SOURCED)
    ends = [pair.split(">") for pair in pairs.split()]
    return tuple(RelationshipKind(type_, a, b, doc, joined, identity) for a, b in ends)


def _enum(name: str, doc: str, *allowed: str, required: bool = False) -> Field:
    return Field(name, doc, allowed=allowed, required=required)


NODES: tuple[NodeKind, ...] = (
    _node("state", "State", "states", "A state or union territory of India.",
          _NAME, _NAME_ML, Field("name_hi", "The name in Hindi.", search=True),
          Field("lgd_code", "Code in the Local Government Directory.", I),
          _enum("kind", "State or union territory.", "state", "union_territory"), *_POINT),
    _node("district", "District", "districts", "A district.",
          _NAME, _NAME_ML, _ALIASES, Field("lgd_code", "Code in the Local Government Directory.", I),
          *_POINT),
    _node("constituency", "Constituency", "constituencies",
          "A Legislative Assembly Constituency (LAC), the programme's unit of selection.",
          _NAME, _NAME_ML, _ALIASES,
          Field("number", "Its number in the assembly's list.", I, required=True, low=1),
          _enum("reserved", "For whom the seat is reserved.", "none", "sc", "st"), *_POINT),
    _node("industry", "Industry", "industries", "A node of the NIC-2008 tree of economic activities.",
          _NAME, Field("code", "The NIC-2008 code.", required=True, search=True),
          _enum("level", "Its depth in the tree.", "section", "division", "group", "class", "subclass",
                required=True)),
    _node("product", "Product", "products", "A thing that clusters make.", _NAME),
    _node("capability", "Capability", "capabilities",
          "A kind of help: what an institution offers and a cluster needs.",
          _NAME, _NAME_ML, Field("scope", "What it covers.", search=True)),
    _node("technology", "Technology", "technologies",
          "A technique, machine or process that is in use or on offer.",
          _NAME, _ALIASES, Field("what_it_does", "What it does.", search=True),
          Field("problem", "The problem that it solves.", search=True),
          _enum("maturity", "How far it has come.", "idea", "prototype", "pilot", "commercial",
                "transferred", "traditional"),
          Field("maturity_as_stated", "The source's words on it.")),
    _node("cluster", "Cluster", "clusters",
          "Enterprises close to each other that make related things and share obstacles.",
          _NAME, _NAME_ML, _ALIASES, _PLACE, *_POINT,
          _enum("category", "The category of One District One Idea.", *CATEGORIES),
          _enum("stage", "How far its development as a cluster has come.", "identified", "diagnosis",
                "planning", "implementation", "operating", "declining", "revived"),
          Field("established", "Whether it is at work already, rather than proposed or new.", B),
          Field("units", "Enterprises or household units at work.", I, unit="units", low=0),
          Field("units_as_stated", "The source's words on it."),
          Field("looms", "Looms.", I, unit="looms", low=0),
          Field("looms_as_stated", "The source's words on it."),
          Field("employment", "People at work.", I, unit="people", low=0),
          Field("turnover_as_stated", "Turnover in the source's words."),
          _enum("market", "Where it sells.", "export", "domestic", "both"),
          Field("spv", "Whether it has a legally registered Special Purpose Vehicle.", B),
          Field("spv_name", "The name of that body."),
          Field("champion", "Whether somebody of the cluster is committed to the programme.", B),
          Field("champion_role", "That person's role, never a name."),
          _enum("cfc", "State of its common facility centre.", "none", "proposed", "sanctioned",
                "under_construction", "working", "idle"),
          Field("cfc_what", "What that centre does."),
          Field("processes", "Processes and fuels.", L, search=True), _DESCRIPTION),
    _node("enterprise", "Enterprise", "enterprises", "A micro, small or medium enterprise.",
          _NAME, _PLACE, *_POINT,
          _enum("size", "Its size class.", "micro", "small", "medium"),
          _enum("activity", "Manufacturing or service.", "manufacturing", "service"),
          Field("registered", "Whether it is registered as an MSME (Udyam).", B)),
    _node("institution", "Institution", "institutions",
          "An academic, research, training or testing body that can help a cluster.",
          _NAME, Field("short_name", "Its usual short name.", search=True), _NAME_ML, _ALIASES, _PLACE,
          *_POINT,
          _enum("kind", "What it is.", "research_lab", "university", "engineering_college",
                "polytechnic", "business_school", "design_institute", "tool_room", "testing_lab",
                "training_institute", "incubator", "agency", required=True),
          Field("parent", "The body that it belongs to.", search=True),
          Field("ror_id", "Its id in the Research Organization Registry."),
          Field("of_excellence", "Whether a source calls it a national institute or of excellence.", B),
          Field("fields", "The fields that it works in.", L, search=True), _DESCRIPTION,
          Field("planned", "Whether it is only planned.", B),
          Field("capacity", "Clusters that it can mentor at a time.", I, unit="clusters", low=0)),
    _node("startup", "Startup", "startups", "A start-up or innovator with a technology.",
          _NAME, Field("legal_name", "Its registered name.", search=True), _PLACE, *_POINT,
          _enum("kind", "What it is.", "firm", "student_team", "ngo", "grassroots_innovator",
                "programme", "other"),
          Field("founded", "The year that it was founded.", I, low=1900, high=2100),
          Field("sector", "Its sector in words.", search=True),
          Field("industries_served", "Whom it serves, in words.", L, search=True),
          _enum("stage", "How far it has come.", "idea", "prototype", "pilot", "commercial",
                "scaling", "closed"),
          Field("stage_as_stated", "The source's words on it."),
          Field("incubator", "Who incubated it."),
          Field("deployments", "Where its technology is known to work."), _DESCRIPTION),
    _node("bank", "Bank", "banks", "A bank or development finance institution.",
          _NAME, _ALIASES,
          _enum("kind", "What it is.", "public", "private", "small_finance", "regional_rural",
                "cooperative", "payments", "foreign", "development")),
    _node("scheme", "Scheme", "schemes", "A scheme of the central or a state government.",
          _NAME, Field("short_name", "Its usual short name.", search=True),
          Field("authority", "Who runs it.", search=True),
          _enum("level", "Whose it is.", "central", "kerala", "other_state", required=True),
          Field("purpose", "What it is for.", search=True),
          Field("who_may_apply", "Who may apply, in short.", search=True),
          Field("gives", "What it gives, in short."),
          Field("applicants", "Who may apply: enterprise, cluster, startup, institution, individual.", L),
          Field("categories", "Cluster categories that it is limited to.", L),
          _enum("status", "Whether it is open.", "open", "closed", "superseded", "unknown"),
          Field("valid_from", "Since when.", D), Field("valid_to", "Until when.", D)),
    _node("association", "Association", "associations",
          "An association, cooperative or society of a cluster's enterprises.",
          _NAME, _PLACE,
          _enum("kind", "What it is.", "association", "cooperative", "society", "spv",
                "self_help_group", "federation", "other")),
    _node("claim", "Claim", "claims",
          "What another source says of one field of an entity, kept beside the value in use.",
          Field("entity", "The id of the entity.", required=True),
          Field("field", "The field that it speaks of.", required=True),
          Field("value", "The value that it gives, as text.", required=True),
          Field("note", "What to know about it.")),
    _node("feedback", "Feedback", "feedback",
          "What the programme decided on a suggested pair; records are only ever added.",
          _enum("question", "Which ranking made the suggestion.", "mentors", "pilots", required=True),
          Field("subject", "The id of what was asked about.", required=True),
          Field("candidate", "The id of whom the ranking suggested.", required=True),
          _enum("verdict", "What was decided; undo takes an earlier record back.", "accept", "reject",
                "not_now", "undo", required=True),
          _enum("reason", "Why.", *FEEDBACK_REASONS),
          Field("note", "More on it, without names of persons."),
          Field("role", "The role of whoever decided, never a name.", required=True),
          Field("at", "The moment, UTC, in the form of ISO 8601.", required=True),
          Field("until", "For not_now: the day from which it is suggested again.", D),
          Field("undoes", "For undo: the id of the record that it takes back.")),
)  # fmt: skip

_STATEMENT = Field("statement", "What the source says, in short.")
_WHAT = Field("what", "What the tie consists of.")
_YEAR = Field("year", "The year of it.", I, low=1900, high=2100)
_TIE_FIELDS = (
    _enum("kind", "The kind of work.", "mentored", "technology_transfer", "testing_or_training",
          "energy_efficiency", "design_support", "diagnostic_study", "cfc_technical_partner", "pilot",
          "implementing_agency", "nodal_agency", "technical_agency", "support"),
    _WHAT, _YEAR, Field("technology", "The id of the technology that it concerns."),
    Field("planned", "Whether it is only planned.", B),
)  # fmt: skip
_SAID_OF = (
    "state district constituency industry capability technology cluster enterprise institution startup "
    "bank scheme association"
)

RELATIONSHIPS: tuple[RelationshipKind, ...] = (
    *_tie("PART_OF", "district>state constituency>district industry>industry",
          "A place lies in a larger one; an industry belongs to a wider one."),
    *_tie("LOCATED_IN", "cluster>state cluster>district institution>state institution>district "
          "startup>state startup>district enterprise>district association>state association>district",
          "Where it is."),
    *_tie("LOCATED_IN", "cluster>constituency", "The constituency that it touches.",
          Field("share", "Share of its units that lie there.", N, low=0, high=1)),
    *_tie("MEMBER_OF", "enterprise>cluster", "The enterprise belongs to the cluster."),
    *_tie("ACTIVE_IN", "cluster>industry enterprise>industry institution>industry startup>industry",
          "The industry that it works in or serves."),
    *_tie("APPLIES_TO", "technology>industry", "The industry that the technology is meant for."),
    *_tie("MAKES", "cluster>product enterprise>product", "What it makes."),
    *_tie("NEEDS", "cluster>capability cluster>technology", "A stated obstacle or need.",
          _STATEMENT, identity=("statement",)),
    *_tie("USES", "cluster>technology", "A technology that is in use or was tried there.",
          _enum("status", "How.", "in_use", "tried", "adopted_by_some", "abandoned"),
          Field("since", "Since which year.", I, low=1500, high=2100)),
    *_tie("OFFERS", "institution>capability", "What the institution is known to be able to do.",
          _STATEMENT, identity=("statement",)),
    *_tie("DEVELOPS", "startup>technology institution>technology", "Whose technology it is."),
    *_tie("MENTORS", "institution>cluster", "Documented mentoring.", *_TIE_FIELDS,
          identity=("kind", "what")),
    *_tie("COLLABORATED_WITH", "institution>cluster startup>cluster", "Documented work together.",
          *_TIE_FIELDS, identity=("kind", "what")),
    *_tie("PILOTED_IN", "technology>cluster", "The technology was tried there.", *_TIE_FIELDS,
          identity=("kind", "what")),
    *_tie("SUPPLIES", "cluster>cluster", "A vertical tie: goods or services go from one to the other.",
          _WHAT, identity=("what",)),
    *_tie("SHARES", "cluster>cluster", "A horizontal tie: a market, facility or raw material in common.",
          _WHAT, identity=("what",)),
    *_tie("SERVES", "bank>district bank>cluster", "The bank is at work there.",
          Field("branches", "Branches there.", I, unit="branches", low=0)),
    *_tie("LEADS", "bank>district", "The lead bank of the district."),
    *_tie("SUPPORTS", "scheme>cluster scheme>industry",
          "The scheme helped the cluster, or is meant for the industry.", _WHAT, _YEAR,
          identity=("what",)),
    *_tie("ASSESSED_FOR", "cluster>scheme enterprise>scheme startup>scheme",
          "What the scheme's rule says of it: worked out by `sangam schemes write` from what the graph "
          "knows, with the source of the rule.",
          _enum("status", "The verdict.", "eligible", "not_eligible", "unknown", required=True),
          _enum("reason", "Why the verdict is not known.", "missing", "conflict", "partial", "readings",
                "lapsed", "not_begun"),
          Field("on", "The day that the verdict is for.", D, required=True),
          Field("partial", "Whether the sources tell only part of the rule.", B, required=True),
          Field("clauses", "The conditions that decide it: of a no those that fail, of a yes all, else "
                "those that are not known.", L),
          Field("missing", "The facts that could still decide it.", L),
          Field("grant_low", "The least in grants, seed money and interest subsidies.", N, unit="INR", low=0),
          Field("grant_high", "The most of these; absent where nothing caps it.", N, unit="INR", low=0),
          Field("review", "The day by which the rule is to be checked again.", D, required=True),
          Field("rule", "Names what the rule says; once it says something else, the verdict is out of "
                "date.", required=True),
          Field("snapshot", "Names the state of the graph that it rests on.", required=True)),
    *_tie("REPRESENTS", "association>cluster", "The body of the cluster's enterprises.",
          Field("role", "Its role there.")),
    *(kind for said in _SAID_OF.split()
      for kind in _tie("ABOUT", f"claim>{said}", "The entity that the claim speaks of.")),
    *_tie("ABOUT", "feedback>cluster feedback>institution feedback>startup feedback>technology",
          "The two sides of the suggestion that the feedback is on."),
)  # fmt: skip

NODE: Mapping[str, NodeKind] = {kind.key: kind for kind in NODES}
LABEL: Mapping[str, NodeKind] = {kind.label: kind for kind in NODES}
PLURAL: Mapping[str, NodeKind] = {kind.plural: kind for kind in NODES}
RELATIONSHIP: Mapping[str, RelationshipKind] = {kind.name: kind for kind in RELATIONSHIPS}


def search_text(kind: NodeKind, properties: Mapping[str, object]) -> str:
    """The texts of a node that a search looks through, joined by ` | ` in the order of its fields."""
    parts: list[str] = []
    for name in kind.searched:
        value = properties.get(name)
        parts.extend(value if isinstance(value, list) else [str(value)] if value else [])
    return one_spelling(" | ".join(dict.fromkeys(parts)))


def kind_of(entity_id: str) -> NodeKind:
    """The kind of node that an id belongs to, read from its prefix.

    Raises:
        ModelError: it is no id of this model.
    """
    prefix = entity_id.partition(":")[0]
    if prefix not in NODE or not ID.fullmatch(entity_id):
        raise ModelError(
            f"'{entity_id[:60]}' is no id; ids look like cluster:alappuzha-coir, the kind one of "
            + ", ".join(NODE)
        )
    return NODE[prefix]


def check_properties(fields: tuple[Field, ...], properties: Mapping[str, object]) -> dict[str, Value]:
    """The properties in the order of their fields, absent ones left out.

    Raises:
        ModelError: a required one is missing, one is unknown, or a value does not fit.
    """
    known = _by_name(fields)
    for name in properties:
        if name not in known:
            raise ModelError(f"there is no field '{name}'")
    checked: dict[str, Value] = {}
    for field in fields:
        value = properties.get(field.name)
        if value is None or value == []:
            if field.required:
                raise ModelError(f"{field.name} is missing")
            continue
        checked[field.name] = field.check(value)
    return checked
