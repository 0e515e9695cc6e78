"""Which program gave an answer: the version of the package, and a hash of the source of the ranking."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path


@cache
def code() -> dict[str, str]:
    """The package's version, and a hash over the names and contents of the files of `matcher/`.

    Equal files have equal hashes, installed or in a working folder, whatever the version says.
    """
    folder = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py"), key=lambda one: one.relative_to(folder).as_posix()):
        content = hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
        digest.update(f"{path.relative_to(folder).as_posix()} {content}\n".encode())
    return {"version": version("sangam"), "hash": digest.hexdigest()[:16]}
