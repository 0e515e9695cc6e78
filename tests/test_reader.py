"""The second encoder, which reads past work where that has been learned from."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from api_service import encoder, service_on, store_file
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import EncoderError
from matcher.adopted import Adopted, named, place, write
from matcher.answers import answer_json
from matcher.attention import Attention
from matcher.candidates import Ask, Candidates
from matcher.encoder import OnnxEncoder, Vectors, packaged
from matcher.features import MENTORS, weights_of
from matcher.models import BGE_PACKAGE
from matcher.profiles import Past, Profile
from matcher.reader import Readings, reader_of
from matcher.replay import replay
from matcher.signals.base import Scene
from matcher.signals.experience import closest, experience

TEXTS = (
    "Retting of coir fibre with fewer pollutants. Coconut husks are soaked for months in the backwaters.",
    "A shorter soaking of husks from coconut palms, so that fibre is had without fouling the water.",
    "Radar signals reflected by aircraft are told from clutter by a statistical filter.",
)


@pytest.fixture(scope="module")
def bge() -> OnnxEncoder:
    return packaged(BGE_PACKAGE, alone=True)


def test_like_texts_are_nearer_than_unlike_ones(bge: OnnxEncoder) -> None:
    vectors = bge.encode(TEXTS)
    assert (bge.name, bge.dimension) == ("bge-small-en-v1.5-q", 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    alike = vectors @ vectors.T
    assert alike[0, 1] > max(alike[0, 2], alike[1, 2]) + 0.2


def test_a_vector_is_the_state_of_the_first_token(bge: OnnxEncoder) -> None:
    import tokenizers

    folder = BGE_PACKAGE.folder()
    ids = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json")).encode(TEXTS[0]).ids
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
    feed = {"input_ids": [ids], "attention_mask": [[1] * len(ids)], "token_type_ids": [[0] * len(ids)]}
    (states,) = session.run(None, {name: np.array(rows, dtype=np.int64) for name, rows in feed.items()})
    first = states[0, 0] / np.linalg.norm(states[0, 0])
    np.testing.assert_allclose(bge.encode(TEXTS[:1])[0], first, atol=1e-5)


def test_a_text_has_the_same_bits_in_any_company(bge: OnnxEncoder) -> None:
    longer = [*TEXTS, " ".join(TEXTS) * 4, "coir"]
    together, turned = bge.encode(longer), bge.encode(longer[::-1])[::-1]
    assert np.array_equal(together, turned)
    for row, text in enumerate(longer):
        assert np.array_equal(bge.encode([text])[0], together[row])


def test_it_goes_with_the_default_encoder_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SANGAM_READER", raising=False)
    found = reader_of(encoder())
    assert found is not None
    assert found.name == BGE_PACKAGE.name

    class Other:
        name, dimension = "another", 3

        def encode(self, texts: Sequence[str]) -> Vectors:
            raise AssertionError("nothing is read")

    assert reader_of(Other()) is None
    monkeypatch.setenv("SANGAM_READER", "same")
    assert reader_of(encoder()) is None
    monkeypatch.setenv("SANGAM_READER", str(BGE_PACKAGE.folder()))
    own = reader_of(Other())
    assert own is not None
    assert own.name == BGE_PACKAGE.name
    monkeypatch.setenv("SANGAM_READER", str(tmp_path))
    with pytest.raises(EncoderError, match=r"model\.onnx is missing"):
        reader_of(encoder())


def test_it_is_opened_when_a_text_is_read_and_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, bge: OnnxEncoder
) -> None:
    monkeypatch.setattr("matcher.vectors.vector_folder", lambda _: tmp_path)
    opened: list[str] = []
    monkeypatch.setattr(
        "matcher.reader.packaged", lambda package, *_, **__: opened.append(package.name) or bge
    )
    found = reader_of(encoder())
    assert found is not None
    assert opened == []
    first = found.vectors(TEXTS)
    assert np.array_equal(found.vectors(TEXTS[1:]), first[1:])
    assert np.array_equal(first, bge.encode(TEXTS))
    assert opened == [BGE_PACKAGE.name]


class Seeded:
    """Vectors drawn from each text's own seed, around a direction that all have in common."""

    def __init__(self, shift: float) -> None:
        self.shift = shift

    def vectors(self, texts: Sequence[str]) -> Vectors:
        drawn = [np.random.default_rng(list(text.encode())).standard_normal(8) for text in texts]
        found = np.array(drawn, dtype=np.float32).reshape(len(texts), 8)
        found[:, 0] += self.shift
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True))


@given(count=st.integers(0, 300), shift=st.floats(0, 6))
@settings(deadline=None, max_examples=60)
def test_what_all_texts_have_in_common_is_taken_away(count: int, shift: float) -> None:
    reader = Seeded(shift)
    texts = [f"text {at}" for at in range(count)]
    found = Readings.of(texts, reader)
    assert found.vectors.shape == (count, 8)
    assert np.array_equal(Readings.of(texts, reader).vectors, found.vectors)
    # Read again one by one, they lie where they lay; a product of matrices sums in another order.
    np.testing.assert_allclose(found.apart(reader.vectors(texts)), found.vectors, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(found.vectors, axis=1), 1, atol=1e-5)
    if count < 100:
        np.testing.assert_allclose(found.vectors, reader.vectors(texts), atol=1e-6)
        return
    assert np.abs(found.vectors @ found.direction).max() < 1e-4
    assert np.linalg.norm(found.vectors.mean(axis=0)) < 0.35


class Marked:
    """Reads one word only: texts that have it are alike, all others are alike."""

    def __init__(self, word: str) -> None:
        self.word = word

    def vectors(self, texts: Sequence[str]) -> Vectors:
        return np.array([[self.word in text, self.word not in text] for text in texts], dtype=np.float32)


def test_experience_rests_on_what_the_reader_reads() -> None:
    profiles = [
        Profile("institution:a", "a", "x", past=(Past("cluster:p", "looms and dyes"),)),
        Profile("institution:b", "b", "x", past=(Past("cluster:q", "kilns and clay"),)),
    ]
    over = Candidates.of(profiles, Marked("looms"))
    asked = Profile("cluster:z", "z", "looms of clay")
    by_looms = Scene(Ask.of(asked, Marked("looms")), over)
    by_clay = replace(by_looms, reader=Marked("clay"))
    for signal in (experience, closest):
        looms, clay = signal(by_looms), signal(by_clay)
        # The words in common are one each: what reads decides.
        assert looms[0] > looms[1]
        assert clay[1] > clay[0]


def test_what_was_learned_with_another_reader_is_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SANGAM_READER", raising=False)
    path = tmp_path / "own.kgl"
    shutil.copy(store_file(), path)
    told = {"model": encoder().name, "snapshot": "x", "ties": 300, "clusters": 90}
    weights, at = weights_of(MENTORS), datetime(2026, 3, 1, tzinfo=UTC)
    for reader, used in ((BGE_PACKAGE.name, True), ("another", False), (None, False)):
        version = named(1, weights, Attention(), None, {**told, "reader": reader})
        write(place(str(path)), Adopted().with_new(version, at))
        assert (service_on(path).engine().lesson is not None) is used
    # Weights alone read nothing.
    write(place(str(path)), Adopted().with_new(named(1, weights, None, None, told), at))
    assert service_on(path).engine().lesson is not None


def test_an_answer_given_again_says_that_another_encoder_reads(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SANGAM_READER", raising=False)
    path = tmp_path / "own.kgl"
    shutil.copy(store_file(), path)
    told = {"model": encoder().name, "reader": BGE_PACKAGE.name, "snapshot": "x", "ties": 300, "clusters": 90}
    weights = weights_of(MENTORS, {"experience": 1.0, "closest_work": 1.0})
    version = named(1, weights, Attention(), None, told)
    write(place(str(path)), Adopted().with_new(version, datetime(2026, 3, 1, tzinfo=UTC)))
    answer = json.loads(json.dumps(answer_json(service_on(path).mentors("cluster:alappuzha-coir"))))
    assert answer["weights_version"] == version.id
    assert replay(service_on(path), answer).same
    monkeypatch.setenv("SANGAM_READER", "same")
    again = replay(service_on(path), answer)
    assert not again.same_results
    [said] = again.rests_on_other
    assert BGE_PACKAGE.name in said
    assert encoder().name in said
