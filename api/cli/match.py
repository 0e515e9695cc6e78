"""`sangam match`: mentors for a cluster, and clusters in which to pilot a technology."""

from __future__ import annotations

from datetime import date
from textwrap import shorten
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.asking import DEFAULT_MODEL, ModelOption, service_on
from api.cli.complete import cluster_names, technology_names
from api.cli.exits import ExitCode
from api.cli.output import AsCsv, AsJson, Form, LangOption, console, form, print_csv, print_json
from api.cli.stores import DEFAULT, StoreOption

if TYPE_CHECKING:
    from matcher.engine import Answer
    from matcher.phrases import Language
    from matcher.service import Example, Service
    from matcher.snapshot import Snapshot

app = typer.Typer(
    no_args_is_help=True, help="Who should mentor a cluster, and which cluster should pilot a technology."
)

Text = Annotated[str, typer.Option("--text", help="A description in place of a name.")]
District = Annotated[str, typer.Option("--district", help="With --text: the district, by name or id.")]
State = Annotated[str, typer.Option("--state", help="With --text: the state, by name or id.")]
Industries = Annotated[
    list[str] | None, typer.Option("--industry", help="With --text: a NIC code or name; may be repeated.")
]
Top = Annotated[int, typer.Option("--top", min=1, max=1000, help="How many to rank.")]
Weights = Annotated[
    list[str] | None,
    typer.Option("--weight", metavar="SIGNAL=NUMBER", help="A weight of your own; may be repeated."),
]
Explore = Annotated[
    float,
    typer.Option(
        "--explore", min=0.0, max=0.95,
        help="Share of the score that goes to institutions with little documented work so far.",
    ),
]  # fmt: skip
AsOfOption = Annotated[
    str,
    typer.Option("--as-of", metavar="DAY", help="Answer from what was known on that day, as in 2023-06-30."),
]
DoubtOption = Annotated[
    bool,
    typer.Option("--doubt/--no-doubt", help="Tell how sure the order is, and what to find out to be surer."),
]


@app.command()
def mentors(
    cluster: Annotated[
        str, typer.Argument(help="The cluster, by name or id.", autocompletion=cluster_names)
    ] = "",
    text: Text = "",
    district: District = "",
    state: State = "",
    industry: Industries = None,
    top: Top = 10,
    weight: Weights = None,
    explore: Explore = 0.0,
    as_of: AsOfOption = "",
    store: StoreOption = DEFAULT,
    model: ModelOption = DEFAULT_MODEL,
    lang: LangOption = "en",
    doubt: DoubtOption = True,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Rank institutions that could mentor a cluster.

    For example: sangam match mentors "Alappuzha coir", or
    sangam match mentors --text "Weavers of …, who need …" --district Kannur
    """
    shape = form(as_json, as_csv)
    asked = subject(cluster, text, district, state, industry, "a cluster")
    from matcher.features import exploring

    own = exploring(explore, weights(weight))
    day = as_of_day(as_of)
    with service_on(store, model) as service:
        answer = service.mentors(asked, top=top, weights=own, as_of=day)
        name = _called(asked, answer, service, lang)
        give(answer, service.engine_of(day).snapshot, shape, "mentors", name, lang, doubt)


@app.command()
def pilots(
    technology: Annotated[
        str,
        typer.Argument(help="The start-up or technology, by name or id.", autocompletion=technology_names),
    ] = "",
    text: Text = "",
    district: District = "",
    state: State = "",
    industry: Industries = None,
    top: Top = 10,
    weight: Weights = None,
    as_of: AsOfOption = "",
    store: StoreOption = DEFAULT,
    model: ModelOption = DEFAULT_MODEL,
    lang: LangOption = "en",
    doubt: DoubtOption = True,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Rank clusters in which a technology could be piloted.

    For example: sangam match pilots "Nava Design and Innovation", or
    sangam match pilots --text "A machine that …"
    """
    shape = form(as_json, as_csv)
    asked = subject(technology, text, district, state, industry, "a start-up or a technology")
    own = weights(weight)
    day = as_of_day(as_of)
    with service_on(store, model) as service:
        answer = service.pilots(asked, top=top, weights=own, as_of=day)
        name = _called(asked, answer, service, lang)
        give(answer, service.engine_of(day).snapshot, shape, "pilots", name, lang, doubt)


def subject(
    name: str, text: str, district: str, state: str, industry: list[str] | None, what: str
) -> str | Example:
    """What is asked about: a name, or a description with what more is known.

    Raises:
        typer.BadParameter: neither or both are given, or a place without a description.
    """
    if bool(name.strip()) == bool(text.strip()):
        raise typer.BadParameter(f'give either the name of {what} or --text "…"')
    if name and (district or state or industry):
        raise typer.BadParameter("--district, --state and --industry go with --text")
    if name:
        return name
    from matcher.service import Example

    return Example(text=text, district=district, state=state, industries=tuple(industry or ()))


def _called(asked: str | Example, answer: Answer, service: Service, lang: Language) -> str:
    """The name of what is asked about; of a description, its beginning."""
    if isinstance(asked, str):
        return service.snapshot().name(answer.subject, lang)
    return f"“{shorten(asked.text, 60, placeholder=' …')}”"


def as_of_day(text: str) -> date | None:
    """The day of --as-of; None when it is not given.

    Raises:
        typer.BadParameter: it is no day.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"'{text[:20]}' is no day; write it as in 2023-06-30") from None


def weights(given: list[str] | None) -> dict[str, float]:
    """Weights from `signal=number` texts.

    Raises:
        typer.BadParameter: one is written otherwise.
    """
    found: dict[str, float] = {}
    for text in given or ():
        name, _, number = text.partition("=")
        try:
            found[name.strip()] = float(number)
        except ValueError:
            raise typer.BadParameter(f"'{text}' is no weight; write it as in near=0.2") from None
    return found


def give(
    answer: Answer, snapshot: Snapshot, shape: Form, kind: str, name: str, lang: Language, doubt: bool
) -> None:
    """Print an answer; when nobody could be ranked, end with the exit code that says so.

    Args:
        kind: `mentors` or `pilots`.
        name: of what was asked about.
    """
    from api.cli.render_match import CSV_COLUMNS, csv_rows, show_answer
    from matcher.answers import answer_json, doubt_of

    sure = doubt_of(answer) if doubt else None
    match shape:
        case Form.JSON:
            print_json(answer_json(answer, lang, sure))
        case Form.CSV:
            print_csv(CSV_COLUMNS, csv_rows(answer, snapshot, lang, sure))
        case Form.TEXT:
            show_answer(console(), answer, snapshot, kind, name, lang, sure)
    if not answer.ranking.results:
        raise typer.Exit(ExitCode.PARTLY)
