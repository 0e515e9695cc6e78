"""Reads a query of any of the languages as English words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matcher.language.endings import latin_stems, places
from matcher.language.function_words import FUNCTION_WORDS, looks_english
from matcher.language.lexicon import Lexicon, lexicon
from matcher.language.names import Names
from matcher.language.romanise import romanise, spellings
from matcher.language.script import Script, normal, script_of, words

GENERIC = "generic"
# A name that sounds that much like the word comes before a term of the glossary.
_CERTAIN = 96
_LONG = 6


@dataclass(frozen=True)
class Piece:
    """A part of a query.

    Attributes:
        said: the words as they were written.
        english: what they are in English, the usual word first; empty when they are not known.
        kind: that of the glossary; `name` of the graph's names; `kept` when it was English already.
    """

    said: str
    english: tuple[str, ...]
    kind: str


@dataclass(frozen=True)
class Reading:
    """A query in English.

    Attributes:
        pieces: in the order in which they were written, without the small words.
    """

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The usual English words; empty when nothing was understood."""
        return " ".join(_once(piece.english[0] for piece in self.pieces if piece.english))

    @property
    def core(self) -> str:
        """The same without words that fit any trade ("unit", "worker"), if others are left."""
        own = (piece.english[0] for piece in self.pieces if piece.english and piece.kind != GENERIC)
        return " ".join(_once(own)) or self.text

    @property
    def wide(self) -> str:
        """All English words that may be meant."""
        return " ".join(_once(word for piece in self.pieces for word in piece.english))

    @property
    def understood(self) -> bool:
        """Whether anything was."""
        return any(piece.kind != "kept" and piece.english for piece in self.pieces)


def is_indian(text: str) -> bool:
    """Whether a text has a word of Malayalam or Devanagari letters."""
    return any(script_of(word) in (Script.MALAYALAM, Script.DEVANAGARI) for word in words(text))


def read(text: str, names: Names, terms: Lexicon | None = None) -> Reading:
    """Read a text: terms of the glossary, names of the graph by sound, English words as they are.

    A Latin word that the graph uses is English; others may be Malayalam or Hindi in Latin letters.
    """
    terms = terms or lexicon()
    found = words(text)
    by_ear = is_spelt_by_ear(text, names, terms)
    pieces: list[Piece] = []
    at = 0
    while at < len(found):
        word = found[at]
        latin = script_of(word) is Script.LATIN
        english = latin and word in names.known and not (by_ear and terms.listed(word))
        if normal(word) in FUNCTION_WORDS and (by_ear or not english):
            at += 1
            continue
        if english:
            pieces.append(Piece(word, (word,), "kept"))
            at += 1
            continue
        name = _name(word, names)
        match = terms.at(found, at)
        certain = name is not None and name[1] >= _CERTAIN and len(name[0]) >= _LONG
        if name is not None and (match is None or (certain and not match.sure)):
            pieces.append(Piece(word, (name[0],), "name"))
            at += 1
        elif match is not None:
            said = " ".join(found[at : at + match.words])
            pieces.append(Piece(said, match.entry.english, match.entry.kind))
            at += match.words
            if match.rest:
                found.insert(at, match.rest)
        else:
            kept = (word,) if latin else ()
            pieces.append(Piece(word, kept, "kept" if kept else "unknown"))
            at += 1
    return Reading(tuple(pieces))


def is_spelt_by_ear(text: str, names: Names, terms: Lexicon | None = None) -> bool:
    """Whether a text of Latin letters is Malayalam or Hindi.

    It has no small English word, half of its words at least are not the graph's, and one of these is a
    term of the glossary.
    """
    if looks_english(words(text)):
        return False
    found = [word for word in words(text) if script_of(word) is Script.LATIN and len(word) > 2]
    strange = [word for word in found if word not in names.known]
    if not strange or 2 * len(strange) < len(found):
        return False
    terms = terms or lexicon()
    return any(terms.at(found, at) is not None for at, word in enumerate(found) if word not in names.known)


def _name(word: str, names: Names) -> tuple[str, float] | None:
    if script_of(word) is Script.LATIN:
        heard = latin_stems(word)
    elif script_of(word) is Script.MALAYALAM:
        heard = [romanise(place) for place in places(word)]
    else:
        heard = spellings(word)
    found = [hit for spelling in heard if (hit := names.like(spelling))]
    return max(found, key=lambda hit: (hit[1], hit[0]), default=None)


def _once(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(found))
