"""Loads a named query file, checks its form and the parameters it is called with.

A query is a file under `cypher/`: a title comment, comment lines that declare each parameter as
`$name: what it is`, a sample `:param name => value` line for each, and one statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from graph.errors import QueryError

_DECLARED = re.compile(r"\$(\w+):\s")
_SAMPLE = re.compile(r":param (\w+) => (.+)")
_USED = re.compile(r"\$(\w+)")


@dataclass(frozen=True)
class Query:
    """One statement of Cypher from a file.

    Attributes:
        name: folder and file, without the ending: `load/cluster`.
        title: its first comment line.
        text: the statement.
        parameters: names of its parameters, sorted.
        samples: parameter name to the sample written for Neo4j Browser.
        remarks: its other comment lines.
    """

    name: str
    title: str
    text: str
    parameters: tuple[str, ...]
    samples: dict[str, str]
    remarks: tuple[str, ...] = ()

    def check(self, given: Iterable[str]) -> None:
        """Refuse a call whose parameters are not the declared ones.

        Raises:
            QueryError: one is missing or unknown.
        """
        names = tuple(sorted(given))
        if names != self.parameters:
            raise QueryError(
                f"query {self.name} takes {_listed(self.parameters)}, was given {_listed(names)}"
            )


def asset(name: str) -> str:
    """The text of any file under `cypher/`, such as `browser/style.grass`."""
    return files("cypher").joinpath(name).read_text(encoding="utf-8")


def source(name: str) -> tuple[str, str]:
    """The name of a query's file, such as `node_counts.cypher`, and all that stands in it."""
    return f"{name.rpartition('/')[2]}.cypher", asset(f"{name}.cypher")


@cache
def query(name: str) -> Query:
    """The query of that name, such as `read/node_counts`.

    Raises:
        QueryError: there is no such file, or it is malformed.
    """
    path = files("cypher").joinpath(f"{name}.cypher")
    if not path.is_file():
        raise QueryError(f"there is no query {name}")
    return parse(name, path.read_text(encoding="utf-8"))


def parse(name: str, content: str) -> Query:
    """Read a query from the text of its file.

    Raises:
        QueryError: it has no title, no statement or more than one, or the parameters that it
            declares, samples and uses are not the same.
    """
    lines = content.splitlines()
    comments = [line[2:].strip() for line in lines if line.startswith("//")]
    text = "\n".join(line for line in lines if not line.startswith("//")).strip()
    if not comments or not comments[0]:
        raise QueryError(f"query {name} has no title comment")
    if not text or ";" in text.rstrip(";"):
        raise QueryError(f"query {name} is to hold one statement")
    declared = {found for line in comments for found in _DECLARED.findall(line)}
    samples = dict(found for line in comments for found in _SAMPLE.findall(line))
    used = set(_USED.findall(text))
    if not declared == used == set(samples):
        raise QueryError(
            f"query {name} declares {_listed(declared)}, samples {_listed(samples)} "
            f"and uses {_listed(used)}; the three are to be the same"
        )
    remarks = tuple(line for line in comments[1:] if not (_DECLARED.search(line) or _SAMPLE.match(line)))
    return Query(name, comments[0], text.rstrip(";"), tuple(sorted(used)), samples, remarks)


def names(folder: str) -> tuple[str, ...]:
    """The names of all queries in a folder of `cypher/` and below it, sorted."""
    return tuple(sorted(_walk(files("cypher").joinpath(folder), folder)))


def _walk(folder: Traversable, prefix: str) -> Iterable[str]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{prefix}/{entry.name}")
        elif entry.name.endswith(".cypher"):
            yield f"{prefix}/{entry.name.removesuffix('.cypher')}"


def _listed(parameters: Iterable[str]) -> str:
    return ", ".join(sorted(parameters)) or "nothing"
