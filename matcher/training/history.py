"""Documented work that an encoder can learn from: a folder's history, or the ties of a graph.

Words by which an institution can be told are left out of all texts, so that no name is learned.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from graph.errors import InputError
from matcher.benchmark import naming_words, read_table
from matcher.lexicon import words
from matcher.profiles import Part, Profile, cluster_profile, institution_profile, technology_profile
from matcher.snapshot import Snapshot

# Fewer words say too little to tell what a text is about.
_LEAST_WORDS = 3


@dataclass(frozen=True)
class Work:
    """A documented piece of work.

    Attributes:
        text: what it was about, as the ranking reads it.
        owners: ids of the institutions that did it.
        firm: for whom: a firm, or the id of a cluster.
        year: None is unknown; it counts as earlier than any other.
    """

    text: str
    owners: frozenset[str]
    firm: str
    year: int | None = None


@dataclass(frozen=True)
class Pair:
    """Two texts about the same, which an encoder is to put close together.

    Attributes:
        owners: institutions that either text belongs to.
        firms: firms, clusters or other entities that either text belongs to; never empty. All pairs
            of one of them stay on one side of every split.
        kind: what makes the two a pair.
    """

    left: str
    right: str
    owners: frozenset[str]
    firms: frozenset[str]
    kind: str


@dataclass(frozen=True)
class History:
    """What is learned from.

    Attributes:
        works: pieces of work; two of one institution for two firms are a pair.
        pairs: the other pairs, each about one entity.
        described: texts on institutions beside their work, by id.
        skipped: how many rows are left out: too late, not dated, or of a firm that asks.
        until: works are from before this year; None: of any year.
    """

    works: tuple[Work, ...]
    pairs: tuple[Pair, ...]
    described: Mapping[str, str]
    skipped: int = 0
    until: int | None = None

    def hash(self) -> str:
        """Of all texts, owners, firms and years."""
        digest = hashlib.sha256()
        for work in self.works:
            digest.update(repr((work.text, sorted(work.owners), work.firm, work.year)).encode())
        for pair in self.pairs:
            digest.update(repr((pair.left, pair.right, sorted(pair.owners), sorted(pair.firms))).encode())
        digest.update(repr(sorted(self.described.items())).encode())
        return digest.hexdigest()


def of_folder(folder: Path, until: int | None = None) -> History:
    """The history of a folder in the format of `sangam evaluate linkages`.

    Only institutions.csv and collaborations.csv are learned from. Where the folder has a queries.csv,
    its column `year` sets `until` unless it is given, and no row of a firm in its column `firm` is used:
    neither what is asked nor what is right is read.

    Raises:
        InputError: a file or a column is missing, or a row names an institution that is not listed.
    """
    listed = read_table(folder / "institutions.csv", ("id", "name"))
    known, naming = {row["id"] for row in listed}, _naming(row["name"] for row in listed)
    path = folder / "collaborations.csv"
    rows = read_table(path, ("project_id", "year", "firm", "institution_id", "title", "abstract"))
    asking: set[str] = set()
    if (folder / "queries.csv").is_file():
        asked = read_table(folder / "queries.csv", ("year", "firm"))
        asking = {row["firm"] for row in asked}
        until = until or min((int(row["year"]) for row in asked if row["year"].isdigit()), default=None)
    works: dict[tuple[str, str], Work] = {}
    pairs: dict[tuple[str, str], Pair] = {}
    skipped = 0
    for line, row in enumerate(rows, start=2):
        if row["institution_id"] not in known:
            what = f"institution '{row['institution_id']}' is not in institutions.csv"
            raise InputError(f"{path.name}, line {line}: {what}")
        year = int(row["year"]) if row["year"].isdigit() else None
        if row["firm"] in asking or (until is not None and (year is None or year >= until)):
            skipped += 1
            continue
        # A project of several institutions has a row for each.
        key = (row["project_id"], row["firm"])
        owners = frozenset([row["institution_id"]]) | (works[key].owners if key in works else frozenset())
        title, abstract = _without(row["title"], naming), _without(row["abstract"], naming)
        works[key] = Work(_without(f"{row['title']}. {row['abstract']}", naming), owners, row["firm"], year)
        rest = abstract.removeprefix(title).strip(" .")
        if _says_something(title, rest):
            pairs[key] = Pair(title, rest, owners, frozenset([row["firm"]]), "title and abstract")
    described = {row["id"]: _without(row.get("description", ""), naming) for row in listed}
    told = {one: text for one, text in sorted(described.items()) if _says_something(text)}
    return History(tuple(works.values()), tuple(pairs.values()), told, skipped, until)


def of_snapshot(snapshot: Snapshot, until: int | None = None) -> History:
    """The history of a graph: institutions' past work, and pairs of fields of one entity.

    An institution's description goes with what it offers, a cluster's with its needs, a technology's
    name with what it does.
    """
    institutions = [institution_profile(snapshot, one) for one in snapshot.ids("institution")]
    # "Banana" is in one institution's name only, and still a matter that many texts are about.
    matters = {word for one in _matters(snapshot) for word in words(one)}
    naming = _naming(one.name for one in institutions) - matters
    works, skipped = [], 0
    for profile in institutions:
        for past in profile.past:
            if past.tie is not None and past.tie.get("planned"):
                continue
            if until is not None and (past.year is None or past.year >= until):
                skipped += 1
                continue
            text = _without(past.text, naming)
            works.append(Work(text, frozenset([profile.id]), past.other, past.year))
    described = {one.id: _without(one.whole, naming) for one in institutions}
    pairs = [replace(pair, left=_without(pair.left, naming), right=_without(pair.right, naming))
             for pair in _of_entities(snapshot, institutions)]  # fmt: skip
    kept = tuple(pair for pair in pairs if _says_something(pair.left, pair.right))
    told = {one: text for one, text in described.items() if _says_something(text)}
    return History(tuple(works), kept, told, skipped, until)


def _of_entities(snapshot: Snapshot, institutions: Iterable[Profile]) -> Iterator[Pair]:
    for one in institutions:
        text = str(one.facts.get("description") or "")
        offers = _joined(part for part in one.parts if part.what in ("capability", "field", "technology"))
        yield Pair(text, offers, frozenset([one.id]), frozenset([one.id]), "description and offers")
    for identity in snapshot.ids("cluster"):
        one = cluster_profile(snapshot, identity)
        makes = _joined(part for part in one.parts if part.what in ("product", "process"))
        text = f"{one.facts.get('description') or one.name}. {makes}"
        needs = _joined(part for part in one.parts if part.what == "need")
        yield Pair(text, needs, frozenset(), frozenset([identity]), "cluster and needs")
    for identity in snapshot.ids("technology"):
        one = technology_profile(snapshot, identity)
        does = _joined(part for part in one.parts if part.what != "name")
        makers = frozenset(tie.start for tie in snapshot.into(identity, "DEVELOPS"))
        yield Pair(one.name, does, makers, frozenset([identity]), "technology and what it does")


def _matters(snapshot: Snapshot) -> Iterator[str]:
    """What texts are about: names of clusters, products, capabilities, technologies and fields of work."""
    for kind in ("cluster", "product", "capability", "technology"):
        yield from (snapshot.name(identity) for identity in snapshot.ids(kind))
    for identity in snapshot.ids("institution"):
        yield from snapshot.nodes[identity].get("fields", ())


def _joined(parts: Iterable[Part]) -> str:
    return ". ".join(part.text for part in parts)


def _naming(names: Iterable[str]) -> frozenset[str]:
    return naming_words(Profile("", name, name) for name in names)


def _without(text: str, naming: frozenset[str]) -> str:
    """A text without the words by which an institution can be told, as in `benchmark.asked_before`."""
    return " ".join(word for word in text.split() if naming.isdisjoint(words(word)))


def _says_something(*texts: str) -> bool:
    return all(len(words(text)) >= _LEAST_WORDS for text in texts)
