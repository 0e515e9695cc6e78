"""`sangam demo`: loads everything and answers one question of each of the four users."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.rule import Rule

from api.cli.asking import DEFAULT_MODEL, ModelOption, service_on
from api.cli.loading import load, place
from api.cli.output import console
from api.cli.render import paragraph
from api.cli.stores import DEFAULT, StoreOption, opened

if TYPE_CHECKING:
    from ingest.report import Report
    from matcher.service import Service

CLUSTER = "cluster:alappuzha-coir"
TECHNOLOGY = (
    "A compact machine takes the fibre out of green coconut husk without retting in backwaters, so that "
    "the water stays clean and spinners get even fibre within a day. It runs on a small motor, and two "
    "women can work it without lifting weights."
)
_TOP = 3
_SHOWN = ("cluster", "institution", "startup", "technology", "scheme", "bank", "enterprise")


def demo(store: StoreOption = DEFAULT, model: ModelOption = DEFAULT_MODEL) -> None:
    """Load the project's facts and answer one question of each of the four people it is for."""
    report = load([], store)
    out = console()
    _loaded(out, report, store)
    with service_on(store, model) as service:
        _officer(out, service)
        _founder(out, service)
        _analyst(out, store)
        _scheme_desk(out, service)
    out.print()
    out.print(Rule(characters="-"))
    paragraph(out, "To see every command: sangam --help")


def _loaded(out: Console, report: Report, store: str) -> None:
    whole = report.as_json()
    new = f"{report.created:,} new" if report.created else "nothing new"
    paragraph(
        out,
        f"Loaded {whole['read']:,} rows into {place(store)} in {report.seconds:.0f} s ({new}; "
        f"{whole['rejected']:,} rejected). Each fact has its source; the enterprises are generated "
        "examples, and no ranking rests on them.",
    )


def _asked(out: Console, who: str, question: str, *commands: str) -> None:
    out.print()
    out.print(Rule(characters="-"))
    paragraph(out, who, style="bold")
    paragraph(out, question)
    for command in commands:
        out.print(f"  $ {command}", soft_wrap=True)
    out.print()


def _officer(out: Console, service: Service) -> None:
    from api.cli.render_match import show_answer

    _asked(
        out, "1. The officer of a District Innovation Council",
        "Which institutions should mentor the coir cluster of Alappuzha?",
        'sangam match mentors "Alappuzha coir"',
    )  # fmt: skip
    answer = service.mentors(CLUSTER, top=_TOP)
    show_answer(out, answer, service.snapshot(), "mentors", answer.name)


def _founder(out: Console, service: Service) -> None:
    from api.cli.render_match import show_answer
    from matcher.service import Example

    _asked(
        out, "2. The founder of a start-up",
        f"Where should this be piloted? “{TECHNOLOGY}”",
        'sangam match pilots --text "…" --district Alappuzha',
        "sangam match pilots nava-design     (a start-up that is in the graph)",
    )  # fmt: skip
    answer = service.pilots(Example(TECHNOLOGY, district="Alappuzha"), top=_TOP)
    show_answer(out, answer, service.snapshot(), "pilots", "this technology")


def _analyst(out: Console, store: str) -> None:
    from graph.model import LABEL, NODE

    _asked(
        out, "3. The network analyst",
        "What is in the graph, and how do I look around in it?",
        "sangam info",
        "sangam neo4j start     (a real Neo4j with Neo4j Browser; fetched once)",
        f"sangam copy {place(store)} .neo4j",
    )  # fmt: skip
    with opened(store) as graph:
        counts = {LABEL[r["label"]].key: r["count"] for r in graph.read("read/node_counts")
                  if r["label"] in LABEL}  # fmt: skip
        ties = sum(row["count"] for row in graph.read("read/relationship_counts"))
    named = ", ".join(f"{counts.get(kind, 0):,} {NODE[kind].plural}" for kind in _SHOWN)
    paragraph(out, f"{named}; {ties:,} relationships, each with source and date.")
    paragraph(
        out,
        "`sangam neo4j start` prints the address of Neo4j Browser, the user and the file with the password.",
    )


def _scheme_desk(out: Console, service: Service) -> None:
    from api.cli.render_schemes import show_schemes
    from matcher.schemes import schemes_for

    _asked(
        out, "4. The scheme desk",
        "Which schemes can the coir cluster of Alappuzha look at?",
        'sangam schemes for "Alappuzha coir"',
    )  # fmt: skip
    show_schemes(out, schemes_for(service, CLUSTER, top=_TOP))
