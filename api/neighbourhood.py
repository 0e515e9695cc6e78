"""The neighbourhood of an entity in the network, small enough to draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from matcher.snapshot import Snapshot, Tie

# Everything lies in a state: a walk through one would join all to all.
_NO_WAY_THROUGH = ("state",)


@dataclass(frozen=True)
class Neighbourhood:
    """Nodes around one.

    Attributes:
        hops: id to its distance from the middle, by distance and then by id.
        ties: all relationships between these nodes.
        truncated: whether the limit kept nodes out.
    """

    hops: Mapping[str, int]
    ties: tuple[Tie, ...]
    truncated: bool


def neighbourhood(
    snapshot: Snapshot,
    center: str,
    own: Sequence[Tie],
    *,
    hops: int,
    limit: int,
    kinds: Collection[str] = (),
) -> Neighbourhood:
    """Walk outwards from a node, ring by ring, in whichever direction relationships point.

    Where a ring has more nodes than the limit lets in, those with the most relationships to what
    is there already come in first, equal ones by id.

    Args:
        own: relationships of the middle that the snapshot lacks (those of an enterprise).
        kinds: the only kinds of node to take in, all when empty.
    """
    seen, ring = {center: 0}, [center]
    truncated = False
    for distance in range(1, hops + 1):
        links: Counter[str] = Counter()
        for node in ring:
            if node != center and node.partition(":")[0] in _NO_WAY_THROUGH:
                continue
            for tie in _around(snapshot, node, own):
                other = tie.end if tie.start == node else tie.start
                if other not in seen and (not kinds or other.partition(":")[0] in kinds):
                    links[other] += 1
        free = limit - len(seen)
        ring = sorted(links, key=lambda node: (-links[node], node))[:free]
        truncated = truncated or len(links) > free
        seen.update((node, distance) for node in sorted(ring))
    between = [tie for tie in own if tie.end in seen]
    between += [tie for node in sorted(seen) for tie in snapshot.out(node) if tie.end in seen]
    return Neighbourhood(seen, tuple(dict.fromkeys(between)), truncated)


def _around(snapshot: Snapshot, node: str, own: Sequence[Tie]) -> list[Tie]:
    mine = [tie for tie in own if node in (tie.start, tie.end)]
    return [*mine, *snapshot.out(node), *snapshot.into(node)]
