"""Full-text search over kinds of entity, with the same useful order on both stores.

The stores find words and score them differently (Neo4j by Lucene, kglite by BM25 without prefixes),
so a hit is placed by where the words were found first, and by the store's score only within that.
A text in Malayalam or Hindi is looked for as it is written and as what it is in English; so is one in
Latin letters of which nothing is found whole, as it may be spelt by ear.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from graph.errors import InputError, NotFoundError
from graph.model import NODE
from graph.store import GraphStore, Row
from graph.text import fold, one_spelling
from matcher.language.function_words import looks_english
from matcher.language.names import names_of
from matcher.language.reading import Reading, is_indian, read
from matcher.lookup import find
from matcher.snapshot import Snapshot

LONGEST = 200
MOST_WORDS = 12
# How many hits of one kind are put in order; more than anybody pages through.
DEPTH = 500
_NEAR = 5
_KINDS = tuple(kind.key for kind in NODE.values() if kind.searched)
# Letters, digits, marks of Indian scripts (they carry vowels) and the joiners between them.
_WORD = re.compile(r"[\w\u0900-\u0dff\u200c\u200d]+")


class Found(IntEnum):
    """Where the words of a search were found; the greater, the better."""

    SOME_WORDS = 1
    ALL_WORDS = 2
    IN_NAME = 3
    WHOLE_NAME = 4


@dataclass(frozen=True)
class Hit:
    """What a search found.

    Attributes:
        found: where the words are.
        score: the store's own score, comparable within one search of one kind; 0 for beginnings of words.
    """

    id: str
    name: str
    kind: str
    found: Found
    score: float


def words_of(text: str) -> list[str]:
    """The words of a search in lower case: nothing in them is an operator to Lucene.

    Raises:
        InputError: the text is too long, or holds no word.
    """
    if len(text) > LONGEST:
        raise InputError(f"a search takes at most {LONGEST} characters; use its few main words")
    joined = one_spelling(text).casefold()
    words = list(dict.fromkeys(word.strip("_") for word in _WORD.findall(joined)))[:MOST_WORDS]
    words = [word for word in words if word]
    if not words:
        raise InputError("there is no word to search for; write at least one letter or digit")
    return words


def search(store: GraphStore, text: str, kinds: Sequence[str] | None = None, *, limit: int = 20) -> list[Hit]:
    """What a text finds, best first: by where its words are, then by score, then by id.

    Words may be whole, of any script, or beginnings ("alap"). Kinds come in the order given,
    each with at most `limit` hits.

    Args:
        kinds: keys of kinds (`cluster`), all that have a name when None.

    Raises:
        InputError: there is no word in the text, it is too long, or a kind is unknown.
    """
    return search_read(store, text, kinds, limit=limit)[0]


def search_read(
    store: GraphStore, text: str, kinds: Sequence[str] | None = None, *, limit: int = 20
) -> tuple[list[Hit], str]:
    """What `search` finds, and the English words that a text in another language was taken for, else "".

    Raises:
        InputError: as for `search`.
    """
    hits = as_written(store, text, kinds)
    reading = _reading(store, text, hits.values())
    if reading is not None:
        core, wide = words_of(reading.core[:LONGEST]), words_of(reading.wide[:LONGEST])
        for kind, own in hits.items():
            hits[kind] = _together(own, _of_kind(store, kind, reading.core, core, wide))
    return [hit for own in hits.values() for hit in own[:limit]], reading.text if reading else ""


def as_written(store: GraphStore, text: str, kinds: Sequence[str] | None = None) -> dict[str, list[Hit]]:
    """What the very words of a text find, by kind, each list best first.

    Raises:
        InputError: there is no word in the text, it is too long, or a kind is unknown.
    """
    words = words_of(text)
    for kind in kinds or ():
        if kind not in _KINDS:
            raise InputError(f"there is no kind '{kind}' to search; they are {', '.join(_KINDS)}")
    return {kind: _of_kind(store, kind, text, words, words) for kind in kinds or _KINDS}


def _reading(store: GraphStore, text: str, found: Iterable[list[Hit]]) -> Reading | None:
    if not is_indian(text):
        whole = any(hits and hits[0].found > Found.SOME_WORDS for hits in found)
        if whole or looks_english(words_of(text)):
            return None
    reading = read(text, names_of(store))
    return reading if reading.understood else None


def _together(*lists: list[Hit]) -> list[Hit]:
    """Each entity once, as it was found best; what is found in two languages has the scores of both."""
    best: dict[str, Hit] = {}
    for hit in (hit for hits in lists for hit in hits):
        other = best.get(hit.id)
        if other is not None:
            hit = replace(hit, found=max(hit.found, other.found), score=hit.score + other.score)
        best[hit.id] = hit
    return sorted(best.values(), key=_rank)


def _rank(hit: Hit) -> tuple[int, float, str]:
    # Scores are compared to six digits: the last bits of a sum decide nothing.
    return -hit.found, -round(hit.score, 6), hit.id


def _of_kind(store: GraphStore, kind: str, text: str, words: list[str], wide: list[str]) -> list[Hit]:
    scored = store.read(f"read/search/{kind}", query=" ".join(wide), limit=DEPTH)
    begun = store.read(f"read/prefix/{kind}", words=words, limit=DEPTH)
    scored = _not_torn(store, kind, wide, scored)
    scores = {row["id"]: float(row["score"]) for row in scored}
    full = {row["id"] for row in begun}
    names = {row["id"]: str(row["name"]) for row in (*scored, *begun)}
    hits = [
        Hit(identity, name, kind, _found(name, text, words, identity in full), scores.get(identity, 0.0))
        for identity, name in names.items()
    ]
    return sorted(hits, key=_rank)


def _not_torn(store: GraphStore, kind: str, words: list[str], scored: list[Row]) -> list[Row]:
    """The hits without those that hold only a piece of an Indian word.

    kglite takes a virama for the end of a word, so that "नाटक" (drama) would find कर्नाटक.
    """
    if not scored or not all(is_indian(word) for word in words):
        return scored
    held = {
        row["id"] for word in words for row in store.read(f"read/prefix/{kind}", words=[word], limit=DEPTH)
    }
    return [row for row in scored if row["id"] in held]


def _found(name: str, text: str, words: list[str], everywhere: bool) -> Found:
    plain = fold(name)
    if plain == fold(text):
        return Found.WHOLE_NAME
    parts = plain.split()
    if all(any(part.startswith(fold(word)) for part in parts) for word in words):
        return Found.IN_NAME
    if everywhere and all(is_indian(word) for word in words):
        return Found.IN_NAME  # texts in these letters are names: `name_ml`, `name_hi`
    return Found.ALL_WORDS if everywhere else Found.SOME_WORDS


def find_entity(store: GraphStore, snapshot: Snapshot, kinds: Sequence[str], asked: str) -> str:
    """The id of the entity of one of the kinds that is asked for, enterprises among them.

    Raises:
        NotFoundError: there is none, or several of that name; it carries the near ones.
    """
    text = asked.strip()
    if "enterprise" not in kinds:
        return find(snapshot, kinds, text)
    others = [kind for kind in kinds if kind != "enterprise"]
    identity = text if text.startswith("enterprise:") else f"enterprise:{text}"
    if store.read("read/stored/enterprise", ids=[identity]):
        return identity
    near: tuple[str, ...] = ()
    if others and not text.startswith("enterprise:"):
        try:
            return find(snapshot, others, text)
        except NotFoundError as error:
            near = error.near
    hits = _near_enterprises(store, text)
    named = [hit.id for hit in hits if hit.found is Found.WHOLE_NAME]
    if len(named) == 1 and not near:
        return named[0]
    what = " or ".join(NODE[kind].label.lower() for kind in kinds)
    raise NotFoundError(f"there is no {what} '{text}'", (*near, *(hit.id for hit in hits))[:_NEAR])


def _near_enterprises(store: GraphStore, text: str) -> list[Hit]:
    try:
        return search(store, text.removeprefix("enterprise:")[:LONGEST], ["enterprise"], limit=_NEAR)
    except InputError:
        return []
