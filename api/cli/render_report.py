"""What an ingest did, as a person reads it, and as rows of a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console

from api.cli.output import Cell
from api.cli.render import heading, paragraph, table

if TYPE_CHECKING:
    from ingest.report import Report

_MOST_REASONS = 10
CSV_COLUMNS = ("file", "source", "read", "loaded", "merged", "rejected")


def show_report(out: Console, report: Report, store: str) -> None:
    """The report in text: rows by file, what became of the graph, and what is to be mended."""
    if report.dry_run:
        paragraph(out, f"Dry run in {report.seconds:.1f} s: nothing was written to {store}.", style="bold")
    else:
        paragraph(out, f"Loaded into {store} in {report.seconds:.1f} s.", style="bold")
    out.print()
    rows: list[Sequence[Cell]] = [(f.file, f.read, f.loaded, f.merged, f.rejected) for f in report.files]
    whole = report.as_json()
    if len(rows) > 1:
        rows.append(("all files", *(whole[name] for name in ("read", "loaded", "merged", "rejected"))))
    sides = [(name, "right") for name in ("rows read", "loaded", "merged", "rejected")]
    out.print(table([("file", "left"), *sides], rows))
    out.print()
    would = "would be " if report.dry_run else ""
    paragraph(
        out,
        f"Rows read = loaded + merged + rejected. A merged row tells of something that was known before. "
        f"In the graph, {report.created:,} nodes and relationships {would or 'are '}new, "
        f"{report.changed:,} {would}changed, {report.unchanged:,} stay as they were.",
    )
    if report.rejected:
        _show_rejected(out, report)


def _show_rejected(out: Console, report: Report) -> None:
    heading(out, f"{report.rejected:,} rows were rejected; the most frequent reasons")
    found = _reasons(report)
    for field, reason, count in found[:_MOST_REASONS]:
        where = f"column {field}: " if field else ""
        paragraph(out, f"{count:>6,}  {where}{reason}", indent=2, hang=8)
    if left := len(found) - min(len(found), _MOST_REASONS):
        paragraph(out, f"and {left:,} other reasons", indent=10)
    heading(out, "The rejected rows, each with its reason and what to do")
    for path in report.rejects:
        paragraph(out, path, indent=2)
    paragraph(out, "Mend them there, then load them with: sangam ingest " + " ".join(report.rejects))


def reasons_json(report: Report) -> list[dict[str, Any]]:
    """The reasons of rejection, the most frequent first."""
    return [{"field": f, "reason": r, "count": n} for f, r, n in _reasons(report)]


def _reasons(report: Report) -> list[tuple[str, str, int]]:
    from ingest.report import summary

    return summary(rejection for part in report.files for rejection in part.rejections)


def csv_rows(report: Report) -> Iterator[Sequence[Cell]]:
    """One row a file under CSV_COLUMNS."""
    for part in report.files:
        yield part.file, part.source, part.read, part.loaded, part.merged, part.rejected
