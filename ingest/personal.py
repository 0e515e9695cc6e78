"""Keeps personal data of people out of the graph: phones, e-mail, PAN, Aadhaar, named columns."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# What none of the patterns below can do without; most cells end here.
_SUSPECT = re.compile(r"@|[\[(]\s?at\s?[\])]|\d[\d\s()-]{6,}\d|[A-Z]{5}\d{4}", re.IGNORECASE)
# Numbers in addresses of web pages and in DOIs are no phones.
_URL = re.compile(
    r"https?://\S+|www\.\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|info|edu|in)/\S+|\b10\.\d{4,}/\S+"
)
_EMAIL = re.compile(
    r"[\w.+-]+\s?(?:@|[\[(]\s?at\s?[\])])\s?[\w-]+(?:\.|\s?[\[(]\s?dot)[\w.\s]+", re.IGNORECASE
)
# Ten digits that begin with 6 to 9, with or without +91, as Indian mobile numbers are written.
_PHONE = re.compile(
    r"(?<!\d)(?:(?:\+|00)?91[\s-]?|0)?"
    r"(?:[6-9]\d{4}[\s-]?\d{5}|[6-9]\d\d[\s-]\d{3}[\s-]\d{4}|[6-9]\d{3}[\s-]\d{3}[\s-]\d{3})(?!\d)"
)
_LANDLINE = re.compile(
    r"(?<!\d)(?:\(0\d{2,4}\)[\s-]?|0\d{2,4}[\s-]|\+91[\s-]\(?\d{2,4}\)?[\s-])(?:\d{6,8}|\d{3,4}[\s-]\d{4})(?!\d)"
)
_PAN = re.compile(r"\b[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z]\b", re.IGNORECASE)
_AADHAAR = re.compile(r"(?<!\d)[2-9]\d{3}[\s-]?\d{4}[\s-]?\d{4}(?!\d)")

_COLUMNS = re.compile(
    r"(owner|proprietor|promoter|contact|applicant|person)[ _]?(name|person|no|number|details)?$"
    r"|.*(e[-_ ]?mail|phone|mobile|whatsapp|aadhaar|aadhar|\bpan\b|pan_(no|number|card)).*",
    re.IGNORECASE,
)
# Verhoeff's check digit, which every Aadhaar number ends with (J. Verhoeff, 1969).
_D = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_P = (
    "0123456789", "1576283094", "5803796142", "8916043527",
    "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip


def personal_column(name: str) -> bool:
    """Whether a column of that name holds personal data."""
    return bool(_COLUMNS.fullmatch(name.strip()))


@lru_cache(maxsize=65_536)
def personal_text(text: str) -> str:
    """What personal data a text seems to hold (`an e-mail address`, …), empty when none.

    Addresses of web pages are looked over: numbers in them are no phones.
    """
    if not text.isascii():
        text = _plain(text)
    if not _SUSPECT.search(text):
        return ""
    bare = _URL.sub(" ", text)
    if _EMAIL.search(bare):
        return "an e-mail address"
    if _PAN.search(bare):
        return "a PAN"
    if any(_verhoeff(re.sub(r"\D", "", found)) for found in _AADHAAR.findall(bare)):
        return "an Aadhaar number"
    if _PHONE.search(bare) or _LANDLINE.search(bare):
        return "a phone number"
    return ""


def _plain(text: str) -> str:
    """The text with wide letters and the digits of other scripts as ASCII has them."""
    wide = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.digit(char)) if char.isdigit() else char for char in wide)


def _verhoeff(digits: str) -> bool:
    check = 0
    for position, digit in enumerate(reversed(digits)):
        permuted = _P[position % 8][int(digit)]
        check = int(_D[check][int(permuted)])
    return check == 0
