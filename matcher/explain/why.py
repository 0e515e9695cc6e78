"""Why a candidate stands where it does for a question, ranked or not, and against whom it falls behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from graph.errors import NotFoundError
from matcher.engine import Engine, Known
from matcher.explain.counterfactual import Counterfactual, counterfactual
from matcher.explain.replay import Kind, Question
from matcher.feedback.tell import decided
from matcher.profiles import Profile
from matcher.ranking import Evidence, Ranked, Standings
from matcher.signals.base import Reason, named


@dataclass(frozen=True)
class Gap:
    """One signal of two candidates; `difference` is what the first has more of contribution."""

    feature: str
    mine: Evidence
    theirs: Evidence
    difference: float


@dataclass(frozen=True)
class Against:
    """A candidate beside a competitor.

    Attributes:
        place: the competitor's rank.
        lacking: by how much the competitor's score is greater; negative when it is behind.
        gaps: of every signal, what holds the candidate down most first; they sum to -lacking.
    """

    place: int
    rival: Ranked
    lacking: float
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class Why:
    """Where a candidate stands and why.

    Attributes:
        id, name: of the candidate.
        top: the first so many are what it is measured against.
        place: its rank; None when it is not ranked.
        ranked: its score and evidence; None when it is no candidate.
        excluded: why it is not ranked.
        known: how it is tied already, where it is.
        against: competitors, the nearest to be passed first.
        change: what would bring it among the first; None where that was not asked, or it is there.
    """

    question: Question
    id: str
    name: str
    top: int
    place: int | None
    ranked: Ranked | None
    excluded: Reason | None
    known: Known | None
    against: tuple[Against, ...]
    change: Counterfactual | None

    @cached_property
    def considered(self) -> int:
        """How many candidates are ranked."""
        return int(self.question.standings.kept.sum())


def why(
    engine: Engine,
    kind: Kind,
    profile: Profile,
    candidate: str,
    *,
    top: int = 10,
    weights: Mapping[str, float] | None = None,
    change: bool = True,
) -> Why:
    """Explain one pair.

    Args:
        profile: what is asked about.
        candidate: the id of an institution (mentors) or a cluster (pilots).
        change: whether to look for what would bring it among the first; it takes a second or two.

    Raises:
        NotFoundError: the graph has no such candidate.
        InputError: the weights are not usable.
    """
    if candidate not in engine.snapshot.nodes:
        raise NotFoundError(f"there is no entity {candidate}")
    question = Question(engine, kind, profile, weights)
    standings, tied = question.judged
    name = engine.snapshot.name(candidate)
    known = next((one for one in tied if one.id == candidate), None)
    row = standings.scene.over.index.get(candidate)
    if row is None:
        barred = _excluded(engine, candidate)
        return Why(question, candidate, name, top, None, None, barred, known, (), None)
    place = standings.place(row)
    ranked = standings.explained(row)
    excluded: Reason | None = None
    if place is None:
        excluded = Reason(standings.nobody) if standings.nobody else _apart(kind, known)
    against = _against(standings, row, place, ranked, top)
    found = None
    if change and place is not None and place > top:
        found = counterfactual(question, row, top)
    return Why(question, candidate, name, top, place, ranked, excluded, known, against, found)


def _apart(kind: Kind, known: Known | None) -> Reason:
    """Why it is shown apart: it is tied already, or it was decided on."""
    if known is not None and known.feedback is not None and not known.ties:
        return decided(known.feedback)
    return Reason(f"why.known_{kind}")


def _excluded(engine: Engine, candidate: str) -> Reason:
    facts = engine.snapshot.nodes[candidate]
    of = {"of": named(engine.snapshot, candidate)}
    if facts.get("planned"):
        return Reason("why.planned", of)
    return Reason("why.agency", of) if facts.get("kind") == "agency" else Reason("why.no_candidate", of)


def _against(
    standings: Standings, row: int, place: int | None, mine: Ranked, top: int
) -> tuple[Against, ...]:
    """The one in the last place that counts and the first; of one among them, the one before it."""
    order = standings.order(len(standings.kept))
    if place is None or len(order) < 2:
        return ()
    nearest = top if place > top else max(place - 1, 1)
    found = []
    for at in dict.fromkeys([nearest, 1] if place > 1 else [2]):
        rival = standings.explained(order[at - 1])
        found.append(Against(at, rival, rival.score - mine.score, _gaps(mine, rival)))
    return tuple(found)


def _gaps(mine: Ranked, theirs: Ranked) -> tuple[Gap, ...]:
    other = {one.feature: one for one in theirs.evidence}
    gaps = [
        Gap(one.feature, one, other[one.feature], one.contribution - other[one.feature].contribution)
        for one in mine.evidence
    ]
    return tuple(sorted(gaps, key=lambda gap: (gap.difference, gap.feature)))
