"""Hashes of rows, sorted and side by side in one string of bytes; few changes cost few copies."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

SIZE = 32


def digest(row: Any) -> bytes:
    """The SHA-256 of a row's canonical JSON."""
    line = json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(line.encode()).digest()


def gathered(digests: Iterable[bytes]) -> bytes:
    """Digests of 32 bytes each as one string, sorted."""
    return b"".join(sorted(digests))


def exchanged(held: bytes, gone: Iterable[bytes], new: Iterable[bytes]) -> bytes:
    """A gathered string without some of its digests and with others.

    Raises:
        ValueError: one that is to go is not there.
    """
    rows = _Rows(held)
    cuts: list[tuple[int, int, bytes]] = []
    low = 0
    for one in sorted(gone):
        at = bisect_left(rows, one, low)
        if at == len(rows) or rows[at] != one:
            raise ValueError("a row that is to be replaced is not the one that the snapshot was built from")
        cuts.append((at, at + 1, b""))
        low = at + 1
    for one in new:
        at = bisect_left(rows, one)
        cuts.append((at, at, one))
    # At one place what comes in sorts before what goes out, as (at, at) < (at, at + 1).
    cuts.sort()
    view, last = memoryview(held), 0
    parts: list[bytes | memoryview] = []
    for start, end, one in cuts:
        parts += [view[last * SIZE : start * SIZE], one]
        last = end
    return b"".join([*parts, view[last * SIZE :]])


class _Rows:
    """A gathered string as a sequence that can be searched by bisection."""

    def __init__(self, held: bytes) -> None:
        self._held = held

    def __len__(self) -> int:
        return len(self._held) // SIZE

    def __getitem__(self, at: int) -> bytes:
        return self._held[at * SIZE : (at + 1) * SIZE]
