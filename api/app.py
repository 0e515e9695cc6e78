"""The HTTP API: one application on one service."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems
from api.limits import BodyLimit, Limits, TimeLimit, Turns
from api.requests import VERSION, NotModified, not_modified
from api.routes import (
    about,
    assign,
    desk,
    eligibility,
    entities,
    feedback,
    match,
    network,
    rules,
    schemes,
    why,
)
from api.warmth import Warmth
from matcher.rules.keeper import Keeper
from matcher.service import Service

_ABOUT = """A knowledge graph of clusters of small enterprises, and who can help them: which institution
should mentor which cluster, where a technology should be piloted, which schemes are connected with whom.
Every ranked answer carries its evidence; every fact its source and date. Records with `synthetic: true`
were generated and are no real firms. Errors are problem details (RFC 9457)."""
# Pages load from this server alone: government networks are closed.
_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": _POLICY,
}


def create_app(service: Service, limits: Limits | None = None, rules_kept: Keeper | None = None) -> FastAPI:
    """The application; it answers from the service's store and follows it when it changes.

    Args:
        service: on a store opened for reading.
        limits: bounds of a request, the defaults when None.
        rules_kept: the rules of schemes, the project's own when None.
    """
    bounds = limits or Limits()
    warmth = Warmth(service)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        warmth.start()
        yield

    app = FastAPI(
        title="Sangam", version=VERSION, description=_ABOUT, lifespan=lifespan,
        docs_url=None, redoc_url=None, openapi_url="/openapi.json",
    )  # fmt: skip
    app.state.service, app.state.turns, app.state.warmth = service, Turns(bounds), warmth
    app.state.rules = rules_kept or Keeper()
    problems.install(app)
    app.add_exception_handler(NotModified, not_modified)
    # An address of two parts (/{id}/mentors) never is an id, so the order of routers does not matter, but
    # for /schemes/plan: the methods of an address are told of the first that fits it.
    for part in (eligibility, entities, match, assign, why, feedback, schemes, rules, desk, network, about):
        app.include_router(part.router)
    _add_docs(app)
    app.add_middleware(BodyLimit, limits=bounds)
    app.add_middleware(TimeLimit, limits=bounds)
    app.add_middleware(_SafeHeaders)
    return app


def _add_docs(app: FastAPI) -> None:
    """Pages that describe the API, with everything that they load."""

    def schema() -> dict[str, Any]:
        if not app.openapi_schema:
            found = get_openapi(
                title=app.title, version=app.version, description=app.description, routes=app.routes
            )
            known = found["components"]["schemas"]
            made = problems.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            known.update(made.pop("$defs"))
            known["Problem"] = made
            _add_not_modified(found)
            app.openapi_schema = found
        return app.openapi_schema

    app.openapi = schema  # type: ignore[method-assign]
    assets = Path(str(files("fastapi_offline"))) / "static"
    app.mount("/docs/assets", StaticFiles(directory=assets), name="assets")

    @app.get("/docs", include_in_schema=False)
    def docs(request: Request) -> HTMLResponse:
        root = request.scope.get("root_path", "")
        return get_swagger_ui_html(
            openapi_url=f"{root}/openapi.json",
            title="Sangam: API",
            swagger_js_url=f"{root}/docs/assets/swagger-ui-bundle.js",
            swagger_css_url=f"{root}/docs/assets/swagger-ui.css",
            swagger_favicon_url=f"{root}/docs/assets/favicon.png",
            swagger_ui_parameters={"validatorUrl": None, "defaultModelsExpandDepth": 0},
        )

    @app.get("/", include_in_schema=False)
    def home(request: Request) -> RedirectResponse:
        return RedirectResponse(f"{request.scope.get('root_path', '')}/docs")


def _add_not_modified(schema: dict[str, Any]) -> None:
    """Declare 304 wherever an entity tag may be sent along."""
    for operations in schema["paths"].values():
        for operation in operations.values():
            sent = {parameter["name"] for parameter in operation.get("parameters", ())}
            if "if-none-match" in sent:
                operation["responses"]["304"] = {"description": "What you hold is still right"}


class _SafeHeaders:
    """Adds the headers that keep browsers from loading anything from elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)
