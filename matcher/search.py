"""Full-text search over kinds of entity, with the same useful order on both stores.

The stores find words and score them differently (Neo4j by Lucene, kglite by BM25 without prefixes),
so a hit is placed by where the words were found first, and by the store's score only within that.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from graph.errors import InputError, NotFoundError
from graph.model import NODE
from graph.store import GraphStore
from graph.text import fold
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
# Malayalam chillu letters are written in two ways; names use the single letters.
_CHILLU = {
    "\u0d23\u0d4d\u200d": "\u0d7a",
    "\u0d28\u0d4d\u200d": "\u0d7b",
    "\u0d30\u0d4d\u200d": "\u0d7c",
    "\u0d32\u0d4d\u200d": "\u0d7d",
    "\u0d33\u0d4d\u200d": "\u0d7e",
    "\u0d15\u0d4d\u200d": "\u0d7f",
}


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
    joined = unicodedata.normalize("NFC", text).casefold()
    for pair, letter in _CHILLU.items():
        joined = joined.replace(pair, letter)
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
    words = words_of(text)
    for kind in kinds or ():
        if kind not in _KINDS:
            raise InputError(f"there is no kind '{kind}' to search; they are {', '.join(_KINDS)}")
    return [hit for kind in kinds or _KINDS for hit in _of_kind(store, kind, text, words)[:limit]]


def _of_kind(store: GraphStore, kind: str, text: str, words: list[str]) -> list[Hit]:
    scored = store.read(f"read/search/{kind}", query=" ".join(words), limit=DEPTH)
    begun = store.read(f"read/prefix/{kind}", words=words, limit=DEPTH)
    scores = {row["id"]: float(row["score"]) for row in scored}
    full = {row["id"] for row in begun}
    names = {row["id"]: str(row["name"]) for row in (*scored, *begun)}
    hits = [
        Hit(identity, name, kind, _found(name, text, words, identity in full), scores.get(identity, 0.0))
        for identity, name in names.items()
    ]
    # Scores are compared to six digits: the last bits of a sum decide nothing.
    return sorted(hits, key=lambda hit: (-hit.found, -round(hit.score, 6), hit.id))


def _found(name: str, text: str, words: list[str], everywhere: bool) -> Found:
    plain = fold(name)
    if plain == fold(text):
        return Found.WHOLE_NAME
    parts = plain.split()
    if all(any(part.startswith(fold(word)) for part in parts) for word in words):
        return Found.IN_NAME
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
