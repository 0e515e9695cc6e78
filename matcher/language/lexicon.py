"""The glossary of trade terms, and which of its entries stands at a place of a text."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from graph.errors import SangamError
from graph.text import one_spelling
from matcher.language.endings import follows, hindi_stem, is_sure, latin_stems, stem, verb_stems
from matcher.language.romanise import romanise, sound
from matcher.language.script import Script, letters, normal, script_of, words

_LONGEST_TERM = 4
# A key of sound shorter than this says too little: "fall" sounds like "phal" (fruit).
_SHORTEST_SOUND = 5


@dataclass(frozen=True)
class Entry:
    """A term of the glossary.

    Attributes:
        kind: `product`, `trade`, `place`, …; `generic` words ("unit", "worker") fit any trade.
        english: what it is called, the usual word first.
    """

    id: str
    kind: str
    english: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """An entry found in a text.

    Attributes:
        words: how many words it takes up.
        rest: what of the last one is another term ("മുളപ്പായ").
        sure: it stands there as in the glossary, or with a plain ending.
    """

    entry: Entry
    words: int
    rest: str = ""
    sure: bool = True


class Lexicon:
    """Terms by the spellings of three scripts."""

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        self._exact: dict[tuple[str, ...], Entry] = {}
        # By stem, with the spelling in full: കുട (umbrella) and കുട്ട (basket) are told apart by it.
        self._malayalam: dict[tuple[str, ...], list[tuple[str, Entry]]] = {}
        self._hindi: dict[tuple[str, ...], Entry] = {}
        self._hindi_stems: dict[tuple[str, ...], Entry] = {}
        self._latin: dict[tuple[str, ...], Entry] = {}
        self._sounds: dict[tuple[str, ...], Entry] = {}
        for row in rows:
            entry = Entry(row["id"], row["kind"], tuple(_parts(row["english"], ";")))
            for term in _parts(row["malayalam"]):
                spelt = words(term)
                self._exact.setdefault(tuple(map(one_spelling, spelt)), entry)
                full = one_spelling(spelt[-1]).rstrip("്ംു")
                for end in (stem(spelt[-1]), *verb_stems(spelt[-1])):
                    self._malayalam.setdefault((*map(stem, spelt[:-1]), end), []).append((full, entry))
                self._add_sound(map(romanise, words(term)), entry)
            for term in _parts(row["hindi"]):
                self._hindi.setdefault(tuple(map(normal, words(term))), entry)
                self._hindi_stems.setdefault(tuple(map(hindi_stem, words(term))), entry)
                self._add_sound(map(romanise, words(term)), entry)
            for term in _parts(row["latin"]):
                self._latin.setdefault(tuple(words(term)), entry)
        for spelling, entry in self._latin.items():
            self._add_sound(spelling, entry)
        self._whole = {normal(term[0]) for term in self._exact if len(term) == 1}

    def _add_sound(self, spelling: Iterable[str], entry: Entry) -> None:
        spelt = tuple(spelling)
        # Malayalam verbs by what their forms begin with: "pirikkuka" (to spin), "pirikkunna".
        for end in (spelt[-1], spelt[-1].removesuffix("uka"), spelt[-1].removesuffix("al")):
            key = tuple(map(sound, (*spelt[:-1], end)))
            if sum(map(len, key)) >= _SHORTEST_SOUND:
                self._sounds.setdefault(key, entry)

    def at(self, found: Sequence[str], begin: int) -> Match | None:
        """The longest term that begins at that word; Latin words by exact spelling or by sound."""
        script = script_of(found[begin])
        for count in range(min(_LONGEST_TERM, len(found) - begin), 0, -1):
            span = found[begin : begin + count]
            if any(script_of(word) is not script for word in span):
                continue
            match script:
                case Script.MALAYALAM:
                    match_ = self._in_malayalam(span)
                case Script.DEVANAGARI:
                    entry = self._hindi.get(tuple(map(normal, span)))
                    entry = entry or self._hindi_stems.get(tuple(map(hindi_stem, span)))
                    match_ = Match(entry, count) if entry else None
                case _:
                    match_ = self._in_latin(span)
            if match_ is not None:
                return match_
        return None

    def _in_malayalam(self, span: Sequence[str]) -> Match | None:
        exact = self._exact.get(tuple(map(one_spelling, span)))
        if exact is not None:
            return Match(exact, len(span))
        first = tuple(map(stem, span[:-1]))
        last = normal(span[-1])
        for end in range(len(last), 1, -1):
            own = last[:end]
            held = self._malayalam.get((*first, own.rstrip("്ംു")))
            if held is None or letters(own) < 2:
                continue
            written = one_spelling(span[-1])
            entry = next((entry for full, entry in held if written.startswith(full)), held[0][1])
            rest = last[len(own.rstrip("്ംു")) :]
            # A compound goes on with another term: "മുളപ്പായ", "മൺപാത്രനിർമാണം".
            further = rest.lstrip("്ംുിാ")
            if letters(further) >= 2 and (further in self._whole or further[1:] in self._whole):
                return Match(entry, len(span), further if further in self._whole else further[1:], sure=False)
            if follows(own, rest):
                return Match(entry, len(span), sure=is_sure(rest))
        return None

    def listed(self, word: str) -> bool:
        """Whether a word in Latin letters is a spelling that the glossary lists."""
        return (word,) in self._latin

    def _in_latin(self, span: Sequence[str]) -> Match | None:
        for last in latin_stems(span[-1]):
            spelling = (*span[:-1], last)
            entry = self._latin.get(spelling) or self._sounds.get(tuple(map(sound, spelling)))
            if entry is not None:
                return Match(entry, len(span))
        return None


def _parts(cell: str, mark: str = "|") -> list[str]:
    return [part.strip() for part in cell.split(mark) if part.strip()]


@cache
def rows() -> tuple[dict[str, str], ...]:
    """The rows of the glossary that Sangam brings along, read once.

    Raises:
        SangamError: it is not where it was installed.
    """
    try:
        text = (files("data") / "language" / "glossary.csv").read_text(encoding="utf-8")
        return tuple(csv.DictReader(text.splitlines()))
    except OSError as error:
        raise SangamError(f"the glossary cannot be read: {error}; install Sangam anew") from error


@cache
def lexicon() -> Lexicon:
    """The glossary as a lexicon, built once."""
    return Lexicon(rows())
