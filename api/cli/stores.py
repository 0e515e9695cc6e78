"""Which graph a command works on: a file, a Neo4j server, or the local server of a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from graph.errors import StoreError
from graph.store import DEFAULT_STORE, GraphStore, Mode, open_store

StoreOption = Annotated[
    str,
    typer.Option(
        "--store",
        envvar="SANGAM_STORE",
        help="The graph: a file, bolt://user:password@host:port, neo4j://…, or the folder "
        "in which `sangam neo4j start` keeps its data.",
    ),
]
DEFAULT = DEFAULT_STORE


def opened(place: str, mode: Mode = "read") -> GraphStore:
    """Open the store that a person named.

    Raises:
        StoreError: and its subclasses, each with what to do.
    """
    return open_store(address(place), mode)


def address(place: str) -> str:
    """The path or URL of a place; a local server's folder stands for its URL with password.

    Raises:
        StoreError: no server runs in that folder.
    """
    folder = Path(place)
    if "://" in place or not (folder / "password").is_file():
        return place
    from graph.server import status

    server = status(folder)
    if server is None:
        raise StoreError(f"no Neo4j runs in {place}; start it with `sangam neo4j start --folder {place}`")
    secret = quote(server.password(), safe="")
    return server.url.replace("://", f"://{server.user}:{secret}@", 1)
