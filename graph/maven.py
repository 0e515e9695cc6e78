"""Where downloads are kept, and how Maven artefacts are fetched into that folder by jgo."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import zipfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

from filelock import FileLock

from graph.errors import ServerError
from graph.files import write_atomically

Progress = Callable[[str], None]
INSTALL = "pip install 'sangam[neo4j-server]'"


def cache_folder() -> Path:
    """Where downloads are kept: ``SANGAM_CACHE``, or the user's cache folder."""
    if moved := os.environ.get("SANGAM_CACHE"):
        return Path(moved).expanduser().resolve()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "sangam"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sangam"


def fetch_jars(
    coordinates: Sequence[str], *, transitive: bool = True, on_progress: Progress | None = None
) -> list[Path]:
    """The files of some Maven artefacts (``group:name:version``) and of all that they need.

    What has been fetched once is not asked for again: a listing with sizes is written last.

    Raises:
        ServerError: jgo is not installed, or something cannot be fetched.
    """
    say = on_progress or (lambda _: None)
    repository = cache_folder() / "maven"
    key = hashlib.sha256(f"{transitive} {' '.join(coordinates)}".encode()).hexdigest()[:12]
    listing = repository / f"{key}.json"
    if jars := _listed(listing):
        return jars
    repository.mkdir(parents=True, exist_ok=True)
    with FileLock(repository / "lock"):
        if jars := _listed(listing):
            return jars
        say(f"downloading {coordinates[0]} and what it needs; this happens once")
        for last in (False, False, True):
            _drop_partial(repository)
            try:
                jars = _download(repository, coordinates, transitive, say)
                break
            except ImportError:
                raise ServerError(f"downloading needs the package jgo: {INSTALL}") from None
            except Exception as error:  # jgo lets through whatever its HTTP and XML parts raise
                if last:
                    raise ServerError(f"cannot download {', '.join(coordinates)}: {error}") from error
                say(f"download interrupted ({type(error).__name__}); trying again")
        sizes = {str(jar.relative_to(repository)): jar.stat().st_size for jar in jars}
        write_atomically(listing, json.dumps(sizes, indent=0))
    return jars


def _download(repository: Path, coordinates: Sequence[str], transitive: bool, say: Progress) -> list[Path]:
    from jgo.maven import MavenContext

    context = MavenContext(repo_cache=repository, timeout=60)
    wanted = [context.create_dependency(coordinate) for coordinate in coordinates]
    if transitive:
        inputs, further = context.resolver.resolve(wanted)
        wanted = [*inputs, *further]
    jars: list[Path] = []
    with ThreadPoolExecutor(8) as pool:
        for jar in pool.map(lambda dependency: dependency.artifact.resolve(), wanted):
            jars.append(jar)
            if len(jars) % 50 == 0:
                say(f"{len(jars)} of {len(wanted)} files are here")
    return jars


def _listed(listing: Path) -> list[Path]:
    """The files of a listing if all are there in full, else nothing."""
    try:
        sizes = json.loads(listing.read_text(encoding="utf-8"))
        jars = {listing.parent / name: size for name, size in sizes.items()}
        return list(jars) if all(jar.stat().st_size == s for jar, s in jars.items()) else []
    except (OSError, ValueError):
        return []


def _drop_partial(repository: Path) -> None:
    """Remove what an interrupted download left: jgo writes in place and would take it for whole."""
    for file in repository.rglob("*.jar"):
        if not zipfile.is_zipfile(file):
            file.unlink()
    for file in repository.rglob("*.pom"):
        try:
            ElementTree.parse(file)
        except ElementTree.ParseError:
            file.unlink()
