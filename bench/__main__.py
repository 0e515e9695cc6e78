"""Runs every benchmark and prints ratios measured side by side: `make bench`."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

ALL = (
    "load",
    "encode",
    "centrality",
    "answer",
    "all_pairs",
    "visible",
    "assign",
    "rules",
    "robust",
    "kills",
    "languages",
)


def main() -> None:
    chosen = sys.argv[1:] or ALL
    print(f"{platform.machine()}, Python {platform.python_version()}, {platform.system()}", flush=True)
    for name in chosen:
        print(f"\n== {name}", flush=True)
        subprocess.run([sys.executable, str(Path(__file__).with_name(f"{name}.py"))], check=True)


if __name__ == "__main__":
    main()
