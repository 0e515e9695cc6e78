"""The signals of each ranking and their default weights, in one readable list.

The weights were chosen for users, on the developer share of the benchmarks; `docs/ranking.md` tells
how. They are divided by their sum, so that a score lies in [0, 1].
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from graph.errors import InputError
from matcher.signals import experience, graph, pilot, place, programme, text
from matcher.signals.base import Feature

_PARTS = Feature(
    "best_parts",
    "How close each stated need, product or process comes to the best single statement of the other.",
    0.07, text.parts, text.explain_parts, among=text.parts_among,
)  # fmt: skip
_WHOLE = Feature(
    "whole_text", "How alike the two descriptions are as a whole.",
    0.08, text.whole, text.explain_whole, among=text.whole_among,
)  # fmt: skip
_WORDS = Feature(
    "words", "Words that both descriptions use, rare ones counting more.",
    0.26, text.lexical, text.explain_lexical,
)  # fmt: skip
_INDUSTRIES = Feature(
    "industries", "Industries in common, by the NIC-2008 tree.",
    0.07, graph.industries, graph.explain_industries,
)  # fmt: skip

MENTORS: tuple[Feature, ...] = (
    _PARTS,
    _WORDS,
    _WHOLE,
    _INDUSTRIES,
    Feature("capabilities", "Kinds of help that the cluster needs and the institution offers.",
            0.04, graph.capabilities, graph.explain_capabilities),
    Feature("technologies", "Technologies in use there that the institution works on.",
            0.02, graph.technologies, graph.explain_technologies),
    Feature("past_work", "Documented work of the institution with clusters like this one.",
            0.18, text.past, text.explain_past),
    Feature("network", "Nearness in the network (personalised PageRank from the cluster).",
            0.06, graph.reach, graph.explain_reach),
    Feature("standing", "Standing in the network as a whole (PageRank).",
            0.01, graph.standing, graph.explain_standing, asks=False),
    Feature("brokerage", "Whether it joins parts of the network (betweenness).",
            0.02, graph.brokerage, graph.explain_brokerage, asks=False),
    Feature("near", "Nearness on the map; it falls to a half at 100 km and never cuts off.",
            0.13, place.near, place.explain_near),
    Feature("same_state", "Both in one state, whose programmes the institution can use.",
            0.11, place.same_state, place.explain_same_state),
    Feature("school", "How far it is what the programme calls a mentor: a school of excellence.",
            0.01, programme.school, programme.explain_school, asks=False),
    Feature("room", "What is free of its capacity to mentor.",
            0.01, programme.room, programme.explain_room, asks=False),
    Feature(experience.NAME,
            "All past work as votes, by likeness, sponsor and age; counts where its weights were learned.",
            0.0, experience.experience, experience.explain_experience),
    Feature(experience.CLOSEST,
            "Standing by the past work most alike; counts where its weights were learned.",
            0.0, experience.closest, experience.explain_experience),
    Feature("fresh",
            "How little documented work it has so far; counts when more exploration is asked for.",
            0.0, programme.fresh, programme.explain_fresh, asks=False),
)  # fmt: skip

PILOTS: tuple[Feature, ...] = (
    Feature("fit", "How well it fits, as a whole, what the cluster is about.",
            0.48, pilot.fit, pilot.explain_fit),
    replace(_PARTS, weight=0.08),
    replace(_WORDS, weight=0.03),
    replace(_WHOLE, weight=0.05),
    replace(_INDUSTRIES, weight=0.14),
    Feature("untried", "How unlike it is to what is in use or was tried there.",
            0.05, pilot.untried, pilot.explain_untried),
    Feature("ready", "What shows that the cluster can carry a pilot: SPV, champion, stage, facility.",
            0.05, programme.ready, programme.explain_ready, asks=False),
    Feature("gain", "What clusters like it would gain if the pilot worked.",
            0.05, pilot.gain, pilot.explain_gain),
    Feature("near", "Nearness on the map; it falls to a half at 100 km and never cuts off.",
            0.07, place.near, place.explain_near),
)  # fmt: skip

SETS: Mapping[str, tuple[Feature, ...]] = {"mentors": MENTORS, "pilots": PILOTS}


def exploring(share: float, own: Mapping[str, float] | None = None) -> dict[str, float]:
    """Weights of mentors with which the signal of those who had no chance yet makes up a share of the score.

    Args:
        share: from 0, as always, to below 1.
        own: weights of a request.

    Raises:
        InputError: the share is not in that range, or as for `weights_of`.
    """
    if not 0 <= share < 1:
        raise InputError(f"exploration is to be from 0 to below 1, not {share}")
    given = {name: weight for name, weight in (own or {}).items() if name != "fresh"}
    return weights_of(MENTORS, given) | {"fresh": share / (1 - share)} if share else dict(own or {})


def weights_of(features: tuple[Feature, ...], own: Mapping[str, float] | None = None) -> dict[str, float]:
    """The weights to use, by feature name, with sum 1: the defaults, or a request's own in their place.

    Args:
        own: weights that replace the defaults of the features named; others keep theirs.

    Raises:
        InputError: a name is unknown, a weight is negative or not finite, or all are 0.
    """
    found = {feature.name: feature.weight for feature in features}
    for name, weight in (own or {}).items():
        if name not in found:
            raise InputError(f"there is no signal '{name}'; they are {', '.join(found)}")
        if not 0 <= weight < float("inf"):
            raise InputError(f"the weight of {name} is to be 0 or more, not {weight}")
        found[name] = float(weight)
    total = sum(found.values())
    if total <= 0:
        raise InputError("all weights are 0; give at least one signal a weight")
    return {name: weight / total for name, weight in found.items()}
