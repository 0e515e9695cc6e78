"""A service on the project's data with some synthetic enterprises, for the tests of the API."""

from __future__ import annotations

import atexit
import tempfile
from functools import cache
from pathlib import Path

from graph.store import open_store
from ingest.pipeline import ingest, ingest_records
from ingest.synthetic import synthetic_enterprises
from matcher.encoder import Encoder, open_encoder
from matcher.service import Service

DATA = Path(__file__).resolve().parents[1] / "data"
ENTERPRISES = 400


@cache
def encoder() -> Encoder:
    return open_encoder(None)


@cache
def store_file() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="sangam-api-")
    atexit.register(folder.cleanup)
    path = Path(folder.name) / "sangam.kgl"
    with open_store(path, "write") as store:
        ingest(store, [DATA])
        ingest_records(store, "synthetic", synthetic_enterprises(store, count=ENTERPRISES))
    return path


def service_on(path: Path) -> Service:
    return Service(open_store(path), encoder)


@cache
def service() -> Service:
    found = service_on(store_file())
    engine = found.engine()
    for part in ("clusters", "institutions", "network", "standing"):
        getattr(engine, part)
    return found
