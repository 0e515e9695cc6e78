"""Signals from texts: what is said of the one and of the other."""

from __future__ import annotations

import numpy as np

from matcher.blocks import Block, Rows, Vector, above_noise, cosines
from matcher.lexicon import matched
from matcher.phrases import Words, listed, quoted, term
from matcher.signals.base import Reason, Scene, named

# Of an owner's past work the three pieces most like what is asked count.
_PAST = 3


def whole(scene: Scene) -> Vector:
    """Cosine of the two whole texts, above that of unrelated texts."""
    return above_noise(cosines(scene.over.whole, scene.ask.whole[0]))


def whole_among(scene: Scene, rows: Rows) -> Vector:
    """As `whole`, for some candidates."""
    return above_noise(cosines(scene.over.whole[rows], scene.ask.whole[0]))


def explain_whole(scene: Scene, row: int, value: float) -> Reason:
    """Says how alike the two descriptions are."""
    level = "closely" if value >= 0.4 else "partly" if value >= 0.15 else "hardly"
    return Reason(f"whole.{level}")


def parts(scene: Scene) -> Vector:
    """Mean over the asked parts of the likeness of the candidate's best part (late interaction).

    Khattab and Zaharia 2020 sum over tokens; here the units are stated needs and capabilities.
    """
    return _mean_of_best(scene, scene.over.parts, np.arange(len(scene.over)))


def parts_among(scene: Scene, rows: Rows) -> Vector:
    """As `parts`, for some candidates."""
    return _mean_of_best(scene, scene.over.parts.of(rows), rows)


def _mean_of_best(scene: Scene, block: Block, rows: Rows) -> Vector:
    """Shape (len(rows),), which are all owners of the block's texts, ascending."""
    values, asked = np.zeros(len(rows)), scene.ask.parts
    if len(asked):
        # Summed one by one: in what order a mean over an axis is summed depends on the shape.
        values[np.searchsorted(rows, block.owners[block.starts])] = sum(block.best(asked)) / len(asked)
    return values


def explain_parts(scene: Scene, row: int, value: float) -> Reason:
    """Names the pair of parts that fit best, needs first."""
    asked, own = scene.ask.profile.parts, scene.over.profiles[row].parts
    column, positions = scene.over.parts.nearest(scene.ask.parts, row)
    if not len(column) or positions.max() < 0:
        return Reason("parts.nothing")
    wanted = [i for i, part in enumerate(asked) if part.what in ("need", "problem", "description")]
    pool = wanted if wanted and column[wanted].max() >= 0.75 * column.max() else list(range(len(asked)))
    best = max(pool, key=lambda i: (column[i], -i))
    mine, theirs = asked[best], own[int(positions[best])]
    slots = {"asked_what": term(mine.what), "asked": quoted(mine.text),
             "held_what": term(theirs.what), "held": quoted(theirs.text)}  # fmt: skip
    ties = tuple(part.tie for part in (mine, theirs) if part.tie is not None)
    return Reason("parts.closest", slots, (ties,) if ties else ())


def lexical(scene: Scene) -> Vector:
    """Cosine of the TF-IDF weights of the words of the two whole texts."""
    over = scene.over
    return np.clip(matched(over.lexicon.postings, scene.asked_terms), 0.0, 1.0)


def explain_lexical(scene: Scene, row: int, value: float) -> Reason:
    """Names the words in common."""
    over = scene.over
    asked, names, terms = scene.asked_terms, over.lexicon.names, over.lexicon.terms
    span = slice(*terms.indptr[row : row + 2])
    held = dict(zip(terms.indices[span].tolist(), terms.data[span].tolist(), strict=True))
    both = zip(asked.indices.tolist(), asked.data.tolist(), strict=True)
    weights = sorted((-weight * held[word], word) for word, weight in both if word in held)
    best = [names[word] for _, word in weights[:12]]
    spoken = [
        " ".join(scene.ask.spoken.get(word, word) for word in dict.fromkeys(stem.split()))
        for stem in _apart(best)[:5]
    ]
    return Reason("words.common", {"words": listed(spoken, 5)}) if best else Reason("words.none")


def _apart(stems: list[str]) -> list[str]:
    """Without the words of two that stand beside each other in the list, and each once."""
    pairs = {word for stem in stems if " " in stem for word in stem.split()}
    return [stem for stem in stems if stem not in pairs]


def past(scene: Scene) -> Vector:
    """How much of the candidate's past work is like what is asked, own work with it left out.

    The likeness of a piece is the mean of the cosines of vectors and of words; the three best
    count as chances that one of them carries over: 1 - (1 - a)(1 - b)(1 - c).
    """
    past = scene.over.past
    missed, found = 1.0 - scene.past_likeness, np.zeros(len(scene.over))
    if not len(missed):
        return found
    crowded = np.flatnonzero(np.repeat(past.lengths > _PAST, past.lengths))
    if len(crowded):
        order = crowded[np.lexsort((missed[crowded], past.owners[crowded]))]
        owners = past.owners[order]
        # Of each owner the best stand first; what comes after them leaves the chance as it is.
        missed[order[_PAST:][owners[_PAST:] == owners[:-_PAST]]] = 1.0
    found[past.owners[past.starts]] = 1.0 - np.multiply.reduceat(missed, past.starts)
    return found


def explain_past(scene: Scene, row: int, value: float) -> Reason:
    """Names the piece of past work that is most alike."""
    own = np.flatnonzero(scene.over.past.owners == row)
    likeness = scene.past_likeness
    if not len(own) or likeness[own].max() <= 0:
        return Reason("past.none")
    best = own[int(np.argmax(likeness[own]))]
    piece = scene.over.profiles[row].past[int(scene.over.past.positions[best])]
    tie = piece.tie
    whom = Words(piece.text) if scene.snapshot is None else named(scene.snapshot, piece.other)
    paths = ((tie,),) if tie is not None else ()
    if tie is not None and tie.get("year"):
        return Reason("past.alike_when", {"whom": quoted(whom), "year": str(tie.get("year"))}, paths)
    return Reason("past.alike", {"whom": quoted(whom)}, paths)
