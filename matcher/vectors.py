"""Vectors on disk, so that a text that has not changed is never encoded again.

One file, ``vectors.bin``: a header that names the model, then records of fixed size that are only
ever appended: the SHA-256 of a text, its vector, and a checksum of both. A record that a crash left
torn is not used. Losing the file loses time only.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
from filelock import FileLock

from graph.errors import EncoderError
from graph.maven import cache_folder
from matcher.encoder import Encoder, Vectors

_HEADER_BYTES = 512
_KEY_BYTES = 32
_FORMAT = "sangam vectors 1"
# What a crash can lose is at most this many encoded texts.
_TEXTS_A_WRITE = 1024


def vector_folder(encoder: Encoder) -> Path:
    """Where the vectors of an encoder are kept between runs."""
    safe = "".join(char if char.isalnum() or char in "-_." else "-" for char in encoder.name)
    return cache_folder() / "vectors" / safe


def kept(encoder: Encoder) -> VectorCache:
    """The vectors of an encoder, kept between runs.

    Raises:
        EncoderError: they cannot be kept there.
    """
    return VectorCache(vector_folder(encoder), encoder)


class VectorCache:
    """The vectors of an encoder, kept in a folder; many processes and threads may share it."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        """Open or create the cache.

        Args:
            folder: where ``vectors.bin`` lies; made if need be.
            encoder: gives the vectors that are not there yet.

        Raises:
            EncoderError: the folder cannot be used, or its vectors come from another model.
        """
        self._encoder = encoder
        self._file = folder / "vectors.bin"
        self._record = np.dtype(
            [("key", np.uint8, _KEY_BYTES), ("vector", "<f4", encoder.dimension), ("sum", "<u4")]
        )
        self._rows: dict[bytes, int] = {}
        self._seen = 0  # records read so far
        self._inode = 0
        self._data: npt.NDArray[Any] = np.empty(0, dtype=self._record)
        self._thread = threading.Lock()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._process = FileLock(folder / "vectors.lock", thread_local=False)
            with self._process:
                self._create()
        except OSError as error:
            raise EncoderError(f"cannot keep vectors in {folder}: {error}") from error
        self._refresh()

    def __len__(self) -> int:
        """The number of texts whose vectors are known here."""
        return len(self._rows)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """The vectors of texts, shape (number of texts, dimension); only unknown ones are encoded.

        Raises:
            EncoderError: the file cannot be used any more, or the encoder failed.
        """
        keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
        with self._thread:
            if any(key not in self._rows for key in keys):
                self._refresh()  # another process may have been there
            # Once is enough, unless someone deletes the file meanwhile: then what was known is lost.
            for _ in range(3):
                missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._rows}
                if not missing:
                    rows = np.fromiter((self._rows[key] for key in keys), dtype=np.intp, count=len(keys))
                    found: Vectors = self._data["vector"][rows].astype(np.float32, copy=False)
                    return found
                for part in _parts(list(missing.items()), _TEXTS_A_WRITE):
                    self._append([key for key, _ in part], self._encoder.encode([text for _, text in part]))
        raise EncoderError(f"{self._file} does not keep what is written to it: look at the disk")

    def _create(self) -> None:
        """Make the file, with nothing but its header, if it is not there."""
        if self._file.exists():
            return
        header = json.dumps(self._header()).encode().ljust(_HEADER_BYTES - 1) + b"\n"
        if len(header) != _HEADER_BYTES:
            raise EncoderError(f"the model's name is too long to be recorded: {self._encoder.name}")
        temporary = self._file.with_suffix(".new")
        temporary.write_bytes(header)
        temporary.replace(self._file)

    def _header(self) -> dict[str, str | int]:
        return {"format": _FORMAT, "model": self._encoder.name, "dimension": self._encoder.dimension}

    def _require_our_model(self, file: BinaryIO) -> None:
        ours = self._header()
        try:
            theirs = json.loads(file.read(_HEADER_BYTES))
            known = theirs["format"] == _FORMAT
        except (ValueError, KeyError, TypeError):
            known = False
        if not known:
            raise EncoderError(
                f"{self._file} is not a file of vectors that this version can read: "
                "give another folder, or delete the file to encode all texts again"
            )
        if theirs != ours:
            raise EncoderError(
                f"{self._file} holds vectors of {theirs['model']} ({theirs['dimension']} numbers "
                f"each), but the encoder is {self._encoder.name} ({self._encoder.dimension}). Vectors "
                "of two models cannot be compared: give another folder, or delete the file to encode "
                "all texts again."
            )

    def _refresh(self) -> None:
        """Take in the records that the file has gained since the last look."""
        try:
            file = self._file.open("rb")
        except FileNotFoundError:
            return  # deleted: it is made again by the next write
        with file:
            state = os.fstat(file.fileno())
            if state.st_ino != self._inode:
                self._inode, self._seen, self._rows = state.st_ino, 0, {}
            self._require_our_model(file)
            whole = (state.st_size - _HEADER_BYTES) // self._record.itemsize
            if whole <= self._seen:
                return
            self._data = np.memmap(file, dtype=self._record, mode="r", offset=_HEADER_BYTES, shape=(whole,))
        new = self._data[self._seen :]
        keys = new["key"].tobytes()
        for at, row in enumerate(range(self._seen, whole)):
            if _checksum(self._data[row]) == self._data["sum"][row]:
                # The first one counts, so that a text's vector never changes.
                self._rows.setdefault(keys[at * _KEY_BYTES : (at + 1) * _KEY_BYTES], row)
        self._seen = whole

    def _append(self, keys: Sequence[bytes], vectors: Vectors) -> None:
        if vectors.shape != (len(keys), self._encoder.dimension) or not np.isfinite(vectors).all():
            raise EncoderError(f"{self._encoder.name} gave vectors of the wrong shape or not numbers")
        records = np.zeros(len(keys), dtype=self._record)
        records["key"] = np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(-1, _KEY_BYTES)
        records["vector"] = vectors
        records["sum"] = [_checksum(record) for record in records]
        try:
            with self._process:
                self._create()
                with self._file.open("r+b") as file:
                    self._require_our_model(file)
                    # Half a record, of a writer that was killed, is written over.
                    size = file.seek(0, os.SEEK_END) - _HEADER_BYTES
                    file.seek(_HEADER_BYTES + size // self._record.itemsize * self._record.itemsize)
                    file.write(records.tobytes())
        except OSError as error:
            raise EncoderError(f"cannot write vectors to {self._file}: {error}") from error
        self._refresh()


def _checksum(record: Any) -> int:
    return zlib.crc32(record.tobytes()[:-4])


def _parts(items: list[tuple[bytes, str]], size: int) -> Iterable[list[tuple[bytes, str]]]:
    return (items[begin : begin + size] for begin in range(0, len(items), size))
