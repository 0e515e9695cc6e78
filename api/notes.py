"""Keeps personal data out of free text that people send: phones, addresses, identity numbers, names."""

from __future__ import annotations

import re

from graph.errors import InputError
from ingest.personal import personal_text

# A form of address before a name, in English or Malayalam letters. A bare name cannot be told from other
# words, so whoever writes is asked for a role, and the note is short.
_ADDRESSED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Messrs|Shri|Sri|Shree|Smt|Kum|Dr|Prof|Adv|Er|Capt|Rev|Fr)\b\.?\s+(?=[A-Z\u0d00-\u0d7f])"
    r"|\b(?:M/s)\s+(?=[A-Z])|(?:ശ്രീ|ശ്രീമതി|ഡോ|പ്രൊഫ|അഡ്വ)[.\s]\s*(?=\S)"
    r"|\b(?:my name is|contact person|spoke (?:to|with)|met with)\s+(?=[A-Z][a-z])"
)  # fmt: skip
# What a form of address also begins: Sri Lanka, Sree Chitra Tirunal Institute, colleges named after people.
_NO_PERSON = re.compile(
    r"\b(?:Sri Lanka\w*|(?:Sri|Shri|Shree|Dr|Smt|Fr)\.? (?:[A-Z][\w.]* ){1,4}"
    r"(?:Institute|College|University|School|Hospital|Trust|Centre|Center|Mills?|Industries)\b)"
)


def checked_note(text: str) -> str:
    """The text, when it holds no personal data that can be told.

    Raises:
        InputError: it seems to; the message says what, and to leave it out.
    """
    found = personal_text(text)
    if not found and _ADDRESSED.search(_NO_PERSON.sub(" ", text)):
        found = "the name of a person"
    if found:
        raise InputError(f"the note seems to hold {found}; leave it out and name a role instead")
    return text
