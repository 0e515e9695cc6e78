"""Learning from ties: planted preferences are found, gradients are right, askers stay apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher import learning
from matcher.attention import TRAITS, Attention
from matcher.features import MENTORS, weights_of
from matcher.learning import Example, Learned, learn, mix_of
from matcher.signals.experience import CLOSEST, NAME, SPAN

_CANDIDATES, _PIECES = 12, 60


def examples(count: int, seed: int = 0, trait: int = 0, strength: float = 3.0) -> list[Example]:
    """Ties in which the owner of the piece with the most of one trait is right, with some noise."""
    rng = np.random.default_rng(seed)
    owners = np.sort(rng.integers(0, _CANDIDATES, _PIECES)).astype(np.intp)
    found = []
    for at in range(count):
        traits = rng.normal(size=(_PIECES, len(TRAITS)))
        known = rng.random(_PIECES) < 0.9
        votes = np.where(known, strength * traits[:, trait], -np.inf)
        chances = np.exp(votes - votes.max())
        right = int(owners[rng.choice(_PIECES, p=chances / chances.sum())])
        found.append(
            Example(
                traits.astype(np.float32), known, owners, rng.random(_CANDIDATES), rng.random(_CANDIDATES),
                (right,), f"asker {at % 80}",
            )
        )  # fmt: skip
    return found


def learned_from(given: list[Example]) -> Learned | None:
    lesson = learn(given, MENTORS)
    return lesson.learned if lesson else None


@pytest.mark.parametrize("trait", range(3))
def test_a_planted_preference_is_found(trait: int) -> None:
    learned = learned_from(examples(300, trait=trait))
    assert learned is not None
    found = learned.attention.array()[:-1]
    assert found[trait] == max(found)
    assert found[trait] > 1.5
    assert learned.left_out["learned"] > 2 * learned.left_out["default"]
    assert sum(learned.weights.values()) == pytest.approx(1.0)
    assert (learned.ties, learned.askers) == (300, 80)


def test_learning_twice_gives_the_same_file() -> None:
    one, two = learned_from(examples(220)), learned_from(examples(220))
    assert one is not None
    assert two is not None
    assert one.json() == two.json()
    other = learned_from(examples(220, seed=1))
    assert other is not None
    assert other.data != one.data


def test_too_few_ties_or_askers_teach_nothing() -> None:
    assert learned_from(examples(learning.LEAST_TIES - 1)) is None
    same = [replace(one, asker="one") for one in examples(300)]
    assert learned_from(same) is None


def test_what_is_chance_is_not_adopted() -> None:
    """Right candidates drawn blindly: by askers left out, learning is no better than the mix."""
    rng = np.random.default_rng(5)
    found = []
    for one in examples(250, strength=0.0):
        right = int(rng.integers(_CANDIDATES))
        mix = one.mix.copy()
        mix[right] += 1.0  # the other signals know
        found.append(replace(one, right=(right,), mix=mix))
    assert learned_from(found) is None


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000))
def test_the_gradient_is_that_of_the_likelihood(seed: int) -> None:
    example = examples(1, seed)[0]
    at = np.abs(np.random.default_rng(seed).normal(size=len(TRAITS) + 1))
    value, slope = learning._likelihood(example, at)
    for column in range(len(at)):
        step = np.zeros(len(at))
        step[column] = 1e-6
        ahead = learning._likelihood(example, at + step)[0]
        assert (ahead - value) / 1e-6 == pytest.approx(slope[column], abs=1e-3)


def test_no_asker_is_on_both_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[set[str]] = []
    fit = learning._fit

    def watched(train: list[Example]) -> np.ndarray:
        seen.append({one.asker for one in train})
        return np.asarray(fit(train))

    monkeypatch.setattr(learning, "_fit", watched)
    given = examples(200)
    lesson = learn(given, MENTORS)
    assert lesson is not None
    everybody = {one.asker for one in given}
    folds = seen[:-1]
    missing = [everybody - fold for fold in folds]
    assert all(missing)
    assert set().union(*missing) == everybody
    assert sum(map(len, missing)) == len(everybody)  # each left out once
    scores, documented = lesson.scores, lesson.documented
    assert scores.shape == documented.shape == (200, _CANDIDATES)
    assert documented.sum() == 200
    assert scores.min() >= 0
    assert scores.max() <= 1


def test_the_weights_keep_the_mix_and_order_as_the_votes_do() -> None:
    learned = learned_from(examples(220))
    assert learned is not None
    mixed, default = mix_of(MENTORS), weights_of(MENTORS)
    share = learned.weights["words"] / learned.weights["near"]
    assert share == pytest.approx(mixed["words"] / mixed["near"]) == default["words"] / default["near"]
    assert learned.weights[CLOSEST] / learned.weights[NAME] * SPAN in learning._CLOSEST


def test_parameters_keep_their_order() -> None:
    own = Attention(1, 2, 3, 4, 5)
    assert Attention.of(own.array()) == own
    assert own.array().tolist() == [1, 2, 3, 4, 5]
