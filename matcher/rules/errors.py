"""Errors of rule files and of facts; each message says what is wrong, where, and what to do.

InputError
├── RuleError   a rule file or the list of facts cannot be used
└── FactError   a fact that somebody gave cannot be used
"""

from __future__ import annotations

from graph.errors import InputError


class RuleError(InputError):
    """A rule file is refused as a whole.

    Attributes:
        file: the name of the file, empty where there is none.
        line: its line, counted from 1; None where it cannot be told.
        cause: what is wrong, without the place.
        kind: what sort of defect it is, as the linter names it.
    """

    def __init__(self, cause: str, file: str = "", line: int | None = None, kind: str = "form") -> None:
        place = file + (f", line {line}" if line else "")
        super().__init__(f"{place}: {cause}" if place else cause)
        self.file = file
        self.line = line
        self.cause = cause
        self.kind = kind


class FactError(InputError):
    """A fact has the wrong name, type, unit or size.

    Attributes:
        field: the name of the fact as it was given.
    """

    def __init__(self, field: str, cause: str) -> None:
        super().__init__(f"{field}: {cause}")
        self.field = field
