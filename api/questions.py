"""What requests look like: closed, bounded, and no value taken for another type."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, create_model

from api import limits
from matcher.features import SETS
from matcher.phrases import Language
from matcher.signals.base import Feature

# At least one letter or digit, Latin or of an Indian script: what holds none asks for nothing. Written
# out, since \w means ASCII to some readers of a schema and Unicode to others.
WORD = "[0-9A-Za-z\u0900-\u0dff]"
_Filled: TypeAlias = Annotated[str, Field(pattern=WORD)]
_Name: TypeAlias = Annotated[str, Field(max_length=limits.NAME)]
_Names: TypeAlias = Annotated[list[_Name], Field(max_length=limits.NAMES)]


class Closed(BaseModel):
    """A request that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid")


class Body(Closed):
    """A request body: closed, and no value is taken for another type (`true` is no number)."""

    model_config = ConfigDict(strict=True)


class Known(Body):
    """A question about an entity of the graph."""

    key: _Name = Field("", description="Your own mark for this question; it comes back with the answer.")
    id: _Filled = Field(description="Id or name of the entity.", max_length=limits.NAME)


class Described(Body):
    """A question by example: about something that is not in the graph."""

    key: _Name = Field("", description="Your own mark for this question; it comes back with the answer.")
    text: _Filled = Field(
        description="What is made, how, and what is needed; or what a technology does.",
        max_length=limits.TEXT,
    )
    name: _Name = Field("", description="A name for it.")
    district: _Name = Field("", description="Where it is: id or name of a district.")
    state: _Name = Field("", description="Where it is: id or name of a state.")
    industries: _Names = Field([], description="Ids or names of NIC-2008 industries (`13`, `1394`).")
    capabilities: _Names = Field([], description="Ids or names of capabilities that are needed.")


def _asked(question: Any) -> str:
    """By which of its keys a question is told to be of which kind."""
    known = "id" in question if isinstance(question, dict) else isinstance(question, Known)
    return "id" if known else "text"


_Question: TypeAlias = Annotated[
    Annotated[Known, Tag("id")] | Annotated[Described, Tag("text")], Discriminator(_asked)
]
_Queries: TypeAlias = Annotated[list[_Question], Field(min_length=1, max_length=limits.BATCH)]


def weights_model(name: str, features: tuple[Feature, ...]) -> type[BaseModel]:
    """The model of a request's own weights: one number of 0 or more for any of the signals."""
    fields: dict[str, Any] = {
        feature.name: (
            float | None,
            Field(None, ge=0, le=1e6, allow_inf_nan=False, description=feature.doc),
        )
        for feature in features
    }
    return create_model(name, __base__=Body, __doc__="Weights in place of the defaults.", **fields)


MentorWeights = weights_model("MentorWeights", SETS["mentors"])
PilotWeights = weights_model("PilotWeights", SETS["pilots"])


def _whole(value: Any) -> Any:
    """7.0 is a whole number in JSON."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


class Batch(Body):
    """Questions to answer in one go."""

    queries: _Queries = Field(description="The questions.")
    top: Annotated[int, BeforeValidator(_whole)] = Field(
        10, ge=1, le=limits.TOP, description="How many suggestions for each."
    )
    lang: Language = Field("en", description="The language of sentences: `en` or `ml` (Malayalam).")
    doubt: bool = Field(False, description="Whether to tell how sure each order is.")

    def own_weights(self) -> dict[str, float] | None:
        """The weights given, None when there are none."""
        given = getattr(self, "weights", None)
        return given.model_dump(exclude_none=True) if given else None


class MentorBatch(Batch):
    """Clusters, known or described, that seek mentor institutions."""

    weights: MentorWeights | None = Field(None, description="Own weights.")  # type: ignore[valid-type]


class PilotBatch(Batch):
    """Technologies, known or described, that seek clusters to be piloted in."""

    weights: PilotWeights | None = Field(None, description="Own weights.")  # type: ignore[valid-type]
