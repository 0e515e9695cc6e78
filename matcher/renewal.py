"""Candidates with other profiles in place of some, without working out anew what stays the same.

Equal, array by array, to candidates that are made of all the profiles from nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from matcher.blocks import Block, Pool, Rows, TextVectors, Vector
from matcher.candidates import HELD, Candidates, radians
from matcher.profiles import Profile

_T = TypeVar("_T")
# The new candidates in order: rows of the old ones, or a profile that is new or another.
_Way: TypeAlias = Sequence[slice | Profile]


def renewed(
    over: Candidates, other: Mapping[str, Profile | None], vectors: TextVectors, *, as_rare: bool = False
) -> Candidates:
    """The candidates with other profiles.

    Args:
        other: id to the profile that is new or in place of an earlier one; None: it is gone.
        as_rare: words keep their rarity, for what would be so if.
    """
    way = _way(over.ids, other)
    past_way = [
        _pieces(over, run) if isinstance(run, slice) else [past.text for past in run.past] for run in way
    ]
    # All new texts in one go, which is faster than profile by profile.
    vectors.vectors([text for run in way if isinstance(run, Profile) for text in _texts(run)])
    weave = over.lexicon.as_rare if as_rare else over.lexicon.woven
    made = Candidates(
        tuple(one for run in way for one in (over.profiles[run] if isinstance(run, slice) else (run,))),
        _woven(over.whole, way, lambda profile: vectors.vectors([profile.whole])),
        _block(over.parts, _of(way, lambda profile: [[part.text for part in profile.parts]]), vectors),
        _block(over.past, _of(way, lambda profile: [[past.text for past in profile.past]]), vectors),
        _woven(over.latitude, way, lambda profile: radians([profile.place.latitude])),
        _woven(over.longitude, way, lambda profile: radians([profile.place.longitude])),
        weave(_of(way, lambda profile: [profile.whole]), past_way),
    )
    _carry(over, made, way)
    return made


def _way(ids: Sequence[str], other: Mapping[str, Profile | None]) -> _Way:
    way: list[slice | Profile] = []
    at = 0
    for identity, profile in sorted(other.items()):
        cut = bisect_left(ids, identity)
        if cut > at:
            way.append(slice(at, cut))
        at = cut + (cut < len(ids) and ids[cut] == identity)
        if profile is not None:
            way.append(profile)
    return [*way, slice(at, len(ids))] if at < len(ids) else way


def _of(way: Sequence[slice | _T], make: Callable[[_T], Any]) -> list[Any]:
    return [run if isinstance(run, slice) else make(run) for run in way]


def _pieces(over: Candidates, run: slice) -> slice:
    """The pieces of past work of rows of candidates."""
    first, last = np.searchsorted(over.past.owners, [run.start, run.stop])
    return slice(int(first), int(last))


def _texts(profile: Profile) -> list[str]:
    return [profile.whole, *(part.text for part in profile.parts), *(piece.text for piece in profile.past)]


def _woven(
    values: npt.NDArray[Any], way: _Way, make: Callable[[Profile], npt.NDArray[Any]]
) -> npt.NDArray[Any]:
    return np.concatenate([values[:0], *(values[r] if isinstance(r, slice) else make(r) for r in way)])


def _block(block: Block, way: Sequence[slice | list[list[str]]], vectors: TextVectors) -> Block:
    """The texts of owners in order: of rows of the old owners, or of new ones, each with its texts.

    Vectors stay where they are, and those of new texts come after them; what nobody has any more is cleared
    away when it is as much as the rest, or as the later ones grow to a quarter.
    """
    rows, owners, positions = ([one[:0]] for one in (block.rows, block.owners, block.positions))
    new: list[str] = []
    at = 0
    for run in way:
        if isinstance(run, slice):
            span = slice(*np.searchsorted(block.owners, [run.start, run.stop]))
            rows.append(block.rows[span])
            owners.append(block.owners[span] + (at - run.start))
            positions.append(block.positions[span])
            at += run.stop - run.start
        else:
            for texts in run:
                rows.append(len(block.pool) + len(new) + np.arange(len(texts)))
                owners.append(np.full(len(texts), at))
                positions.append(np.arange(len(texts)))
                new += texts
                at += 1
    pool = block.pool.with_more(vectors.vectors(new)) if new else block.pool
    made = Block(pool, np.concatenate(rows), np.concatenate(owners), np.concatenate(positions))
    if len(pool) > 2 * len(made.rows) or 4 * len(pool.later) > len(pool.base):
        return Block.of_vectors(made.vectors, made.owners, made.positions)
    return made


def _carry(over: Candidates, made: Candidates, way: _Way) -> None:
    """What was worked out of the old candidates one by one, brought over to the new ones."""
    moved: Rows = np.full(len(over), -1, dtype=np.intp)
    new: list[tuple[int, Profile]] = []
    at = 0
    for run in way:
        if isinstance(run, slice):
            moved[run] = np.arange(at, at + run.stop - run.start)
            at += run.stop - run.start
        else:
            new.append((at, run))
            at += 1
    for name in HELD:
        if name in vars(over):
            vars(made)[name] = _holders(vars(over)[name], moved, new, HELD[name])
    for name, (of, values) in over.held.items():
        made.held[name] = of, _woven(values, way, partial(_one, of))
    if "sketch" in vars(over):
        sketch = _sketch(over, made, moved, [row for row, _ in new])
        vars(made).update(axes=over.axes, sketch=sketch)


def _sketch(over: Candidates, made: Candidates, moved: Rows, fresh: Sequence[int]) -> Candidates:
    """The sketch of the new candidates on the axes of the old ones.

    Args:
        moved: the new row of each old candidate, -1 where it is gone.
        fresh: rows of the new candidates that are none of the old.
    """
    axes, before, pool = over.axes, over.sketch, made.parts.pool
    whole = np.empty((len(made), before.whole.shape[1]), dtype=before.whole.dtype)
    whole[moved[moved >= 0]] = before.whole[moved >= 0]
    whole[fresh] = axes.sketched(made.whole[fresh])
    kept = before.parts.pool.base if pool.base is over.parts.pool.base else axes.sketched(pool.base)
    parts = replace(made.parts, pool=Pool(kept, axes.sketched(pool.later)))
    return replace(made, whole=whole, parts=parts)


def _one(of: Callable[[Profile], float], profile: Profile) -> Vector:
    return np.array([of(profile)], dtype=np.float64)


def _holders(
    before: Mapping[str, Rows], moved: Rows, new: Sequence[tuple[int, Profile]],
    of: Callable[[Profile], Any],
) -> dict[str, Rows]:  # fmt: skip
    found = {item: (rows := moved[held])[rows >= 0] for item, held in before.items()}
    more: dict[str, list[int]] = {}
    for row, profile in new:
        for item in of(profile):
            more.setdefault(item, []).append(row)
    for item, own in more.items():
        found[item] = np.sort(np.concatenate([found.get(item, moved[:0]), np.array(own, dtype=np.intp)]))
    return {item: held for item, held in sorted(found.items()) if len(held)}
