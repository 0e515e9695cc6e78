"""all-MiniLM-L6-v2 as a folder of sentence-transformers, made of its ONNX file."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from graph.errors import EncoderError
from matcher.encoder import MAX_TOKENS, extra
from matcher.models import MINILM


def to_sentence_transformers(onnx_folder: Path, out_folder: Path) -> None:
    """Write all-MiniLM-L6-v2 from its ONNX file as a sentence-transformers folder, for fine-tuning.

    No model hub is asked: the weights are those of the ONNX file. Needs the extra ``[st]``.

    Raises:
        EncoderError: a package is missing or the file is not a BERT of this shape.
    """
    onnx, torch = extra("onnx"), extra("torch")
    transformers, library = extra("transformers"), extra("sentence_transformers")
    graph = onnx.load(str(onnx_folder / "model.onnx")).graph
    weights = {one.name: onnx.numpy_helper.to_array(one) for one in graph.initializer}
    state = {name: array for name, array in weights.items() if not name.startswith("onnx::")}
    for node in graph.node:
        # The export renamed and transposed the matrices of linear layers; nodes keep the path.
        if node.op_type == "MatMul" and node.input[1].startswith("onnx::"):
            path = node.name.strip("/").removesuffix("/MatMul").replace("/", ".")
            state[f"{path}.weight"] = weights[node.input[1]].T
    state.pop("embeddings.position_ids", None)
    # A layer on top that this model does not use and the export left out.
    state["pooler.dense.weight"] = np.zeros((384, 384), dtype=np.float32)
    state["pooler.dense.bias"] = np.zeros(384, dtype=np.float32)
    config = transformers.BertConfig(
        vocab_size=30522, hidden_size=384, num_hidden_layers=6, num_attention_heads=12,
        intermediate_size=1536, max_position_embeddings=512,
    )  # fmt: skip
    bert = transformers.BertModel(config)
    tensors = {name: torch.from_numpy(np.array(array)) for name, array in state.items()}
    try:
        bert.load_state_dict(tensors)
    except RuntimeError as error:
        raise EncoderError(f"{onnx_folder} does not hold {MINILM}: {error}") from error
    tokenizer = transformers.BertTokenizerFast(
        tokenizer_file=str(onnx_folder / "tokenizer.json"), model_max_length=MAX_TOKENS
    )
    with tempfile.TemporaryDirectory() as plain:
        bert.save_pretrained(plain)
        tokenizer.save_pretrained(plain)
        parts = extra("sentence_transformers.models")
        transformer = parts.Transformer(plain, max_seq_length=MAX_TOKENS)
        modules = [transformer, parts.Pooling(384, "mean"), parts.Normalize()]
        library.SentenceTransformer(modules=modules, device="cpu").save(str(out_folder))
