"""The programme desk of a district: as data, as a page, and as a sheet to fill in and load back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Annotated, TypeAlias
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import Field

from api import limits
from api.applicants import Lang, OnDay, day_of
from api.desk_schemas import DeskOut
from api.pages.render import desk_page, page
from api.pages.upload import sheet_in
from api.pages.words import word
from api.problems import FieldProblem, of_error, problem, respond, responses, status_of
from api.requests import RulesDep, ServiceDep, TurnsDep, plain_query, tagged_with_rules
from graph.errors import InputError, NotFoundError, SangamError
from graph.store import GraphStore
from matcher.desk import Desk, desk, desk_json
from matcher.desk.choices import Choices
from matcher.desk.plain import filled_json
from matcher.desk.reading import Filled, SheetError, read
from matcher.desk.sheet import write
from matcher.desk.statements import keep
from matcher.lookup import find
from matcher.rules.library import Library
from matcher.service import Service

router = APIRouter(dependencies=[Depends(plain_query)])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ADDRESS = Path(
    min_length=1, max_length=limits.NAME, description="A district, by id or name.",
    examples=["district:alappuzha"],
)  # fmt: skip
_District = Annotated[str, _ADDRESS]
# Opens the service's store for writing.
Writer: TypeAlias = Callable[[], AbstractContextManager[GraphStore]]
_SAME = ("same-origin", "none")


class DeskAsked(OnDay):
    """What a question about a desk may say in its address."""

    lang: Lang = Field("en", description="The language of the sentences.")


_Asked = Annotated[DeskAsked, Query()]


@router.get(
    "/v1/districts/{id}/desk",
    response_model=DeskOut,
    responses=responses(404, 422, 503),
    dependencies=[Depends(tagged_with_rules)],
    tags=["programme desk"],
    summary="The programme desk of a district",
)
def district_desk(
    service: ServiceDep, library: RulesDep, turns: TurnsDep, response: Response, id: _District, asked: _Asked
) -> JSONResponse:
    """Each constituency with its clusters against the rules of One District One Idea.

    Which rule each meets, fails or lacks facts for; who owns it; mentors, pilots, schemes, and what to ask
    next. `/desk/{district}` is the same as a page, `/desk/{district}.xlsx` as a sheet to fill in; a filled-in
    one is sent to `POST /v1/districts/{id}/desk/xlsx`.
    """
    found = _desk(service, library, turns, id, day_of(asked.on))
    # It has the form of its model by tests, and is too large to check each time.
    return JSONResponse(desk_json(found, asked.lang), headers=dict(response.headers))


@router.post("/v1/districts/{id}/desk/xlsx", include_in_schema=False)
async def district_sheet(
    request: Request, service: ServiceDep, library: RulesDep, turns: TurnsDep, id: _District
) -> JSONResponse:
    """Read a filled-in sheet and keep what the field said; nothing is kept when a cell is bad."""
    content = sheet_in(await request.body(), request.headers.get("content-type", ""))
    try:
        found, filled, kept = await run_in_threadpool(_load, request, service, library, turns, id, content)
    except SheetError as error:
        cells = [FieldProblem(field=f"{one.sheet}!{one.cell}", detail=one.problem) for one in error.cells]
        return respond(problem(422, str(error), request.url.path, errors=cells))
    return JSONResponse(filled_json(found, filled) | {"kept": kept})


@router.get("/desk", include_in_schema=False)
def index(service: ServiceDep, asked: _Asked) -> Response:
    """The districts that have a desk."""
    snapshot = service.snapshot()
    districts = []
    for identity in snapshot.ids("district"):
        inside = snapshot.into(identity, "PART_OF")
        seats = [tie.start for tie in inside if tie.start.startswith("constituency:")]
        if seats:
            clusters = {tie.start for tie in snapshot.into(identity, "LOCATED_IN")}
            clusters |= {tie.start for seat in seats for tie in snapshot.into(seat, "LOCATED_IN")}
            node = snapshot.nodes[identity]
            districts.append(
                {
                    "slug": identity.partition(":")[2], "name": node["name"],
                    "name_ml": node.get("name_ml") or "", "constituencies": len(seats),
                    "clusters": sum(1 for each in clusters if each.startswith("cluster:")),
                }
            )  # fmt: skip
    return HTMLResponse(page("index", asked.lang, districts=districts))


@router.get("/desk/{district}.xlsx", include_in_schema=False)
def sheet(
    service: ServiceDep, library: RulesDep, turns: TurnsDep, district: _District, asked: _Asked
) -> Response:
    """The sheet of a district."""
    try:
        found = _desk(service, library, turns, district, day_of(asked.on))
        content = write(found, Choices.of(service.snapshot(), found.id))
    except SangamError as error:
        return _sorry(error, asked.lang, "../desk")
    name = f"desk-{found.id.partition(':')[2]}-{date.today()}.xlsx"
    return Response(
        content, media_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@router.post("/desk/{district}.xlsx", include_in_schema=False)
async def load(
    request: Request, service: ServiceDep, library: RulesDep, turns: TurnsDep, district: _District,
    asked: _Asked,
) -> Response:  # fmt: skip
    """Take a filled-in sheet from the page's form and tell what was kept."""
    back = f"{district}?lang={asked.lang}"
    try:
        content = sheet_in(await request.body(), request.headers.get("content-type", ""))
        found, filled, kept = await run_in_threadpool(
            _load, request, service, library, turns, district, content
        )
    except SangamError as error:
        return _sorry(error, asked.lang, back)
    told = filled_json(found, filled, asked.lang)
    role, number = told["role_text"], len(filled.statements)
    if not filled.statements:
        message = word("loaded_none", asked.lang)
    elif kept:
        message = word("loaded_kept", asked.lang, number=number, as_of=filled.as_of, role=role)
    else:
        slug = found.id.partition(":")[2]
        message = word("loaded_checked", asked.lang, number=number, district=slug)
    return HTMLResponse(
        page("loaded", asked.lang, message=message, answers=told["answers"], back=back)
    )  # fmt: skip


@router.get("/desk/{district}", include_in_schema=False)
def district_page(
    service: ServiceDep, library: RulesDep, turns: TurnsDep, district: _District, asked: _Asked
) -> Response:
    """The desk of a district as a page."""
    try:
        found = _desk(service, library, turns, district, day_of(asked.on))
    except SangamError as error:
        return _sorry(error, asked.lang, "../desk")
    on_query = f"&on={asked.on}" if asked.on else ""
    return HTMLResponse(desk_page(desk_json(found, asked.lang), asked.lang, on_query))


def _desk(
    service: Service, library: Library, turns: TurnsDep, district: str, on: date, offered: bool = True
) -> Desk:
    # What is not there is to be told before a turn is waited for.
    identity = find(service.snapshot(), ["district"], district)
    with turns.turn() as deadline:
        return desk(service, library, identity, on, offered=offered, check=deadline.check)


def _load(
    request: Request, service: Service, library: Library, turns: TurnsDep, district: str, content: bytes
) -> tuple[Desk, Filled, bool]:
    """Read a sheet and keep it where this server may write; whether it was kept comes with it."""
    _refuse_foreign(request)
    found = _desk(service, library, turns, district, date.today(), offered=False)
    filled = read(content, found, Choices.of(service.snapshot(), found.id), date.today())
    writer: Writer | None = getattr(request.app.state, "writer", None)
    if writer is None or not filled.statements:
        return found, filled, False
    with writer() as store:
        keep(store, filled.statements)
    return found, filled, True


def _refuse_foreign(request: Request) -> None:
    """Refuse what a page of another site has a browser send here."""
    site = request.headers.get("sec-fetch-site", "none")
    origin = request.headers.get("origin", "")
    own = request.headers.get("host", "")
    if site not in _SAME or (origin and urlsplit(origin).netloc != own):
        raise InputError("a sheet is taken from the desk's own page or a program, not from another site")


def _sorry(error: SangamError, language: Lang, back: str) -> HTMLResponse:
    """An error as a page."""
    told = of_error(error, "")
    cells = error.cells if isinstance(error, SheetError) else ()
    near = error.near if isinstance(error, NotFoundError) else ()
    detail = "" if cells else told["detail"]
    content = page("error", language, detail=detail, near=near, cells=cells, back=back)
    return HTMLResponse(content, status_of(error))
