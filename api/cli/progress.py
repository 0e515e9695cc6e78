"""Progress: a bar with rate and remaining time on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.text import Text

from api.cli.output import clean, notes, say

if TYPE_CHECKING:
    from matcher.encoder import Encoder, Vectors

# What is at work, how much is done, and how much there is in all (0: not known).
Tell: TypeAlias = Callable[[str, int, int], None]
_EVERY_S = 2.0
# Fewer texts than this are encoded within seconds; nobody needs to be told.
_MANY_TEXTS = 300


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f}/s" if task.speed else "", style="dim")


@contextmanager
def progress(unit: str) -> Iterator[Tell]:
    """Shows how far something has come, on the error stream."""
    stream = notes()
    if not stream.is_terminal:
        yield _Lines(unit).tell
        return
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=24), MofNCompleteColumn(),
               _Rate(), TimeRemainingColumn())  # fmt: skip
    with Bar(*columns, console=stream, transient=True) as bar:
        task = bar.add_task("", total=None)

        def tell(what: str, done: int, total: int) -> None:
            bar.update(task, description=clean(what)[:28], completed=done, total=total or None)

        yield tell


class _Lines:
    """One line every few seconds, with rate and remaining time."""

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self._total = -1
        self._from = 0
        self._began = self._last = 0.0

    def tell(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if total != self._total:  # something else has begun; it has a rate of its own
            self._total, self._began, self._from = total, now, done
        if now - self._last < _EVERY_S:
            return
        self._last = now
        say(line(what, done, total, self._unit, (done - self._from) / max(now - self._began, 1e-9)))


def line(what: str, done: int, total: int, unit: str, rate: float) -> str:
    """How far something has come, as one line of text; the rate is told once there is one."""
    of = f" of {total:,}" if total else ""
    told = f", {rate:,.0f} a second" if rate > 0 else ""
    left = f", {(total - done) / rate:.0f} s left" if total > done and rate > 0 else ""
    return f"{what}: {done:,}{of} {unit}{told}{left}"


class TellingEncoder:
    """An encoder that says so when it is given many texts, as in the first question ever asked."""

    def __init__(self, encoder: Encoder, tell: Callable[[str], None]) -> None:
        self._encoder = encoder
        self._tell = tell
        self._done = 0
        self._last = time.monotonic()

    @property
    def name(self) -> str:
        """The name of the encoder's weights."""
        return self._encoder.name

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return self._encoder.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of the texts, as the encoder gives them."""
        if len(texts) >= _MANY_TEXTS and not self._done:
            self._tell(f"reading {len(texts):,} texts for the first time; a minute for some 5,000, once")
        vectors = self._encoder.encode(texts)
        self._done += len(texts)
        if self._done >= _MANY_TEXTS and time.monotonic() - self._last >= _EVERY_S:
            self._last = time.monotonic()
            self._tell(f"{self._done:,} texts read")
        return vectors
