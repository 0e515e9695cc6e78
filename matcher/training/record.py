"""What is known of a trained encoder: base, data, settings, figures and versions, as plain data."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from matcher.models import MINILM
from matcher.training.history import History
from matcher.training.layers import library
from matcher.training.pairs import of_epoch
from matcher.training.train import Epoch, Settings, Trained

_PACKAGES = ("sangam", "torch", "onnx", "onnxruntime", "tokenizers", "numpy")


def record(
    source: str, history: History, base: Path, settings: Settings, trained: Trained, took_s: float
) -> dict[str, Any]:
    """The content of `training.json`.

    Args:
        source: where the history is from, in words.
        took_s: seconds of training.
    """
    content = (base / "model.onnx").read_bytes() + (base / "tokenizer.json").read_bytes()
    kinds = Counter(
        pair.kind for pair in of_epoch(history, np.random.default_rng(settings.seed), ties=settings.ties)
    )
    deciding = "institutions" if trained.exam.questions else "pairs"
    return {
        "base": {"name": MINILM, "sha256": hashlib.sha256(content).hexdigest()},
        "data": {
            "source": source,
            "sha256": history.hash(),
            "until": history.until,
            "works": len(history.works),
            "firms": len({work.firm for work in history.works}),
            "pairs": dict(sorted(kinds.items())),
            "left_out_rows": history.skipped,
        },
        "settings": asdict(settings),
        "held_out": {
            "questions": len(trained.exam.questions),
            "pairs": len(trained.exam.pairs),
            "deciding": deciding,
        },
        "epochs": [epoch_json(epoch) for epoch in trained.epochs],
        "kept": trained.best,
        "better_than_base": trained.helps,
        "took_s": round(took_s, 1),
        "threads": int(library("torch").get_num_threads()),
        "packages": {name: version(name) for name in _PACKAGES},
    }


def epoch_json(epoch: Epoch) -> dict[str, Any]:
    """An epoch as plain data."""
    return {
        "number": epoch.number,
        "pairs": epoch.pairs,
        "loss": epoch.loss,
        "held_out_mrr": asdict(epoch.held_out),
    }
