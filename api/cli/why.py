"""`sangam why`: why a candidate stands where it does, ranked or not, and what would change that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.asking import DEFAULT_MODEL, ModelOption, service_on
from api.cli.complete import candidate_names
from api.cli.match import (
    AsOfOption,
    District,
    Industries,
    State,
    Text,
    Weights,
    as_of_day,
    subject,
    weights,
)
from api.cli.output import AsJson, LangOption, console, print_json
from api.cli.stores import DEFAULT, StoreOption

if TYPE_CHECKING:
    from matcher.explain.replay import Kind

Names = Annotated[
    list[str],
    typer.Argument(
        metavar="CLUSTER INSTITUTION",
        help="What is asked about and the candidate, by name or id; with --text the candidate alone.",
        autocompletion=candidate_names,
    ),
]
Pilot = Annotated[
    bool, typer.Option("--pilot", help="Ask about a pilot: the start-up or technology, then the cluster.")
]
Among = Annotated[int, typer.Option("--top", min=1, max=1000, help="Among the first how many it should be.")]
ChangeOption = Annotated[
    bool, typer.Option("--change/--no-change", help="Look for the smallest change that would bring it there.")
]


def why(
    names: Names,
    pilot: Pilot = False,
    text: Text = "",
    district: District = "",
    state: State = "",
    industry: Industries = None,
    top: Among = 10,
    weight: Weights = None,
    change: ChangeOption = True,
    as_of: AsOfOption = "",
    lang: LangOption = "en",
    store: StoreOption = DEFAULT,
    model: ModelOption = DEFAULT_MODEL,
    as_json: AsJson = False,
) -> None:
    """Tell why an institution is or is not among the mentors of a cluster, against whom it falls behind,
    and what would have to change.

    For example: sangam why "Alappuzha coir" CUSAT, or sangam why --pilot "Genrobotics" "Alappuzha coir"
    """
    wanted = 1 if text.strip() else 2
    if len(names) != wanted:
        asked = "the candidate alone" if text.strip() else "two names, what is asked about and the candidate"
        raise typer.BadParameter(f"give {asked}; put names of several words in quotes")
    what = "a start-up or a technology" if pilot else "a cluster"
    about = subject(names[0] if wanted == 2 else "", text, district, state, industry, what)
    own, day = weights(weight), as_of_day(as_of)
    with service_on(store, model) as service:
        from api.cli.render_why import show_why
        from matcher.explain.tell import why_json

        question: Kind = "pilots" if pilot else "mentors"
        found = service.why(question, about, names[-1], top=top, weights=own, change=change, as_of=day)
        if as_json:
            print_json(why_json(found, lang))
        else:
            show_why(console(), found, lang)
