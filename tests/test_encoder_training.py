"""`sangam train-encoder` with the extra [st]: it learns, repeatably, and writes what needs no torch.

Nothing here opens an embedded store: its library, torch and scikit-learn do not fit into one process.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from test_training_pairs import history_folder
from typer.testing import CliRunner

from api.cli.app import app
from api.cli.exits import ExitCode
from graph.errors import EncoderError, InputError
from matcher.encoder import OnnxEncoder, open_encoder
from matcher.models import MINILM_PACKAGE
from matcher.training.export import require_new, write
from matcher.training.history import History, of_folder
from matcher.training.layers import LowerLayers, upper_weights, vectors
from matcher.training.record import record
from matcher.training.train import Settings, contrast, train

needs_torch = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None, reason="needs the extra [st]: pip install 'sangam[st]'"
)


# -- the command --


def test_a_folder_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["train-encoder", str(tmp_path), "--out", str(tmp_path)])
    assert told.exit_code == ExitCode.INPUT
    assert "exists already" in told.output
    with pytest.raises(InputError, match="exists already"):
        require_new(tmp_path)


@pytest.mark.skipif(importlib.util.find_spec("torch") is not None, reason="torch is installed")
def test_without_the_extra_the_command_says_how_to_get_it(tmp_path: Path) -> None:
    folder = history_folder(tmp_path / "b", 6)
    told = CliRunner().invoke(app, ["train-encoder", str(folder), "--out", str(tmp_path / "new")])
    assert told.exit_code == ExitCode.ENCODER
    assert "training an encoder needs torch: pip install 'sangam[st]'" in " ".join(told.output.split())
    assert not (tmp_path / "new").exists()
    with pytest.raises(EncoderError, match=r"sangam\[st\]"):
        upper_weights(MINILM_PACKAGE.folder(), 4)


# -- training, with the extra --

QUICK = Settings(epochs=1, layers=1, batch=16, tokens=32, rate=2e-4, blend=0.5)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    return of_folder(history_folder(tmp_path_factory.mktemp("history") / "b", 120))


@needs_torch
def test_the_two_halves_are_the_encoder(tmp_path: Path) -> None:
    texts = ["coir", "Rubber latex gloves are tested in Kottayam. " * 60, "", "a b c"]
    base = MINILM_PACKAGE.folder()
    for first in (1, 4):
        states = LowerLayers(base, first, 256).states(texts)
        found = vectors(states, upper_weights(base, first), first)
        np.testing.assert_allclose(found, open_encoder().encode(texts), atol=2e-6)


@needs_torch
def test_the_loss_is_that_of_the_formula() -> None:
    import torch

    rng = np.random.default_rng(3)
    rows = rng.normal(size=(6, 4))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    apart = np.array([[False, True, False], [True, False, True], [False, True, False]])
    expected = []
    for row in range(6):
        partner = (row + 3) % 6
        against = [other for other in range(6) if apart[row % 3, other % 3]]
        logits = rows[row] @ rows[[partner, *against]].T / 0.1
        expected.append(np.log(np.exp(logits).sum()) - logits[0])
    assert float(contrast(torch.from_numpy(rows), apart, 0.1)) == pytest.approx(np.mean(expected))
    nobody = float(contrast(torch.from_numpy(rows), np.zeros((3, 3), dtype=bool), 0.1))
    assert nobody == pytest.approx(0.0)


@needs_torch
def test_training_is_repeatable_and_written_as_an_encoder_without_torch(
    history: History, tmp_path: Path
) -> None:
    base = MINILM_PACKAGE.folder()
    one, other = (train(history, base, QUICK) for _ in range(2))
    assert one.epochs == other.epochs
    assert all(np.array_equal(one.weights[name], other.weights[name]) for name in one.weights)
    assert (one.epochs[1].loss or 0) > 0
    texts = [work.text for work in history.works]
    told = record("folder b", history, base, QUICK, one, 1.0)
    apart = write(tmp_path / "out", base, one.weights, QUICK.layers, texts[:8], told)
    assert apart < 1e-4
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == [
        "model.onnx",
        "tokenizer.json",
        "training.json",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    written = open_encoder(str(tmp_path / "out"))
    assert isinstance(written, OnnxEncoder)
    assert written.name.startswith("onnx:out@")
    new, old = written.encode(texts[:8]), open_encoder().encode(texts[:8])
    states = LowerLayers(base, 5, 256).states(texts[:8])
    np.testing.assert_allclose(new, vectors(states, one.weights, 5), atol=1e-5)
    # It has learned something, and has not become another encoder.
    assert 0.7 < float((new * old).sum(axis=1).min()) < 0.9999
    kept = json.loads((tmp_path / "out" / "training.json").read_text(encoding="utf-8"))
    assert kept["settings"]["seed"] == QUICK.seed
    assert kept["data"]["sha256"] == history.hash()
    assert kept["base"]["sha256"].startswith("0e77ebe9")
    assert [epoch["number"] for epoch in kept["epochs"]] == [0, 1]
    assert kept["packages"]["torch"]


@needs_torch
def test_what_is_learned_brings_the_texts_of_a_pair_together(history: History) -> None:
    found = train(history, MINILM_PACKAGE.folder(), replace(QUICK, epochs=2, blend=1.0))
    losses = [epoch.loss for epoch in found.epochs[1:]]
    assert losses[1] is not None
    assert losses[0] is not None
    assert losses[1] < 0.9 * losses[0]


@needs_torch
def test_too_few_pairs_are_told(history: History) -> None:
    with pytest.raises(InputError, match="at least 100 are needed"):
        train(replace(history, works=(), pairs=history.pairs[:50]), MINILM_PACKAGE.folder(), QUICK)


@needs_torch
def test_an_encoder_that_came_out_otherwise_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matcher.training.export.MOST_APART", -1.0)
    with pytest.raises(EncoderError, match="was not written"):
        write(
            tmp_path / "out",
            MINILM_PACKAGE.folder(),
            upper_weights(MINILM_PACKAGE.folder(), 5),
            1,
            ["coir"],
            {},
        )
    assert list(tmp_path.iterdir()) == []


@needs_torch
def test_another_shape_of_encoder_is_refused(tmp_path: Path) -> None:
    import onnx

    model = onnx.load(str(MINILM_PACKAGE.folder() / "model.onnx"))
    for node in model.graph.node:
        node.name = node.name.replace("layer.5", "layer.x")
    onnx.save(model, str(tmp_path / "model.onnx"))
    with pytest.raises(EncoderError, match="in the shape of all-MiniLM-L6-v2"):
        upper_weights(tmp_path, 4)


@needs_torch
def test_the_command_writes_nothing_that_does_no_better_unless_asked_to(tmp_path: Path) -> None:
    folder = history_folder(tmp_path / "b", 120)
    words = ["train-encoder", str(folder), "--out", str(tmp_path / "new"), "--epochs", "1"]
    told = CliRunner().invoke(app, [*words, "--json"])
    report = json.loads(told.stdout)
    assert report["better_than_base"] == (report["written"] is not None) == (tmp_path / "new").exists()
    assert told.exit_code == (ExitCode.DONE if report["written"] else ExitCode.PARTLY)
    shutil.rmtree(tmp_path / "new", ignore_errors=True)
    text = CliRunner().invoke(app, [*words, "--anyway"])
    assert text.exit_code == ExitCode.DONE, text.output
    assert "Use it with --model" in text.stdout
    assert (tmp_path / "new" / "training.json").is_file()
