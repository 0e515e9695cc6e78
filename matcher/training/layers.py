"""all-MiniLM-L6-v2 in two halves: lower layers on ONNX Runtime, upper ones in torch with gradients.

The lower half is frozen, so each text goes through it once and not once an epoch. Its weights and those
of the upper half are read from the same ONNX file; `export.py` writes the upper ones back to their places.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from graph.errors import EncoderError
from matcher.encoder import Vectors

# Name in the manner of torch to a tensor, or to where it lies in an ONNX file.
Weights: TypeAlias = Mapping[str, Any]

LAYERS, _DIMENSION, _HEADS = 6, 384, 12
_EPSILON = 1e-12
_TEXTS_A_BATCH = 16


def require_extra() -> None:
    """Refuse to go on without the packages of the extra `[st]`; none of them is imported.

    Raises:
        EncoderError: one is not installed.
    """
    for package in ("torch", "onnx"):
        if importlib.util.find_spec(package) is None:
            raise _missing(package)


def library(package: str) -> Any:
    """A package of the extra `[st]`.

    Raises:
        EncoderError: it is not installed.
    """
    try:
        return importlib.import_module(package)
    except ImportError as error:
        raise _missing(f"{package} ({error})") from error


def _missing(what: str) -> EncoderError:
    return EncoderError(
        f"training an encoder needs {what}: pip install 'sangam[st]' (about 3 GB). To use an encoder "
        "that is trained, nothing more is needed"
    )


@dataclass(frozen=True)
class Slot:
    """Where a weight lies in an ONNX file: the name of its initializer, and whether it is transposed.

    The export to ONNX kept the names of vectors; matrices got numbers, and only nodes tell which is which.
    """

    initializer: str
    transposed: bool


def slots(graph: Any, first: int) -> dict[str, Slot]:
    """The weights of the layers from `first` (counted from 0) upward.

    Raises:
        EncoderError: the graph is not that of all-MiniLM-L6-v2.
    """
    wanted = tuple(f"encoder.layer.{layer}." for layer in range(first, LAYERS))
    found = {one.name: Slot(one.name, False) for one in graph.initializer if one.name.startswith(wanted)}
    for node in graph.node:
        path = node.name.strip("/").replace("/", ".")
        if node.op_type == "MatMul" and path.startswith(wanted) and node.input[1].startswith("onnx::"):
            found[f"{path.removesuffix('.MatMul')}.weight"] = Slot(node.input[1], True)
    if len(found) != 16 * (LAYERS - first):
        raise EncoderError("only an encoder in the shape of all-MiniLM-L6-v2 can be trained")
    return found


def upper_weights(folder: Path, first: int) -> dict[str, Any]:
    """Tensors of the layers from `first` upward, as the ONNX file of a folder holds them."""
    onnx, torch = library("onnx"), library("torch")
    graph = onnx.load(str(folder / "model.onnx")).graph
    kept = {one.name: one for one in graph.initializer}
    found = {}
    for name, slot in slots(graph, first).items():
        array = np.array(onnx.numpy_helper.to_array(kept[slot.initializer]))
        found[name] = torch.from_numpy(np.ascontiguousarray(array.T) if slot.transposed else array)
    return found


class LowerLayers:
    """The layers below `first`, on ONNX Runtime: texts to what the upper layers are given."""

    def __init__(self, folder: Path, first: int, tokens: int) -> None:
        """Load them.

        Args:
            tokens: a longer text is cut there.
        """
        onnx, onnxruntime, tokenizers = library("onnx"), library("onnxruntime"), library("tokenizers")
        model = onnx.load(str(folder / "model.onnx"))
        self._output = f"/encoder/layer.{first - 1}/output/LayerNorm/Add_1_output_0"
        shape = ["batch", "tokens", _DIMENSION]
        wanted = onnx.helper.make_tensor_value_info(self._output, onnx.TensorProto.FLOAT, shape)
        del model.graph.output[:]  # what leads to no output is not computed
        model.graph.output.append(wanted)
        options = onnxruntime.SessionOptions()
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        content = model.SerializeToString()
        self._session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(tokens)
        self._tokenizer.no_padding()

    def states(self, texts: Sequence[str]) -> list[Vectors]:
        """One array for each text, shape (its tokens, dimension)."""
        tokens = [found.ids for found in self._tokenizer.encode_batch_fast(list(texts))]
        found: dict[int, Vectors] = {}
        order = sorted(range(len(tokens)), key=lambda row: -len(tokens[row]))
        for begin in range(0, len(order), _TEXTS_A_BATCH):
            rows = order[begin : begin + _TEXTS_A_BATCH]
            ids = np.zeros((len(rows), len(tokens[rows[0]])), dtype=np.int64)
            mask = np.zeros_like(ids)
            for at, row in enumerate(rows):
                ids[at, : len(tokens[row])] = tokens[row]
                mask[at, : len(tokens[row])] = 1
            feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            (hidden,) = self._session.run([self._output], feed)
            found |= {row: hidden[at, : len(tokens[row])].copy() for at, row in enumerate(rows)}
        return [found[row] for row in range(len(tokens))]


def embed(states: Sequence[Vectors], weights: Weights, first: int) -> Any:
    """Vectors of texts from their lower states, as a tensor of shape (texts, dimension), rows of length 1."""
    torch = library("torch")
    longest = max(len(one) for one in states)
    hidden = torch.zeros(len(states), longest, _DIMENSION)
    mask = torch.zeros(len(states), longest, dtype=torch.bool)
    for at, one in enumerate(states):
        hidden[at, : len(one)] = torch.from_numpy(one)
        mask[at, : len(one)] = True
    for layer in range(first, LAYERS):
        hidden = _layer(torch, hidden, mask[:, None, None, :], weights, f"encoder.layer.{layer}.")
    summed = (hidden * mask[:, :, None]).sum(dim=1)
    return torch.nn.functional.normalize(summed, dim=1)


def vectors(states: Sequence[Vectors], weights: Weights, first: int) -> Vectors:
    """As `embed`, for any number of texts, without gradients and as an array."""
    torch = library("torch")
    found = np.empty((len(states), _DIMENSION), dtype=np.float32)
    order = sorted(range(len(states)), key=lambda row: -len(states[row]))
    with torch.no_grad():
        for begin in range(0, len(order), _TEXTS_A_BATCH):
            rows = order[begin : begin + _TEXTS_A_BATCH]
            found[rows] = embed([states[row] for row in rows], weights, first).numpy()
    return found


def _layer(torch: Any, hidden: Any, mask: Any, weights: Weights, path: str) -> Any:
    """One layer of BERT (Devlin et al. 2019); no dropout, as the texts are few and the rate small."""
    functional = torch.nn.functional
    count, tokens, _ = hidden.shape

    def linear(values: Any, name: str) -> Any:
        return functional.linear(values, weights[f"{path}{name}.weight"], weights[f"{path}{name}.bias"])

    def normed(values: Any, name: str) -> Any:
        weight, bias = weights[f"{path}{name}.weight"], weights[f"{path}{name}.bias"]
        return functional.layer_norm(values, (_DIMENSION,), weight, bias, _EPSILON)

    query, key, value = (
        linear(hidden, f"attention.self.{name}").view(count, tokens, _HEADS, -1).transpose(1, 2)
        for name in ("query", "key", "value")
    )
    seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
    seen = seen.transpose(1, 2).reshape(count, tokens, _DIMENSION)
    hidden = normed(linear(seen, "attention.output.dense") + hidden, "attention.output.LayerNorm")
    wide = functional.gelu(linear(hidden, "intermediate.dense"))
    return normed(linear(wide, "output.dense") + hidden, "output.LayerNorm")
