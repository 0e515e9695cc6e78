"""Errors as RFC 9457 problem details, and one table that says which error has which status.

A response is `application/problem+json` with `type`, `title`, `status`, `detail`, `instance`, and
where it helps `near` (ids like the one asked for) and `errors` (what is wrong with which field).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from graph.errors import (
    EncoderError,
    ForeignGraphError,
    InputError,
    ModelError,
    NotFoundError,
    QueryError,
    SangamError,
    ServerError,
    StoreAccessError,
    StoreBusyError,
    StoreError,
    StoreMissingError,
    StoreUnreachableError,
)

MEDIA_TYPE = "application/problem+json"
_log = logging.getLogger("sangam.api")


class BusyError(SangamError):
    """There is more to compute than the server can do in time; ask again later, or for less."""


STATUS: Mapping[type[SangamError], int] = {
    SangamError: 500,
    ModelError: 500,
    QueryError: 500,
    InputError: 422,
    NotFoundError: 404,
    StoreError: 503,
    StoreBusyError: 503,
    StoreUnreachableError: 503,
    StoreAccessError: 503,
    ForeignGraphError: 503,
    StoreMissingError: 503,
    ServerError: 503,
    EncoderError: 503,
    BusyError: 503,
}
TITLES: Mapping[int, str] = {
    400: "The request cannot be read",
    404: "There is no such thing",
    405: "This cannot be done here",
    413: "The request is too large",
    422: "The request cannot be used",
    500: "The server made a mistake",
    503: "The server cannot answer now",
}
RETRY_SECONDS = 15


class FieldProblem(BaseModel):
    """What is wrong with one field of a request."""

    field: str = Field(description="Where it is: `query.limit`, `body.queries.0.text`.")
    detail: str = Field(description="What is wrong with it.")


class Problem(BaseModel):
    """What went wrong and what to do, as RFC 9457 lays down."""

    type: str = Field(description="Names the kind of problem.")
    title: str = Field(description="The kind of problem in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What happened, and what to do.")
    instance: str = Field(description="The path that was asked for.")
    near: list[str] | None = Field(None, description="Ids that look like what was asked for, best first.")
    errors: list[FieldProblem] | None = Field(None, description="What is wrong with which field.")


def status_of(error: SangamError) -> int:
    """The status of an error: that of its class, or of the nearest class above it."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def problem(
    status: int,
    detail: str,
    instance: str,
    *,
    near: Sequence[str] = (),
    errors: Sequence[FieldProblem] = (),
) -> dict[str, Any]:
    """A problem as JSON-ready data."""
    name = HTTPStatus(status).phrase.lower().replace(" ", "-")
    title = TITLES.get(status, HTTPStatus(status).phrase)
    found = Problem(
        type=f"urn:sangam:problem:{name}", title=title, status=status, detail=detail, instance=instance,
        near=list(near) or None, errors=list(errors) or None,
    )  # fmt: skip
    return found.model_dump(exclude_none=True)


def of_error(error: SangamError, instance: str) -> dict[str, Any]:
    """The problem that an error is."""
    status = status_of(error)
    detail = str(error)
    if status == 500:
        _log.error("%s: %s", type(error).__name__, error)
        detail = "Something went wrong inside; the server's log tells what."
    return problem(status, detail, instance, near=getattr(error, "near", ()))


def respond(content: dict[str, Any], headers: Mapping[str, str] | None = None) -> JSONResponse:
    """A response that carries a problem."""
    sent = dict(headers or {})
    if content["status"] == 503:
        sent["Retry-After"] = str(RETRY_SECONDS)
    return JSONResponse(content, content["status"], sent, media_type=MEDIA_TYPE)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What an operation declares in OpenAPI for its errors."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {status: {"description": TITLES[status], "content": {MEDIA_TYPE: schema}} for status in statuses}


def install(app: FastAPI) -> None:
    """Make every error of an application a problem."""
    app.add_exception_handler(SangamError, _sangam_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _mistake)


def _sangam_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, SangamError)
    return respond(of_error(error, request.url.path))


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    errors = [
        FieldProblem(field=".".join(str(part) for part in one["loc"]), detail=_said(one)) for one in found
    ]
    unreadable = any(one["type"] == "json_invalid" for one in found)
    first = f"{errors[0].field}: {errors[0].detail}" if errors else "it does not fit"
    return respond(problem(400 if unreadable else 422, first, request.url.path, errors=errors))


def _said(one: Mapping[str, Any]) -> str:
    if one["type"] == "json_invalid":
        return f"this is no valid JSON: {one['ctx']['error']}"
    if one["type"] == "extra_forbidden":
        return "there is no such parameter; see /docs for those that there are"
    return str(one["msg"]).removeprefix("Value error, ")


def _allowed(request: Request) -> str:
    """The methods of an address, by the first path of the description that fits it; empty if none does."""
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    for template, operations in request.app.openapi()["paths"].items():
        if compile_path(template)[0].match(path):
            return ", ".join(sorted(name.upper() for name in operations))
    return ""


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = str(error.detail)
    if error.status_code == 404:
        detail = "There is nothing at this address; see /docs for those that there are."
    elif error.status_code == 405:
        allowed = _allowed(request) or (error.headers or {}).get("Allow", "GET")
        detail = f"{request.method} cannot be used here; use {allowed}."
        return respond(problem(405, detail, request.url.path), {"Allow": allowed})
    elif error.status_code == 400:
        detail = "The body cannot be read; send JSON in UTF-8."
    return respond(problem(error.status_code, detail, request.url.path), error.headers)


def _mistake(request: Request, error: Exception) -> Response:
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    detail = "Something went wrong inside; the server's log tells what."
    return respond(problem(500, detail, request.url.path))
