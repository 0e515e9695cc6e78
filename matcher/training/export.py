"""Writes a trained encoder as a folder that `--model FOLDER` takes: ONNX, and a record of how it came about.

The trained weights are put into the places of the first ones in the same ONNX graph, so inputs, outputs
and operators are those of the base. The folder appears whole or not at all.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from graph.errors import EncoderError, InputError
from matcher.encoder import OnnxEncoder
from matcher.training.layers import LAYERS, LowerLayers, Weights, library, slots, vectors

RECORD = "training.json"
# Of a number of a vector of length 1, between torch and ONNX Runtime.
MOST_APART = 1e-4
# As many as the encoder reads of a text.
_TOKENS = 256


def require_new(out: Path) -> None:
    """Refuse a place that something lies in already.

    Raises:
        InputError: it is there, or cannot be made.
    """
    if out.exists():
        raise InputError(f"{out} exists already: name another folder, or delete it first")
    try:
        out.resolve().parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"the folder for {out} cannot be made: {error}") from error


def write(
    out: Path, base: Path, weights: Weights, layers: int, probes: Sequence[str], record: Mapping[str, Any]
) -> float:
    """Write the folder of a trained encoder.

    Args:
        base: folder of the encoder that was trained.
        weights: of its upper `layers`, as torch tensors.
        probes: texts by which the written encoder is compared with torch.
        record: what `training.json` says.

    Returns:
        the greatest difference of a number of a vector between torch and ONNX Runtime.

    Raises:
        EncoderError: the two differ by more than 1e-4; nothing is written.
        InputError: the place is taken or cannot be written.
    """
    require_new(out)
    first = LAYERS - layers
    try:
        whole = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.resolve().parent))
    except OSError as error:
        raise InputError(f"{out} cannot be written: {error}") from error
    try:
        _write_model(whole / "model.onnx", base, weights, first)
        shutil.copyfile(base / "tokenizer.json", whole / "tokenizer.json")
        apart = _difference(whole, base, weights, first, probes)
        if not apart <= MOST_APART:  # also where it is no number
            raise EncoderError(
                f"the written encoder differs from the trained one by {apart:.1e}, so {out} was not "
                "written: please report this"
            )
        told = {**record, "torch_and_onnx_differ_by": apart}
        (whole / RECORD).write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        whole.chmod(0o755)
        whole.rename(out)
    except OSError as error:
        raise InputError(f"{out} cannot be written: {error}") from error
    finally:
        shutil.rmtree(whole, ignore_errors=True)  # gone already where it got its name
    return apart


def _write_model(path: Path, base: Path, weights: Weights, first: int) -> None:
    onnx = library("onnx")
    model = onnx.load(str(base / "model.onnx"))
    kept = {one.name: one for one in model.graph.initializer}
    for name, slot in slots(model.graph, first).items():
        array = weights[name].detach().numpy()
        array = np.ascontiguousarray(array.T if slot.transposed else array, dtype=np.float32)
        kept[slot.initializer].CopyFrom(onnx.numpy_helper.from_array(array, slot.initializer))
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def _difference(folder: Path, base: Path, weights: Weights, first: int, probes: Sequence[str]) -> float:
    states = LowerLayers(base, first, _TOKENS).states(probes)
    expected = vectors(states, weights, first)
    return float(np.abs(OnnxEncoder(folder).encode(probes) - expected).max())
