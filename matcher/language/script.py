"""Letters of Malayalam and Devanagari: which script a word is in, and one form for its many spellings."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

# Letters, digits, marks of Indian scripts (they carry vowels) and the joiners between them.
WORD = re.compile(r"[\w\u0900-\u0dff\u200c\u200d]+")
_JOINERS = str.maketrans("", "", "\u200b\u200c\u200d")
# A chillu is its consonant with a virama; before a vowel ("കയർ", "കയറിന്") it is that consonant again.
_CHILLU = str.maketrans(
    {
        "ൺ": "ണ്",
        "ൻ": "ന്",
        "ർ": "ര്",
        "ൽ": "ല്",
        "ൾ": "ള്",
        "ൿ": "ക്",
        "ൔ": "മ്",
        "ൕ": "യ്",
        "ൖ": "ഴ്",
        "ൎ": "ര്",
    }
)
_ML_VIRAMA, _DE_VIRAMA = "\u0d4d", "\u094d"
# റ്റ is a sound of its own; elsewhere റ and ര are one letter to people who write in a hurry.
_TTA = "ഺ"
_ML_TWICE = re.compile(r"([ക-ഺ])്(?=\1)")
_DE_TWICE = re.compile(r"([क-ह])्(?=\1)")
_DE_NASAL = re.compile(r"[ङञणनम]्(?=[क-भ])")
_DE_PLAIN = str.maketrans("ॉॅऑऍँऱळऴ", "ोेओएंरलल", "़")


class Script(StrEnum):
    """The scripts that words are told apart by."""

    LATIN = "latin"
    MALAYALAM = "malayalam"
    DEVANAGARI = "devanagari"
    OTHER = "other"


def script_of(word: str) -> Script:
    """The script of the first letter that has one."""
    for char in word:
        if "\u0d00" <= char <= "\u0d7f":
            return Script.MALAYALAM
        if "\u0900" <= char <= "\u097f":
            return Script.DEVANAGARI
        if char.isascii() and char.isalnum():
            return Script.LATIN
        if char.isalpha():
            return Script.LATIN if unicodedata.name(char, "").startswith("LATIN") else Script.OTHER
    return Script.OTHER


def words(text: str) -> list[str]:
    """The words of a text in lower case, in their order."""
    found = WORD.findall(unicodedata.normalize("NFC", text).casefold().replace("_", " "))
    return [word for word in found if word.strip("\u200c\u200d")]


def normal(word: str) -> str:
    """One form for the spellings of a word: chillu letters, joiners, nukta, nasals and doubled letters.

    It is for comparing only: "സ്വർണ്ണം" and "സ്വര്ണം", "हिन्दी" and "हिंदी" have the same.
    """
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", word)).translate(_JOINERS)
    match script_of(text):
        case Script.MALAYALAM:
            text = text.translate(_CHILLU).replace("ൌ", "ൗ").replace("ു്", "്")
            text = text.replace("ന്\u0d31", "ന്റ").replace("റ്റ", _TTA).replace("ററ", _TTA).replace("റ", "ര")
            return _ML_TWICE.sub("", text)
        case Script.DEVANAGARI:
            # NFC keeps the letters with a nukta apart from their sign: both lose it.
            text = unicodedata.normalize("NFD", text).translate(_DE_PLAIN)
            text = _DE_NASAL.sub("ं", text)
            return _DE_TWICE.sub("", text).replace("िये", "िए").replace("यी", "ई")
        case _:
            return text.casefold()


def letters(text: str) -> int:
    """How many letters a word has, marks not counted."""
    return sum(unicodedata.category(char) in ("Lo", "Ll", "Lu", "Nd") for char in text)
