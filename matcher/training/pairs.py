"""Which texts of a history are pairs, on which side of a split, and what is no counterexample to what.

The pairs of an epoch are drawn anew for each; the same seed gives the same ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from matcher.training.history import History, Pair, Work

SAME_INSTITUTION = "work of one institution"


@dataclass(frozen=True)
class Split:
    """A history in two, no firm in both: what is learned from, and what that is judged by."""

    learned: History
    held_out: History


def split(history: History, share: float, seed: int) -> Split:
    """Hold out a share of the firms with all their works and pairs; what touches both sides is dropped.

    Descriptions of institutions are on both sides: they are what is looked through, not what is asked.
    """
    firms = sorted({work.firm for work in history.works})
    others = sorted({one for pair in history.pairs for one in pair.firms} - set(firms))
    rng = np.random.default_rng(seed)
    out: set[str] = set()
    # Each by itself, so that the share holds among those with works as well.
    for names in (firms, others):
        out.update(names[i] for i in rng.permutation(len(names))[: round(share * len(names))])
    return Split(_only(history, set(firms + others) - out), _only(history, out))


def _only(history: History, firms: set[str]) -> History:
    works = tuple(work for work in history.works if work.firm in firms)
    return replace(history, works=works, pairs=tuple(p for p in history.pairs if p.firms <= firms))


def of_epoch(history: History, rng: np.random.Generator, *, ties: bool = True) -> list[Pair]:
    """The pairs of one epoch in random order: fixed ones, and with `ties` works of one institution.

    Works are paired if they are for two firms; each is in at most one such pair.
    """
    found = [*history.pairs, *(_of_institutions(history.works, rng) if ties else ())]
    return [found[at] for at in rng.permutation(len(found))]


def _of_institutions(works: Sequence[Work], rng: np.random.Generator) -> Iterable[Pair]:
    by: dict[str, list[Work]] = defaultdict(list)
    for work in works:
        for owner in work.owners:
            by[owner].append(work)
    used: set[int] = set()
    for owner in sorted(by):
        waiting: list[Work] = []
        for at in rng.permutation(len(by[owner])):
            work = by[owner][at]
            if id(work) in used:
                continue
            partner = next((one for one in waiting if one.firm != work.firm and one.text != work.text), None)
            if partner is None:
                waiting.append(work)
                continue
            waiting = [one for one in waiting if one is not partner]
            used |= {id(work), id(partner)}
            owners, firms = work.owners | partner.owners, frozenset([work.firm, partner.firm])
            yield Pair(partner.text, work.text, owners, firms, SAME_INSTITUTION)


def negatives(pairs: Sequence[Pair]) -> npt.NDArray[np.bool_]:
    """Whether a text of one pair may be a counterexample to a text of another, shape (pairs, pairs).

    Not if they share an institution, a firm or a text: then they may well belong together.
    """
    found = np.ones((len(pairs), len(pairs)), dtype=bool)
    for row, one in enumerate(pairs):
        for column in range(row + 1):
            other = pairs[column]
            apart = (
                one.owners.isdisjoint(other.owners)
                and one.firms.isdisjoint(other.firms)
                and {one.left, one.right}.isdisjoint({other.left, other.right})
            )
            found[row, column] = found[column, row] = apart
    return found


def at_most(history: History, count: int, seed: int) -> History:
    """A history with at most so many works and so many pairs: of more, a random choice in the same order."""
    rng = np.random.default_rng(seed)
    works, pairs = (
        [rows[at] for at in sorted(rng.permutation(len(rows))[:count])]
        for rows in (history.works, history.pairs)
    )
    return replace(history, works=tuple(works), pairs=tuple(pairs))
