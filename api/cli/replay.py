"""`sangam replay`: gives an answer that was kept again, or says what it rested on is missing or other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from api.cli.asking import DEFAULT_MODEL, ModelOption, service_on
from api.cli.exits import ExitCode
from api.cli.output import AsJson, console, print_json
from api.cli.render import bullet, paragraph
from api.cli.stores import DEFAULT, StoreOption
from graph.errors import InputError

_LARGEST = 50_000_000


def replay(
    answer: Annotated[
        Path, typer.Argument(metavar="ANSWER", help="The answer, as --json or the API gave it.")
    ],
    store: StoreOption = DEFAULT,
    model: ModelOption = DEFAULT_MODEL,
    as_json: AsJson = False,
) -> None:
    """Give an answer again: the same to the last bit, or which part of what it rested on is missing or other.

    For example: sangam match mentors "Alappuzha coir" --json > answer.json, sangam copy sangam.kgl kept.kgl,
    and a year later: sangam replay answer.json --store kept.kgl
    """
    kept = _read(answer)
    from matcher.replay import replay as again

    with service_on(store, model) as service:
        found = again(service, kept)
    if as_json:
        print_json(
            {"same": found.same, "same_results": found.same_results,
             "rests_on_other": list(found.rests_on_other), "differs": list(found.differs),
             "answer": found.answer}
        )  # fmt: skip
    else:
        out = console()
        said = "The same results, to the last bit, though they rest on something else:"
        if found.same:
            said = "The same answer, to the last bit."
        elif not found.same_results:
            said = "Not the same answer."
        paragraph(out, said, style="bold")
        for sentence in found.rests_on_other:
            bullet(out, sentence)
        for sentence in found.differs:
            bullet(out, f"{sentence[0].upper()}{sentence[1:]}.")
    if not found.same_results:
        raise typer.Exit(ExitCode.PARTLY)


def _read(path: Path) -> dict[str, object]:
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError(f"{path} is too large to be an answer")
        kept = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise InputError(f"{path} is no JSON; keep answers with --json") from error
    if not isinstance(kept, dict):
        raise InputError(f"{path} holds no answer; keep answers with --json")
    return kept
