"""How much each industry weighs among the synthetic enterprises of a state."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.synthetic_totals import Totals

MANUFACTURING = "c"
# Railways, metros, their sleepers, bank notes, stamps, coins, warships and oil rigs: no small firm's work.
_CLOSED = ("491", "49212", "49213", "16103", "18113", "18114", "32114", "30112", "30114")
# Growing crops, forestry and fishing: enterprises of these divisions enter only where listed.
_FARMING = ("01", "02", "03")


def industry_weights(
    totals: Totals, sections: Mapping[str, str], state: str, districts: frozenset[str]
) -> dict[str, float]:
    """Five-digit NIC code to its weight, in the order of the codes.

    1. A listed code weighs its published number of enterprises in India.
    2. What a published division leaves over its listed codes is shared equally by its other codes,
       each at most the smallest listed number, for it would be listed otherwise.
    3. Another code weighs the mean of (2) where a source says that the state has it: a sector
       of its sector table, or a sourced cluster of its districts.
    4. Where the state publishes sectors, manufacturing and services keep their total, and within
       each the sectors stand to each other as published. Sectors without a code are what the
       named ones leave over.

    Args:
        sections: every five-digit code of NIC-2008 to the letter of its section, in small.
        districts: the districts of the state.
    """
    codes = [code for code in sorted(sections) if not code.startswith(_CLOSED)]
    weights = {code: float(totals.listed[code]) for code in codes if code in totals.listed}
    ceiling = min(totals.listed.values())
    shared: list[float] = []
    for division, sizes in totals.divisions.items():
        rest = [c for c in codes if c.startswith(division) and c not in weights]
        left = sum(sizes) - sum(w for c, w in weights.items() if c.startswith(division))
        share = min(max(left, 0) / len(rest), ceiling) if rest else 0.0
        weights |= dict.fromkeys(rest, share)
        shared += [share] * len(rest)
    usual = sum(shared) / len(shared)
    sectors = totals.sectors.get(state, ())
    known = {sector.code for sector in sectors if sector.code}
    known |= {code for district, code in totals.local if district in districts}
    known = {code for code in known if not code.startswith(_FARMING)}
    for code in codes:
        if code not in weights and code.startswith(tuple(known)):
            weights[code] = usual
    if sectors:
        weights = _by_sector(weights, totals, sections, state)
    return {code: weights[code] for code in codes if weights.get(code, 0) > 0}


def _by_sector(
    weights: Mapping[str, float], totals: Totals, sections: Mapping[str, str], state: str
) -> dict[str, float]:
    named = {s.code: s.enterprises for s in totals.sectors[state] if s.code}
    scaled: dict[str, float] = {}
    for service in (False, True):
        own = {c: w for c, w in weights.items() if (sections[c] != MANUFACTURING) == service}
        wanted = {p: n for p, n in named.items() if any(c.startswith(p) for c in own)}
        wanted[""] = sum(s.enterprises for s in totals.sectors[state] if not s.code and s.service == service)
        part = {c: next((p for p in wanted if p and c.startswith(p)), "") for c in own}
        for prefix, number in wanted.items():
            inside = [c for c in own if part[c] == prefix]
            factor = number / sum(wanted.values()) * sum(own.values()) / sum(own[c] for c in inside)
            scaled |= {c: own[c] * factor for c in inside}
    return scaled
