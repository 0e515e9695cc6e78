"""Keeps the rules of a running program: read once, read again when a file changes.

A file that is broken leaves the rule that it held before in force, and `library.refused` says so.
"""

from __future__ import annotations

import hashlib
import logging
import time
from pathlib import Path
from threading import Lock

from matcher.rules.library import Library, load
from matcher.rules.vocabulary import rules_folder

_log = logging.getLogger("sangam.rules")
# The folder is looked at no more often than this.
_SECONDS = 1.0
_State = tuple[tuple[str, int, int, int], ...]


class Keeper:
    """The rules in force, safe to ask from several threads.

    Args:
        folder: of rule files, the project's own by default.

    Raises:
        RuleError: the vocabulary of facts cannot be read at the start.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or rules_folder()
        self._lock = Lock()
        self._seen = _state(self._folder)
        self._library = load(self._folder)
        self._looked = time.monotonic()
        self._tell()

    @property
    def library(self) -> Library:
        """The rules in force, after a look at whether files have changed."""
        with self._lock:
            now = time.monotonic()
            if now - self._looked >= _SECONDS:
                self._looked = now
                self._look()
            return self._library

    def _look(self) -> None:
        found = _state(self._folder)
        # A folder that is gone, or is being replaced, says nothing about the rules.
        if found and found != self._seen:
            self._seen = found
            self._library = load(self._folder, self._library)
            self._tell()

    def _tell(self) -> None:
        for refusal in self._library.refused:
            _log.warning("a rule file is refused: %s", refusal)


def digest(library: Library) -> str:
    """Names the rules in force: equal rules have equal digests, however their files are laid out."""
    parts = (f"{rule.scheme} {rule.digest}" for rule in library.rules.values())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _state(folder: Path) -> _State:
    found = []
    for path in sorted(folder.glob("*.toml")):
        try:
            stat = path.stat()
        except OSError:
            continue  # it went between being listed and being looked at
        found.append((path.name, stat.st_ino, stat.st_mtime_ns, stat.st_size))
    return tuple(found)
