"""What an officer chooses from on the sheet, in both languages, and what a choice stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from matcher.desk.statements import ROLES
from matcher.rules.vocabulary import Fact
from matcher.snapshot import Snapshot

NOT_KNOWN = "not known – അറിയില്ല"
YES, NO = "yes – ഉണ്ട് / അതെ", "no – ഇല്ല / അല്ല"


@dataclass(frozen=True)
class Choices:
    """The constituencies and technologies that answers of a district can name.

    Attributes:
        seats: what is chosen to the id of the constituency, those of the district first.
        technologies: names of all technologies by id.
    """

    seats: Mapping[str, str]
    technologies: Mapping[str, str]
    _named: Mapping[str, str]

    @classmethod
    def of(cls, snapshot: Snapshot, district: str) -> Choices:
        """The constituencies of the district, then those of its state, each by number."""
        states = [tie.end for tie in snapshot.out(district, "PART_OF")]
        others = [tie.start for state in states for tie in snapshot.into(state, "PART_OF")]
        shown: dict[str, str] = {}
        named: dict[str, str | None] = {}
        for each in (district, *sorted(other for other in others if other != district)):
            inside = [tie.start for tie in snapshot.into(each, "PART_OF")]
            seats = [seat for seat in inside if seat.startswith("constituency:")]
            for seat in sorted(seats, key=lambda seat: (snapshot.nodes[seat]["number"], seat)):
                node = snapshot.nodes[seat]
                number, name, name_ml = str(node["number"]), str(node["name"]), node.get("name_ml")
                text = f"{number} {name}" + (f" – {name_ml}" if name_ml else "")
                shown[text] = seat
                for way in {text, seat, number, name, str(name_ml or name), f"{number} {name}"}:
                    key = way.casefold()
                    # A name that two of them have names none.
                    named[key] = seat if named.get(key, seat) == seat else None
        technologies = {each: snapshot.name(each) for each in snapshot.ids("technology")}
        return cls(shown, technologies, {way: seat for way, seat in named.items() if seat is not None})

    def meant(self, text: str) -> str | None:
        """The id of the constituency that a text names: as listed, by number, name or id."""
        return self._named.get(" ".join(text.split()).casefold())


def choices_of(fact: Fact) -> list[str]:
    """What can be chosen for a fact, "not known" last; empty for one that is written freely."""
    if fact.type == "yes_no":
        return [YES, NO, NOT_KNOWN]
    if fact.type != "choice":
        return []
    both = zip(fact.values, fact.values_ml or fact.values, strict=True)
    return [*(_both(value.replace("_", " "), malayalam) for value, malayalam in both), NOT_KNOWN]


def chosen(fact: Fact, text: str) -> str:
    """What a text of the list stands for: the plain value; any other text as it is."""
    if text in (YES, NO):
        return text.partition(" ")[0]
    for shown, value in zip(choices_of(fact), fact.values, strict=False):
        if text.casefold() in (shown.casefold(), value.casefold(), value.replace("_", " ").casefold()):
            return value
    return text


def is_unknown(text: str) -> bool:
    """Whether a text says that the field does not know."""
    return text.casefold() in (NOT_KNOWN, "not known", "unknown", "അറിയില്ല", "?")


def roles() -> dict[str, str]:
    """What is chosen for a role to its key."""
    return {_both(english, malayalam): key for key, (english, malayalam) in ROLES.items()}


def _both(english: str, malayalam: str) -> str:
    return english if english == malayalam else f"{english} – {malayalam}"
