"""A description of any of the languages, in English for an encoder that knows English only."""

from __future__ import annotations

from matcher.language.names import Names
from matcher.language.reading import is_indian, is_spelt_by_ear, read
from matcher.profiles import pieces


def in_english(text: str, names: Names) -> str:
    """The description with its terms in English, sentence by sentence; an English one as it is.

    It is as it is, too, when nothing of it is understood.
    """
    if not is_indian(text) and not is_spelt_by_ear(text, names):
        return text
    found = [read(piece, names).text for piece in pieces(text)]
    return ". ".join(piece for piece in found if piece) or text
