"""Neo4j over Bolt, by the official driver, with managed transactions and retries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import unquote, urlsplit

from neo4j import GraphDatabase, ManagedTransaction
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
)

from graph.errors import (
    QueryError,
    StoreAccessError,
    StoreError,
    StoreUnreachableError,
)
from graph.queries import Query, query
from graph.store import Mode, Row

_CONNECT_SECONDS = 10.0
_T = TypeVar("_T")


class Neo4jStore:
    """A graph in a database of a Neo4j server.

    Args:
        url: `bolt://user:password@host:port[/database]`, any scheme that the driver knows.

    Raises:
        StoreUnreachableError, StoreAccessError: the server does not answer or refuses.
    """

    def __init__(self, url: str, mode: Mode) -> None:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise StoreError(f"the address of the server cannot be read: {error}") from error
        self._writing = mode == "write"
        host = parts.hostname or ""
        self._url = f"{parts.scheme}://{host}" + (f":{port}" if port else "") + parts.path
        user = unquote(parts.username or "")
        auth = (user, unquote(parts.password or "")) if user else None
        self._database = parts.path.strip("/") or None
        try:
            self._driver = GraphDatabase.driver(
                f"{parts.scheme}://{host}" + (f":{port}" if port else ""),
                auth=auth,
                connection_timeout=_CONNECT_SECONDS,
                connection_acquisition_timeout=_CONNECT_SECONDS,
                max_transaction_retry_time=30.0,
                # A reading query may name a kind that is not there yet; that is no warning.
                notifications_min_severity="OFF",
            )
        except (ConfigurationError, ValueError) as error:
            raise StoreError(f"{self._url} is no address of a Neo4j server: {error}") from error
        try:
            self._verify()
        except BaseException:
            self._driver.close()
            raise

    @property
    def url(self) -> str:
        """The server's address, without user and password."""
        return self._url

    def read(self, name: str, **parameters: object) -> list[Row]:
        """The rows of a reading query, in one managed transaction."""
        return self._managed(query(name), parameters, writing=False)

    def stream(self, name: str, **parameters: object) -> Iterator[Row]:
        """The rows of a reading query as the server sends them."""
        asked = query(name)
        asked.check(parameters)
        with self._driver.session(database=self._database, default_access_mode="READ") as session:
            rows = self._explained(asked, lambda: iter(session.run(asked.text, parameters)))
            while (record := self._explained(asked, lambda: next(rows, None))) is not None:
                yield record.data()

    def write(self, name: str, **parameters: object) -> list[Row]:
        """Run a writing query as one managed transaction."""
        if not self._writing:
            raise StoreError(f"{self._url} was opened for reading")
        asked = query(name)
        if asked.name.startswith("schema/") and "CREATE" in asked.text:
            return self._automatic(asked, parameters)
        return self._managed(asked, parameters, writing=True)

    def refresh(self) -> bool:
        """Nothing to do: every transaction sees what was committed before it."""
        return False

    def close(self) -> None:
        """Close the connections."""
        self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _verify(self) -> None:
        try:
            self._driver.verify_connectivity()
            self.read("read/revision")
        except AuthError as error:
            raise StoreAccessError(
                f"{self._url} refuses the user or the password; write them as bolt://user:password@host:port"
            ) from error
        except (ServiceUnavailable, DriverError) as error:
            raise StoreUnreachableError(
                f"no Neo4j answers at {self._url}; is it started, and the address right? ({error})"
            ) from error
        except QueryError as error:
            raise StoreError(f"{self._url} cannot be used: {error.__cause__}") from error

    def _managed(self, asked: Query, parameters: dict[str, object], writing: bool) -> list[Row]:
        asked.check(parameters)

        def work(transaction: ManagedTransaction) -> list[Row]:
            result = transaction.run(asked.text, parameters)
            return [record.data() for record in result]

        with self._driver.session(database=self._database) as session:
            return self._explained(
                asked, lambda: (session.execute_write if writing else session.execute_read)(work)
            )

    def _automatic(self, asked: Query, parameters: dict[str, object]) -> list[Row]:
        """Schema statements may not share a transaction with others."""
        asked.check(parameters)
        with self._driver.session(database=self._database) as session:
            return self._explained(asked, lambda: session.run(asked.text, parameters).data())

    def _explained(self, asked: Query, work: Callable[[], _T]) -> _T:
        try:
            return work()
        except AuthError:
            raise
        except Neo4jError as error:
            raise QueryError(f"query {asked.name} failed on {self._url}: {error.message}") from error
        except ServiceUnavailable as error:
            raise StoreUnreachableError(f"{self._url} stopped answering: {error}") from error
