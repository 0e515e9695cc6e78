"""What is different between two snapshots of one graph, told by comparison."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matcher.tie import Tie, order


@dataclass(frozen=True)
class Delta:
    """From one snapshot to a later one.

    Attributes:
        new, changed, gone: ids of nodes, sorted; `changed` are those whose label or properties differ.
        added, removed: relationships, in the order of a snapshot; one whose properties differ is in both.
        feedback: whether what was decided on suggestions differs.
    """

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    added: tuple[Tie, ...] = ()
    removed: tuple[Tie, ...] = ()
    feedback: bool = False

    @property
    def facts(self) -> bool:
        """Whether any node or relationship differs."""
        return bool(self.new or self.changed or self.gone or self.added or self.removed)

    def then(self, later: Delta) -> Delta:
        """This and a later one as one: from the first snapshot to the last.

        What went and came again counts as changed (a relationship: as removed and added), equal or not.
        """
        new = (set(self.new) - set(later.gone)) | (set(later.new) - set(self.gone))
        gone = (set(self.gone) - set(later.new)) | (set(later.gone) - set(self.new))
        changed = {*self.changed, *later.changed, *(set(self.gone) & set(later.new))}
        return Delta(
            tuple(sorted(new)),
            tuple(sorted(changed - new - gone)),
            tuple(sorted(gone)),
            in_order((*_without(self.added, later.removed), *later.added)),
            in_order((*self.removed, *_without(later.removed, self.added))),
            self.feedback or later.feedback,
        )


def in_order(ties: Iterable[Tie]) -> tuple[Tie, ...]:
    """Relationships in the order of a snapshot."""
    return tuple(sorted(ties, key=order))


def _without(ties: Iterable[Tie], others: Iterable[Tie]) -> list[Tie]:
    """Relationships without those that are the very same objects as others."""
    held = set(map(id, others))
    return [tie for tie in ties if id(tie) not in held]
