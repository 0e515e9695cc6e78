"""The rows of a desk's sheet: one for each cluster and fact that the programme hangs on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from matcher.desk.asking import asked_facts
from matcher.desk.choices import Choices
from matcher.desk.parts import PROGRAMME, Desk, Entry
from matcher.desk.statements import TRIED, Statement
from matcher.rules.phrases import question, value_text
from matcher.rules.rule import APPLICANT
from matcher.rules.values import Shares, Value
from matcher.rules.vocabulary import Fact

PLACE, SHARES, LARGEST = "constituency", "constituency_shares", "largest_share_in_constituency"
# What the graph knows for sure, and what the largest share already tells.
_NEVER = (APPLICANT, "state", "district", "share_in_constituency", TRIED, PLACE, SHARES, LARGEST)
_TRIED = (
    "Has this technology been tried in the cluster before: {name}?",
    "ഈ സാങ്കേതികവിദ്യ ക്ലസ്റ്ററിൽ മുമ്പ് പരീക്ഷിച്ചിട്ടുണ്ടോ: {name}?",
)
_SHARES = (
    "Only if it lies in several constituencies: which share of it in each? Write as in 102: 60%, 103: 40%",
    "ഒന്നിലധികം മണ്ഡലങ്ങളിലാണെങ്കിൽ മാത്രം: ഓരോന്നിലും എത്ര പങ്ക്? ഇങ്ങനെ എഴുതുക: 102: 60%, 103: 40%",
)
_HERE = (" (Constituency: {name})", " (മണ്ഡലം: {name})")


@dataclass(frozen=True)
class Row:
    """One question on one cluster.

    Attributes:
        about: the technology or the constituency that it is of; empty where it is of the cluster.
        known, source: what sources say, in words; said: what the field said before.
    """

    cluster: str
    seat: str
    name: str
    fact: Fact
    about: str
    question: str
    question_ml: str
    known: str
    source: str
    said: str

    @property
    def key(self) -> str:
        """What tells the row apart, whatever is done to the rest of the sheet."""
        return "|".join((self.cluster, self.fact.name, self.about))


def rows_of(desk: Desk) -> list[Row]:
    """All rows, cluster by cluster in the order of the desk."""
    return [row for entry in desk.clusters for row in _of_entry(desk, entry)]


def _of_entry(desk: Desk, entry: Entry) -> Iterator[Row]:
    facts = desk.library.facts
    known = dict.fromkeys(
        name for each in entry.verdict.conditions if each.state != "not_applicable" for name in each.known
    )
    asked = asked_facts(desk.library, entry.facts, desk.on)
    said = (each.fact for each in entry.said if not each.about)
    if entry.place is None or any(place.said for place in entry.places):
        yield _row(desk, entry, facts[PLACE])
    yield _row(desk, entry, facts[SHARES], words=_SHARES)
    for name in dict.fromkeys((*known, *asked, *said)):
        if name not in _NEVER and name in facts:
            yield _row(desk, entry, facts[name])
    if len(entry.places) < 2:
        yield _row(desk, entry, facts[LARGEST])
    else:
        for place in entry.places:
            yield _row(desk, entry, facts[LARGEST], place.id, named=_HERE)
    offered = [each.technology for each in entry.pilots]
    offered += [each.about for each in entry.said if each.fact == TRIED and each.about not in offered]
    for technology in offered:
        yield _row(desk, entry, facts[TRIED], technology, words=_TRIED)


def _row(
    desk: Desk, entry: Entry, fact: Fact, about: str = "", *,
    words: tuple[str, str] | None = None, named: tuple[str, str] | None = None,
) -> Row:  # fmt: skip
    name = desk.name_of(about) if about else ""
    english, malayalam = (
        (words[0].format(name=name), words[1].format(name=name))
        if words is not None
        else (question(fact), question(fact, "ml"))
    )
    if named is not None:
        english += named[0].format(name=name)
        malayalam += named[1].format(name=desk.name_of(about, "ml"))
    voices = () if about and fact.name == TRIED else entry.facts.get(fact.name, ())
    of_graph = [one for one in voices if one.origin == "graph"]
    where = ", ".join(f"{place.number} {place.name}" for place in entry.places)
    return Row(
        entry.id, where, entry.name, fact, about,
        english, malayalam,
        "; ".join(in_words(desk, fact, one.value) for one in of_graph),
        "; ".join(dict.fromkeys(f"{one.source} ({one.as_of})" for one in of_graph)),
        "; ".join(_said(desk, fact, each) for each in entry.said if each.key == (fact.name, about)),
    )  # fmt: skip


def _said(desk: Desk, fact: Fact, each: Statement) -> str:
    known = each.known(desk.library.facts)
    text = in_words(desk, fact, known.value) if known is not None else "not known"
    return f"{text} ({each.as_of})"


def in_words(desk: Desk, fact: Fact, value: Value) -> str:
    """A value in English words; places by their names."""
    if isinstance(value, Shares):
        return ", ".join(f"{desk.name_of(place)} {part:.0%}" for place, part in value.parts)
    if fact.type == "id" and isinstance(value, str):
        return desk.name_of(value)
    return value_text(fact, value)


def statement(row: Row, value: Any, role: str, source: str, as_of: str) -> Statement:
    """The answer to a row as a statement of the field."""
    return Statement(row.cluster, row.fact.name, row.about, value, role, source, as_of)


class Keys:
    """The rows by their keys, those included that the desk has stopped asking since a sheet was made."""

    def __init__(self, desk: Desk, choices: Choices) -> None:
        self._desk, self._choices = desk, choices
        self._rows = {row.key: row for row in rows_of(desk)}
        self._entries = {entry.id: entry for entry in desk.clusters}
        rule = desk.library.rule(PROGRAMME)
        self._facts = {name for version in rule.versions for name in version.mentions} | {PLACE, SHARES}
        self._facts -= {APPLICANT, "state", "district", "share_in_constituency"}

    def row(self, key: str) -> Row | None:
        """The row of a key; None where the desk never asks it."""
        if key not in self._rows:
            made = self._made(key)
            if made is None:
                return None
            self._rows[key] = made
        return self._rows[key]

    def _made(self, key: str) -> Row | None:
        cluster, _, rest = key.partition("|")
        name, _, about = rest.partition("|")
        entry, facts = self._entries.get(cluster), self._desk.library.facts
        if entry is None or name not in facts:
            return None
        if name == TRIED:
            known = about in self._choices.technologies
            return _row(self._desk, entry, facts[name], about, words=_TRIED) if known else None
        if name not in self._facts or (about and name != LARGEST):
            return None
        if about and about not in self._choices.seats.values():
            return None
        return _row(self._desk, entry, facts[name], about)
