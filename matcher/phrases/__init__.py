"""What answers say, in English and Malayalam: a table of phrases with slots, and how slots are filled.

Each phrase stands once, with both languages side by side: `signals.py` has those of the signals,
`answers.py` those of answers as a whole, `terms.py` the words of the model. Names in slots stand where
Malayalam needs no case ending: after a colon, in quotes, or before a word that carries it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from matcher.phrases import answers, feedback, signals, terms

Language: TypeAlias = Literal["en", "ml"]
LANGUAGES: tuple[Language, ...] = ("en", "ml")
PHRASES: Mapping[str, tuple[str, str]] = {**signals.PHRASES, **answers.PHRASES, **feedback.PHRASES}
_MORE = ("{names} and {more} more", "{names}, കൂടാതെ {more} എണ്ണം കൂടി")


@dataclass(frozen=True)
class Words:
    """A word or name in both languages; where Malayalam is not known, the English one stands for it."""

    en: str
    ml: str = ""

    def __str__(self) -> str:
        return self.en

    def said(self, language: Language) -> str:
        """In that language."""
        return self.ml or self.en if language == "ml" else self.en


Slot: TypeAlias = str | int | Words
Slots: TypeAlias = Mapping[str, Slot]


def say(phrase: str, language: Language = "en", slots: Slots | None = None) -> str:
    """A phrase of the table with its slots filled.

    Raises:
        KeyError: there is no such phrase, or a slot of it is not given.
    """
    if phrase not in PHRASES:
        raise KeyError(f"matcher/phrases has no phrase '{phrase}'")
    filled = {name: _filled(value, language) for name, value in (slots or {}).items()}
    return PHRASES[phrase][LANGUAGES.index(language)].format_map(filled)


def _filled(value: Slot, language: Language) -> str:
    if isinstance(value, Words):
        return value.said(language)
    return f"{value:,}" if isinstance(value, int) else value


def term(word: object) -> Words:
    """A word of the model (`research_lab`, `need`, `cluster`) in both languages."""
    plain = str(word).replace("_", " ")
    return Words(terms.ENGLISH.get(plain, plain), terms.MALAYALAM.get(str(word), ""))


def signal(feature: str) -> Words:
    """The short name of a signal."""
    english, malayalam = terms.SIGNALS.get(feature, (feature.replace("_", " "), ""))
    return Words(english, malayalam)


def listed(names: Sequence[str | Words], limit: int = 4, mark: str = ", ") -> Words:
    """Names in a row, with how many more there are.

    Args:
        mark: between them; a semicolon where names have commas.
    """
    told: list[str] = []
    for language in LANGUAGES:
        row = mark.join(_filled(name, language) for name in names[:limit])
        if len(names) > limit:
            row = _MORE[LANGUAGES.index(language)].format(names=row, more=len(names) - limit)
        told.append(row)
    return Words(*told)


def quoted(text: str | Words, limit: int = 90) -> Words:
    """The text in quotes, cut at a word."""
    return Words(*(_quoted(_filled(text, language), limit) for language in LANGUAGES))


def _quoted(text: str, limit: int) -> str:
    if len(text) > limit:
        text = text[:limit].rsplit(" ", 1)[0] + " …"
    return f"“{text}”"
