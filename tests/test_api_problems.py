"""Which error has which status: one table, every class of error in it, one problem for each."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api import problems
from api.problems import MEDIA_TYPE, STATUS, BusyError, of_error, status_of
from graph import errors
from graph.errors import NotFoundError, SangamError

EXPECTED = {
    "SangamError": 500,
    "ModelError": 500,
    "QueryError": 500,
    "StoreError": 503,
    "StoreBusyError": 503,
    "StoreUnreachableError": 503,
    "StoreAccessError": 503,
    "ForeignGraphError": 503,
    "StoreMissingError": 503,
    "ServerError": 503,
    "EncoderError": 503,
    "InputError": 422,
    "NotFoundError": 404,
    "BusyError": 503,
}
CLASSES = [
    *(kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, SangamError)),
    BusyError,
]


def raising(error: Exception) -> TestClient:
    app = FastAPI()
    problems.install(app)

    @app.get("/it")
    def it() -> None:
        raise error

    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_each_class_of_error_has_its_status(kind: type[SangamError]) -> None:
    assert kind in STATUS
    answer = raising(kind("the roof leaks")).get("/it")
    told = answer.json()
    assert answer.status_code == told["status"] == EXPECTED[kind.__name__]
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert set(told) >= {"type", "title", "status", "detail", "instance"}
    assert told["instance"] == "/it"
    if told["status"] == 500:
        assert "the roof leaks" not in answer.text
    else:
        assert told["detail"] == "the roof leaks"
    assert ("retry-after" in answer.headers) == (told["status"] == 503)


def test_the_table_names_no_other_class() -> None:
    assert set(STATUS) == set(CLASSES)
    assert {kind.__name__ for kind in STATUS} == set(EXPECTED)


def test_a_class_that_is_not_in_the_table_has_the_status_of_the_nearest_above_it() -> None:
    class LockedError(errors.StoreBusyError):
        pass

    class OddError(SangamError):
        pass

    assert status_of(LockedError("x")) == 503
    assert status_of(OddError("x")) == 500


def test_near_ids_are_told() -> None:
    told = of_error(NotFoundError("there is no cluster 'x'", ("cluster:a", "cluster:b")), "/v1/clusters/x")
    assert told["near"] == ["cluster:a", "cluster:b"]
    assert "near" not in of_error(NotFoundError("there is none"), "/x")


def test_a_mistake_of_the_program_tells_nothing_of_its_inside() -> None:
    answer = raising(RuntimeError("/home/somebody/secret.kgl")).get("/it")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert "secret" not in answer.text
