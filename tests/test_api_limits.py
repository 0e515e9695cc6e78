"""Bounds of a request: bytes, nesting, turns and seconds."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send

from api.limits import BodyLimit, Deadline, Limits, TimeLimit, Turns, depth
from api.problems import BusyError


def app_with(middleware: type[BodyLimit | TimeLimit], limits: Limits) -> tuple[FastAPI, TestClient]:
    app = FastAPI()
    app.add_middleware(middleware, limits=limits)
    return app, TestClient(app)


def test_a_body_of_just_the_limit_passes_and_one_byte_more_does_not() -> None:
    app, client = app_with(BodyLimit, Limits(body=1000))

    @app.post("/echo")
    async def echo(request: Request) -> int:
        return len(await request.body())

    assert client.post("/echo", content=b"x" * 1000).json() == 1000
    answer = client.post("/echo", content=b"x" * 1001)
    assert answer.status_code == answer.json()["status"] == 413
    assert "1000 bytes" in answer.json()["detail"]
    assert answer.headers["connection"] == "close"
    pieces = (b"x" * 400 for _ in range(4))  # without a length that could be read beforehand
    assert client.post("/echo", content=pieces).status_code == 413


def test_a_body_nested_too_deep_is_refused_before_it_is_parsed() -> None:
    app, client = app_with(BodyLimit, Limits(depth=4))
    seen: list[int] = []

    @app.post("/parse")
    async def parse(request: Request) -> int:
        seen.append(1)
        return len(json.loads(await request.body()))

    assert client.post("/parse", content="[[[[1]]]]").status_code == 200
    for body in ("[" * 5 + "]" * 5, "[" * 100_000, '{"a":' * 5):
        answer = client.post("/parse", content=body)
        assert answer.status_code == 422
        assert "4 deep" in answer.json()["detail"]
    assert seen == [1]


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet='a[]{}"\\,:ക', max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(alphabet='["\\', max_size=3), inner, max_size=3)
    ),
    max_leaves=15,
)


def _depth(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0


@given(_VALUES, st.booleans())
def test_depth_counts_brackets_outside_of_strings(value: object, ascii_only: bool) -> None:
    assert depth(json.dumps(value, ensure_ascii=ascii_only).encode()) == _depth(value)


def test_what_takes_too_long_is_a_503_and_its_late_answer_is_dropped() -> None:
    app, client = app_with(TimeLimit, Limits(seconds=0.2))
    ended = threading.Event()

    @app.get("/slow")
    def slow() -> str:
        time.sleep(0.6)
        ended.set()
        return "late"

    @app.get("/quick")
    def quick() -> str:
        return "in time"

    with client:
        began = time.monotonic()
        answer = client.get("/slow")
        assert answer.status_code == 503
        assert time.monotonic() - began < 0.5
        assert "0.2 seconds" in answer.json()["detail"]
        assert int(answer.headers["retry-after"]) > 0
        assert client.get("/quick").json() == "in time"
        assert ended.wait(2)
        assert client.get("/quick").json() == "in time"


def test_nothing_is_sent_after_the_request_was_given_up() -> None:
    sent: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(0.2)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"late"})

    async def send(message: Message) -> None:
        sent.append(f"{message['type']} {message.get('status', '')}".strip())

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def run() -> None:
        scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
        await TimeLimit(app, Limits(seconds=0.05))(scope, receive, send)
        await asyncio.sleep(0.4)

    asyncio.run(run())
    assert sent == ["http.response.start 503", "http.response.body"]


def in_thread(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_only_so_many_compute_at_once_and_the_next_is_told_to_come_again() -> None:
    turns = Turns(Limits(at_once=2, seconds=0.1))
    entered, leave = threading.Semaphore(0), threading.Event()

    def hold() -> None:
        with turns.turn():
            entered.release()
            leave.wait(5)

    threads = [in_thread(hold) for _ in range(2)]
    for _ in threads:
        assert entered.acquire(timeout=5)
    with pytest.raises(BusyError, match="busy"), turns.turn():
        pass
    leave.set()
    for thread in threads:
        thread.join()
    with turns.turn() as deadline:
        deadline.check()


def test_a_turn_is_given_back_after_an_error() -> None:
    turns = Turns(Limits(at_once=1, seconds=0.1))
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), turns.turn():
            raise ZeroDivisionError
    with turns.turn():
        pass


def test_a_deadline_that_has_passed_stops_the_work() -> None:
    Deadline(time.monotonic() + 5).check()
    with pytest.raises(BusyError, match="fewer"):
        Deadline(time.monotonic() - 0.001).check()
