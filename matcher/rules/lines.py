"""Where in a TOML file a key stands, so that a refusal can name the line."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.\-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z0-9_\-]+)\s*=")


def line_of(text: str, path: Sequence[str | int]) -> int | None:
    """The line of a path such as `("version", 0, "condition", 2, "test")`, counted from 1.

    Where the path goes deeper than a line does, the nearest line above it; None if there is none.
    """
    best: tuple[int, int] | None = None
    here: tuple[str | int, ...] = ()
    counts: dict[tuple[str | int, ...], int] = {}
    in_text = ""
    for number, line in enumerate(text.splitlines(), 1):
        if in_text:
            in_text = "" if in_text in line else in_text
            continue
        header = _HEADER.match(line)
        key = None if header else _KEY.match(line)
        if header:
            here = _enter(header[2].split("."), header[1] == "[[", counts)
            found = here
        elif key:
            found = (*here, key[1])
        else:
            continue
        same = min(len(found), len(path))
        same = same if tuple(path[:same]) == found[:same] else 0
        if same and (best is None or same > best[0]):
            best = (same, number)
        for quote in ('"""', "'''"):
            if line.count(quote) % 2:
                in_text = quote
    return best[1] if best else None


def _enter(
    names: Sequence[str], is_list: bool, counts: dict[tuple[str | int, ...], int]
) -> tuple[str | int, ...]:
    """The path of a header, with the place in its list for each list on the way."""
    here: tuple[str | int, ...] = ()
    for place, name in enumerate(names):
        here = (*here, name)
        last = place == len(names) - 1
        if last and is_list:
            counts[here] = counts.get(here, -1) + 1
        if here in counts:
            here = (*here, counts[here])
    return here
