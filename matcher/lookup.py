"""Finds the entity that a person means: by id, by short id, by name; near ones when there is none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from graph.errors import NotFoundError
from graph.model import NODE
from graph.text import fold
from matcher.snapshot import Snapshot

_NEAR = 5
_BODY = re.compile(r"([A-Z]{3,})[-–]")


def find(snapshot: Snapshot, kinds: Sequence[str], asked: str) -> str:
    """The id of the entity of one of the kinds that is asked for.

    Raises:
        NotFoundError: there is none, or several of that name; it carries the near ones.
    """
    text = asked.strip()
    for candidate in (text, *(f"{kind}:{text}" for kind in kinds)):
        if candidate in snapshot.nodes and candidate.partition(":")[0] in kinds:
            return candidate
    names = _names(snapshot, kinds)
    wanted = fold(text)
    what = " or ".join(NODE[kind].label.lower() for kind in kinds)
    exact = names.get(wanted, [])
    if len(exact) == 1:
        return exact[0]
    if exact:
        raise NotFoundError(f"'{text}' may be any of {len(exact)}: name one by its id", tuple(exact))
    found = process.extract(wanted, list(names), scorer=fuzz.WRatio, limit=3 * _NEAR, score_cutoff=60)
    near = list(dict.fromkeys(identity for name, _, _ in found for identity in names[name]))[:_NEAR]
    raise NotFoundError(f"there is no {what} '{text}'", tuple(near))


def _names(snapshot: Snapshot, kinds: Sequence[str]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for kind in kinds:
        for identity in snapshot.ids(kind):
            facts = snapshot.nodes[identity]
            own = [facts.get(key) for key in ("name", "name_ml", "short_name", "legal_name")]
            name, short = str(facts.get("name", "")), facts.get("short_name")
            # A laboratory's short name is mostly said with that of its body: CSIR-NIIST, ICAR-CPCRI.
            said = f"{body[1]}-{short}" if short and (body := _BODY.match(name)) else ""
            for each in (*own, *facts.get("aliases", ()), said, name.removesuffix(" cluster")):
                if each and identity not in names.setdefault(fold(str(each)), []):
                    names[fold(str(each))].append(identity)
    return names
