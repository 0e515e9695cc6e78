"""A plan as an officer reads it, and as rows of a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from api.cli.output import Cell
from api.cli.render import bullet, heading, paragraph, place_of, sentence, table
from matcher.assign.plan import limit_words

if TYPE_CHECKING:
    from matcher.assign.plan import Assigned, Given, Other, Plan
    from matcher.assign.relax import Relaxation
    from matcher.snapshot import Snapshot

_MANY = 15
CSV_COLUMNS = (
    "cluster_id", "cluster", "district", "institution_id", "institution", "institution_district", "score",
    "rank", "rank_by_work", "km", "look_at_it", "helps_already", "forced", "in_earlier_plan",
    "alternate_1", "alternate_1_costs", "alternate_2", "alternate_2_costs",
)  # fmt: skip


def show_assigned(out: Console, found: Assigned, snapshot: Snapshot) -> None:
    """The answer in text: the plan or what stands in the way, then what an officer ought to know."""
    problem = found.posed.problem
    count = len(problem.clusters)
    out.print(Text(f"Mentors for {count:,} cluster{'' if count == 1 else 's'}", style="bold"))
    if found.relaxation:
        _show_relaxation(out, found.relaxation, snapshot)
    if found.plan:
        if found.relaxation:
            heading(out, "The plan with these limits relaxed")
        _show_plan(out, found.plan, found, snapshot)
    _show_left_out(out, found, snapshot)


def _show_plan(out: Console, plan: Plan, found: Assigned, snapshot: Snapshot) -> None:
    paragraph(out, proof(plan), style="dim")
    out.print()
    columns = [("cluster", "left"), ("mentor", "left"), ("score", "right"), ("rank", "right"),
               ("by work", "right"), ("km", "right"), ("", "left")]  # fmt: skip
    out.print(table(columns, (_row(one, snapshot) for one in plan.given)))
    paragraph(
        out,
        "rank: of the institution among all for this cluster; by work: the same with place and standing left "
        "out. * documented to help it already; ! forced; ? not among the best tenth by work, so look at it "
        "yourself; + not in the earlier plan.",
        style="dim",
    )
    _show_changes(out, plan, snapshot)
    _show_alternates(out, plan, snapshot)
    _show_places(out, plan, snapshot)


def proof(plan: Plan) -> str:
    """Why the plan is the best, in sentences."""
    told = [f"Total score {plan.total:.3f}, {plan.mean:.3f} a pair."]
    if plan.floor is not None:
        told.append(
            f"No pair that is not forced is below {plan.floor:.3f}: no plan under these limits could "
            "promise every cluster more."
        )
    if plan.given_up > 0:
        told.append(f"{plan.given_up:.3f} of the total was given up to change fewer pairs.")
    elif plan.bound <= plan.total + 1e-9:
        told.append("That no plan has a higher total is proven.")
    if plan.free is not None:
        told.append(
            f"The floor costs {plan.free.total - plan.total - plan.given_up:.3f} of the total: the best plan "
            f"without it has {plan.free.total:.3f}, its least score is {plan.free.least:.3f}."
        )
    reference, short = plan.reference, plan.reference.short
    least = f", the least score {reference.least:.3f}" if reference.least is not None else ""
    lacks = f", and {short} {'place' if short == 1 else 'places'} unfilled" if short else ""
    told.append(f"Taking the best pair first each time: total {reference.total:.3f}{least}{lacks}.")
    return " ".join(told)


def _row(one: Given, snapshot: Snapshot) -> Sequence[Cell]:
    marks = ("*" if one.helps else "") + ("!" if one.forced else "") + ("?" if one.thin else "")
    marks += "+" if one.before is False else ""
    km = None if one.km is None else f"{one.km:.0f}"
    return snapshot.name(one.cluster), snapshot.name(one.institution), one.score, one.rank, one.fit, km, marks


def _show_changes(out: Console, plan: Plan, snapshot: Snapshot) -> None:
    if all(one.before is None for one in plan.given):
        return
    heading(out, f"Against the earlier plan: {len(plan.new)} new, {len(plan.gone)} gone")
    for word, pairs in (("gone", plan.gone), ("new", plan.new)):
        for cluster, institution in pairs:
            bullet(out, f"{word}: {snapshot.name(cluster)} with {snapshot.name(institution)}")


def _show_alternates(out: Console, plan: Plan, snapshot: Snapshot) -> None:
    if not any(plan.alternates.values()):
        return
    heading(out, "If a mentor declines: who comes next, and what the total loses")
    for cluster, others in plan.alternates.items():
        if any(one.cluster == cluster for one in plan.given):
            told = "; ".join(other_words(one, snapshot) for one in others) or "nobody, within the limits"
            bullet(out, f"{snapshot.name(cluster)}: {told}")


def other_words(one: Other, snapshot: Snapshot) -> str:
    """An alternate in words."""
    moves = len(one.others)
    also = f", and {moves} other cluster{'' if moves == 1 else 's'} would change" if moves else ""
    most = "" if one.exact else "at most "
    floor = "" if one.floor is None else f", and the floor would fall to {one.floor:.3f}"
    return f"{snapshot.name(one.institution)} ({most}{one.cost:.3f}{also}{floor})"


def _show_places(out: Console, plan: Plan, snapshot: Snapshot) -> None:
    wanted = [place for place in plan.places if place.worth > 0]
    if not wanted:
        return
    heading(out, "Where one more place would help most")
    columns = [
        ("institution", "left"),
        ("places", "right"),
        ("used", "right"),
        ("adds to the total", "right"),
    ]
    rows = (
        (snapshot.name(one.institution), f"{one.capacity}{' (assumed)' if one.assumed else ''}", one.used,
         f"{one.worth:.3f}")
        for one in wanted[:_MANY]
    )  # fmt: skip
    out.print(table(columns, rows))
    if len(wanted) > _MANY:
        paragraph(out, f"and {len(wanted) - _MANY} more (--json has all)", style="dim")


def _show_relaxation(out: Console, found: Relaxation, snapshot: Snapshot) -> None:
    paragraph(out, "It cannot be done within these limits.", style="bold")
    if found.stuck:
        paragraph(
            out,
            f"These {len(found.stuck)} cannot all be served: {_names(found.stuck, snapshot)}. "
            f"Within the limits they have {len(found.held)} "
            f"institution{'' if len(found.held) == 1 else 's'} among them"
            + (f": {_names(found.held, snapshot)}." if found.held else "."),
        )
    if found.limits:
        fewest = "The smallest set of limits to relax" if found.proven else "Relaxing these is enough"
        heading(out, fewest)
        for limit in found.limits:
            known = {one: snapshot.name(one) for one in (limit.cluster, limit.institution) if one}
            bullet(out, f"{sentence(limit_words(limit, known))} [cost {limit.cost:.2f}]")
        paragraph(out, "Cost: 1 for a place, for 100 km, for a forbidden pair.", style="dim")
    if found.lacking:
        heading(out, "No limit helps these: all institutions have a conflict of interest, or are too few")
        for cluster in found.lacking:
            bullet(out, snapshot.name(cluster))
    for name, text in (("capacity", "--capacity {:g} for all whose capacity no source tells"),
                       ("travel", "--travel {:g} for all clusters")):  # fmt: skip
        if name in found.everywhere:
            paragraph(out, f"Or, as one setting: {text.format(found.everywhere[name])} is enough on its own.")


def _names(ids: Sequence[str], snapshot: Snapshot, most: int = _MANY) -> str:
    told = ", ".join(snapshot.name(one) for one in ids[:most])
    return told + (f" and {len(ids) - most} more" if len(ids) > most else "")


def _show_left_out(out: Console, found: Assigned, snapshot: Snapshot) -> None:
    posed = found.posed
    if posed.unranked:
        heading(out, "Left out, since nothing tells the institutions apart")
        for cluster, why in posed.unranked.items():
            bullet(out, f"{snapshot.name(cluster)}: {why}")
    if posed.promoters:
        heading(
            out, "Conflicts of interest by the graph: the institution runs or funds the cluster's project"
        )
        for cluster, institution in sorted(posed.promoters):
            bullet(out, f"{snapshot.name(cluster)} with {snapshot.name(institution)}")
    if posed.nowhere:
        heading(out, "Left out by the limit on travel, since their place is not known")
        paragraph(out, _names(posed.nowhere, snapshot, 5), indent=2)


def csv_rows(found: Assigned, snapshot: Snapshot) -> Iterator[Sequence[Cell]]:
    """The rows of a plan under CSV_COLUMNS."""
    assert found.plan is not None  # callers have looked
    for one in found.plan.given:
        others = [
            cell
            for other in found.plan.alternates.get(one.cluster, ())[:2]
            for cell in (snapshot.name(other.institution), round(other.cost, 6))
        ]
        yield (
            one.cluster, snapshot.name(one.cluster), place_of(snapshot, one.cluster)[1],
            one.institution, snapshot.name(one.institution), place_of(snapshot, one.institution)[1],
            round(one.score, 6), one.rank, one.fit, None if one.km is None else round(one.km, 1), one.thin,
            one.helps, one.forced, one.before, *others, *[None] * (4 - len(others)),
        )  # fmt: skip
