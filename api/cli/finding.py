"""`sangam search`: what the graph holds of something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.exits import ExitCode
from api.cli.output import AsCsv, AsJson, Form, console, form, print_csv, print_json
from api.cli.render import heading, paragraph, sentence, words
from api.cli.stores import DEFAULT, StoreOption, opened
from graph.model import NODE, PLURAL

if TYPE_CHECKING:
    from graph.store import GraphStore
    from matcher.search import Hit

_HITS = ("kind", "name", "place", "id")
# The kinds that people look for most come first on the screen.
_FIRST = ("cluster", "institution", "startup", "technology", "scheme", "association")
_SHOWN_FIRST = (*_FIRST, *(kind for kind in NODE if kind not in _FIRST))


def search(
    query: Annotated[list[str], typer.Argument(metavar="WORDS...", help="Words, or beginnings of words.")],
    kind: Annotated[
        list[str] | None, typer.Option("--kind", help="Only such, as in cluster; may be repeated.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=500, help="How many of each kind.")] = 5,
    store: StoreOption = DEFAULT,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Find entities by words of their names and descriptions, in English, Malayalam or Hindi.

    For example: sangam search coir geotextile --kind institution, or
    sangam search ആലപ്പുഴ കയർ --kind cluster
    """
    from matcher.search import search_read

    shape = form(as_json, as_csv)
    text = " ".join(query)
    with opened(store) as graph:
        hits, read_as = search_read(graph, text, _kinds(kind), limit=limit)
        rows = list(_rows(graph, hits))
    match shape:
        case Form.JSON:
            results = [dict(zip(_HITS, row, strict=True)) for row in rows]
            print_json({"query": text, **({"read_as": read_as} if read_as else {}), "results": results})
        case Form.CSV:
            print_csv(_HITS, rows)
        case Form.TEXT if rows:
            if read_as:
                paragraph(console(), f"Read as: {read_as}", style="dim")
            _show(rows, limit)
        case Form.TEXT:
            paragraph(console(), f"Nothing in the graph has '{text}'. Try fewer words, or another spelling.")
    if not rows:
        raise typer.Exit(ExitCode.PARTLY)


def _show(rows: Sequence[tuple[str, str, str, str]], limit: int) -> None:
    out = console()
    for kind in sorted({row[0] for row in rows}, key=_SHOWN_FIRST.index):
        found = [row for row in rows if row[0] == kind]
        heading(out, sentence(words(NODE[kind].plural)))
        for _, name, place, identity in found:
            paragraph(out, f"{name}{f' ({place})' if place else ''} · {identity}", indent=2, hang=4)
        if len(found) == limit:
            more = f"--kind {kind} --limit {4 * limit}"
            paragraph(out, f"There may be more: add {more}", indent=2, style="dim")


def _kinds(given: Iterable[str] | None) -> list[str] | None:
    """Kinds as the model names them; plurals such as `clusters` are understood."""
    return [PLURAL[kind].key if kind in PLURAL else kind for kind in given or ()] or None


def _rows(graph: GraphStore, hits: Iterable[Hit]) -> Iterable[tuple[str, str, str, str]]:
    by_kind: dict[str, list[Hit]] = {}
    for hit in hits:
        by_kind.setdefault(hit.kind, []).append(hit)
    for kind, found in by_kind.items():
        placed: dict[str, str] = {}
        if any(field.name == "place" for field in NODE[kind].fields):
            rows = graph.read(f"read/stored/{kind}", ids=[hit.id for hit in found])
            placed = {row["id"]: row["properties"].get("place", "") for row in rows}
        for hit in found:
            yield kind, hit.name, placed.get(hit.id, ""), hit.id
