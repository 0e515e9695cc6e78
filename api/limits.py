"""How much a request may ask for: bytes, nesting, items, and seconds.

A request that is too large is refused before it is parsed. One that takes too long is answered with
503; its work goes on in its thread until its next look at the clock, and no more than a few
computations run at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import BusyError, problem, respond

BATCH = 50
PROFILES = 1_000
FACTS = 200
SCHEMES = 500
TEXT = 20_000
NAME = 200
NAMES = 20
TOP = 100
EXPLORED = 0.95
PAGE = 200
HOPS = 3
NODES = 500
_TOO_DEEP = "the body is nested more than {most} deep; send it flatter"
_TOO_LARGE = "the body has more than {most} bytes; send fewer or shorter queries at a time"


@dataclass(frozen=True)
class Limits:
    """Bounds of a server.

    Attributes:
        body: bytes of a request body.
        depth: how deep arrays and objects of a body may be nested.
        seconds: after how long a request is given up.
        at_once: how many rankings are computed at the same time.
    """

    body: int = 1_000_000
    depth: int = 8
    seconds: float = 45.0
    at_once: int = 4


class Turns:
    """Lets a few computations run at once; others wait for their turn, though not for ever."""

    def __init__(self, limits: Limits) -> None:
        self._free = BoundedSemaphore(limits.at_once)
        self._seconds = limits.seconds

    @contextmanager
    def turn(self) -> Iterator[Deadline]:
        """Hold one of the turns; gives the moment by which the work is to be done.

        Raises:
            BusyError: there was no turn in time.
        """
        deadline = Deadline(time.monotonic() + self._seconds)
        if not self._free.acquire(timeout=self._seconds):
            raise BusyError("the server is busy with other questions; ask again in a moment")
        try:
            yield deadline
        finally:
            self._free.release()


@dataclass(frozen=True)
class Deadline:
    """The moment, on the monotonic clock, by which a request is to be answered."""

    moment: float

    def check(self) -> None:
        """Stop here when it has passed.

        Raises:
            BusyError: it has.
        """
        if time.monotonic() > self.moment:
            raise BusyError("this takes longer than the server may spend; send fewer queries at a time")


class BodyLimit:
    """Refuses a body that is too large or nested too deep, before anything parses it."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app = app
        self.limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the whole body, check it, and hand it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = bytearray()
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self.limits.body:
                detail = _TOO_LARGE.format(most=self.limits.body)
                # What is still on its way is not read, so the connection cannot be used again.
                refusal = respond(problem(413, detail, scope["path"]), {"Connection": "close"})
                await refusal(scope, receive, send)
                return
        if not _is_file(scope) and depth(body) > self.limits.depth:
            detail = _TOO_DEEP.format(most=self.limits.depth)
            await respond(problem(422, detail, scope["path"]))(scope, receive, send)
            return
        given = False

        async def again() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        await self.app(scope, again, send)


def _is_file(scope: Scope) -> bool:
    """Whether the body is a file, in which brackets nest nothing."""
    kind: bytes = dict(scope["headers"]).get(b"content-type", b"").lower()
    return kind.startswith((b"multipart/form-data", b"application/vnd.openxmlformats"))


def depth(body: bytes | bytearray) -> int:
    """How deep the arrays and objects of a JSON text are nested, strings left out."""
    deepest = level = 0
    quoted = escaped = False
    for byte in body:
        if escaped:
            escaped = False
        elif quoted:
            escaped = byte == 0x5C  # a backslash
            quoted = byte != 0x22  # a quotation mark
        elif byte == 0x22:
            quoted = True
        elif byte in b"[{":
            level += 1
            deepest = max(deepest, level)
        elif byte in b"]}":
            level -= 1
    return deepest


class TimeLimit:
    """Answers 503 when a request takes too long; a thread cannot be stopped, so it is left to end."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app = app
        self.seconds = limits.seconds
        self._left: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with an eye on the clock until its answer begins."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = given_up = False

        async def unless_late(message: Message) -> None:
            nonlocal begun
            if not given_up:
                begun = True
                await send(message)

        work = asyncio.ensure_future(self.app(scope, receive, unless_late))
        done, _ = await asyncio.wait({work}, timeout=self.seconds)
        if not done and not begun:
            given_up = True
            self._left.add(work)
            work.add_done_callback(self._forget)
            detail = f"this took longer than {self.seconds:g} seconds; ask again in a moment, or for less"
            await respond(problem(503, detail, scope["path"]))(scope, receive, send)
            return
        await work

    def _forget(self, work: asyncio.Task[None]) -> None:
        self._left.discard(work)
        if not work.cancelled():
            work.exception()  # it was answered already; without this asyncio would complain
