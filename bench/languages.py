"""How well queries in English, Malayalam, Hindi and Latin spellings find what they ask for.

    python bench/languages.py [--store FILE] [--half open|apart|all] [--modes neither,glossary] [--list]

Queries are those of language_queries.csv, each with the ids (or patterns of ids) that are right. Searches go
through the search of the command line and the API, descriptions through the rankings of mentors and pilots.
The half `apart` was not looked at while the glossary and the reading were built. --list prints what failed.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from statistics import fmean

import numpy as np

from graph.store import GraphStore, open_store
from ingest.pipeline import ingest
from matcher.encoder import open_encoder
from matcher.profiles import Place, described
from matcher.search import as_written, search
from matcher.service import Example, Service

LANGUAGES = ("english", "malayalam", "hindi", "latin")
QUERIES = Path(__file__).with_name("language_queries.csv")
DATA = Path(__file__).resolve().parents[1] / "data"
DEEP = 50


@dataclass(frozen=True)
class Query:
    """A question in four spellings and what is right."""

    id: str
    task: str
    kind: str
    answers: tuple[str, ...]
    texts: dict[str, str]
    half: str

    def rank(self, found: Sequence[str]) -> int:
        """Place of the first right answer from 1; 0 when there is none."""
        for place, identity in enumerate(found, 1):
            if any(fnmatchcase(identity, pattern) for pattern in self.answers):
                return place
        return 0


def queries(half: str = "all") -> list[Query]:
    """The queries of a half."""
    with QUERIES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Query(
            row["id"], row["task"], row["kind"], tuple(row["answers"].split("; ")),
            {language: row[language] for language in LANGUAGES}, row["half"],
        )
        for row in rows
        if half in ("all", row["half"])
    ]  # fmt: skip


def served(service: Service, query: Query, text: str) -> list[str]:
    """The ids that a query finds as users get them, best first."""
    if query.task == "search":
        return [hit.id for hit in search(service.store, text, [query.kind], limit=DEEP)]
    rank = service.mentors if query.task == "mentors" else service.pilots
    return [result.id for result in rank(Example(text), top=DEEP).ranking.results]


def unread(service: Service, query: Query, text: str) -> list[str]:
    """The same without the glossary: the words as they are, and the encoder alone."""
    if query.task == "search":
        return [hit.id for hit in as_written(service.store, text, [query.kind])[query.kind][:DEEP]]
    engine = service.engine()
    rank = engine.mentors if query.task == "mentors" else engine.pilots
    return [result.id for result in rank(described(text, Place()), top=DEEP).ranking.results]


def nearest(service: Service, query: Query, text: str) -> list[str]:
    """The same by the encoder alone; a search finds the names whose vectors are nearest."""
    if query.task != "search":
        return unread(service, query, text)
    engine = service.engine()
    ids = engine.snapshot.ids(query.kind)
    names = engine.vectors.vectors([engine.snapshot.name(i) for i in ids])
    likeness = names @ engine.vectors.vectors([text])[0]
    return [ids[row] for row in np.argsort(-likeness, kind="stable")[:DEEP]]


MODES = {
    "neither": ("minilm", unread),
    "glossary": ("minilm", served),
    "multilingual": ("multilingual", nearest),
    "both": ("multilingual", served),
}


def evaluated(
    asked: Sequence[Query], rank: Callable[[Query, str], list[str]]
) -> dict[str, dict[str, list[int]]]:
    """Places of the first right answers, by language and task."""
    return {
        language: {
            task: [
                query.rank(rank(query, query.texts[language]))
                for query in asked
                if query.task == task and query.texts[language]
            ]
            for task in ("search", "pilots", "mentors")
        }
        for language in LANGUAGES
    }


def summary(ranks: Sequence[int]) -> tuple[float, float, float]:
    """Share with a right answer first, in the first five, and the mean reciprocal rank."""
    if not ranks:
        return (float("nan"),) * 3
    hit1 = fmean(rank == 1 for rank in ranks)
    hit5 = fmean(0 < rank <= 5 for rank in ranks)
    return hit1, hit5, fmean(1 / rank if rank else 0.0 for rank in ranks)


def lines(found: dict[str, dict[str, list[int]]]) -> Iterator[str]:
    """A table of the figures; the last column is the share of English hit@1."""
    first = summary([rank for ranks in found["english"].values() for rank in ranks])[0]
    yield f"{'language':10} {'task':8} {'n':>4} {'hit@1':>6} {'hit@5':>6} {'MRR':>6}  of English"
    for language, tasks in found.items():
        every = [rank for ranks in tasks.values() for rank in ranks]
        for task, ranks in (*tasks.items(), ("all", every)):
            if ranks:
                hit1, hit5, mrr = summary(ranks)
                of = f"{hit1 / first:10.0%}" if task == "all" and first else ""
                yield f"{language:10} {task:8} {len(ranks):4} {hit1:6.3f} {hit5:6.3f} {mrr:6.3f} {of}"


def failed(asked: Sequence[Query], found: dict[str, dict[str, list[int]]]) -> Iterator[str]:
    """The queries without a right answer in the first place."""
    for language, tasks in found.items():
        for task, ranks in tasks.items():
            own = [query for query in asked if query.task == task]
            for query, rank in zip(own, ranks, strict=True):
                if rank != 1:
                    yield f"{language} {query.id} {rank:3} {query.texts[language]} -> {query.answers[0]}"


@contextmanager
def graph_at(path: Path | None) -> Iterator[GraphStore]:
    """The graph of a file, or the project's own tables loaded into a new one."""
    if path is not None:
        with open_store(path) as store:
            yield store
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sangam.kgl"
        with open_store(file, "write") as store:
            ingest(store, [DATA])
        with open_store(file) as store:
            yield store


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--store", type=Path)
    parser.add_argument("--half", choices=("open", "apart", "all"), default="all")
    parser.add_argument("--modes", default="neither,glossary", help=f"of {', '.join(MODES)}")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    asked = queries(options.half)
    with graph_at(options.store) as store:
        for mode in options.modes.split(","):
            model, rank = MODES[mode]
            service = Service(store, partial(open_encoder, model))
            found = evaluated(asked, partial(rank, service))
            print(f"\n{mode}: {len(asked)} queries, half {options.half}", flush=True)
            print("\n".join(lines(found)), flush=True)
            if options.list:
                print("\n".join(failed(asked, found)), flush=True)


if __name__ == "__main__":
    main()
