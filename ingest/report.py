"""What an ingest did, and the rows that it did not take, in a form that can be mended and loaded."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.records import Rejection

# Columns added to a rejected row; a loader looks over columns of this prefix.
REJECT_PREFIX = "reject_"
_COLUMNS = ("file", "line", "field", "reason", "remedy")


@dataclass
class FileReport:
    """The rows of one file: read = loaded + merged + rejected."""

    file: str
    source: str
    read: int = 0
    loaded: int = 0
    merged: int = 0
    rejections: list[Rejection] = field(default_factory=list)

    @property
    def rejected(self) -> int:
        """How many rows were not taken."""
        return len(self.rejections)


@dataclass
class Report:
    """What a whole run did.

    Attributes:
        files: one report a file.
        created, changed, unchanged: nodes and relationships, by what happened to each.
        dry_run: nothing was written.
    """

    files: list[FileReport] = field(default_factory=list)
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    dry_run: bool = False
    seconds: float = 0.0
    rejects: list[str] = field(default_factory=list)

    @property
    def rejected(self) -> int:
        """How many rows were not taken in all files."""
        return sum(file.rejected for file in self.files)

    def as_json(self) -> dict[str, Any]:
        """The report as plain data."""
        return {
            "files": [
                {"file": f.file, "source": f.source, "read": f.read, "loaded": f.loaded,
                 "merged": f.merged, "rejected": f.rejected} for f in self.files
            ],
            "read": sum(f.read for f in self.files),
            "loaded": sum(f.loaded for f in self.files),
            "merged": sum(f.merged for f in self.files),
            "rejected": self.rejected,
            "elements": {"created": self.created, "changed": self.changed,
                         "unchanged": self.unchanged},
            "dry_run": self.dry_run,
            "seconds": round(self.seconds, 3),
            "rejects": self.rejects,
        }  # fmt: skip


def write_rejects(report: Report, folder: Path) -> list[Path]:
    """Write each file's rejected rows to `folder`, one file a source file; gives their paths.

    A table keeps its columns, so that it can be mended and loaded again; the reason stands in
    columns that begin with `reject_`. Rows that came from JSON go back to JSON.
    """
    written: list[Path] = []
    for part in report.files:
        if part.rejections:
            folder.mkdir(parents=True, exist_ok=True)
            written.append(_write(part, folder, written))
    report.rejects = [str(path) for path in written]
    return written


def _write(part: FileReport, folder: Path, taken: list[Path]) -> Path:
    name = Path(part.file.partition(" [")[0])
    sheet = part.file.partition(" [")[2].rstrip("]")
    stem = f"{name.stem}-{sheet}" if sheet else name.stem
    ending = ".json" if name.suffix == ".json" else ".csv"
    # Files of one name from several folders keep their rejects apart.
    others = (folder / f"{stem}-{number}{ending}" for number in range(2, len(taken) + 2))
    path = next(p for p in (folder / f"{stem}{ending}", *others) if p not in taken)
    if ending == ".json":
        records = [json.loads(r.row.cells["_record"]) | _reasons(r) for r in part.rejections]
        text = json.dumps(records, ensure_ascii=False, indent=2)
        path.write_text(text + "\n", encoding="utf-8")
        return path
    # A row of a rejects file that is rejected again has these columns already.
    cells = (c for r in part.rejections for c in r.row.cells if not c.startswith(REJECT_PREFIX))
    columns = list(dict.fromkeys(cells))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*columns, *(REJECT_PREFIX + c for c in _COLUMNS)])
        for rejection in part.rejections:
            kept = [rejection.row.cells.get(column, "") for column in columns]
            writer.writerow([*kept, *_reasons(rejection).values()])
    return path


def _reasons(rejection: Rejection) -> dict[str, str]:
    origin = rejection.row.origin
    values = (origin.file, str(origin.line), rejection.field, rejection.reason, rejection.remedy)
    return {REJECT_PREFIX + column: value for column, value in zip(_COLUMNS, values, strict=True)}


def summary(rejections: Iterable[Rejection]) -> list[tuple[str, str, int]]:
    """Reasons with how often each occurs, the most frequent first: (field, reason, count)."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for rejection in rejections:
        counts[rejection.field, rejection.reason] += 1
    return sorted(((f, r, n) for (f, r), n in counts.items()), key=lambda x: (-x[2], x[0], x[1]))
