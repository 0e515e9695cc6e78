"""Endings of words: what may follow a stem in Malayalam, Hindi and their spellings in Latin letters."""

from __future__ import annotations

import re

from matcher.language.script import letters, normal

# Letters of which the endings of Malayalam nouns and verbs are made, in the form for comparing.
_ENDING_LETTERS = re.compile(r"[ാിീുൂെേൊോ്ംകങചഞടണതനപമയരലളവഺഉഎ]*")
_LONGEST = 9
# After a short stem only these, so that "കുട" (umbrella) is not found in "കുട്ടനാട്".
_SURE_ENDINGS = """
് ം ു ി ും യും വും ുമ് യ യെ യുടെ യിലെ യിൽ യ്ക്ക് യ്ക്കുള്ള കൾ കളുടെ
കളിൽ കാർ ക്കാർ ുകാർ ുകൾ ങ്ങൾ ത്തിന്റെ ത്തിൽ ത്തിലെ ിന്റെ ിൽ ിലെ ിന്
ുടെ ിനുള്ള യാക്കാൻ ുക ുന്ന ുന്നവർ ുന്നവർക്ക് ാനുള്ള ുന്നത് ത്ത്
ത്തുകാർ കൊണ്ട് ക്കാരുടെ കാരുടെ നിർമാണം ുപണി ിട്ട് ുള്ള ാൻ
"""
_SURE = frozenset(["", *map(normal, _SURE_ENDINGS.split())])
# Of place names: what was joined to it, and how the name itself ends.
_PLACE_ENDINGS = {
    "ം": "ത്തിലെ ത്തിൽ ത്തിന്റെ ത്തുള്ള ത്തെ ത്ത് ത്തുനിന്ന്",
    "ട്": "ട്ടിലെ ട്ടിൽ ട്ടെ",
    "റ്റ്": "റ്റിലെ",
    "": "യിലെ യിൽ യുടെ വിലെ വിൽ യിലുള്ള",
    "്": "ിലെ ിൽ ിന്റെ ിലുള്ള ൻ",
}
_PLACE = [
    (normal(ending), normal(own)) for own, endings in _PLACE_ENDINGS.items() for ending in endings.split()
]
# Longer ones first.
_HINDI_ENDINGS = """
ियों ियां ियाँ ुओं ाओं ाएं ाएँ ओं ों ें ीं ां ा े ी ो ि ु ू ं
"""
_HINDI = _HINDI_ENDINGS.split()
_LATIN = re.compile(
    r"(yileykk?u|yile|thile|ttile|dile|ile|athe|yude|ude|inte|ykku|kalude|ngal|kal|ukal|il|um|unna|ulla|ullu|ku|u)$"
)


def stem(word: str) -> str:
    """A Malayalam word in its form for comparing, without the sign that its endings replace."""
    return normal(word).rstrip("്ംു")


def verb_stems(word: str) -> list[str]:
    """What the forms of a Malayalam verb begin with, of its dictionary form or its noun in -ൽ; else nothing.

    "മുറിക്കൽ" (cutting) gives "മുറിക" for മുറിക്കുന്ന and "മുറിച" for മുറിച്ച്, in the form for comparing.
    """
    text = normal(word)
    for ending in ("ുക", "ല്"):
        if text.endswith(ending) and letters(own := text.removesuffix(ending)) >= 3:
            return [own, own[:-1] + "ച"] if own.endswith("ക") else [own]
    return []


def follows(own: str, rest: str) -> bool:
    """Whether the rest of a Malayalam word is an ending after that stem."""
    if letters(own) <= 2:
        return rest in _SURE
    return len(rest) <= _LONGEST and _ENDING_LETTERS.fullmatch(rest) is not None


def is_sure(rest: str) -> bool:
    """Whether the rest of a Malayalam word is one of the plain endings of nouns."""
    return rest in _SURE


def places(word: str) -> list[str]:
    """What name of a place a Malayalam word may hold: itself, and without its ending."""
    text = normal(word)
    found = [text]
    for ending, own in _PLACE:
        if text.endswith(ending) and len(text) - len(ending) > 2:
            found.append(text.removesuffix(ending) + own)
    return list(dict.fromkeys(found))


def hindi_stem(word: str) -> str:
    """A Hindi word in its form for comparing, without the endings of number, case and gender."""
    text = normal(word)
    for ending in _HINDI:
        if text.endswith(ending) and letters(text.removesuffix(ending)) >= 2:
            return text.removesuffix(ending)
    return text


def latin_stems(word: str) -> list[str]:
    """A word in Latin letters, and without Malayalam endings as people write them there."""
    cut = _LATIN.sub("", word)
    if cut == word or len(cut) < 3:
        return [word]
    if cut.endswith("th"):  # "balaramapurath-" of Balaramapuram
        return [word, cut, cut[:-2], cut[:-2] + "m"]
    return [word, cut, cut + "am"] if word.endswith(("athe", "ngal")) else [word, cut]
