"""Whom a command on schemes is about, what is known of them, and the rules that it asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from api.cli.asking import service_on
from api.cli.complete import subject_names
from api.cli.output import say
from graph.errors import InputError

if TYPE_CHECKING:
    from matcher.rules.facts import Facts
    from matcher.rules.library import Library
    from matcher.service import Service

Language = Literal["en", "ml"]
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Lang(StrEnum):
    """The languages of answers."""

    en = "en"
    ml = "ml"

    @property
    def language(self) -> Language:
        """The language as the rules name it."""
        return "ml" if self is Lang.ml else "en"


SubjectArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="SUBJECT",
        help="A cluster, enterprise or start-up of the graph, by name or id.",
        autocompletion=subject_names,
    ),
]
ProfileOption = Annotated[
    Path | None,
    typer.Option("--profile", metavar="FILE", help="In place of SUBJECT: a TOML file with all facts."),
]
FactsOption = Annotated[
    Path | None,
    typer.Option("--facts", metavar="FILE", help="A TOML file with more facts, as `ask --save` writes it."),
]
FactOption = Annotated[
    list[str] | None,
    typer.Option("--fact", metavar="NAME=VALUE", help="One more fact, as in looms=220; may be repeated."),
]
OnOption = Annotated[
    str, typer.Option("--on", metavar="DATE", help="The day asked about, as in 2026-04-01; else today.")
]
LangOption = Annotated[Lang, typer.Option("--lang", help="The language of the answer.")]
RulesOption = Annotated[
    Path | None,
    typer.Option(
        "--rules", metavar="FOLDER", envvar="SANGAM_RULES",
        help="A folder of rule files; else the project's own.",
    ),
]  # fmt: skip
SchemeOption = Annotated[
    list[str] | None, typer.Option("--scheme", metavar="ID", help="Only this scheme; may be repeated.")
]


@dataclass
class Asked:
    """Whom is asked about, and with what.

    Attributes:
        entity: the id in the graph, None for somebody who is not in it.
        name: what to call them.
        user: what was said, by fact; it stays apart from what the graph knows.
        service: on the graph, None where none is needed.
    """

    library: Library
    on: date
    entity: str | None
    name: str
    synthetic: bool
    service: Service | None
    user: dict[str, Any] = field(default_factory=dict)

    def facts(self) -> Facts:
        """What the graph knows and, beside it, what was said."""
        from matcher.rules.subject import facts_for

        store = self.service.store if self.service else None
        return facts_for(store, self.entity, self.user, facts=self.library.facts)

    @property
    def schemes_json(self) -> dict[str, Any]:
        """Who it is, as JSON-ready data."""
        return {"id": self.entity, "name": self.name, "synthetic": self.synthetic}


def rules_in(folder: Path | None) -> Library:
    """The rules of a folder; what is refused is told.

    Raises:
        RuleError: there are none to be read.
    """
    from matcher.rules.library import load

    library = load(folder)
    for refusal in library.refused:
        say(f"sangam: a rule file is refused and not asked: {refusal}")
    return library


def day(text: str) -> date:
    """The day that an option names, today when it is empty.

    Raises:
        InputError: it is no date.
    """
    if not text:
        return date.today()
    typed = text.strip()
    try:
        found = date.fromisoformat(typed if _DAY.fullmatch(typed) else "")
    except ValueError:
        raise InputError(f"--on: '{text[:40]}' is no date; write it as in 2026-04-01") from None
    if not 1947 <= found.year <= 2100:
        raise InputError(f"--on: {found} is out of reach; name a day from 1947 to 2100")
    return found


@contextmanager
def asked(
    subject: str | None,
    *,
    profile: Path | None = None,
    facts: Path | None = None,
    fact: list[str] | None = None,
    on: str = "",
    store: str,
    rules: Path | None = None,
) -> Iterator[Asked]:
    """Whom the options name, with what they say.

    Raises:
        SangamError: there is no such entity, or a file or a fact cannot be used.
    """
    from matcher.rules.subject import read_facts, typed

    if (subject is None) == (profile is None):
        raise typer.BadParameter("name a cluster, enterprise or start-up, or give --profile FILE")
    library, today = rules_in(rules), date.today()
    user: dict[str, Any] = {}
    for path in (profile, facts):
        if path is not None:
            user.update(read_facts(path, library.facts, today))
    user.update(typed(fact or (), library.facts, today))
    with ExitStack() as stack:
        if subject is None:
            name = profile.stem if profile else ""
            yield Asked(library, day(on), None, name, False, None, user)
            return
        service = stack.enter_context(service_on(store))
        entity, name, synthetic = _found(service, subject)
        yield Asked(library, day(on), entity, name, synthetic, service, user)


def _found(service: Service, subject: str) -> tuple[str, str, bool]:
    from matcher.rules.subject import SUBJECTS
    from matcher.search import find_entity

    entity = find_entity(service.store, service.snapshot(), list(SUBJECTS), subject)
    first = service.store.read("read/schemes_subject", id=entity)[0]
    return entity, str(first["name"]), bool(first["synthetic"])
