"""Pieces that answers in text are made of: headings, indented paragraphs, numbered sources, tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.cli.output import Cell, clean

if TYPE_CHECKING:
    from matcher.phrases import Language
    from matcher.snapshot import Snapshot

_ADDRESS = re.compile(r"https?://\S+")
_MOST_TOWNS = 2
_CATEGORY = {
    "manufacturing": "manufacturing cluster",
    "handloom_powerloom": "handloom or powerloom cluster",
    "handicraft": "handicraft cluster",
    "other_traditional": "cluster of a traditional industry",
    "service": "service cluster",
}


class Sources:
    """Gives each source a number when it is first named, and lists them at the end."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def mark(self, sources: Iterable[str]) -> str:
        """The numbers of some sources as one mark, ` [1, 3]`; empty when there are none."""
        told = [source for source in sources if source]
        numbers = [self._numbers.setdefault(source, len(self._numbers) + 1) for source in told]
        return f" [{', '.join(str(number) for number in sorted(set(numbers)))}]" if numbers else ""

    def show(self, out: Console, title: str = "Sources") -> None:
        """The list, each address on a line of its own, unbroken, so that it can be opened."""
        if not self._numbers:
            return
        heading(out, title)
        for source, number in self._numbers.items():
            title, addresses = split_source(source)
            paragraph(out, f"[{number}] {title}", indent=2, hang=len(str(number)) + 3)
            for address in addresses:
                out.print(Text(f"{'':{len(str(number)) + 5}}{clean(address)}", style="cyan"), soft_wrap=True)


def split_source(source: str) -> tuple[str, list[str]]:
    """A source without its web addresses, and those."""
    addresses = _ADDRESS.findall(source)
    title = _ADDRESS.sub("", source).strip(" ,;:")
    return title or "web page", [address.rstrip(",;") for address in addresses]


def source_of(properties: Any) -> str:
    """The source of a node or relationship with the date that it speaks of, when it tells one."""
    source, as_of = str(properties.get("source") or ""), str(properties.get("as_of") or "")
    if not source or as_of in ("", "undated") or as_of in source:
        return source
    title, addresses = split_source(source)
    return ", ".join((f"{title} ({as_of})", *addresses))


def heading(out: Console, text: str) -> None:
    """A heading after an empty line."""
    out.print()
    out.print(Text(clean(text), style="bold"))


def paragraph(out: Console, text: str, *, indent: int = 0, hang: int = 0, style: str = "") -> None:
    """A paragraph, wrapped to the width; lines after the first are indented further by `hang`."""
    width = max(20, out.width - indent)
    for at, line in enumerate(_wrapped(out, clean(text), width, hang)):
        out.print(Text(" " * (indent + (hang if at else 0))).append(line.rstrip(), style), soft_wrap=True)


def _wrapped(out: Console, text: str, width: int, hang: int) -> Iterator[str]:
    """Lines of a text, the first of the full width, the others shorter by `hang`."""
    lines = Text(text).wrap(out, width)
    if not lines:
        return
    yield lines[0].plain
    rest = text[len(lines[0].plain) :].lstrip()
    if rest:
        yield from (line.plain for line in Text(rest).wrap(out, width - hang))


def bullet(out: Console, text: str, *, indent: int = 4) -> None:
    """A paragraph with a mark before it."""
    paragraph(out, f"- {text}", indent=indent, hang=2)


def table(columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Cell]]) -> Table:
    """A plain table; columns are (title, `left` or `right`)."""
    made = Table(box=None, pad_edge=False, show_edge=False, header_style="bold")
    for title, side in columns:
        made.add_column(Text(title), justify="right" if side == "right" else "left", overflow="fold")
    for row in rows:
        made.add_row(*(Text(clean(shown(value))) for value in row))
    return made


def shown(value: Cell) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.2f}" if isinstance(value, float) else value


def sentence(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def words(term: object) -> str:
    """A term of the model as words: `research_lab` becomes `research lab`."""
    return str(term or "").replace("_", " ")


def kind_of(snapshot: Snapshot, identity: str, language: Language = "en") -> str:
    """What an entity is, in words: its own kind or category, else its kind of node."""
    facts = snapshot.nodes[identity]
    known = facts.get("category") if facts.get("category") in _CATEGORY else facts.get("kind")
    kind = str(known or identity.partition(":")[0])
    if language == "ml":
        from matcher.phrases import term

        return term(kind).said("ml")
    return _CATEGORY.get(kind) or words(kind)


def place_of(snapshot: Snapshot, identity: str, language: Language = "en") -> tuple[str, str, str]:
    """Town, district and state of an entity, each empty when not known."""
    from matcher.profiles import place_of as where

    place = where(snapshot, identity)
    named = [snapshot.name(part, language) if part else "" for part in (place.district, place.state)]
    return str(snapshot.nodes[identity].get("place") or ""), named[0], named[1]


def place_line(snapshot: Snapshot, identity: str, language: Language = "en") -> str:
    """Towns, district and state as one line: nothing twice, and of many towns the first."""
    town, district, state = place_of(snapshot, identity, language)
    around = [part for part in (district, state) if part]
    towns = [part.strip() for part in re.split("[;,]", town) if part.strip()]
    towns = [part for part in dict.fromkeys(towns) if part not in around]
    if len(towns) > _MOST_TOWNS:
        towns = [f"{towns[0]} and {len(towns) - 1} more places"]
    return ", ".join((*towns, *dict.fromkeys(around)))
