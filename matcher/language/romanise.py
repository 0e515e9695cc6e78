"""Malayalam and Devanagari in Latin letters, and a key under which spellings by ear come together."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from matcher.language.script import Script, normal, script_of

_MALAYALAM = {
    "ക": "k", "ഖ": "kh", "ഗ": "g", "ഘ": "gh", "ങ": "ng", "ച": "ch", "ഛ": "chh", "ജ": "j", "ഝ": "jh",
    "ഞ": "nj", "ട": "t", "ഠ": "th", "ഡ": "d", "ഢ": "dh", "ണ": "n", "ത": "th", "ഥ": "th", "ദ": "d",
    "ധ": "dh", "ന": "n", "പ": "p", "ഫ": "f", "ബ": "b", "ഭ": "bh", "മ": "m", "യ": "y", "ര": "r",
    "റ": "r", "ഺ": "tt", "ല": "l", "ള": "l", "ഴ": "zh", "വ": "v", "ശ": "sh", "ഷ": "sh", "സ": "s", "ഹ": "h",
}  # fmt: skip
_ML_VOWELS = {
    "അ": "a", "ആ": "aa", "ഇ": "i", "ഈ": "ee", "ഉ": "u", "ഊ": "oo", "ഋ": "ri", "എ": "e", "ഏ": "e",
    "ഐ": "ai", "ഒ": "o", "ഓ": "o", "ഔ": "au",
}  # fmt: skip
_ML_SIGNS = {
    "ാ": "aa", "ി": "i", "ീ": "ee", "ു": "u", "ൂ": "oo", "ൃ": "ri", "െ": "e", "േ": "e", "ൈ": "ai",
    "ൊ": "o", "ോ": "o", "ൗ": "au", "്": "",
}  # fmt: skip
_DEVANAGARI = {
    "क": "k", "ख": "kh", "ग": "g", "घ": "gh", "ङ": "n", "च": "ch", "छ": "chh", "ज": "j", "झ": "jh",
    "ञ": "n", "ट": "t", "ठ": "th", "ड": "d", "ढ": "dh", "ण": "n", "त": "t", "थ": "th", "द": "d",
    "ध": "dh", "न": "n", "प": "p", "फ": "f", "ब": "b", "भ": "bh", "म": "m", "य": "y", "र": "r",
    "ल": "l", "व": "v", "श": "sh", "ष": "sh", "स": "s", "ह": "h",
}  # fmt: skip
_DE_VOWELS = {
    "अ": "a", "आ": "aa", "इ": "i", "ई": "ee", "उ": "u", "ऊ": "oo", "ऋ": "ri", "ए": "e", "ऐ": "ai",
    "ओ": "o", "औ": "au",
}  # fmt: skip
_DE_SIGNS = {
    "ा": "aa", "ि": "i", "ी": "ee", "ु": "u", "ू": "oo", "ृ": "ri", "े": "e", "ै": "ai", "ो": "o",
    "ौ": "au", "्": "",
}  # fmt: skip


def spellings(word: str) -> list[str]:
    """A word in Latin letters: as it sounds, and with r where ड़ and ढ़ are heard so ("Aligarh")."""
    flapped = unicodedata.normalize("NFD", word)
    changed = flapped.replace("ड़", "र").replace("ढ़", "र")
    return [romanise(word)] if changed == flapped else [romanise(word), romanise(changed)]


def romanise(word: str) -> str:
    """A word of either script in Latin letters, as it sounds; a Latin word as it is."""
    text = normal(word)
    match script_of(text):
        case Script.MALAYALAM:
            return _spelt(text, _MALAYALAM, _ML_VOWELS, _ML_SIGNS, {"ം": "m", "ഃ": "h"})
        case Script.DEVANAGARI:
            found = _spelt(text, _DEVANAGARI, _DE_VOWELS, _DE_SIGNS, {"ं": "n", "ः": "h"})
            # A final short a is written in Devanagari and not spoken.
            return found[:-1] if re.search(r"[^aeiou]a$", found) and text[-1] in _DEVANAGARI else found
        case _:
            return text


def _spelt(
    text: str, consonants: dict[str, str], vowels: dict[str, str], signs: dict[str, str], rest: dict[str, str]
) -> str:
    found: list[str] = []
    open_ = False  # the last consonant still has its inherent a
    for char in text:
        if char in signs:
            if open_:
                found.append(signs[char])
            open_ = False
            continue
        if open_:
            found.append("a")
        open_ = char in consonants
        known = consonants.get(char) or vowels.get(char) or rest.get(char)
        found.append(known or (char if char.isascii() else ""))
    if open_:
        found.append("a")
    return "".join(found)


# Longest first. Aspiration and voice are not told apart: in Latin letters people write them as they like.
_SOUNDS = [
    ("tch", "C"), ("chh", "C"), ("ch", "C"), ("ksh", "ks"), ("sch", "sk"), ("sh", "s"), ("x", "ks"),
    ("ph", "f"), ("bh", "p"), ("dh", "t"), ("th", "t"), ("kh", "k"), ("gh", "k"), ("jh", "C"),
    ("ck", "k"), ("q", "k"), ("w", "v"), ("zh", "l"), ("z", "s"),
]  # fmt: skip
_VOWELS = [
    ("aa", "a"), ("ee", "i"), ("ea", "i"), ("oo", "u"), ("ou", "u"), ("ai", "e"), ("ei", "e"), ("ay", "e"),
    ("ey", "e"), ("au", "o"), ("e", "i"), ("o", "u"), ("y", "i"),
]  # fmt: skip


@lru_cache(maxsize=65536)
def sound(latin: str) -> str:
    """A key of how a Latin word sounds: "kayar" and "kayaar", "kaithari" and "kaitari" share one."""
    text = unicodedata.normalize("NFKD", latin.casefold())
    text = "".join(char for char in text if "a" <= char <= "z")
    text = re.sub(r"ow(?=[^aeiou]|$)", "au", text)
    for old, new in _SOUNDS:
        text = text.replace(old, new)
    text = re.sub(r"c(?=[eiy])", "s", text).replace("c", "k")
    text = text.translate(str.maketrans("dgbj", "tkpC"))
    for old, new in _VOWELS:
        text = text.replace(old, new)
    text = text[:1] + text[1:].replace("h", "")
    text = re.sub(r"m(?=[^aiu])", "n", text)
    text = re.sub(r"(.)\1+", r"\1", text)
    return re.sub(r"[aiu]+$", "", text) or text


def bones(key: str) -> str:
    """The consonants of a key of sound, and a first vowel."""
    return key[:1] + re.sub(r"[aiu]", "", key[1:])
