"""Is this the same entity? Identity of institutions, banks and states, and ids for new ones.

A name alone says little: acronyms and names such as Presidency University are borne by several
bodies, so an institution is recognised by its ROR id, or by name and state together.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from graph.text import fold, slug
from ingest.directory import Directory
from ingest.records import RowError

# Names of states that registers use besides today's.
_STATES = {
    "andaman and nicobar": "Andaman and Nicobar Islands",
    "daman and diu": "Dadra and Nagar Haveli and Daman and Diu",
    "dadra and nagar haveli": "Dadra and Nagar Haveli and Daman and Diu",
    "nct of delhi": "Delhi",
    "national capital territory of delhi": "Delhi",
    "new delhi": "Delhi",
    "orissa": "Odisha",
    "pondicherry": "Puducherry",
    "uttaranchal": "Uttarakhand",
}
# Columns that may name the district, the most telling first; in the last two a place is often
# named for a road or a head office, so they are asked only when the others fail.
_WHOLE = ("DISTRICT", "CITY", "CENTRE")
_WITHIN = (*_WHOLE, "BRANCH", "ADDRESS")
_LONGEST = 3
_LIMITED = re.compile(r"(?:^the )|(?: (?:private|pvt))?(?: (?:limited|ltd))$")


def lies_in(directory: Directory, entity: str) -> str:
    """The folded name of the state (of a constituency: the district) it lies in, '' if unknown."""
    return directory.state_of(entity)


def present_name(state_name: str) -> str:
    """The folded present name of a state."""
    folded = fold(state_name)
    return fold(_STATES.get(folded, folded))


def state_of_city(directory: Directory, city: str) -> str:
    """The state of the only district that bears a city's name, empty if none or several do."""
    known = directory.named("district", city)
    return lies_in(directory, known.pop()) if len(known) == 1 else ""


def state(directory: Directory, column: str, cell: str) -> str:
    """The id of the state that a cell names, by its present or a former name.

    Raises:
        RowError: no state bears that name.
    """
    other = _STATES.get(fold(cell), "")
    if other and directory.named("state", other) and not directory.named("state", cell):
        return directory.refer(column, ["state"], other)
    return directory.refer(column, ["state"], cell)


def institution(
    directory: Directory,
    name: str,
    aliases: Iterable[str],
    state_name: str,
    ror_id: str = "",
    shared: Collection[str] = (),
) -> str | None:
    """The known institution that a record speaks of, None when there is none.

    Args:
        state_name: the state that it lies in; without it only the ROR id tells.
        shared: folded names that other records bear too, which therefore tell nothing.

    Raises:
        RowError: several institutions of that state bear the name.
    """
    if ror_id and (known := directory.by_ror(ror_id)):
        return known
    if not state_name:
        return None
    for names in ([name], list(aliases)):
        telling = [each for each in names if fold(each) not in shared]
        found = {
            entity
            for each in telling
            for entity in directory.named("institution", each)
            if lies_in(directory, entity) == present_name(state_name)
            and not (ror_id and _of_other_ror(directory, entity, ror_id))
        }
        if len(found) > 1:
            listed = ", ".join(sorted(found)[:4])
            raise RowError("name", f"'{name[:60]}' may be {listed}",
                           "write the ROR id of the record into the one meant")  # fmt: skip
        if found:
            return found.pop()
    return None


def _of_other_ror(directory: Directory, entity: str, ror_id: str) -> bool:
    return bool(directory.ror_ids(entity) - {ror_id})


def bank(directory: Directory, name: str) -> str | None:
    """The known bank of that name, with or without The, Limited and Bank; None if there is none.

    Raises:
        RowError: several banks bear it.
    """
    bare = bank_name(name)
    for each in (name, bare, f"{bare} Bank", f"The {bare}", f"{bare} Limited"):
        found = directory.named("bank", each)
        if len(found) > 1:
            listed = ", ".join(sorted(found)[:4])
            raise RowError("BANK", f"'{name[:60]}' may be {listed}", "write the name of one")
        if found:
            return found.pop()
    return None


def bank_name(name: str) -> str:
    """The folded name without The and Limited."""
    return _LIMITED.sub("", _LIMITED.sub("", fold(name)))


def new_id(directory: Directory, kind: str, name: str, suffix: str, shared: bool = False) -> str:
    """An id for an entity that is new: of its name, and of its suffix where the name is taken.

    Args:
        suffix: what its register knows it by, in small letters and digits.
        shared: others of the same register bear the name too, so that all take the suffix.
    """
    short = slug(name)
    if short and not shared and not directory.holds(f"{kind}:{short}"):
        return f"{kind}:{short}"
    return f"{kind}:{short}-{suffix}" if short else f"{kind}:{suffix}"


class Districts:
    """Tells the district of a branch from what its row names."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._remedies: dict[str, str] = {}

    def of_branch(self, cells: Mapping[str, str]) -> str:
        """The district's id; the columns that name one alone go before those that mention one.

        Raises:
            RowError: none, or several, of the row's state are named.
        """
        state_name = present_name(cells["STATE"])
        for column in _WHOLE:
            found = self._named(cells.get(column, ""), state_name)
            if len(found) == 1:
                return found.pop()
        for column in _WHOLE:
            found = self._around(cells.get(column, ""), state_name)
            if len(found) == 1:
                return found.pop()
        for column in _WITHIN:
            found = self._mentioned(cells.get(column, ""), state_name)
            if len(found) == 1:
                return found.pop()
        said = cells["DISTRICT"]
        if self._directory.named("district", said):
            raise RowError("DISTRICT", f"'{said[:60]}' does not lie in {cells['STATE'][:40]}",
                           "mend the one of them that is wrong")  # fmt: skip
        raise RowError("DISTRICT", f"no district is known by '{said[:60]}'", self._remedy(said))

    def _named(self, name: str, state_name: str) -> set[str]:
        known = self._directory.named("district", name)
        return {each for each in known if lies_in(self._directory, each) in ("", state_name)}

    def _around(self, name: str, state_name: str) -> set[str]:
        """The districts of the constituencies of that name."""
        around = {lies_in(self._directory, c) for c in self._directory.named("constituency", name)}
        return {each for district in around for each in self._named(district, state_name)}

    def _mentioned(self, text: str, state_name: str) -> set[str]:
        words = fold(text).split()
        sizes = range(1, _LONGEST + 1)
        spans = (words[i : i + n] for n in sizes for i in range(len(words) - n + 1))
        return {each for span in spans for each in self._named(" ".join(span), state_name)}

    def _remedy(self, said: str) -> str:
        if said not in self._remedies:
            try:
                self._directory.refer("DISTRICT", ["district"], said)
                near = ""
            except RowError as error:
                near = error.remedy
            self._remedies[said] = f"write the district of the branch; {near}"
        return self._remedies[said]
