"""What every route needs: the service, its snapshot's entity tag, and plain query strings."""

from __future__ import annotations

import hashlib
from datetime import date
from importlib.metadata import version
from typing import Annotated, Any

from fastapi import Depends, Header, Path, Request, Response
from fastapi.exceptions import RequestValidationError

from api import limits
from api.limits import Turns
from graph.store import revision
from matcher.rules.keeper import Keeper, digest
from matcher.rules.library import Library
from matcher.service import Service

VERSION = version("sangam")
# Parameters that may stand in a query string more than once.
_LISTS = frozenset({"kinds"})


class NotModified(Exception):  # noqa: N818 - it is an answer, no error
    """The client holds what it would get."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.tag = tag


def service_of(request: Request) -> Service:
    """The service of the application."""
    found: Service = request.app.state.service
    return found


def turns_of(request: Request) -> Turns:
    """The turns of the application."""
    found: Turns = request.app.state.turns
    return found


Held = Annotated[
    str, Header(description="Entity tags of what you hold; 304 is answered when it is still right.")
]
ServiceDep = Annotated[Service, Depends(service_of)]
TurnsDep = Annotated[Turns, Depends(turns_of)]


_EXAMPLES = {
    "cluster": "cluster:alappuzha-coir",
    "institution": "institution:cusat",
    "startup": "startup:aakri",
    "technology": "technology:ccri-coirret",
    "bank": "bank:canara",
    "scheme": "scheme:mse-cdp",
    "enterprise": "enterprise:syn-000001",
}


def identity(kind: str) -> Any:
    """The parameter of an address that names an entity of a kind."""
    told = "Its id (with or without the kind), or its name."
    return Path(min_length=1, max_length=limits.NAME, description=told, examples=[_EXAMPLES[kind]])


def plain_query(request: Request) -> None:
    """Refuse a parameter that is given twice: which one counts is not to be guessed."""
    keys = [key for key, _ in request.query_params.multi_items() if key not in _LISTS]
    for key in dict.fromkeys(keys):
        if keys.count(key) > 1:
            raise _refused(key, "it is given more than once; give it once")


def no_parameters(request: Request) -> None:
    """Refuse every parameter."""
    for key in request.query_params:
        raise _refused(key, "there is no such parameter; see /docs for those that there are")


def _refused(key: str, why: str) -> RequestValidationError:
    return RequestValidationError([{"type": "value_error", "loc": ("query", key), "msg": why, "input": ""}])


def tagged(
    request: Request,
    response: Response,
    service: ServiceDep,
    if_none_match: Held = "",
) -> None:
    """Give the answer its entity tag: the state of the graph, the program, and what is asked."""
    service.snapshot()
    _tag(request, response, service, if_none_match, "")


def tagged_with_model(
    request: Request,
    response: Response,
    service: ServiceDep,
    if_none_match: Held = "",
) -> None:
    """As `tagged`, for what rests on the text encoder too."""
    engine = service.engine()
    # "Not now" expires with the day; what was learned may be adopted or rolled back at any time.
    parts = (engine.model, engine.version, str(engine.today))
    _tag(request, response, service, if_none_match, "|".join(parts))


def library_of(request: Request) -> Library:
    """The rules of schemes in force, read again where a file has changed."""
    keeper: Keeper = request.app.state.rules
    return keeper.library


RulesDep = Annotated[Library, Depends(library_of)]


def tagged_with_rules(
    request: Request,
    response: Response,
    service: ServiceDep,
    library: RulesDep,
    if_none_match: Held = "",
) -> None:
    """As `tagged`, for what rests on the rules too, and on the day of asking."""
    service.snapshot()
    refused = "|".join(map(str, library.refused))
    _tag(request, response, service, if_none_match, f"{digest(library)}|{date.today()}|{refused}")


def _tag(request: Request, response: Response, service: Service, held: str, model: str) -> None:
    url = f"{request.url.path}?{request.url.query}"
    parts = (VERSION, model, service.snapshot().id, str(revision(service.store)), url)
    tag = f'"{hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]}"'
    if tag in {one.strip().removeprefix("W/") for one in held.split(",")}:
        raise NotModified(tag)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "no-cache"  # keep it, and ask whether it is still right


async def not_modified(request: Request, error: Exception) -> Response:
    """The answer 304, without a body."""
    assert isinstance(error, NotModified)
    return Response(status_code=304, headers={"ETag": error.tag, "Cache-Control": "no-cache"})
