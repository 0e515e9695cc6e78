"""The exit codes of `sangam`, which its help lists and scripts can rely on."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from graph.errors import (
    EncoderError,
    InputError,
    ModelError,
    NotFoundError,
    SangamError,
    StoreError,
)


class ExitCode(IntEnum):
    """How a command ended."""

    DONE = 0
    PARTLY = 1
    USAGE = 2
    NOT_FOUND = 3
    STORE = 4
    INPUT = 5
    ENCODER = 6
    DEFECT = 70
    STOPPED = 130


MEANINGS: Mapping[ExitCode, str] = {
    ExitCode.DONE: "done, or answered",
    ExitCode.PARTLY: "done, but rows were rejected, nothing was found, or something is to be mended",
    ExitCode.USAGE: "the command was typed in a way that it does not take",
    ExitCode.NOT_FOUND: "there is no such entity; near names are proposed",
    ExitCode.STORE: "the store cannot be used: missing, busy, unreachable, refused",
    ExitCode.INPUT: "a file, an address or a request cannot be taken",
    ExitCode.ENCODER: "the text encoder cannot be used",
    ExitCode.DEFECT: "a defect of the program",
    ExitCode.STOPPED: "stopped by Ctrl-C; what was finished is kept",
}
# The first class that an error belongs to gives its code.
_CODES: tuple[tuple[type[SangamError], ExitCode], ...] = (
    (NotFoundError, ExitCode.NOT_FOUND),
    (StoreError, ExitCode.STORE),
    (InputError, ExitCode.INPUT),
    (ModelError, ExitCode.INPUT),
    (EncoderError, ExitCode.ENCODER),
)


def code_of(error: SangamError) -> ExitCode:
    """The exit code for an error; a query that fails is a defect."""
    for kind, code in _CODES:
        if isinstance(error, kind):
            return code
    return ExitCode.DEFECT


def listed() -> str:
    """The codes with their meanings, one paragraph each, for the help."""
    return "\n\n".join(f"{code.value}: {meaning}" for code, meaning in MEANINGS.items())
