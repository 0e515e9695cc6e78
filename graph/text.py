"""How names are compared: folded to plain lower-case words, and how ids are made of them."""

from __future__ import annotations

import re
import unicodedata

_SLUG = re.compile(r"[a-z0-9]+")
# Malayalam chillu letters are written in two ways: as single letters, and as letter, virama and joiner.
_CHILLU = {
    "\u0d23\u0d4d\u200d": "\u0d7a",
    "\u0d28\u0d4d\u200d": "\u0d7b",
    "\u0d30\u0d4d\u200d": "\u0d7c",
    "\u0d32\u0d4d\u200d": "\u0d7d",
    "\u0d33\u0d4d\u200d": "\u0d7e",
    "\u0d15\u0d4d\u200d": "\u0d7f",
}
_JOINERS = str.maketrans("", "", "\u200b\u200c\u200d")


def one_spelling(text: str) -> str:
    """The text with chillu letters as single letters and without the joiners that steer how letters look."""
    found = unicodedata.normalize("NFC", text)
    for pair, letter in _CHILLU.items():
        found = found.replace(pair, letter)
    return found.translate(_JOINERS)


def fold(text: str) -> str:
    """The text without case, accents and punctuation, words by single spaces.

    Marks are dropped from Latin letters only: in Malayalam or Hindi they carry vowels.
    """
    decomposed = unicodedata.normalize("NFKD", one_spelling(text))
    kept: list[str] = []
    latin = False
    for char in decomposed:
        if unicodedata.combining(char):
            if not latin:
                kept.append(char)
            continue
        latin = char < "\u0250"
        kept.append(char)
    joined = unicodedata.normalize("NFC", "".join(kept)).casefold().replace("&", " and ")
    return " ".join(re.findall(r"[\w\u0900-\u0dff\u200c\u200d]+", joined.replace("_", " ")))


def slug(text: str, limit: int = 60) -> str:
    """A short id part of a name: lower-case ASCII words joined by hyphens, empty if none."""
    words = _SLUG.findall(fold(text))
    kept = ""
    for word in words:
        longer = f"{kept}-{word}" if kept else word
        if len(longer) > limit:
            break
        kept = longer
    return kept
