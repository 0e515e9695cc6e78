"""What a question about an assignment looks like, and its answer."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, Field

from api import limits
from api.applicants import AsOf
from api.problems import Problem
from api.questions import Body, MentorWeights, _whole
from matcher.assign.wish import CAPACITY, Wish

_MOST_NAMES, _MOST_PAIRS, _MOST_MENTORS = 1_000, 2_000, 20
_Name: TypeAlias = Annotated[str, Field(min_length=1, max_length=limits.NAME)]
_Names: TypeAlias = Annotated[list[_Name], Field(max_length=_MOST_NAMES)]
_Whole: TypeAlias = Annotated[int, BeforeValidator(_whole)]


class PairIn(Body):
    """A cluster with an institution, both by id or name."""

    cluster: _Name = Field(description="The cluster.")
    institution: _Name = Field(description="The institution.")


_Pairs: TypeAlias = Annotated[list[PairIn], Field(max_length=_MOST_PAIRS)]


class AssignMentors(Body, AsOf):
    """Which clusters get mentors, and under which limits."""

    districts: _Names = Field([], description="Their clusters: ids or names of districts.")
    states: _Names = Field([], description="Their clusters: ids or names of states.")
    clusters: _Names = Field([], description="Clusters by id or name. With none of the three: all clusters.")
    capacity: _Whole = Field(
        CAPACITY, ge=0, le=10_000, description="Clusters that an institution takes where no source tells."
    )
    min: _Whole = Field(1, ge=0, le=_MOST_MENTORS, description="Mentors that every cluster gets.")
    max: _Whole | None = Field(None, ge=1, le=_MOST_MENTORS, description="Mentors at most; as `min` if null.")
    travel: float | None = Field(
        None, ge=0, le=50_000, allow_inf_nan=False, description="Km that a mentor may be away."
    )
    forced: _Pairs = Field([], description="Pairs that must be.")
    forbidden: _Pairs = Field([], description="Pairs that must not be.")
    conflicts: _Pairs = Field([], description="Pairs with a conflict of interest: never relaxed.")
    promoters: bool = Field(
        True,
        description="Whether an institution that runs or funds a cluster's project has a conflict there.",
    )
    floor: bool = Field(True, description="Whether the best least score comes before the best total.")
    keep: _Pairs = Field([], description="Pairs of an earlier plan: as few as can be are changed.")
    tolerance: float = Field(
        0.0, ge=0, le=1, allow_inf_nan=False, description="Share of the total to give up for `keep`."
    )
    alternates: _Whole = Field(2, ge=0, le=10, description="How many alternates for each cluster.")
    weights: MentorWeights | None = Field(None, description="Own weights.")  # type: ignore[valid-type]

    def wish(self) -> Wish:
        """The same in the matcher's terms."""
        forced, forbidden, conflicts, keep = (
            tuple((pair.cluster, pair.institution) for pair in pairs)
            for pairs in (self.forced, self.forbidden, self.conflicts, self.keep)
        )
        own = getattr(self, "weights", None)
        return Wish(
            tuple(self.districts), tuple(self.states), tuple(self.clusters), self.capacity, self.min,
            self.max, self.travel, forced, forbidden, conflicts, self.promoters, self.floor, keep,
            self.tolerance, self.alternates, own.model_dump(exclude_none=True) if own else None,
        )  # fmt: skip


class Entity(BaseModel):
    """An entity of the graph."""

    id: str = Field(description="The id.")
    name: str = Field(description="The name.")


class PairOut(BaseModel):
    """A cluster with an institution."""

    cluster: Entity = Field(description="The cluster.")
    institution: Entity = Field(description="The institution.")


class AlternateOut(BaseModel):
    """Who comes next for a cluster."""

    institution: Entity = Field(description="The institution.")
    score: float = Field(description="Its score for the cluster.")
    km: float | None = Field(description="How far away it is; null where not known.")
    cost: float = Field(description="What the total of the plan would lose; below 0 where the floor falls.")
    exact: bool = Field(description="Whether that is proven; otherwise it is at most that.")
    floor: float | None = Field(description="To which the floor would fall; null when it stays.")
    also_changes: list[Entity] = Field(description="Other clusters whose mentors would change.")


class GivenOut(PairOut):
    """A cluster with one of its mentors."""

    score: float = Field(description="The score, as in the ranking.")
    rank: int = Field(description="Of the institution among all for this cluster.")
    km: float | None = Field(description="How far apart they are; null where not known.")
    rank_by_work_alone: int = Field(description="The rank with place and standing left out.")
    thin: bool = Field(description="Not among the best tenth by that: look at it yourself.")
    forced: bool = Field(description="Whether the pair was forced.")
    helps_already: bool = Field(description="Whether the institution is documented to help the cluster.")
    in_earlier_plan: bool | None = Field(description="Whether the earlier plan has it; null without one.")
    alternates: list[AlternateOut] = Field(description="Who comes next, the cheapest first.")


class PlaceOut(BaseModel):
    """The places of an institution."""

    institution: Entity = Field(description="The institution.")
    capacity: int = Field(description="Clusters that it can take in this plan.")
    used: int = Field(description="How many it has.")
    busy_elsewhere: int = Field(description="Clusters outside the plan that it is documented to mentor.")
    assumed: bool = Field(description="Whether its capacity is the one that was assumed.")
    one_more_place_adds: float = Field(description="What one more place would add to the total.")


class OtherPlanOut(BaseModel):
    """What another plan comes to, to compare."""

    total: float = Field(description="Its total.")
    least: float | None = Field(description="Its least score.")
    short: int = Field(description="Places that it leaves unfilled.")


class PlanOut(BaseModel):
    """A plan with its proof."""

    pairs: list[GivenOut] = Field(description="By cluster, then by institution.")
    total: float = Field(description="The sum of the scores.")
    mean: float = Field(description="The mean score of a pair.")
    least: float | None = Field(description="The least score of a pair.")
    floor: float | None = Field(description="The best least score there can be, forced pairs left out.")
    bound: float = Field(description="No plan with that floor has a higher total than this.")
    given_up: float = Field(description="What the total lacks of the best, for the sake of `keep`.")
    places: list[PlaceOut] = Field(description="Institutions used or wanted, the most wanted first.")
    greedy: OtherPlanOut = Field(description="Taking the best pair first, again and again.")
    without_floor: OtherPlanOut | None = Field(description="The best plan without a floor.")
    new: list[PairOut] = Field(description="Pairs that the earlier plan lacks.")
    gone: list[PairOut] = Field(description="Pairs that only the earlier plan has.")
    rounds: int = Field(description="Rounds of pricing.")
    pairs_looked_at: int = Field(description="Pairs that the solver was given; the others were priced out.")


class UnrankedOut(BaseModel):
    """A cluster that is left out."""

    cluster: Entity = Field(description="The cluster.")
    why: str = Field(description="Why nobody can be ranked for it.")


class LimitOut(BaseModel):
    """A limit to relax."""

    kind: Literal["capacity", "travel", "forbidden"] = Field(description="Which kind of limit.")
    cluster: Entity | None = Field(description="The cluster that it concerns.")
    institution: Entity | None = Field(description="The institution that it concerns.")
    now: float = Field(description="The limit.")
    then: float | None = Field(description="What it would have to be; null where a distance is not known.")
    cost: float = Field(description="1 for a place, for 100 km, for a forbidden pair.")
    text: str = Field(description="The same in words.")


class EverywhereOut(BaseModel):
    """Single settings that are enough on their own."""

    capacity: float | None = Field(description="`capacity`; null where none is enough.")
    travel: float | None = Field(description="`travel`; null where none is enough.")


class RelaxationOut(BaseModel):
    """What stands in the way, and the least that clears it."""

    stuck: list[Entity] = Field(description="Clusters that cannot all be served together.")
    held: list[Entity] = Field(description="The institutions that they compete for.")
    limits: list[LimitOut] = Field(description="The smallest set of limits to relax.")
    lacking: list[Entity] = Field(description="Clusters that no limit helps.")
    proven: bool = Field(description="Whether no smaller set is enough.")
    everywhere: EverywhereOut = Field(description="Single settings that are enough.")
    plan: PlanOut | None = Field(description="The plan with these limits relaxed.")


class AssignedOut(BaseModel):
    """The plan, and what to know about how it came about."""

    plan: PlanOut = Field(description="The plan.")
    relaxation: RelaxationOut | None = Field(description="Null here; told where the answer is 409.")
    clusters: int = Field(description="How many clusters were assigned.")
    institutions: int = Field(description="How many institutions were considered.")
    unranked: list[UnrankedOut] = Field(description="Clusters left out: nothing tells institutions apart.")
    promoters: list[PairOut] = Field(description="Conflicts of interest that the graph tells of.")
    place_unknown: list[Entity] = Field(description="Left out by the limit on travel: place not known.")
    snapshot: str = Field(description="Names the state of the graph that it rests on.")
    model: str = Field(description="The text encoder that it rests on.")


class ShortfallProblem(Problem):
    """A problem that tells what to relax."""

    relaxation: RelaxationOut = Field(description="What to relax.")
