"""An answer given again: the same to the last bit, or which part of what it rested on is missing or other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.errors import InputError, NotFoundError
from matcher.adopted import DEFAULT
from matcher.answers import answer_json, doubt_of
from matcher.code import code
from matcher.engine import Engine
from matcher.service import Example, Service

# What an answer rests on, beside the question; the rest of an answer follows from these.
_RESTS_ON = ("snapshot", "model", "weights_version", "code", "brokerage_of")
_NEEDED = (*_RESTS_ON[:-1], "asked", "on", "results")
_NAMES = {
    "known": "who is tied already or decided on is other: a tie or a decision was added or taken back since",
    "considered": "how many are compared is other",
    "doubt": "how sure the places are is other",
    "weights": "how much each signal counts is other",
    "calibrated": "whether the score is calibrated is other",
}


@dataclass(frozen=True)
class Replayed:
    """An answer given again.

    Attributes:
        same: whether it equals the one that was kept in every bit.
        same_results: whether it does so but for the names of what it rests on.
        rests_on_other: which parts that it rested on are missing or other here, in sentences.
        differs: where the two answers differ, in sentences.
        answer: the answer as it is given now; None where the question cannot be asked here.
    """

    same: bool
    same_results: bool
    rests_on_other: tuple[str, ...]
    differs: tuple[str, ...]
    answer: Mapping[str, Any] | None


def replay(service: Service, kept: Mapping[str, Any]) -> Replayed:
    """Ask again what an answer was asked, on the day and with the weights that it names.

    Args:
        kept: the answer as JSON has it.

    Raises:
        InputError: it is no answer that tells what it rests on.
    """
    if missing := [name for name in _NEEDED if name not in kept]:
        raise InputError(
            f"this is no answer that can be given again: it lacks {', '.join(missing)}. Keep answers with "
            "sangam match … --json, or from the API; of a batch, one answer at a time"
        )
    asked, told = kept["asked"], kept.get("as_of")
    try:
        as_of = date.fromisoformat(told["day"]) if told else None
        version = str(kept["weights_version"])
        engine = service.engine_of(as_of, date.fromisoformat(kept["on"]), version)
        other = tuple(_other_parts(service, engine, kept, version))
        try:
            answer = _asked_again(service, engine, asked)
        except NotFoundError as error:
            return Replayed(False, False, (*other, f"The question cannot be asked here: {error}."), (), None)
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"the answer cannot be read: {error}") from error
    differs = tuple(_differences(kept, answer))
    return Replayed(answer == kept, not differs, other, differs, answer)


def _asked_again(service: Service, engine: Engine, asked: Mapping[str, Any]) -> dict[str, Any]:
    example = asked.get("example")
    what: str | Example = asked["id"] or ""
    if example is not None:
        what = Example(
            **{**example, **{name: tuple(example[name]) for name in ("industries", "capabilities")}}
        )
    found = service.asked(engine, asked["question"], what, top=asked["top"], weights=asked["weights"] or None)
    told = answer_json(found, asked["lang"], doubt_of(found) if asked["doubt"] else None)
    # As it is once written and read: JSON knows lists only.
    again: dict[str, Any] = json.loads(json.dumps(told))
    return again


def _other_parts(service: Service, engine: Engine, kept: Mapping[str, Any], version: str) -> Iterator[str]:
    if kept["snapshot"] != engine.snapshot.id:
        yield (
            f"The graph is another: the answer rests on snapshot {kept['snapshot']}, this store holds "
            f"{engine.snapshot.id}. Name a store that was kept from then with --store, such as a copy made "
            "by sangam copy."
        )
    if (before := kept.get("brokerage_of")) != (engine.estimate or None):
        yield (
            f"The estimate of brokerage is another: that of graph {before or kept['snapshot']} then, of "
            f"{engine.estimate or engine.snapshot.id} now; large graphs keep it for a while after a change."
        )
    if kept["model"] != engine.model:
        yield f"The text encoder is another: {kept['model']} then, {engine.model} now; see --model."
    lesson = service.adopted.by_id.get(version)
    if lesson is not None and engine.lesson is None and kept["model"] == engine.model:
        here = engine.reader.name if engine.reader else engine.model
        yield (
            f"Past work is read by another encoder: {lesson.reader or lesson.model} then, {here} now; see "
            "SANGAM_READER."
        )
    if version not in (DEFAULT, *service.adopted.by_id):
        yield (
            f"The learned weights {version} are not kept beside this store; the file "
            "….learned.json of the store of then has them."
        )
    if kept["code"] != code():
        then, now = kept["code"], code()
        yield (
            f"The program is another: version {then['version']}, source {then['hash']} then; version "
            f"{now['version']}, source {now['hash']} now."
        )


def _differences(kept: Mapping[str, Any], answer: Mapping[str, Any]) -> Iterator[str]:
    """Where two answers differ, apart from the parts that they name as what they rest on."""
    for name in dict.fromkeys((*kept, *answer)):
        # Which snapshot an answer names is told apart; that the results agree counts all the same.
        if name in _RESTS_ON or name == "results" or kept.get(name) == answer.get(name):
            continue
        yield _NAMES.get(name) or f"{name.replace('_', ' ')} differs"
    before, after = kept["results"], answer["results"]
    order, now = [one["id"] for one in before], [one["id"] for one in after]
    if order != now:
        first = next((at for at, pair in enumerate(zip(order, now, strict=False)) if pair[0] != pair[1]),
                     min(len(order), len(now)))  # fmt: skip
        yield f"the order differs from place {first + 1} on"
        return
    off = [one["id"] for one, other in zip(before, after, strict=True) if one != other]
    if off:
        scores = zip(before, after, strict=True)
        most = max(abs(one["score"] - other["score"]) for one, other in scores)
        yield (
            f"the order is the same, and {len(off)} of {len(order)} results differ in detail "
            f"(scores by {most:.3g} at most), first {off[0]}"
        )
