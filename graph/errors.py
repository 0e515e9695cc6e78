"""Every error that Sangam raises on purpose; each message says what happened and what to do.

SangamError
├── ModelError          a value does not fit the graph model
├── QueryError          a query file is missing, malformed or called with the wrong parameters
├── StoreError          the store cannot be used
│   ├── StoreBusyError      another process is writing to the same file
│   ├── StoreUnreachableError   no server answers at that address
│   ├── StoreAccessError    the server refuses the user or the password
│   ├── ForeignGraphError   the database holds a graph that is not Sangam's
│   ├── StoreMissingError   there is no graph there yet
│   └── ServerError         the local Neo4j could not be started or stopped
├── EncoderError        the text encoder cannot be used
├── InputError          a file or a request that cannot be taken as a whole; the rules of schemes
│                       derive theirs from it (matcher/rules/errors.py)
└── NotFoundError       no such entity
"""

from __future__ import annotations


class SangamError(Exception):
    """The base of all errors that Sangam raises on purpose."""


class ModelError(SangamError):
    """A value does not fit the graph model."""


class QueryError(SangamError):
    """A query file is missing, malformed or called with the wrong parameters."""


class StoreError(SangamError):
    """The store cannot be used."""


class StoreBusyError(StoreError):
    """Another process is writing to the same embedded file."""


class StoreUnreachableError(StoreError):
    """No server answers at the address."""


class StoreAccessError(StoreError):
    """The server refuses the user or the password."""


class ForeignGraphError(StoreError):
    """The database holds a graph that is not Sangam's."""


class StoreMissingError(StoreError):
    """There is no graph at the place named."""


class ServerError(StoreError):
    """The local Neo4j server could not be started or stopped."""


class EncoderError(SangamError):
    """The text encoder cannot be used."""


class InputError(SangamError):
    """A file or a request cannot be taken as a whole."""


class NotFoundError(SangamError):
    """No entity has that id or name.

    Attributes:
        near: ids or names that look like what was asked for, best first.
    """

    def __init__(self, message: str, near: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.near = near
