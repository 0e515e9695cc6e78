"""Texts a second of the default encoder, a bare ONNX Runtime loop and sentence-transformers, side by side.

    python bench/encode.py [--texts 600] [--rounds 5]

All three compute with the same weights on the same texts in one process, taking turns; a round's ratio
compares neighbours in time, so that other load on the machine falls on both. sentence-transformers takes
part if it can be imported.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from matcher import encoder as ours
from matcher.models import MINILM_PACKAGE
from matcher.training.folder import to_sentence_transformers

# Words of cluster and institution profiles, some of several word pieces.
WORDS = """rubber latex coir handloom spice cardamom coconut fibre cashew cluster polytechnic college skill
training testing laboratory machinery production design export quality certification (ISO) mould footwear
furniture plywood terracotta ayurveda tourism fisheries seafood processing packaging MSME technology centre
incubator research department engineering textile electronics food dairy tool-room Kottayam Alappuzha
Thrissur Kannur Perumbavoor in of and for the with at"""


def make_texts(count: int) -> list[str]:
    """Profiles of 5 to 200 words, most of them short, the same every time."""
    rng, words = random.Random(20), WORDS.split()
    return [
        " ".join(rng.choices(words, k=min(200, int(rng.lognormvariate(3.2, 0.9)) + 5))) for _ in range(count)
    ]


def bare_loop(folder: Path) -> Callable[[Sequence[str]], np.ndarray]:
    """What one writes first: batches of 32 in the order given, padded to their longest text."""
    import onnxruntime
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(256)
    tokenizer.enable_padding()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = ours._cores()
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options)

    def encode(texts: Sequence[str]) -> np.ndarray:
        parts = []
        for begin in range(0, len(texts), 32):
            found = tokenizer.encode_batch(list(texts[begin : begin + 32]))
            ids = np.array([one.ids for one in found])
            mask = np.array([one.attention_mask for one in found])
            feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            hidden = session.run(None, feed)[0]
            mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
            parts.append(mean / np.linalg.norm(mean, axis=1, keepdims=True))
        return np.concatenate(parts).astype(np.float32)

    return encode


def sentence_transformers_of(folder: Path) -> Callable[[Sequence[str]], np.ndarray] | None:
    if importlib.util.find_spec("sentence_transformers") is None:
        return None
    with tempfile.TemporaryDirectory() as place:
        to_sentence_transformers(folder, Path(place) / "model")
        return ours.SentenceTransformerEncoder(str(Path(place) / "model")).encode


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--texts", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()

    texts = make_texts(arguments.texts)
    default: Any = ours.open_encoder(on_progress=print)
    folder = MINILM_PACKAGE.folder()
    systems: dict[str, Callable[[Sequence[str]], np.ndarray]] = {
        "ours": default.encode,
        "bare onnxruntime, unsorted": bare_loop(folder),
    }
    if (third := sentence_transformers_of(folder)) is not None:
        systems["sentence-transformers"] = third

    tokens = [len(found.ids) for found in default._tokenizer.encode_batch(texts)]
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    print(f"load of the machine before the start: {load}")
    print(f"{len(texts)} texts, {statistics.mean(tokens):.0f} tokens on average (median "
          f"{statistics.median(tokens):.0f}, longest {max(tokens)}), {ours._cores()} cores")  # fmt: skip
    for package in ("onnxruntime", "tokenizers", "sentence-transformers", "torch"):
        try:
            print(f"  {package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            print(f"  {package} is not installed: left out")

    reference = default.encode(texts)
    for name, encode in systems.items():  # also warms up
        smallest = (reference * encode(texts)).sum(1).min()
        if name != "ours":
            print(f"  smallest cosine of {name} with ours: {smallest:.7f}")

    speeds: dict[str, list[float]] = {name: [] for name in systems}
    names = list(systems)
    for turn in range(arguments.rounds):
        # Another one begins each time; a pause lets the threads of the one before go to sleep.
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            time.sleep(0.3)
            begin = time.perf_counter()
            systems[name](texts)
            speeds[name].append(len(texts) / (time.perf_counter() - begin))
    for name in systems:
        ratios = [a / b for a, b in zip(speeds["ours"], speeds[name], strict=True)]
        print(f"{name:28} {statistics.median(speeds[name]):7.1f} texts/s (from {min(speeds[name]):.1f} to "
              f"{max(speeds[name]):.1f}); ours / this: {statistics.median(ratios):.2f} "
              f"(from {min(ratios):.2f} to {max(ratios):.2f})")  # fmt: skip


if __name__ == "__main__":
    main()
