"""Exploration: its share is exact, and more of it brings those without past work forward."""

from __future__ import annotations

import pytest
from api_service import service
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import InputError
from matcher.features import MENTORS, exploring, weights_of


@given(st.floats(0.01, 0.95), st.dictionaries(st.sampled_from(["words", "near"]), st.floats(0.1, 5)))
def test_the_share_is_exact_and_the_rest_keeps_its_proportions(share: float, own: dict[str, float]) -> None:
    found = weights_of(MENTORS, exploring(share, own))
    plain = weights_of(MENTORS, own)
    assert found["fresh"] == pytest.approx(share)
    for name, weight in plain.items():
        if name != "fresh":
            assert found[name] == pytest.approx(weight * (1 - share))


def test_no_exploration_is_the_default() -> None:
    assert exploring(0.0) == {}
    assert exploring(0.0, {"near": 1.0}) == {"near": 1.0}
    with pytest.raises(InputError, match="exploration"):
        exploring(1.0)


def test_more_exploration_brings_those_without_past_work_forward() -> None:
    engine = service().engine()
    past = {profile.id: len(profile.past) for profile in engine.institutions.profiles}
    cluster = engine.cluster("cluster:alappuzha-coir")

    def documented(share: float) -> int:
        answer = engine.mentors(cluster, weights=exploring(share) or None)
        return sum(past[one.id] for one in answer.ranking.results)

    assert documented(0.9) == 0 < documented(0.0)
    assert documented(0.3) <= documented(0.0)
