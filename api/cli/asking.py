"""Opens what answers rest on, and names the near ones when something asked for is not there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.output import say
from api.cli.stores import opened
from graph.errors import NotFoundError

# What ranks takes seconds to import; help and completion are to answer at once.
if TYPE_CHECKING:
    from matcher.encoder import Encoder
    from matcher.reader import Reader
    from matcher.service import Service
    from matcher.snapshot import Snapshot

ModelOption = Annotated[
    str,
    typer.Option(
        "--model",
        envvar="SANGAM_MODEL",
        help="The text encoder: minilm, multilingual (knows Malayalam and Hindi), a folder with "
        "model.onnx and tokenizer.json, or st: and the name of a sentence-transformers model.",
    ),
]
DEFAULT_MODEL = "minilm"


@contextmanager
def service_on(store: str, model: str = DEFAULT_MODEL) -> Iterator[Service]:
    """A service on the graph at a place; a name that is not there is told with its near ones.

    Raises:
        SangamError: the store cannot be used, or the question cannot be answered.
    """
    from matcher.service import Service

    with opened(store) as graph:
        service = Service(graph, lambda: telling_encoder(model), telling_reader)
        try:
            yield service
        except NotFoundError as error:
            raise _named(error, service.snapshot()) from error


@contextmanager
def names_in(snapshot: Snapshot) -> Iterator[None]:
    """What is not there is told with its near ones by name.

    Raises:
        NotFoundError: as it was raised within, with names.
    """
    try:
        yield
    except NotFoundError as error:
        raise _named(error, snapshot) from error


def telling_encoder(model: str) -> Encoder:
    """The encoder of a setting; says so when there is much to encode."""
    from api.cli.progress import TellingEncoder
    from matcher.encoder import open_encoder

    return TellingEncoder(open_encoder(model or None, on_progress=say), say)


def telling_reader(encoder: Encoder) -> Reader | None:
    """The second encoder beside a first one; says so when there is much to read."""
    from api.cli.progress import TellingEncoder
    from matcher.reader import reader_of

    return reader_of(encoder, say, lambda second: TellingEncoder(second, say))


def _named(error: NotFoundError, snapshot: Snapshot) -> NotFoundError:
    """The error with the near ones by name, and the ids that tell them apart."""
    near = tuple(f"{snapshot.name(i)} ({i})" if i in snapshot.nodes else i for i in error.near)
    return NotFoundError(str(error), near)
