"""The names of a graph by sound, so that "നെല്ലിക്കുഴി" and "नेल्लिकुझी" find Nellikuzhi."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz, process

from graph.store import GraphStore, revision
from matcher.language.romanise import bones, sound
from matcher.language.script import Script, script_of, words

_SHORTEST = 3
# By likeness of sound in per cent: with the same consonants, and with others.
_SAME_BONES, _LIKE, _SURE = 70, 84, 92
_FUZZY_FROM = 5


class Names:
    """The words of names, by how they sound, and all words that the graph uses.

    Args:
        names: names of entities and places.
        texts: other texts: what is written in them is taken for English, never for a spelling by ear.
    """

    def __init__(self, names: Iterable[str], texts: Iterable[str] = ()) -> None:
        own = Counter(word for name in names for word in words(name) if _latin(word))
        self.known = set(own) | {word for text in texts for word in words(text) if _latin(word)}
        self._by_bones: dict[str, list[tuple[str, str]]] = {}
        self._by_sound: dict[str, str] = {}
        # Of spellings that sound alike the usual one comes first.
        for word in sorted(own, key=lambda word: (-own[word], word)):
            for spelling in _heard(word):
                key = sound(spelling)
                self._by_bones.setdefault(bones(key), []).append((key, word))
                self._by_sound.setdefault(key, word)
        self._by_first: dict[str, list[str]] = {}
        for key in self._by_sound:
            self._by_first.setdefault(key[:1], []).append(key)

    def like(self, latin: str) -> tuple[str, float] | None:
        """The name's word that sounds most like it, and how much so in per cent."""
        key = sound(latin)
        if len(key) < _SHORTEST:
            return None
        same = [(fuzz.ratio(key, other), word) for other, word in self._by_bones.get(bones(key), ())]
        best = max(same, key=lambda pair: pair[0], default=(0.0, ""))
        limit = _SAME_BONES if len(bones(key)) >= 3 else _SURE
        if best[0] >= limit:
            return best[1], best[0]
        if len(key) < _FUZZY_FROM:
            return None
        alike = self._by_first.get(key[:1], [])
        found = process.extractOne(key, alike, scorer=fuzz.ratio, score_cutoff=_LIKE)
        return (self._by_sound[found[0]], float(found[1])) if found else None


def _latin(word: str) -> bool:
    return len(word) >= _SHORTEST and script_of(word) is Script.LATIN and not word.isdigit()


def _heard(word: str) -> list[str]:
    """How a name may be heard: zh (ഴ) as l, as j by Hindi speakers, as sh; z as s or j; rh as dh."""
    found = [word]
    if "zh" in word:
        found += [word.replace("zh", "j"), word.replace("zh", "sh")]
    elif "z" in word:
        found.append(word.replace("z", "j"))
    if "rh" in word:
        found.append(word.replace("rh", "dh"))
    return found


def names_of(store: GraphStore) -> Names:
    """The names of the graph as it is now, enterprises left out."""
    return _names(_Held(store), store.url, revision(store))


class _Held:
    """A store that does not count when results are kept: its address and revision do."""

    def __init__(self, store: GraphStore) -> None:
        self.store = store

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=4)
def _names(held: _Held, url: str, revision: int) -> Names:
    rows = held.store.read("read/known_names")
    names: list[str] = []
    for row in rows:
        if row["label"] == "Industry":  # sentences of a classification, no names
            continue
        names += [str(row["name"]), *(row["aliases"] or ()), str(row["place"] or "")]
    return Names(names, (f"{row['name']} {row['text'] or ''}" for row in rows))
