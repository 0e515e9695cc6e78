"""`sangam desk`: the programme desk of a district, its page, and the sheet to fill in and load back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.asking import DEFAULT_MODEL, ModelOption, service_on
from api.cli.complete import district_names
from api.cli.output import AsJson, console, print_json, say
from api.cli.schemes_asking import Lang, LangOption, OnOption, RulesOption, day, rules_in
from api.cli.stores import DEFAULT, StoreOption, opened
from graph.errors import InputError

if TYPE_CHECKING:
    from matcher.desk import Desk
    from matcher.desk.reading import Filled
    from matcher.service import Service

Districts = Annotated[
    str, typer.Argument(help="The district, by name or id.", autocompletion=district_names)
]  # fmt: skip
_Xlsx = Annotated[
    Path | None, typer.Option("--xlsx", metavar="FILE", help="Write the sheet to fill in, and end.")
]
_Html = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write the page, to print or send, and end.")
]
_Load = Annotated[
    Path | None, typer.Option("--load", metavar="FILE", help="Load a filled-in sheet into the graph.")
]


def desk(
    district: Districts,
    xlsx: _Xlsx = None,
    load: _Load = None,
    html: _Html = None,
    on: OnOption = "",
    lang: LangOption = Lang.en,
    rules: RulesOption = None,
    store: StoreOption = DEFAULT,
    model: ModelOption = DEFAULT_MODEL,
    as_json: AsJson = False,
) -> None:
    """Show a district, constituency by constituency, against One District One Idea.

    For example: sangam desk Alappuzha --lang ml, or sangam desk Alappuzha --xlsx alappuzha.xlsx,
    and when the field has filled it in: sangam desk Alappuzha --load alappuzha.xlsx
    """
    if sum(given is not None for given in (xlsx, load, html)) > 1:
        raise typer.BadParameter("give one of --xlsx, --html and --load at a time")
    if load is not None:
        _load(district, load, lang, rules, store, model, as_json)
        return
    from matcher.desk import desk as made
    from matcher.desk import desk_json

    with service_on(store, model) as service:
        found = made(service, rules_in(rules), district, day(on))
        if xlsx is not None:
            _save(xlsx, _sheet(service, found), as_json, f"sangam desk {_slug(found)} --load {xlsx}")
            return
    told = desk_json(found, lang.language)
    if html is not None:
        from api.pages.render import desk_page

        page = desk_page(told, lang.language, alone=True)
        _save(html, page.encode(), as_json, "")
    elif as_json:
        print_json(told)
    else:
        from api.cli.render_desk import show_desk

        show_desk(console(), told, lang.language)


def _slug(found: Desk) -> str:
    return found.id.partition(":")[2]


def _sheet(service: Service, found: Desk) -> bytes:
    from matcher.desk.choices import Choices
    from matcher.desk.sheet import write

    return write(found, Choices.of(service.snapshot(), found.id))


def _save(path: Path, content: bytes, as_json: bool, then: str) -> None:
    """Write a file whole; one that is there is left as it is, as somebody may have filled it in."""
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise InputError(f"{path} is there already and is left as it is; name another file") from error
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}") from error
    if as_json:
        print_json({"file": str(path)})
    else:
        after = f" Fill it in and load it with: {then}" if then else ""
        console().print(f"{path} is ready.{after}", soft_wrap=True)


def _load(
    district: str, path: Path, lang: Lang, rules: Path | None, store: str, model: str, as_json: bool
) -> None:
    from matcher.desk import desk as made
    from matcher.desk.choices import Choices
    from matcher.desk.plain import filled_json
    from matcher.desk.reading import SheetError, read
    from matcher.desk.statements import keep

    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    with service_on(store, model) as service:
        found = made(service, rules_in(rules), district, date.today(), offered=False)
        try:
            filled = read(content, found, Choices.of(service.snapshot(), found.id), date.today())
        except SheetError as error:
            for cell in error.cells[1:]:
                say(f"{path.name}: {cell}")
            raise
    if filled.statements:
        with opened(store, "write") as graph:
            keep(graph, filled.statements)
    if as_json:
        print_json(filled_json(found, filled, lang.language) | {"kept": bool(filled.statements)})
    else:
        _tell(found, filled, path)


def _tell(found: Desk, filled: Filled, path: Path) -> None:
    if not filled.statements:
        say(f"no answer is filled in on {path}; nothing was kept")
        return
    number = len(filled.statements)
    answers = "1 answer was" if number == 1 else f"{number} answers were"
    console().print(
        f"{answers} kept, as said by the field on {filled.as_of}. See: sangam desk {_slug(found)}",
        soft_wrap=True,
    )
