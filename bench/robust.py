"""How little small changes of wording move the first five: typos, word order and paraphrases, 100 in all.

Each changed description is asked beside the one that it came from; the same is done with single signals
alone, side by side. Overlap: Jaccard of the first five, and rank-biased overlap (Webber et al. 2010, p = 0.9)
to depth ten.
"""

from __future__ import annotations

import csv
import random
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np

from graph.store import open_store
from ingest.pipeline import ingest
from matcher.encoder import open_encoder
from matcher.features import MENTORS
from matcher.service import Example, Service
from matcher.snapshot import Snapshot

ROOT = Path(__file__).resolve().parents[1]
SEED, TYPOS, ORDERS = 7, 35, 35
PERSISTENCE, DEPTH, FIRST = 0.9, 10, 5
KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


# A description and the id of a district, to the ids of the first ten.
Ask: TypeAlias = Callable[[str, str], list[str]]


def typos(text: str, rng: random.Random) -> str:
    """Every fifth long word with two letters swapped, one dropped, doubled, or the next key hit."""
    words = text.split()
    long = [at for at, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    for at in rng.sample(long, max(1, len(long) // 5)) if long else ():
        word = words[at]
        place = rng.randrange(1, len(word) - 1)
        beside = next((row for row in KEYS if word[place] in row), word[place])
        near = beside[(beside.index(word[place]) + 1) % len(beside)]
        words[at] = rng.choice([
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            word[:place] + near + word[place + 1 :],
        ])  # fmt: skip
    return " ".join(words)


def reordered(text: str, rng: random.Random) -> str:
    """The clauses in another order, and in each the words around one place turned about."""
    clauses = [clause.strip() for clause in text.replace(". ", "; ").split("; ") if clause.strip(" .")]
    rng.shuffle(clauses)
    found = []
    for clause in clauses:
        words = clause.rstrip(".").split()
        cut = rng.randrange(1, len(words)) if len(words) > 2 else 0
        found.append(" ".join(words[cut:] + words[:cut]))
    return "; ".join(found)


def rbo(one: Sequence[str], other: Sequence[str]) -> float:
    """Rank-biased overlap to a depth, extrapolated: 1 for equal lists, 0 for disjoint ones."""
    shared = [len(set(one[:d]) & set(other[:d])) / d for d in range(1, DEPTH + 1)]
    weights = [PERSISTENCE ** (d - 1) for d in range(1, DEPTH + 1)]
    within = (1 - PERSISTENCE) * sum(w * s for w, s in zip(weights, shared, strict=True))
    return within + shared[-1] * PERSISTENCE**DEPTH


def described(snapshot: Snapshot, cluster: str) -> str:
    """What an officer would write of a cluster: what it is, what it makes, what it needs."""
    makes = ", ".join(snapshot.name(tie.end) for tie in snapshot.out(cluster, "MAKES"))
    needs = dict.fromkeys(str(tie.get("statement") or "") for tie in snapshot.out(cluster, "NEEDS"))
    pieces = (str(snapshot.nodes[cluster].get("description") or ""), f"They make {makes}", *needs)
    return "; ".join(piece.strip(" .") for piece in pieces if piece.strip(" ."))


def pairs(snapshot: Snapshot) -> list[tuple[str, str, str, str]]:
    """(kind of change, district, text, changed text)."""
    rng = random.Random(SEED)
    told = [c for c in snapshot.ids("cluster") if len(snapshot.out(c, "NEEDS")) > 1]
    chosen = rng.sample(told, TYPOS + ORDERS)
    found = []
    for at, cluster in enumerate(chosen):
        kind, change = ("typos", typos) if at < TYPOS else ("word order", reordered)
        districts = [t.end for t in snapshot.out(cluster, "LOCATED_IN") if t.end.startswith("district:")]
        text = described(snapshot, cluster)
        found.append((kind, districts[0] if districts else "", text, change(text, rng)))
    with (ROOT / "bench" / "paraphrases.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.append(("paraphrase", f"district:{row['district']}", row["text"], row["paraphrase"]))
    return found


def measure(
    name: str, ask: Callable[[str, str], list[str]], changes: list[tuple[str, str, str, str]]
) -> None:
    kinds: dict[str, list[tuple[float, float, float]]] = {}
    for kind, district, text, changed in changes:
        one, other = ask(text, district), ask(changed, district)
        first, second = set(one[:FIRST]), set(other[:FIRST])
        jaccard = len(first & second) / len(first | second) if first | second else 0.0
        same = float(bool(one) and one[:1] == other[:1])
        for key in (kind, "all"):
            kinds.setdefault(key, []).append((jaccard, rbo(one, other), same))
    for kind, values in kinds.items():
        jaccard, overlap, same = np.mean(values, axis=0)
        told = f"Jaccard@5 {jaccard:.2f}  RBO {overlap:.2f}  same first {same:.2f}"
        print(f"{name:18} {kind:11} {len(values):3}  {told}")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="sangam-robust-") as folder:
        url = str(Path(folder) / "g.kgl")
        with open_store(url, "write") as store:
            ingest(store, [ROOT / "data"])
        with open_store(url) as store:
            service = Service(store, lambda: open_encoder(None))
            changes = pairs(service.snapshot())

            def asking(weights: dict[str, float] | None) -> Ask:
                def ask(text: str, district: str) -> list[str]:
                    example = Example(text, district=district)
                    answer = service.mentors(example, top=DEPTH, weights=weights)
                    return [one.id for one in answer.ranking.results]

                return ask

            off = {feature.name: 0.0 for feature in MENTORS}
            measure("sangam", asking(None), changes)
            for alone in ("words", "whole_text", "best_parts"):
                measure(f"{alone} alone", asking(off | {alone: 1.0}), changes)
            placeless = {"near": 0.0, "same_state": 0.0}
            measure("without place", asking(placeless), changes)


if __name__ == "__main__":
    main()
