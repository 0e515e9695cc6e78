"""Whether an industry is, or lies within, the ones that a rule names (NIC-2008 codes)."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.rules.values import Truth, Value

# First divisions of the sections A to U: Ministry of Statistics and Programme Implementation,
# National Industrial Classification 2008, broad structure.
_SECTIONS = {
    "a": (1, 3), "b": (5, 9), "c": (10, 33), "d": (35, 35), "e": (36, 39), "f": (41, 43), "g": (45, 47),
    "h": (49, 53), "i": (55, 56), "j": (58, 63), "k": (64, 66), "l": (68, 68), "m": (69, 75), "n": (77, 82),
    "o": (84, 84), "p": (85, 85), "q": (86, 88), "r": (90, 93), "s": (94, 96), "t": (97, 98), "u": (99, 99),
}  # fmt: skip


def industry_in(value: Value, wanted: Sequence[str]) -> Truth:
    """Whether one of the industries lies within one of those wanted.

    None where an industry is only known more widely than the rule names it: textiles may be weaving.
    """
    owned = value if isinstance(value, frozenset) else (str(value),)
    found = [_within(own, target) for own in owned for target in wanted]
    return True if True in found else None if None in found else False


def _within(own: str, target: str) -> Truth:
    one, other = own.partition(":")[2], target.partition(":")[2]
    if one == other or _narrower(one, other):
        return True
    return None if _narrower(other, one) else False


def _narrower(code: str, wider: str) -> bool:
    """Whether a code lies below a wider one; a section is a letter, all else digits."""
    if wider in _SECTIONS:
        first, last = _SECTIONS[wider]
        return code[:2].isdigit() and first <= int(code[:2]) <= last
    return code != wider and code.startswith(wider)
