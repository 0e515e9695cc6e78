"""Stores to test on: a real Neo4j for the session, embedded files, and both loaded with the real data.

Neo4j comes from `graph/server.py`, in a fresh folder, or is the empty one that
`SANGAM_TEST_NEO4J_URL` names (its content is deleted). Where it cannot be started, its tests are
skipped, aloud; with `CI=true` they fail.

fixtures:
    store_url           an empty store, once embedded and once Neo4j
    embedded_url        a file that is not there yet
    neo4j_url           the server, its database empty
    loaded_url          a store with the project's data, for reading, once embedded and once Neo4j
    loaded_embedded_url, loaded_neo4j_url   the same, one at a time
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from neo4j import GraphDatabase

from bench.kills import empty
from graph import server
from graph.errors import StoreError
from graph.store import open_store
from ingest.pipeline import ingest

DATA = Path(__file__).resolve().parents[1] / "data"
SMALL = server.Memory(heap_min="256m", heap_max="768m", page_cache="128m")


def run_cypher(url: str, text: str, **parameters: object) -> list[dict[str, Any]]:
    """Run Cypher of a test's own on a Neo4j server."""
    parts = urlsplit(url)
    auth = (unquote(parts.username or ""), unquote(parts.password or ""))
    address = f"{parts.scheme}://{parts.hostname}:{parts.port}"
    with GraphDatabase.driver(address, auth=auth) as driver, driver.session() as session:
        return session.run(text, parameters).data()


def write_table(path: Path, *rows: Mapping[str, object]) -> Path:
    """Write rows as a CSV table whose columns are all that the rows have."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that read a loaded store come first: Neo4j has one database, which others empty."""
    items.sort(key=lambda item: not any(name.startswith("loaded_") for name in _fixtures(item)))


def _fixtures(item: pytest.Item) -> list[str]:
    return list(getattr(item, "fixturenames", ()))


class Neo4j:
    """The session's server: started when first asked for, and what its one database holds."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._url = os.environ.get("SANGAM_TEST_NEO4J_URL", "")
        self._started = False
        self._why_not = ""
        self._loaded = False

    def url(self) -> str:
        """The server's address with user and password; skips (in CI: fails) when there is none."""
        if not self._url and not self._why_not:
            try:
                running = server.start(self._folder, memory=SMALL)
                self._started = True
                self._url = running.url.replace("://", f"://{running.user}:{running.password()}@")
            except StoreError as error:
                self._why_not = f"NO NEO4J: not tested on it, because {error}"
        if self._why_not:
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(self._why_not)
        return self._url

    def emptied(self) -> str:
        """The server, with nothing in its database."""
        url = self.url()
        self._loaded = False
        empty(url)
        return url

    def loaded(self) -> str:
        """The server, with the project's data in its database."""
        if not self._loaded:
            url = self.emptied()
            with open_store(url, "write") as store:
                ingest(store, [DATA])
            self._loaded = True
        return self.url()

    def stop(self) -> None:
        """Stop what was started."""
        if self._started:
            server.stop(self._folder)


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4j]:
    """The session's Neo4j; tests take `neo4j_url` or `loaded_neo4j_url` instead."""
    held = Neo4j(tmp_path_factory.mktemp("server") / "neo4j")
    yield held
    held.stop()


@pytest.fixture
def neo4j_url(neo4j_server: Neo4j) -> str:
    """A real Neo4j with an empty database."""
    return neo4j_server.emptied()


@pytest.fixture
def embedded_url(tmp_path: Path) -> str:
    """The path of an embedded store that is not there yet."""
    return str(tmp_path / "graph.kgl")


@pytest.fixture(params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def store_url(request: pytest.FixtureRequest) -> str:
    """An empty store, each of the two in turn."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(scope="session")
def loaded_embedded_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An embedded store with the project's data; copy the file to change it."""
    path = tmp_path_factory.mktemp("loaded") / "sangam.kgl"
    with open_store(path, "write") as store:
        ingest(store, [DATA])
    return str(path)


@pytest.fixture
def loaded_neo4j_url(neo4j_server: Neo4j) -> str:
    """A real Neo4j with the project's data, loaded once as long as tests only read it."""
    return neo4j_server.loaded()


@pytest.fixture(params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def loaded_url(request: pytest.FixtureRequest) -> str:
    """A store with the project's data, for reading, each of the two in turn."""
    return str(request.getfixturevalue(f"loaded_{request.param}_url"))
